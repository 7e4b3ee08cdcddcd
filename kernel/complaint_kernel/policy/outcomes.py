"""What a payer bears, as an author writes it: `30 CNY`, `100 points`, `500 to 1000 CNY`, `warning`.

`points` alone is the complaint's own points.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from ..base.errors import expected
from ..base.money import Money
from .document import Label, OutcomeShape
from .model import Outcome, Parameter

BUILT_IN = {
    "fine": Label(en="Fine", zh_CN="罚款"),
    "points": Label(en="Points", zh_CN="扣分"),
    "fine_range": Label(en="Fine within a range", zh_CN="区间罚款"),
}
_FIGURE = r"[0-9]+(?:\.[0-9]{1,2})?"
_FINE = re.compile(rf"({_FIGURE}) ([A-Z]{{3}})")
_RANGE = re.compile(rf"({_FIGURE}) to ({_FIGURE}) ([A-Z]{{3}})")
_POINTS = re.compile(r"([0-9]+) points?")
_PARAMETER = re.compile(r"([A-Za-z]\w*) ([A-Z]{3})")


def parse_outcome(
    payer: str, text: str, named: Mapping[str, OutcomeShape], parameters: Mapping[str, Parameter]
) -> Outcome:
    """One outcome of one payer. Raises ValueError with the forms that are understood."""
    if match := _RANGE.fullmatch(text):
        low, high = Decimal(match[1]), Decimal(match[2])
        if low > high:
            raise ValueError(f"{text!r} runs backwards; the smaller amount stands first")
        return Outcome(payer, "fine_range", Money(low, match[3]), Money(high, match[3]), person=True)
    if match := _FINE.fullmatch(text):
        return Outcome(payer, "fine", Money(Decimal(match[1]), match[2]))
    if match := _POINTS.fullmatch(text):
        return Outcome(payer, "points", points=int(match[1]))
    if text == "points":
        return Outcome(payer, "points", own_points=True)
    if (match := _PARAMETER.fullmatch(text)) and match[1] in parameters:
        return _parameter_fine(payer, parameters[match[1]], match[2])
    if text in named:
        return Outcome(payer, text, person=named[text].person)
    raise ValueError(
        f"{text!r} is no outcome; write `30 CNY`, `500 to 1000 CNY`, `100 points`, `points`, "
        f"`parameter CNY`, or a name of `outcomes`{expected(text, named)}"
    )


def _parameter_fine(payer: str, parameter: Parameter, currency: str) -> Outcome:
    amount = Money(parameter.value, currency) if isinstance(parameter.value, Decimal) else None
    return Outcome(payer, "fine", amount, parameter=parameter.name, person=amount is None)
