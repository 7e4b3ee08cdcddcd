"""A customer's tier, why, and what changed since last time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..base.errors import ComplaintError, ParameterError, PolicyError, Problem
from ..base.locale import Joined, message
from ..intake.complaint import fault_of, read_facts, shown, unknown_key
from ..judging.grading import Reason, reason
from ..judging.notes import Note, note
from ..policy.compiled import Evaluation, branch_of
from ..policy.model import Axis, Derived, Policy, Row, Tier, Tiers
from ..policy.program import Branch, First, Formula, axis_name
from ..policy.vocabulary import TierMove

KEYS = ("id", "facts")


@dataclass(frozen=True)
class Award:
    """The tier of one axis, None where the customer is in none, with every row that says so.

    undecided: facts not given that a better tier rests on.
    """

    axis: Axis
    tier: Tier | None
    reasons: tuple[Reason, ...]
    undecided: tuple[str, ...]

    @property
    def id(self) -> str | None:
        return self.tier.id if self.tier else None


@dataclass(frozen=True)
class TierAnswer:
    """One customer's tier: None while some axis gives none."""

    policy: Policy
    customer: str
    tier: str | None
    awards: tuple[Award, ...]
    warnings: tuple[Note, ...] = ()

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return tuple(reason for award in self.awards for reason in award.reasons)

    @property
    def services(self) -> tuple[str, ...]:
        """What the customer is given, each once, in the order of the axes."""
        named = [name for award in self.awards if award.tier for name in award.tier.services]
        return tuple(dict.fromkeys(named))

    def to_dict(self) -> dict[str, Any]:
        """JSON values: `tier` and `reasons`, and what else there is to know."""
        return {
            "customer": self.customer,
            "policy": {"id": self.policy.id, "digest": self.policy.digest},
            "tier": self.tier,
            "axes": {award.axis.id: award.id for award in self.awards},
            "services": list(self.services),
            "reasons": [reason.to_dict() for reason in self.reasons],
            "undecided": list(dict.fromkeys(name for award in self.awards for name in award.undecided)),
            "warnings": [note.to_dict() for note in self.warnings],
        }


@dataclass(frozen=True)
class Move:
    """How a customer's tier changed. direction: a word of `TierMove`.

    axes: axis → (tier before, tier after, direction), only those that changed. reasons: why the new one.
    """

    customer: str
    before: str | None
    after: str | None
    direction: str
    axes: Mapping[str, tuple[str | None, str | None, str]]
    reasons: tuple[Reason, ...]

    def to_dict(self) -> dict[str, Any]:
        """JSON values."""
        return {
            "customer": self.customer,
            "before": self.before,
            "after": self.after,
            "direction": self.direction,
            "axes": {
                axis: dict(zip(("before", "after", "direction"), c, strict=True)) for axis, c in self.axes.items()
            },
            "reasons": [reason.to_dict() for reason in self.reasons],
        }


def classify_customer(
    policy: Policy, customer: Mapping[str, Any], on: date | None = None, file: str = "customer"
) -> TierAnswer:
    """The tier of one customer, `{"id": …, "facts": {…}}`.

    on: the day whose dated parameters count; the latest ones when left out. Raises ComplaintError with
    every fault of the customer, ParameterError with every unset figure that the tier rests on, PolicyError
    for a policy without tiers.
    """
    tiers = _tiers(policy)
    facts = _read(tiers, customer, file)
    values = CustomerValues(policy, tiers, facts, on)
    results = [_axis_result(axis, values) for axis in tiers.axes]
    if any(result.unset for result in results):
        raise ParameterError(policy.id, _all_unset(values), message("asked.tier"))
    awards = tuple(result.award for result in results)
    ids = {award.axis.id: award.id for award in awards}
    code = tiers.code.format(**ids) if None not in ids.values() else None
    return TierAnswer(policy, str(customer["id"]), code, awards, tuple(values.warnings))


def compare(before: TierAnswer, after: TierAnswer) -> Move | None:
    """The move between two answers about one customer under one policy's axes; None when nothing moved."""
    was = {award.axis.id: award.id for award in before.awards}
    changed = {
        award.axis.id: (was.get(award.axis.id), award.id, _direction(award.axis, was.get(award.axis.id), award.id))
        for award in after.awards
        if was.get(award.axis.id) != award.id
    }
    if not changed:
        return None
    directions = {direction for _, _, direction in changed.values()}
    overall = directions.pop() if len(directions) == 1 else str(TierMove.MIXED)
    reasons = tuple(reason for award in after.awards if award.axis.id in changed for reason in award.reasons)
    return Move(after.customer, before.tier, after.tier, overall, changed, reasons)


def _direction(axis: Axis, before: str | None, after: str | None) -> str:
    order = [tier.id for tier in axis.tiers]
    if not axis.ordered or before not in order or after not in order:
        return str(TierMove.OTHER)
    return str(TierMove.UP if order.index(after) < order.index(before) else TierMove.DOWN)


