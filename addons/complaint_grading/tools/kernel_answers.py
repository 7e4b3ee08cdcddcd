"""What the kernel says beyond one complaint: a policy in words, a customer's tier, levels of warning, quotas.

Odoo values in, Odoo values out, as in the bridge, through which the kernel is reached.
"""

import json
from datetime import date, timedelta
from decimal import Decimal

from . import kernel_bridge as bridge

TEXTS = ("channel", "category", "department")
TEXT_LABELS = {"channel": ("Channel", "渠道"), "category": ("Category", "类别"), "department": ("Department", "部门")}


def language(lang):
    """The kernel's name of a language of Odoo."""
    return "zh_CN" if (lang or "").startswith("zh") else "en"


# A policy in words ---------------------------------------------------------------------------


def reading(policy, lang):
    """The sections of a policy in words: name -> (title, heads, rows)."""
    found = bridge.regulation.regulation(policy, language(lang))
    return {name: (part.title, part.table.heads, part.table.rows) for name, part in found.items()}


def summary(policy, lang):
    return bridge.label(policy.summary, lang)


def kinds(policy):
    """What a policy answers."""
    return {
        "has_grades": bool(policy.grades or policy.duties or policy.penalties),
        "has_tiers": policy.tiers is not None,
        "has_warnings": policy.warnings is not None,
        "has_quotas": bridge.quotas.has_quotas(policy),
    }


def tier_properties(policy, lang=None):
    return bridge.properties_definition(policy.tiers.facts, lang) if policy.tiers else []


def try_properties(policy, lang=None):
    """What a policy is tried with: the texts that it names, then its facts, or those of its customers."""
    chinese = language(lang) == "zh_CN"
    texts = zip(TEXTS, (policy.channels, policy.categories, policy.departments), strict=True)
    rows = [
        {
            "name": name,
            "type": "selection",
            "string": TEXT_LABELS[name][chinese],
            "selection": [[key, bridge.label(text, lang) or key] for key, text in labels.items()],
        }
        for name, labels in texts
        if labels and not policy.tiers
    ]
    return rows + bridge.properties_definition(policy.tiers.facts if policy.tiers else policy.facts, lang)


def explanation(policy, complaint, calendar, at, lang):
    """An explanation as sections: title, lines, points, and a table or None."""
    try:
        found = bridge.complaint_kernel.explain(policy, complaint, calendar=calendar, at=bridge.aware(at))
    except bridge.REFUSED as fault:
        raise bridge.refusal(bridge.sentences(fault, policy)) from fault
    page = found.page(language(lang))
    return [
        (part.title, part.lines, part.points, (part.table.heads, part.table.rows) if part.table else None)
        for part in page.sections
    ]


# Parameters ----------------------------------------------------------------------------------


def parameter_rows(policy):
    """What a policy declares as the company's figures, with what the file and the company say."""
    rows = []
    for name, parameter in policy.parameters.items():
        rows.append(
            {
                "code": name,
                "kind": parameter.kind,
                "unit": parameter.measured_in or False,
                "clause": parameter.clause,
                "file_value": parameter.in_file or False,
            }
        )
    return rows


def parameter_reference(policy, name, lang):
    """Where the file has its figure from, or why it is ours."""
    parameter = policy.parameters.get(name)
    reference = parameter.reference if parameter else None
    return bridge.label(reference, lang) if hasattr(reference, "get") else reference


def parameter_label(policy, name, lang):
    parameter = policy.parameters.get(name)
    return bridge.label(parameter.label, lang) if parameter else name


def parameter_choices(policy, name, lang):
    """The keys that a choice allows, each with its label."""
    parameter = policy.parameters.get(name)
    choices = parameter.choices if parameter else {}
    return ", ".join(f"{key} ({bridge.label(text, lang)})" for key, text in choices.items())


def check_parameters(text, parameters):
    """Refuse figures that do not fit; a file that is faulty by itself is told of elsewhere."""
    policy, _findings = bridge.parsed(text, "")
    if policy is not None:
        bridge.edition(text, parameters)


