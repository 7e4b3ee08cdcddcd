"""The one door to the kernel: shapes change here, between Odoo's values and JSON, and nothing else happens.

No other file of this addon imports ``complaint_kernel``. Models ask ``kernel.NAME(...)``, a function of the kernel's
service, which takes and answers texts and JSON; an edition is ``policy._edition()``, a calendar the text of one or its
name, a moment ``iso(moment)``, a language the user's own code. Odoo's naive UTC becomes text with an offset and back,
values of a Properties field become facts and back, and what the kernel refuses is told to the user.
"""

import functools
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from odoo.exceptions import ValidationError
from odoo.modules.module import Manifest

from complaint_kernel import service

UTC = timezone.utc
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


def versions():
    """The programs that come to a verdict, by name."""
    return {**kernel.kernel_versions(), "complaint_grading": Manifest.for_addon("complaint_grading").version}


def in_other_languages(env, tell):
    """What is told in the languages that are installed, where it is not as in English: language -> text."""
    told = {lang: tell(lang) for lang, _name in env["res.lang"].get_installed()}
    return {lang: text for lang, text in told.items() if text != tell("en_US")}


# Moments -------------------------------------------------------------------------------------


def iso(moment):
    """The naive UTC moment of Odoo as ISO text with its offset; None for none."""
    return moment.replace(tzinfo=UTC).isoformat() if moment else None


def naive(moment):
    """Turn the kernel's moment (ISO text or aware datetime) into the naive UTC of Odoo."""
    if not moment:
        return False
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)


def moment_given(value, calendar):
    """A moment as a caller writes it, as the naive UTC of Odoo; None for none.

    ISO 8601 text without an offset is in the calendar's time zone; Odoo's own text, with a space, is UTC.
    """
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        if moment.tzinfo is None:
            local = isinstance(value, str) and "T" in value
            moment = moment.replace(tzinfo=zone(calendar) if local else UTC)
        return naive(moment)
    except (AttributeError, TypeError, ValueError, OverflowError) as fault:
        sentence = f"{value!r} is no moment; expected one such as 2026-09-24T16:30:00+08:00"
        raise ValidationError(sentence) from fault


def zone(calendar):
    """The time zone of a calendar's people."""
    return ZoneInfo(kernel.calendar_about(calendar)["zone"])


def local_date(moment, calendar, own_zone=None):
    """The day of a moment where the calendar's people are, or in a time zone of one's own."""
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(own_zone) if own_zone else zone(calendar)).date()


def local_text(moment, calendar):
    """A moment as those people's clocks show it."""
    return moment.replace(tzinfo=UTC).astimezone(zone(calendar)).strftime("%Y-%m-%d %H:%M") if moment else ""


def next_open(moment, calendar):
    """The moment itself while people work, else the next opening."""
    return naive(kernel.next_opening(calendar, iso(moment)))


def working_hours(start, end, calendar):
    """Hours worked between two moments; zero when the end is past."""
    return kernel.working_hours(calendar, iso(start), iso(end))


def last_second(moment):
    """The last second before a limit has passed: the day to which a limit that ends at 24:00 belongs."""
    return moment - timedelta(seconds=1)


def just_after(moment):
    """The first second at which a limit that ends at the moment has passed."""
    return moment + timedelta(seconds=1)


# Facts ---------------------------------------------------------------------------------------
# A part is whose fields they are: `facts` of a complaint, `records` of it, `customer`, `trial`, or `event.ID`.


def property_rows(edition, part, lang=None):
    """The fields of a part of an edition as the definition of a Properties field."""
    return [_property_row(field) for field in kernel.fields(edition, part, lang)]


def record_rows(edition, lang=None):
    """What is to be recorded as the definition of a Properties field, each with room for lines of text."""
    return [{**row, "type": "text"} for row in property_rows(edition, "records", lang)]


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


def facts_kept(edition, given, part="facts", lang=None):
    """Facts as they were given (form, RPC, import) in the one form that a Properties column holds.

    A value that is taken back is None. Raises ValidationError with every fault, in a language.
    """
    return _properties(edition, part, kernel.kept_values(edition, part, given_values(edition, part, given), lang))


def facts_readable(edition, stored, part="facts"):
    """What of stored facts an edition can read, such as those of another edition."""
    return _properties(edition, part, kernel.readable_values(edition, part, given_values(edition, part, stored or {})))


def facts_by_default(edition, part="facts"):
    """The yes-or-no questions that a policy takes for yes where nothing is given."""
    return {field["name"]: True for field in kernel.fields(edition, part) if field["default"]}


def event_values(edition, event, properties):
    """What a form says of an event, as its JSON data; what was left empty is not given."""
    given = facts_given(edition, properties, f"event.{event}")
    return {name: float(value) if isinstance(value, Decimal) else value for name, value in given.items()}


def event_kept(edition, event, data):
    """The data of an entry as a program gives it, in the spelling that the form has: 1 and "1" are the same choice.

    Yes or no, moments and what is no field of the event stay as they are given, for the kernel to judge.
    """
    if not isinstance(data, dict):
        return data
    part = f"event.{event}"
    kinds = kernel.field_kinds(edition, part)
    given = {name: value for name, value in data.items() if kinds.get(name) not in (None, "bool", "moment")}
    kept = kernel.exact_values(edition, part, kernel.kept_values(edition, part, given_values(edition, part, given)))
    others = {name: value for name, value in data.items() if name not in given}
    return {**others, **{name: float(value) if isinstance(value, Decimal) else value for name, value in kept.items()}}


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
            return value  # refused by the kernel, by the name of the fact
        return moment.isoformat() if moment.tzinfo else iso(moment)
    return value


def _properties(edition, part, kept):
    kinds = kernel.field_kinds(edition, part)
    return {name: str(naive(value)) if value and kinds[name] == "moment" else value for name, value in kept.items()}


# Figures -------------------------------------------------------------------------------------


def exact(value):
    """Read a number as it is written; None if it is none."""
    try:
        return Decimal(str(value)) if value not in (None, False, "") else None
    except InvalidOperation:
        return None


def watts_in(env, unit):
    """How many watts one unit of power has."""
    if unit not in WATTS:
        raise ValidationError(
            env._("Power is derived in %(units)s; the fact is measured in %(unit)s.", units=", ".join(WATTS), unit=unit)
        )
    return WATTS[unit]
