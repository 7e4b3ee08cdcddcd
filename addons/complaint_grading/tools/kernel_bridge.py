"""The one door to the kernel: Odoo values in, Odoo values out.

No other file of this addon imports ``complaint_kernel``; a test holds that. Nothing is decided
here: values change their shape (naive UTC <-> aware, properties <-> facts, problems <-> sentences),
the answers are the kernel's own.
"""

import functools
import hashlib
import json
import re
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from functools import lru_cache
from importlib.metadata import version
from zoneinfo import ZoneInfo

from odoo.exceptions import ValidationError
from odoo.modules.module import Manifest

import complaint_kernel
from complaint_kernel import dossier as dossiers
from complaint_kernel import service
from complaint_kernel.base import canonical_json
from complaint_kernel.base.errors import expected
from complaint_kernel.explanation import basis, regulation  # noqa: F401 - for kernel_answers
from complaint_kernel.intake.complaint import read_facts
from complaint_kernel.judging.turns import turns
from complaint_kernel.policy.vocabulary import RESPONSIBLE, SUPERVISOR
from complaint_kernel.populations import early_warning, history, quotas, tiers  # noqa: F401 - for kernel_answers
from complaint_kernel.service.calendars import read_calendar
from complaint_kernel.worktime import known_calendars

UTC = timezone.utc
REFUSED = service.REFUSED
DEFAULT_CALENDAR = "cn-office"
CALENDAR_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
PROPERTY_TYPES = {
    "bool": "boolean",
    "money": "float",
    "quantity": "float",
    "number": "float",
    "count": "integer",
    "choice": "selection",
    "date": "date",
    "moment": "datetime",
    "text": "char",
}
WATTS = {"W": 1, "kW": 1_000, "MW": 1_000_000, "GW": 1_000_000_000}


class _Kernel:
    """The functions of the kernel's service, by name; what they refuse is told to the user."""

    def __getattr__(self, name):
        function = getattr(service, name)
        if not callable(function):
            return function

        @functools.wraps(function)
        def asked(*args, **given):
            try:
                return function(*args, **given)
            except service.REFUSED as fault:
                raise ValidationError(str(fault)) from fault

        setattr(self, name, asked)
        return asked


kernel = _Kernel()


def refusal(sentence):
    """What the user is told; as the kernel's own sentences, it names things by their ids."""
    return ValidationError(sentence)


# Moments -------------------------------------------------------------------------------------


def aware(moment):
    """Give the naive UTC moment of Odoo its offset."""
    return moment.replace(tzinfo=UTC) if moment else None


def iso(moment):
    """The naive UTC moment of Odoo as ISO text with its offset; None for none."""
    return moment.replace(tzinfo=UTC).isoformat() if moment else None


def naive(moment):
    """Turn the kernel's moment (aware datetime or ISO text) into the naive UTC of Odoo."""
    if not moment:
        return False
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)


def moment_given(value, calendar_name):
    """A moment as a caller writes it, as the naive UTC of Odoo; None for none.

    ISO 8601 text without an offset is in the calendar's time zone; Odoo's own text, with a space, is UTC.
    """
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        if moment.tzinfo is None:
            iso = isinstance(value, str) and "T" in value
            moment = moment.replace(tzinfo=calendar(calendar_name).zone if iso else UTC)
        return naive(moment)
    except (AttributeError, TypeError, ValueError, OverflowError) as fault:
        raise refusal(f"{value!r} is no moment; expected one such as 2026-09-24T16:30:00+08:00") from fault


# Policies ------------------------------------------------------------------------------------


def shipped_policies():
    return complaint_kernel.shipped_policies()


def policy_text(name):
    return complaint_kernel.policy_text(name)


def parameters(text):
    """Read parameter overrides, a JSON object, with numbers exactly as written."""
    try:
        values = json.loads(text or "{}", parse_float=Decimal)
    except ValueError as fault:
        raise refusal(f'parameters must be a JSON object such as {{"name": 3}}: {fault}') from fault
    if not isinstance(values, dict):
        raise refusal('parameters must be a JSON object such as {"name": 3}')
    return values


