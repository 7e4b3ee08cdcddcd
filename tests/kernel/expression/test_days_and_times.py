"""Days, times of day and moments in conditions: how they are written, what fits, and every refusal in a sentence."""

from datetime import date, datetime, time, timezone

import pytest

from complaint_kernel.base.errors import ExpressionError
from complaint_kernel.expression import Type, parse

SCOPE = {
    "until": Type("date"),
    "bought": Type("date"),
    "at": Type("time"),
    "began": Type("moment"),
    "came": Type("moment"),
    "cost": Type("number", "CNY"),
    "note": Type("text"),
}


def met(text, **values):
    condition = parse(text, SCOPE)
    seen = {**dict.fromkeys(SCOPE), **values}
    return True if condition.met(seen) else False if condition.unmet(seen) else None


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("until >= 2027-01-31", True),
        ("until > 2027-01-31", False),
        ("2027-01-01 <= until < 2027-02-01", True),
        ("until == 2027-01-31 and at != 18:00", False),
        ("until in (2027-01-30, 2027-01-31)", True),
        ("bought < until", None),
        ("given(bought)", False),
        ("08:30 <= at <= 18:00", True),
        ("at > 17:59:59", True),
        ("began <= 2027-01-31", True),  # until 24:00 of the day
        ("began in (2027-01-31,)", True),
        ("until >= began", True),
        ("came > began", True),  # half an hour later by the sun, earlier by the clock on the wall
        ('note == "2027-01-31 18:00"', True),
        ("note != '18:00' and at == 18:00", True),
    ],
)
def test_days_and_times_are_compared_as_people_write_them(text, answer):
    from zoneinfo import ZoneInfo

    berlin = ZoneInfo("Europe/Berlin")
    values = {
        "until": date(2027, 1, 31),
        "at": time(18, 0),
        "began": datetime(2027, 1, 31, 23, 59, tzinfo=timezone.utc),
        "note": "2027-01-31 18:00",
        "came": datetime(2027, 2, 1, 0, 29, tzinfo=timezone.utc),
    }
    if text == "came > began":
        values["began"] = datetime(2026, 10, 25, 2, 45, tzinfo=berlin)
        values["came"] = datetime(2026, 10, 25, 2, 15, fold=1, tzinfo=berlin)
    assert met(text, **values) is answer


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("until >= 2027-02-30", "'2027-02-30' is no day of the calendar"),
        ("at > 24:30", "'24:30' is no time of day; expected 00:00 to 23:59"),
        ("at > 9:30", "write a time of day without quotes, as in 18:00"),
        ('until >= "2027-01-31"', "write a day without quotes, as in 2027-01-31"),
        ("until >= 2027-1-31", "compares a day with a number; write a day"),
        ("until > 18:00", "compares a day with a time of day"),
        ("began > 18:00", "compares a moment with a time of day"),
        ("cost > 2027-01-31", "compares a number in CNY with a day"),
        ("until in (18:00, 19:00)", "is a time of day, expected a day"),
        ("until + 1 > 2", "'until' is a day, expected a number"),
        ("until", "'until' is a day, expected true or false"),
        ("untill > 2027-01-31", "did you mean 'until'"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(text, sentence):
    with pytest.raises(ExpressionError) as refused:
        parse(text, SCOPE)
    assert sentence in str(refused.value)


def test_a_refusal_quotes_what_stands_there_beside_days_in_several_languages():
    with pytest.raises(ExpressionError, match="'cost' is a number in CNY, expected true or false"):
        parse('note == "保修 2027-01-31" and until >= 2027-01-31 and cost', SCOPE)