# Customers -----------------------------------------------------------------------------------


def classify(policy, customer, values, day=None):
    """A customer's tier as the kernel's answer; a refusal is a sentence for the user."""
    facts = bridge.facts_from_properties(values, policy.tiers.facts if policy.tiers else {})
    try:
        return bridge.tiers.classify_customer(policy, {"id": str(customer), "facts": facts}, day)
    except bridge.REFUSED as fault:
        raise bridge.refusal(bridge.sentences(fault, policy)) from fault


def tier_move(before, after):
    """How a tier changed: up, down, mixed or other; None when it did not."""
    move = bridge.tiers.compare(before, after)
    return move and move.direction


def tier_words(policy, answer, lang):
    """An answer of `classify` in words: the tiers, reasons as (tier, clause, sentence), services, what is open."""
    messages = bridge.regulation.TierMessages(policy, language(lang))
    tiers = policy.tiers
    awards = [(messages.label(a.axis.label), messages.label(a.tier.label) if a.tier else "—") for a in answer.awards]
    reasons = [
        (
            messages.label(a.tier.label) if a.tier else "—",
            row.clause,
            _stated(messages, a.axis, row),
            _figures(messages, row.facts),
        )
        for a in answer.awards
        for row in a.reasons
    ]
    undecided = [messages.name(name) for a in answer.awards for name in a.undecided]
    return {
        "axes": awards,
        "label": " / ".join(tier for _axis, tier in awards),
        "reasons": reasons,
        "services": [messages.label(tiers.services[name]) for name in answer.services],
        "undecided": list(dict.fromkeys(undecided)),
        "warnings": [note.text(language(lang)) for note in answer.warnings],
    }


def _stated(messages, axis, reason):
    """What the row of a reason asks for; nothing for the row that takes the rest."""
    rows = (row for row in axis.rows if (row.clause, row.condition) == (reason.clause, reason.condition) and row.when)
    return next((bridge.regulation.stated(messages, row.when) for row in rows), "")


def _figures(messages, facts):
    """The facts of a reason as "label: value"."""
    shown = []
    for name, value in facts.items():
        number = bridge.exact(value) if not isinstance(value, (bool, str)) else value
        shown.append(f"{messages.name(name)}: {messages.value(name, number)}")
    return ", ".join(shown)


# Populations ---------------------------------------------------------------------------------


def warning_levels(policy, complaints, calendar, at):
    """The early warning levels of a population, as JSON values."""
    try:
        return bridge.early_warning.early_warning(policy, complaints, calendar, bridge.aware(at)).to_dict()
    except bridge.REFUSED as fault:
        raise bridge.refusal(bridge.sentences(fault, policy)) from fault


def warning_words(policy, row, lang):
    """A level in words: kind, segment, level, what was measured."""
    rules, messages = policy.warnings, bridge.regulation.WarningMessages(policy, language(lang))
    segments = {table.segment.id: table.segment for table in rules.tables if table.segment}
    segment = segments.get(row.get("segment"))
    return {
        "kind": messages.label(rules.kinds[row["kind"]]) if row["kind"] in rules.kinds else row["kind"],
        "segment": messages.label(segment.label) if segment else "",
        "level": messages.label(rules.labels[row["level"]]) if row["level"] in rules.labels else row["level"],
        "measures": ", ".join(f"{messages.name(name)}: {value}" for name, value in row["measures"].items()),
    }


def level_rank(policy, level):
    """The place of a level, 1 the lowest; 0 for none."""
    levels = policy.warnings.levels
    return levels.index(level) + 1 if level in levels else 0


def span_start(policy, at, calendar):
    """From which moment on complaints count: the start of the longest span that is compared, one before included."""
    day = bridge.aware(at).astimezone(calendar.zone).date()
    within = {measure.within for measure in policy.warnings.measures.values()}
    if "calendar year" in within:
        first = day.replace(year=day.year - 1, month=1, day=1)
    elif "calendar month" in within:
        first = day.replace(year=day.year - (day.month == 1), month=12 if day.month == 1 else day.month - 1, day=1)
    else:
        first = day.fromordinal(day.toordinal() - 1)
    return bridge.naive(calendar.start_of_day(first))


