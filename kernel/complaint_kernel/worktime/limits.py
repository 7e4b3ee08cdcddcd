"""Time limits as a regulation writes them: "8 working hours" → `Limit`.

The grammar is closed: a text outside of it raises `LimitError` with the nearest text inside.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache
from typing import Literal, cast

from ..base.locale import Message, message
from .errors import LimitError

Kind = Literal[
    "minutes", "hours", "days", "months", "working hours", "working days", "at once", "same day",
    "same working day", "next day", "each day", "each week", "each month", "each half year", "each year",
    "each two years", "promised",
]  # fmt: skip

FORMS = (
    "N minutes, N hours, N days, N months, N working hours, N working days, at once, same day [at HH:MM], "
    "same working day, next day [at HH:MM], each day|week|month|half year|year|two years, promised [at most LIMIT]"
)

# The largest amount of each counted kind: fifty years, the span of a calendar's table.
LARGEST: dict[str, int] = {
    "minutes": 26_352_000,
    "hours": 439_200,
    "days": 18_300,
    "months": 600,
    "working hours": 439_200,
    "working days": 18_300,
}
WITH_DECIMALS = frozenset({"minutes", "hours", "working hours"})
FIXED = frozenset(
    {
        "at once",
        "same working day",
        "each day",
        "each week",
        "each month",
        "each half year",
        "each year",
        "each two years",
    }
)
MINUTES_OF_A_DAY = 1440

# Six decimals of a minute are whole microseconds, so that no limit is ever rounded while it is counted.
_COUNTED = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]{1,6})? (minute|hour|day|month|working hour|working day)s?")
_DAY = re.compile(r"(same day|next day)(?: at ([0-9]{2}):([0-9]{2}))?")
_PROMISED = "promised"
_AT_MOST = "promised at most "


@dataclass(frozen=True, slots=True)
class Limit:
    """One time limit.

    `kind` is one of `Kind`; `amount` the N of a counted kind (Decimal for minutes and hours, else int);
    `at` the minute of the day (0 to 1440) of `same day at` and `next day at`; `cap` the LIMIT of
    `promised at most LIMIT`. What a kind does not have is None. `str(limit)` is its text for people, `1 working hour`;
    `written` the one text of each limit, `1 working hours`, of which digests are made.
    """

    kind: Kind
    amount: Decimal | int | None = None
    at: int | None = None
    cap: Limit | None = None

    @property
    def counts_working_time(self) -> bool:
        """Whether the limit passes in working time; natural limits pass by the clock on the wall."""
        return self.kind.startswith(("working", "each", "same working"))

    @property
    def is_promised(self) -> bool:
        """Whether it has no moment of its own: a promise names it."""
        return self.kind == _PROMISED

    @property
    def written(self) -> str:
        """The one text of each limit, its unit always in the plural."""
        if self.amount is not None:
            return f"{self.amount} {self.kind}"
        if self.at is not None:
            return f"{self.kind} at {self.at // 60:02}:{self.at % 60:02}"
        return f"{self.kind} at most {self.cap.written}" if self.cap else self.kind

    def __str__(self) -> str:
        if self.amount is not None:
            return _told(self.amount, self.kind)
        return f"{self.kind} at most {self.cap}" if self.cap else self.written


def _told(amount: object, kind: str) -> str:
    """An amount as people say it: one hour, two hours."""
    return f"{amount} {kind.removesuffix('s') if str(amount) == '1' else kind}"


def parse_limit(text: str) -> Limit:
    """Read a limit; the same text gives the same object. Raises LimitError for any other text."""
    if not isinstance(text, str):
        raise LimitError(message("limit_fault.no_text", found=repr(text), forms=FORMS), text=repr(text), expected=FORMS)
    return _parse(text)


@lru_cache(maxsize=4096)
def _parse(text: str) -> Limit:
    if text in FIXED or text == _PROMISED:
        return Limit(cast(Kind, text))
    if text.startswith(_AT_MOST):
        return _promised(text)
    if match := _COUNTED.fullmatch(text):
        return _counted(text, match[1] + (match[2] or ""), match[3] + "s")
    if match := _DAY.fullmatch(text):
        return _day(text, match)
    raise _not_understood(text)


def _promised(text: str) -> Limit:
    cap_text = text.removeprefix(_AT_MOST)
    if cap_text.startswith(_PROMISED):
        raise _refused(text, message("limit_fault.promise"), "promised at most 2 working days")
    try:
        return Limit("promised", cap=_parse(cap_text))
    except LimitError as error:
        nearest = _AT_MOST + error.nearest if error.nearest else None
        raise _refused(text, message("limit_fault.cap", found=_short(cap_text)), nearest) from error


def _counted(text: str, number: str, kind: str) -> Limit:
    amount = Decimal(number)
    if amount <= 0:
        raise _refused(text, message("limit_fault.zero"), _told(1, kind))
    if amount > LARGEST[kind]:
        raise _refused(text, message("limit_fault.largest", most=LARGEST[kind], kind=kind), f"{LARGEST[kind]} {kind}")
    if kind in WITH_DECIMALS:
        return Limit(cast(Kind, kind), amount=amount)
    if "." in number:
        raise _refused(text, message("limit_fault.whole", kind=kind), _told(int(amount) or 1, kind))
    return Limit(cast(Kind, kind), amount=int(amount))


def _day(text: str, match: re.Match[str]) -> Limit:
    kind = cast(Kind, match[1])
    if match[2] is None:
        return Limit(kind)
    hour, minute = int(match[2]), int(match[3])
    if minute > 59 or hour * 60 + minute > MINUTES_OF_A_DAY:
        raise _refused(text, message("limit_fault.time"), f"{kind} at 17:30")
    return Limit(kind, at=hour * 60 + minute)


def _not_understood(text: str) -> LimitError:
    number = re.match(r"[+-]?[0-9][0-9.,]*", text)
    if number and text.startswith(("-", "+0", "0 ")):
        return _refused(text, message("limit_fault.sign"), _nearest(text))
    return _refused(text, message("limit_fault.form"), _nearest(text))


def _nearest(text: str) -> str | None:
    """The closest valid text, with the amount as found where it can stand."""
    found = re.search(r"[1-9][0-9]*", text)
    number = found[0] if found and len(found[0]) <= 3 else "1"
    forms = [_told(number, kind) for kind in LARGEST] + sorted(FIXED)
    forms += [
        "same day",
        "same day at 17:30",
        "next day",
        "next day at 17:30",
        _PROMISED,
        _AT_MOST + "2 working days",
    ]
    close = get_close_matches(" ".join(text[:60].lower().split()), forms, n=1, cutoff=0.5)
    return close[0] if close else None


def _refused(text: str, why: Message, nearest: str | None) -> LimitError:
    hint = message("fault.nearest", name=repr(nearest)) if nearest else ""
    words = message("limit_fault", found=_short(text), why=why, forms=FORMS, hint=hint)
    return LimitError(words, text=text, expected=FORMS, nearest=nearest)


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")