@lru_cache(maxsize=256)
def _parse(text, parameters_text):
    return complaint_kernel.parse_policy(text, parameters=parameters(parameters_text) or None)


def edition(text, parameters_text=""):
    """The kernel's policy of one edition; a file with problems is refused with all of them."""
    try:
        return _parse(text or "", parameters_text or "")
    except REFUSED as fault:
        raise ValidationError(str(fault)) from fault


def text_digest(text, parameters_text=""):
    """Names a text with its figures as this release of the kernel reads it."""
    parts = (version("complaint-kernel"), text or "", parameters_text or "")
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def parsed(text, parameters_text=""):
    """Read an edition without checking it: the policy or None, and its problems."""
    try:
        return _parse(text or "", parameters_text or ""), []
    except complaint_kernel.PolicyError as fault:
        return None, [_problem_row(problem) for problem in fault.problems]
    except (*REFUSED, ValidationError) as fault:
        return None, [{"severity": "error", "line": 0, "path": "", "message": str(fault)}]


def examine(text, parameters_text=""):
    """Read and check an edition: the policy or None, and its findings, severest first."""
    policy, problems = parsed(text, parameters_text)
    if policy is None:
        return None, problems
    return policy, [dict(row) for row in _findings(policy)]


@lru_cache(maxsize=128)
def _findings(policy):
    """What the check says of a policy; asked once for an edition that did not change."""
    try:
        rows = [_finding_row(finding) for finding in complaint_kernel.check_policy(policy)]
    except (*REFUSED, ArithmeticError, RecursionError) as fault:
        rows = [{"severity": "error", "line": 0, "path": "", "message": str(fault) or type(fault).__name__}]
    return tuple(sorted(rows, key=lambda row: (row["severity"] != "error", row["line"])))


def _problem_row(problem):
    return {"severity": "error", "line": problem.line or 0, "path": str(problem.path or ""), "message": problem.message}


def _finding_row(finding):
    return {
        "severity": finding.severity,
        "line": finding.line or 0,
        "path": str(finding.path or ""),
        "message": finding.message,
    }


def label(text, lang):
    """A label in the user's language, English if it has no other."""
    if not text:
        return ""
    return (text.get("zh_CN") if (lang or "").startswith("zh") else None) or str(text)


def label_texts(text):
    """A label in every language that it has."""
    return [text.get("en"), text.get("zh_CN")] if text else []


def nearest(given, names):
    """The name that is nearest to what was given, None where none is near."""
    found = get_close_matches(given, list(names), n=1)
    return found[0] if found else None


def in_other_languages(env, tell):
    """What is told in the languages that are installed, where it is not as in English: language -> text."""
    told = {lang: tell(lang) for lang, _name in env["res.lang"].get_installed()}
    return {lang: text for lang, text in told.items() if text != tell("en_US")}


# Facts ---------------------------------------------------------------------------------------


def property_rows(edition, part, lang=None):
    """The fields of a part of an edition as the definition of a Properties field."""
    return [_property_row(field) for field in kernel.fields(edition, part, lang)]


def _property_row(field):
    title = f"{field['label']} ({field['unit']})" if field["unit"] else field["label"]
    row = {"name": field["name"], "type": PROPERTY_TYPES[field["kind"]], "string": title}
    if field["kind"] == "choice":
        row["selection"] = [list(choice) for choice in field["choices"]]
    if field["default"]:
        row["default"] = True
    return row


def facts_given(edition, properties, part="facts"):
    """Facts in a Properties field as a complaint states them: figures exact; what was left empty is not given."""
    return kernel.exact_values(edition, part, given_values(edition, part, properties or {}))


def facts_kept(edition, given, part="facts"):
    """Facts as they were given (form, RPC, import) in the one form that a Properties column holds.

    A value that is taken back is None. Raises ValidationError with every fault.
    """
    kept = kernel.kept_values(edition, part, given_values(edition, part, given))
    return _properties(edition, part, kept)


def facts_readable(edition, stored, part="facts"):
    """What of stored facts an edition can read, such as those of another edition."""
    return _properties(edition, part, kernel.readable_values(edition, part, given_values(edition, part, stored or {})))