# reading


def _tiers(policy: Policy) -> Tiers:
    if policy.tiers is None:
        problem = Problem(policy.source.file, None, "tiers", message("asked.no_tiers"))
        raise PolicyError([problem])
    return policy.tiers


def _read(tiers: Tiers, customer: Any, file: str) -> dict[str, Any]:
    if not isinstance(customer, Mapping):
        words = message("asked.object", keys=Joined(KEYS, "explain.and"), found=shown(customer))
        raise ComplaintError([Problem(file, None, "", words)])
    problems = [
        Problem(file, None, f"/{key}", unknown_key(key, KEYS, message("thing.field")))
        for key in customer
        if key not in KEYS
    ]
    problems += [
        Problem(file, None, f"/{key}", message("asked.missing", key=repr(key))) for key in KEYS if key not in customer
    ]
    identifier = customer.get("id", "-")
    if not isinstance(identifier, str) or not identifier.strip():
        problems.append(Problem(file, None, "/id", fault_of("id", message("given.text", found=shown(identifier)))))
    facts: dict[str, Any] = {}
    try:
        facts = read_facts(tiers.facts, customer.get("facts", {}), file)
    except ComplaintError as error:
        problems += error.problems
    if problems:
        raise ComplaintError(problems)
    return facts


class CustomerValues(Evaluation):
    """The names that a tier's condition can read: the customer's facts, what is computed of them, parameters."""

    def __init__(self, policy: Policy, tiers: Tiers, facts: Mapping[str, Any], on: date | None) -> None:
        super().__init__(policy.customer_program, facts)
        self.parameters = policy.parameters
        self.tiers = tiers
        self.on = on or date.max
        self.warnings: list[Note] = []

    def compute(self, name: str) -> Any:
        if parameter := self.parameters.get(name):
            return parameter.on(self.on)
        value = super().compute(name)
        if isinstance(self.program[name], Formula) and value is not None:
            self._note_missing(self.tiers.derived[name])
        return value

    def note(self, node: First, found: Branch | None) -> None:
        if found and found.warn:
            self.warnings.append(Note("derived", found.row.clause, words=found.warn, about=node.name))

    def _note_missing(self, fact: Derived) -> None:
        missing = [base for base in self.below(fact.name) if self[base] is None]
        if missing:
            labels = tuple(self.tiers.fields[name].label for name in missing)
            self.warnings.append(note("not_given", fact.clause, fact.name, facts=labels, score=fact.label))

    def below(self, name: str) -> list[str]:
        """The facts and parameters of which a name is made."""
        return sorted(self.program.bases(name))


# awarding


@dataclass(frozen=True)
class _AxisResult:
    """What one axis came to; unset: only a parameter that is not set leaves it uncertain."""

    award: Award
    unset: bool


def _axis_result(axis: Axis, values: CustomerValues) -> _AxisResult:
    """The first tier with a row met; rows before it that are neither met nor unmet leave it open."""
    found = branch_of(values.program.first(axis_name(axis)))(values)
    place = next((i for i, tier in enumerate(axis.tiers) if found and _holds(tier, found.row)), len(axis.tiers))
    tier = axis.tiers[place] if found else None
    missing = [name for one in axis.tiers[:place] for row in one.rows for name in _open(row, values)]
    reasons = tuple(reason(row, values) for row in _rows_of(axis, tier, found, values))
    facts = tuple(name for name in values.tiers.facts if name in missing)
    return _AxisResult(Award(axis, tier, reasons, facts), any(name in values.parameters for name in missing))


def _holds(tier: Tier, row: Row) -> bool:
    return any(one is row for one in tier.rows)


def _rows_of(axis: Axis, tier: Tier | None, found: Branch | None, values: CustomerValues) -> Iterable[Row]:
    """Every row that says so: all rows of the tier that are met, the one that takes the rest, or that of no tier."""
    if tier is None or found is None:
        return (axis.none,) if axis.none else ()
    if found.row.when is None:
        return (found.row,)
    return (row for row in tier.rows if row.when and row.when.met(values))


def _open(row: Row, values: CustomerValues) -> list[str]:
    """The names without a value on which a row rests that is not certainly unmet."""
    if row.when is None or row.when.unmet(values):
        return []
    below = [base for name in sorted(row.when.names) for base in values.below(name)]
    return [name for name in below if values[name] is None]


def _all_unset(values: CustomerValues) -> list[str]:
    """Every parameter without a value that some tier rests on, so that they can be set at once."""
    rows = [row for axis in values.tiers.axes for row in axis.rows]
    read = {base for row in rows if row.when for name in row.when.names for base in values.below(name)}
    return [name for name in values.parameters if name in read and values[name] is None]
