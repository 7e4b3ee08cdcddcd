"""What a question to the solver is made of: terms, figures, and the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import z3

from complaint_kernel.check.examples import plain

SECONDS = 10.0


STEP = Decimal("0.01")


PROVED = "proved"


REFUTED = "refuted"


UNKNOWN = "unknown"


@dataclass(frozen=True)
class Verdict:
    """answer: proved, refuted or unknown; example: values of a complaint that refutes (or shows) it."""

    answer: str
    example: Mapping[str, Any] | None = None

    def to_dict(self) -> dict[str, Any]:
        """JSON values only."""
        example = None if self.example is None else {name: plain(value) for name, value in self.example.items()}
        return {"answer": self.answer, "example": example}


@dataclass(frozen=True)
class Term:
    """A value of one symbolic complaint: whether it is given, and the solver's term for it."""

    given: Any
    value: Any


class Variables:
    """The given names of one symbolic complaint, shared by all who ask for the same name."""

    def __init__(self, tag: str = "") -> None:
        self.z3 = z3
        self.tag = tag
        self.terms: dict[str, Term] = {}
        self.limits: dict[str, list[Any]] = {}
        self.kinds: dict[str, tuple[str, tuple[Any, ...]]] = {}

    def figure(self, name: str, low: Decimal, high: Decimal, integral: bool, optional: bool) -> Term:
        """A figure between two bounds."""
        z3, key = self.z3, f"{name}{self.tag}"
        raw = z3.Int(key) if integral else z3.Real(key)
        value = z3.ToReal(raw) if integral else raw
        self.limits[name] = [value >= exact(z3, low), value <= exact(z3, high)]
        return self._term(name, value, optional, "figure", ())

    def one_of(self, name: str, values: tuple[Any, ...], optional: bool) -> Term:
        """One of some values, by their number."""
        value = self.z3.Int(f"{name}{self.tag}")
        self.limits[name] = [value >= 0, value < len(values)]
        return self._term(name, value, optional, "one_of", values)

    def flag(self, name: str, optional: bool) -> Term:
        self.limits[name] = []
        return self._term(name, self.z3.Bool(f"{name}{self.tag}"), optional, "flag", ())

    def _term(self, name: str, value: Any, optional: bool, kind: str, values: tuple[Any, ...]) -> Term:
        given = self.z3.Bool(f"given {name}{self.tag}") if optional else self.z3.BoolVal(True)
        self.terms[name] = Term(given, value)
        self.kinds[name] = (kind, values)
        return self.terms[name]

    def assumptions(self) -> list[Any]:
        """The bounds of every name, so far as it is used."""
        return [limit for limits in self.limits.values() for limit in limits]

    def read(self, model: Any) -> dict[str, Any]:
        """The values of a model by name; None where it is not given."""
        return {name: self._value(name, model) for name in self.terms}

    def _value(self, name: str, model: Any) -> Any:
        term, (kind, values) = self.terms[name], self.kinds[name]
        if not self.z3.is_true(model.eval(term.given, model_completion=True)):
            return None
        found = model.eval(term.value, model_completion=True)
        if kind == "flag":
            return bool(self.z3.is_true(found))
        if kind == "one_of":
            index = found.as_long()
            return values[index] if 0 <= index < len(values) else None
        ratio = Fraction(found.numerator_as_long(), found.denominator_as_long())
        return Decimal(ratio.numerator) / Decimal(ratio.denominator)


def exact(z3: Any, value: Decimal) -> Any:
    """A decimal as the solver's exact fraction."""
    ratio = Fraction(value)
    return z3.Q(ratio.numerator, ratio.denominator)