def year_bounds(year, calendar):
    """A calendar year where the calendar's people are: its first moment, and its last second."""
    first, following = (calendar.start_of_day(date(number, 1, 1)) for number in (year, year + 1))
    return bridge.naive(first), bridge.naive(following) - timedelta(seconds=1)


def quotas(policy, complaints, calendar, at, lang):
    """Every quota with its use, as JSON values and in words."""
    try:
        found = bridge.quotas.quotas(policy, complaints, calendar, bridge.aware(at))
    except bridge.REFUSED as fault:
        raise bridge.refusal(bridge.sentences(fault, policy)) from fault
    messages = bridge.regulation.Messages(policy, language(lang))
    rows = []
    for quota in found:
        named = [bridge.label(policy.departments.get(code), lang) or code for code in quota.departments]
        rows.append(
            dict(
                quota.to_dict(),
                grade_label=messages.grade(quota.grade),
                line_label=", ".join(messages.value(name, value).strip("“”") for name, value in quota.line.items()),
                departments_label=messages.joined(named),
            )
        )
    return rows


# History -------------------------------------------------------------------------------------


def history_item(policy, told, graded=True):
    """An earlier complaint as the policy reads it, of what is kept of it (`complaint.case._told`).

    Facts that the edition does not know are left out; the grade is given where it is one of this policy's.
    """
    known = policy.facts
    stored = bridge.readable_values(known, told["facts"].get(policy.id))
    facts = bridge.facts_from_properties(stored, known)
    named = graded and told["graded_by"] == policy.id and told["grade"] in {grade.id for grade in policy.grades}
    return {**told["complaint"], "facts": facts, "grade": told["grade"] if named else None}


def earlier_questions(policy, told, calendar):
    """What the database is asked for before a complaint is judged, with naive moments; facts: name -> (fact, value)."""
    return _questions(bridge.history.earlier_questions, policy, told, calendar)


def later_questions(policy, told, calendar):
    """The same for the later complaints that may count this one."""
    return _questions(bridge.history.later_questions, policy, told, calendar)


def _questions(ask, policy, told, calendar):
    if not policy.history_needs:
        return []
    try:
        asked = ask(policy, history_item(policy, told), calendar)
    except bridge.REFUSED as fault:
        raise bridge.refusal(bridge.sentences(fault, policy)) from fault
    return [
        {
            "attributes": list(question.attributes),
            "facts": {name: (policy.facts[name], value) for name, value in question.facts.items()},
            "since": bridge.naive(question.since),
            "until": bridge.naive(question.until),
        }
        for question in asked
    ]


def reads_own_history(policy, told, graded=True):
    """Whether an earlier complaint's own history is read in turn."""
    return bridge.history.reads_own_history(policy, history_item(policy, told, graded)["grade"])


def counted_history(policy, complaint, calendar, at):
    """Those of a complaint's earlier ones on which the answer and its explanation rest."""
    if not complaint["history"]:
        return []
    counted = bridge.basis.counted_history(policy, complaint, calendar, bridge.aware(at))
    return [item for item in complaint["history"] if item["id"] in counted]


def fact_value(fact, stored):
    """A stored fact in the kernel's type, its default where it is not given; None for one that cannot be read."""
    given = bridge.readable_values({fact.name: fact}, {fact.name: stored})
    given = bridge.facts_from_properties(given, {fact.name: fact})
    try:
        return bridge.read_facts({fact.name: fact}, given, "facts")[fact.name]
    except bridge.REFUSED:
        return None


def stored_forms(fact, value):
    """The JSON texts under which a database may keep a fact's value, and the one of its default."""
    if fact.kind == "moment":
        values = [bridge.naive(value).strftime("%Y-%m-%d %H:%M:%S")]
    else:
        values = [str(value), value] if fact.kind == "choice" else [value]
    return [_json_text(value) for value in values], _json_text(fact.default)


def _json_text(value):
    return str(value) if isinstance(value, Decimal) else json.dumps(value)