def _properties(edition, part, kept):
    kinds = kernel.field_kinds(edition, part)
    return {name: str(naive(value)) if value and kinds[name] == "moment" else value for name, value in kept.items()}


def event_values(edition, event, properties):
    """What a form says of an event, as its JSON data; what was left empty is not given."""
    given = facts_given(edition, properties, f"event.{event}")
    return {name: float(value) if isinstance(value, Decimal) else value for name, value in given.items()}


def given_values(edition, part, properties):
    """Values of a Properties field as the kernel keeps them: nothing for what is empty, moments with their offset."""
    kinds = kernel.field_kinds(edition, part)
    return {name: _given(value, kinds.get(name)) for name, value in properties.items()}


def _given(value, kind):
    if kind not in ("bool", None) and (value is False or value == ""):
        return None
    if kind == "date" and isinstance(value, date):
        return value.isoformat()
    if kind == "moment" and value:
        try:
            moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        except (TypeError, ValueError):
            return value
        return iso(moment) if moment.tzinfo is None else moment.isoformat()
    return value


def properties_definition(facts, lang=None):
    """Describe facts (or the data of an event) as the definition of a Properties field."""
    return [_property(name, fact, lang) for name, fact in facts.items()]


def _property(name, fact, lang):
    title = label(fact.label, lang) or name
    unit = getattr(fact, "unit", None)
    row = {"name": name, "type": PROPERTY_TYPES[fact.kind], "string": f"{title} ({unit})" if unit else title}
    if fact.kind == "choice":
        row["selection"] = [[str(key), label(text, lang) or str(key)] for key, text in fact.choices.items()]
    if fact.kind == "bool" and fact.default:
        row["default"] = True
    return row


def property_values(facts, given):
    """Facts as they were given (form, RPC, import) in the one form that a Properties column holds.

    facts: the kernel's declarations. given: name -> value, each name one of the facts. A value that is
    taken back becomes None (a yes-or-no question its default). Raises ValidationError with every fault.
    """
    values, faults = {}, []
    for name, value in given.items():
        try:
            values[name] = _property_value(facts[name], value)
        except ValueError as fault:
            faults.append(str(fault))
    if faults:
        raise ValidationError("\n".join(faults))
    return values


def readable_values(facts, stored):
    """What of stored facts is readable by these declarations, such as those of another edition."""
    values = {}
    for name in facts.keys() & (stored or {}).keys():
        try:
            values[name] = _property_value(facts[name], stored[name])
        except ValueError:
            continue
    return values


def _property_value(fact, value):
    """One fact in its stored form: yes or no, a choice by its key, a figure as float, a count as integer."""
    if fact.kind == "bool" and (value is None or value is False):
        # What is not given is what the policy takes for it: a "no" is kept only where that is "yes".
        return value is None if fact.default else None
    if fact.kind != "bool" and (value is None or value is False or value == ""):
        return None
    if fact.kind == "moment":
        return _stored_moment(fact, value)
    if fact.kind == "choice":
        value = _choice_key(fact, value)
    if fact.kind == "date" and isinstance(value, str):
        value = value.strip()
    try:
        read = read_facts({fact.name: fact}, {fact.name: value}, "facts")[fact.name]
    except complaint_kernel.ComplaintError as fault:
        raise ValueError("\n".join(problem.message for problem in fault.problems)) from fault
    if isinstance(read, Decimal):
        return int(read) if fact.kind == "count" else _stored_figure(fact, read)
    return str(read) if fact.kind in ("choice", "date") else read


def _choice_key(fact, value):
    """The key that is meant: 1 and "1" are the same choice."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    key = value if isinstance(value, bool) else str(value).strip()
    return int(key) if fact.integer and key in fact.choices else key


def _stored_figure(fact, figure):
    """A figure as the column's floating number, which keeps its digits exactly as they were given."""
    stored = float(figure) or 0.0
    if Decimal(str(stored)) != figure:
        raise ValueError(f"{fact.name}: expected a number of at most 15 digits, found {figure}")
    return stored


