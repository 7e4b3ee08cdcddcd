"""The grammar of time limits: what is read, and how anything else is refused."""

from decimal import Decimal, localcontext

import pytest

from complaint_kernel.worktime import FORMS, Limit, LimitError, load_calendar, parse_limit

READ = [
    ("30 minutes", Limit("minutes", Decimal(30))),
    ("1 minute", Limit("minutes", Decimal(1))),
    ("1.5 minutes", Limit("minutes", Decimal("1.5"))),
    ("24 hours", Limit("hours", Decimal(24))),
    ("0.5 hours", Limit("hours", Decimal("0.5"))),
    ("1 hours", Limit("hours", Decimal(1))),
    ("3 days", Limit("days", 3)),
    ("1 day", Limit("days", 1)),
    ("2 months", Limit("months", 2)),
    ("8 working hours", Limit("working hours", Decimal(8))),
    ("0.25 working hour", Limit("working hours", Decimal("0.25"))),
    ("10 working days", Limit("working days", 10)),
    ("at once", Limit("at once")),
    ("same day", Limit("same day")),
    ("same day at 17:30", Limit("same day", at=1050)),
    ("same day at 00:00", Limit("same day", at=0)),
    ("next day at 23:59", Limit("next day", at=1439)),
    ("next day at 24:00", Limit("next day", at=1440)),
    ("next day", Limit("next day")),
    ("same working day", Limit("same working day")),
    ("each day", Limit("each day")),
    ("each week", Limit("each week")),
    ("each month", Limit("each month")),
    ("each year", Limit("each year")),
    ("each half year", Limit("each half year")),
    ("each two years", Limit("each two years")),
    ("promised", Limit("promised")),
    ("promised at most 2 working days", Limit("promised", cap=Limit("working days", 2))),
    ("promised at most same day at 18:00", Limit("promised", cap=Limit("same day", at=1080))),
]

REFUSED = [
    # text, nearest valid text, a part of the reason
    ("8 workign hours", "8 working hours", "none of the known forms"),
    ("8 hrs", "8 hours", "none of the known forms"),
    ("8  hours", "8 hours", "none of the known forms"),
    (" 8 hours", "8 hours", "none of the known forms"),
    ("8 Hours", "8 hours", "none of the known forms"),
    ("8 hours\n", "8 hours", "none of the known forms"),
    ("٨ hours", "1 hour", "none of the known forms"),
    ("08 hours", "8 hours", "none of the known forms"),
    ("1e3 hours", "1 hour", "none of the known forms"),
    ("-5 hours", "5 hours", "more than zero"),
    ("0 hours", "1 hour", "more than zero"),
    ("0.0 minutes", "1 minute", "more than zero"),
    ("1.5 days", "1 day", "whole numbers"),
    ("0.5 working days", "1 working day", "whole numbers"),
    ("1.0000001 hours", "1 hour", "none of the known forms"),
    ("18301 days", "18300 days", "over 18300"),
    ("601 months", "600 months", "over 600"),
    ("next day at 25:00", "next day at 17:30", "00:00 to 23:59"),
    ("next day at 24:01", "next day at 17:30", "00:00 to 23:59"),
    ("same day at 12:60", "same day at 17:30", "00:00 to 23:59"),
    ("same day at 9:00", "same day at 17:30", "none of the known forms"),
    ("48h", "48 hours", "none of the known forms"),
    ("two weeks", "each week", "none of the known forms"),
    ("tomorrow", None, "none of the known forms"),
    ("at_once", "at once", "none of the known forms"),
    ("each weak", "each week", "none of the known forms"),
    ("promised at most", "promised at most 2 working days", "none of the known forms"),
    ("promised at most promised", "promised at most 2 working days", "a promise itself"),
    ("promised at most 2 wroking days", "promised at most 2 working days", "'2 wroking days'"),
    ("", None, "none of the known forms"),
    ("NaN hours", "1 hour", "none of the known forms"),
    ("Infinity hours", "1 working hour", "none of the known forms"),
]


@pytest.mark.parametrize(("text", "limit"), READ)
def test_a_limit_of_the_grammar_is_read(text: str, limit: Limit) -> None:
    assert parse_limit(text) == limit


@pytest.mark.parametrize("limit", [limit for _, limit in READ], ids=str)
def test_a_limit_writes_the_text_that_it_is_read_from(limit: Limit) -> None:
    assert parse_limit(str(limit)) == limit


@pytest.mark.parametrize(("text", "nearest", "why"), REFUSED)
def test_anything_else_is_refused_with_the_reason(text: str, nearest: str | None, why: str) -> None:
    with pytest.raises(LimitError) as caught:
        parse_limit(text)
    assert (caught.value.text, caught.value.expected) == (text, FORMS)
    assert why in str(caught.value)
    assert "expected N minutes, N hours" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.nearest == nearest
    if nearest:
        parse_limit(nearest)


def test_a_text_of_any_length_is_refused_in_a_short_sentence() -> None:
    with pytest.raises(LimitError) as caught:
        parse_limit("9" * 100_000 + " hours")
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("value", [8, None, ["8 hours"], b"8 hours"])
def test_what_is_no_text_is_refused(value: object) -> None:
    with pytest.raises(LimitError) as caught:
        parse_limit(value)  # type: ignore[arg-type]
    assert str(caught.value) == f"a time limit is a text, found {value!r}; expected {FORMS}"
    assert (caught.value.text, caught.value.expected, caught.value.nearest) == (repr(value), FORMS, None)


def test_an_amount_is_exact_whatever_the_process_rounds_to() -> None:
    """A host may set a coarse decimal context; 100.000001 hours are 3.6 ms more than 100."""
    office = load_calendar("cn-office")
    start = office.localize("2026-09-24T16:30")
    with localcontext() as context:
        context.prec = 3
        due = office.due(start, "100.000001 hours")
    assert office.text(due) == "2026-09-28T20:30:01+08:00"