def _stored_moment(fact, value):
    """A moment as Odoo's text; one without offset is in UTC, as Odoo's protocols carry moments."""
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError(f"{fact.name}: expected a moment such as 2026-09-24 08:30:00, found {value!r}") from None
    return (naive(moment) if moment.tzinfo else moment).strftime("%Y-%m-%d %H:%M:%S")


def facts_from_properties(values, facts):
    """Hand over what was given, in the kernel's types; what was left empty is not given."""
    given = {}
    for name, value in (values or {}).items():
        fact = facts.get(name)
        if fact is None or fact.kind == "bool":
            if value is not None:
                given[name] = value
        elif value is not None and value is not False and value != "":
            given[name] = _kernel_value(value, fact)
    return given


def value_text(fact, value, lang):
    """A stored fact as a person would write it: the choice's label, the figure with its unit; "" for none."""
    if value is None or value is False:
        return ""
    if fact.kind == "choice":
        return label(fact.choices.get(str(value)), lang) or str(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{plain(Decimal(str(value)))} {fact.unit or ''}".strip()
    return str(value)


def asks_grade(policy):
    """Whether the policy asks for the grade of the grading policy in use."""
    return dossiers.GRADE_FACT in policy.facts


def supplied_facts(grade):
    """The facts that the grading policy in use supplies: name -> value, None where it gave none."""
    return {dossiers.GRADE_FACT: grade}


def with_grade(complaint, grade):
    """The complaint with the grade of the grading policy; one that a person has stated stays."""
    return dossiers.with_grade(complaint, grade)


def _kernel_value(value, fact):
    if fact.kind == "choice":
        return int(value) if fact.integer and str(value).isdigit() else value
    if fact.kind == "count" or isinstance(value, bool):
        return value
    if fact.kind in ("money", "quantity", "number") and isinstance(value, (int, float)):
        return Decimal(str(value))
    if fact.kind == "moment":
        return aware(datetime.fromisoformat(str(value))).isoformat()
    return value


def exact(value):
    """Read a number as it is written; None if it is none."""
    try:
        return Decimal(str(value)) if value not in (None, False, "") else None
    except InvalidOperation:
        return None


def watts_in(unit):
    """How many watts one unit of power has."""
    if unit not in WATTS:
        raise refusal(f"power is derived in {', '.join(WATTS)}; the fact is measured in {unit or 'no unit'}")
    return WATTS[unit]


# Assessment ----------------------------------------------------------------------------------


def assess(policy, complaint, calendar, at, lang=None):
    """The kernel's answer as JSON values; a complaint it refuses becomes a sentence for the user."""
    return _assessment(policy, complaint, calendar, at, lang).to_dict()


def assess_in_full(policy, complaint, calendar, at, lang=None):
    """The kernel's answer; for each of its duties when to remind, rows of a percentage and a moment's text; and its
    steps in each of their rounds with whose turn it is."""
    found = _assessment(policy, complaint, calendar, at, lang)
    reminders = [[[share, str(naive(moment))] for share, moment in duty.reminders(calendar)] for duty in found.duties]
    return found.to_dict(), reminders, [turn.to_dict() for turn in turns(found)]


def _assessment(policy, complaint, calendar, at, lang):
    try:
        return complaint_kernel.assess(policy, complaint, calendar=calendar, at=aware(at))
    except REFUSED as fault:
        raise ValidationError(sentences(fault, policy, lang)) from fault


def explain(policy, complaint, calendar, at, lang):
    """The whole explanation as text, and the reasons of the grade: clause and sentence."""
    lang = "zh_CN" if (lang or "").startswith("zh") else "en"
    try:
        found = complaint_kernel.explain(policy, complaint, calendar=calendar, at=aware(at))
    except REFUSED as fault:
        return sentences(fault, policy, lang), []
    because = [row for row in found.to_dict()["because"] if row["kind"] == "grade"]
    return found.text(lang), [(row["clause"] or "", _without_clause(row[lang], row["clause"])) for row in because]


def _without_clause(sentence, clause):
    """The sentence without its clause in brackets, for where the clause stands beside it."""
    return sentence.replace(f" ({clause})", "").replace(f"（{clause}）", "")


# Sentences of the kernel that name things by ids, as people say them: pattern, English, Chinese.
SPOKEN = (
    (
        re.compile(
            r"(?P<event>[^:]+): expected a moment not before the complaint was received, (?P<at>\S+), "
            r"found (?P<found>.+)"
        ),
        "{event}: it cannot have happened before the complaint was received ({at}); given was {found}.",
        "{event}：发生时间不能早于收到投诉的时间（{at}）；所填为{found}。",
    ),
)
MOMENT = re.compile(r"'?(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:[+-]\d\d:\d\d|Z)?)'?")
NAMED = re.compile(r"^(\w+): ")


def spoken(text, policy, lang):
    """A sentence of the kernel with labels for ids and moments as people write them, in the user's language."""
    chinese = (lang or "").startswith("zh")
    for pattern, english, other in SPOKEN:
        if found := pattern.fullmatch(text):
            parts = {key: _spoken_part(value, policy, lang) for key, value in found.groupdict().items()}
            return (other if chinese else english).format(**parts)
    named = NAMED.match(text)
    if named:
        text = f"{_name(named[1], policy, lang)}: {text[named.end() :]}"
    return MOMENT.sub(lambda found: _moment_text(found[1]), text)


def _spoken_part(value, policy, lang):
    if MOMENT.fullmatch(value):
        return _moment_text(value.strip("'"))
    return ", ".join(_name(name.strip("'"), policy, lang) for name in value.split(", "))


def _moment_text(text):
    moment = datetime.fromisoformat(text)
    if moment.tzinfo:
        moment = moment.astimezone(calendar(DEFAULT_CALENDAR).zone)
    return f"{moment:%Y-%m-%d %H:%M}"


def _name(name, policy, lang):
    """What the policy calls a fact, event, duty or parameter; the name itself where it has none."""
    parts = (policy.facts, policy.events, policy.duties, policy.parameters)
    found = next((part[name] for part in parts if name in part), None)
    return label(found.label, lang) if found else name


def sentences(fault, policy=None, lang=None):
    """One line for each problem: of a file the place first; of what people gave, with labels and no places."""
    if policy is not None and getattr(fault, "parameters", None):
        names = ", ".join(_name(name, policy, lang) for name in fault.parameters)
        chinese = (lang or "").startswith("zh")
        return (
            f"未设定“{names}”的数值；请在制度的“参数”中设定。"
            if chinese
            else (f"No figure is set for {names}; set it under the policy's Parameters.")
        )
    problems = getattr(fault, "problems", None)
    if not problems:
        return str(fault) if policy is None else spoken(str(fault), policy, lang)
    if policy is None:
        return "\n".join(f"{p.path}: {p.message}" if p.path else p.message for p in problems)
    return "\n".join(spoken(p.message, policy, lang) for p in problems)


# Dossiers ------------------------------------------------------------------------------------


canonical = canonical_json.canonical


def read_canonical(text):
    """Data as canonical() wrote them, numbers exactly as written."""
    return json.loads(text, parse_float=Decimal)


def versions():
    """The programs that come to a verdict, by name."""
    return {**dossiers.current_versions(), "complaint_grading": Manifest.for_addon("complaint_grading").version}


@lru_cache(maxsize=32)
def calendar_content(name):
    """A calendar by itself, as text to be kept."""
    return canonical(dossiers.calendar_to_dict(calendar(name)))


@lru_cache(maxsize=32)
def kept_calendar(content):
    """The calendar that was kept, whatever is shipped under its name today."""
    return dossiers.calendar_from_dict(json.loads(content))


def judged(text, parameters_text, complaint, assessment):
    """One policy's part of a dossier."""
    return dossiers.Judged(edition(text, parameters_text or ""), parameters(parameters_text), complaint, assessment)


def dossier(part, calendar_content, grading, decided, versions, others=()):
    """The dossier of a stored verdict, as canonical JSON text; others: what was kept of duties' own calendars."""
    kept = [kept_calendar(content) for content in others]
    written = dossiers.write_dossier(part, kept_calendar(calendar_content), grading or None, decided, versions, kept)
    return canonical(written)


def verify_dossier(text):
    """What verifying a dossier says: whether it agrees, and each difference."""
    return dossiers.verify(read_canonical(text)).to_dict()


# Working time --------------------------------------------------------------------------------


def knowing(calendars):
    """A stretch in which duties and parties may name these calendars: name -> as `calendar` is asked for it."""
    return known_calendars({name: calendar(reference) for name, reference in calendars.items()})


def knowing_kept(contents):
    """The same for calendars that were kept: name -> what was kept of it."""
    return known_calendars({name: kept_calendar(content) for name, content in contents.items()})


@lru_cache(maxsize=256)
def calendar(name):
    """A calendar that the kernel ships, by name, or the text of one that a company keeps; never a path."""
    if not CALENDAR_NAME.fullmatch(name or "") and "\n" not in (name or ""):
        raise refusal(f"{name!r} is not a calendar's name; expected one such as {DEFAULT_CALENDAR}")
    try:
        return read_calendar(name)
    except (*REFUSED, OSError) as fault:
        raise refusal(f"calendar {name!r} is not known: {fault}") from fault


def calendar_label(name, lang):
    """What people call a working calendar."""
    return label(calendar(name).title, lang) or name


def local_date(moment, calendar_name, zone=None):
    """The day of a moment where the calendar's people are, or in a time zone of one's own."""
    return aware(moment).astimezone(ZoneInfo(zone) if zone else calendar(calendar_name).zone).date()


def last_second(moment):
    """The last second before a limit has passed: the day to which a limit that ends at 24:00 belongs."""
    return moment - timedelta(seconds=1)


def local_text(moment, calendar_name):
    """A moment as those people's clocks show it."""
    return aware(moment).astimezone(calendar(calendar_name).zone).strftime("%Y-%m-%d %H:%M") if moment else ""


def just_after(moment):
    """The first second at which a limit that ends at the moment has passed."""
    return moment + timedelta(seconds=1)


def next_open(moment, calendar_name):
    """The moment itself while people work, else the next opening."""
    return naive(calendar(calendar_name).next_opening(aware(moment)))


def working_hours(start, end, calendar_name):
    """Hours worked between two moments; zero when the end is past."""
    return calendar(calendar_name).working_time(aware(start), aware(end)).total_seconds() / 3600


# Words ---------------------------------------------------------------------------------------


def severity(policy, grade):
    """The place of a grade among those of its intake class, 1 the severest; 0 for none."""
    found = next((row for row in policy.grades if row.id == grade), None)
    if found is None:
        return 0
    return [row.id for row in policy.grades if row.intake == found.intake].index(grade) + 1


def grade_label(policy, grade, lang):
    found = next((row for row in policy.grades if row.id == grade), None)
    return (found and label(found.label, lang)) or grade or ""


def data_text(data, kind, lang):
    """The data of an event as "label: value" pairs."""
    parts = []
    for name, value in (data or {}).items():
        fact = kind.data.get(name) if kind else None
        title = (fact and label(fact.label, lang)) or name
        choice = fact and fact.kind == "choice" and label(fact.choices.get(str(value)), lang)
        parts.append(f"{title}: {choice or value}")
    return ", ".join(parts)


def sentence(note, lang):
    """A note of the kernel in the user's language; answers stored by the version before hold plain English."""
    if not isinstance(note, dict):
        return str(note)
    return note["text"]["zh_CN" if (lang or "").startswith("zh") else "en"]


PAYERS_OF_A_UNIT = (RESPONSIBLE, SUPERVISOR)  # as a payer: the person of the unit, and that person's superior


def parties_of(policy, event, data):
    """Ids of the parties whose act a journal entry is; empty where it is anybody's."""
    return policy.parties_of(event, data or {})


def step_event(policy, step, act, party=None, reason=None):
    """The journal entry (type, data) by which a step is `done`, `approved` or `returned`; None for an unknown step."""
    rule = policy.step(step)
    own = rule and {
        "done": rule.done_by[0] if rule.done_by else None,
        "approved": rule.approved_with.get(party),
        "returned": rule.returned_by,
    }
    if not own:
        return None
    said = {"step": step, **({"by": party} if party else {}), **({"reason": reason} if reason else {})}
    return (own[act], None) if own[act] else (f"step_{act}", said)


def approvers(policy, step):
    """Ids of the parties that approve a step."""
    rule = policy.step(step)
    return rule.approved_by if rule else ()


def step_name(policy, step, lang):
    """What people call a step."""
    rule = policy.step(step)
    return label(rule.label, lang) if rule else step


def nearest_step(policy, step):
    """The sentence's end for an unknown step: the nearest one, or all."""
    return expected(step, [rule.id for rule in policy.steps])


def closing_sentence(closing, lang):
    """Why a complaint may or may not be closed; answers stored by the version before hold plain text."""
    because = (closing or {}).get("because") or ""
    if isinstance(because, str):
        return because
    return "; ".join(sentence(note, lang) for note in closing["because"])


PROMISE = "reply_promised"
STAGE_AFTER = {"customer_accepted": "answered", "customer_refused": "in_progress"}


def stage_after(policy, kind):
    """The stage to which an event of this kind leads; None where it says nothing about it."""
    event = policy.events.get(kind)
    return "answered" if event and event.answers else STAGE_AFTER.get(kind)


def promised(events, calendar_name):
    """The moment (naive UTC) that the latest promise to the customer names, of journal entries as the kernel
    reads them; False without one. A moment without an offset is in the calendar's time zone."""
    promises = [event for event in events if event["type"] == PROMISE and (event.get("data") or {}).get("by")]
    if not promises:
        return False
    latest = sorted(promises, key=lambda event: event["at"])[-1]  # of one moment: the one recorded last
    moment = datetime.fromisoformat(latest["data"]["by"])
    return naive(moment if moment.tzinfo else moment.replace(tzinfo=calendar(calendar_name).zone))


def unknown_facts(policy, names):
    """A sentence for each name that is no fact of the policy, with the nearest one that is."""
    lines = []
    for name in names:
        if name not in policy.facts:
            near = get_close_matches(name, policy.facts, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"expected one of {', '.join(policy.facts)}."
            lines.append(f"Unknown fact '{name}' in policy {policy.id}; {hint}")
    return "\n".join(lines)


# Records ---------------------------------------------------------------------------------------


def record_fields(policy):
    """What the policy wants recorded, by name, declared as facts are."""
    return policy.record_fields


def record_rows(edition, lang=None):
    """What is to be recorded as the definition of a Properties field, each with room for lines of text."""
    return [{**row, "type": "text"} for row in property_rows(edition, "records", lang)]


def unknown_records(policy, names):
    """A sentence for each name that the policy does not want recorded, with the nearest one that it does."""
    unknown = [name for name in names if name not in policy.records]
    return "\n".join(
        f"Unknown record '{name}' in policy {policy.id}{expected(name, policy.records)}" for name in unknown
    )


def plain(number):
    """A number as text, without exponent and needless zeros."""
    text = f"{Decimal(str(number)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def periodic_events(policy):
    """The events that only end work owed once a period, such as weekly statistics: no complaint's own."""
    periodic = {match.event for work in policy.periodic.values() for match in work.rule.done}
    duties = policy.duties.values()
    own = {match.event for duty in duties for match in (*duty.done, duty.start) if match}
    own |= {rule.on.event for rule in policy.penalties if rule.on}
    return periodic - own


def plain_data(data):
    """The data of an event as text, one spelling for each value: 3, 3.0 and "3" are the same."""
    if not data or not isinstance(data, dict):
        return str(data or "")
    return {name: _spelling(value) for name, value in data.items()}


def _spelling(value):
    number = None if isinstance(value, bool) else exact(value)
    try:
        return str(number.normalize()) if number is not None else str(value)
    except ArithmeticError:
        return str(value)


def event_data(values, kind):
    """The data of an event as JSON, in the kernel's types; what was left empty is not given."""
    given = {}
    for name, value in facts_from_properties(values, kind.data).items():
        given[name] = float(value) if isinstance(value, Decimal) else value
    return given or False
