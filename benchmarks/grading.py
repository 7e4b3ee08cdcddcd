"""Grading one complaint: five grades, 21 rows, every fact given."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from measuring import Table, Way, attempted, compared, measured

from complaint_kernel import load_calendar, load_policy
from complaint_kernel.intake.complaint import read_complaint
from complaint_kernel.judging.grading import settle
from complaint_kernel.judging.history import values_of
from complaint_kernel.policy.compiled import branch_of, compiled

# The rows of pv-module once more, for the peers: clause, grade, and the ways of meeting it. The answers of
# every way are held against the kernel's, so that a figure that changes in the policy is seen here.
POWER, COST, LEVEL = "involved_power", "total_cost", "defect_level"
MORE_COST, MORE_POWER = "repeated_cost", "repeated_power"
ROWS = [
    ("I A", "I", [[(COST, ">", 5000000)]]),
    ("I B", "I", [[(POWER, ">", 1), (LEVEL, "<=", 1)]]),
    ("I C", "I", [[("major_impact", "==", True)], [("litigation", "==", True)]]),
    ("I D", "I", [[(MORE_COST, ">", 5000000)], [(MORE_POWER, ">", 1), (LEVEL, "<=", 1)]]),
    ("I E", "I", [[("safety_hazard", "==", True)]]),
    ("I F", "I", [[("panel_grade", "==", "I")]]),
    ("II A", "II", [[(COST, ">", 1000000)]]),
    ("II B", "II", [[(POWER, ">", 0.5), (LEVEL, "<=", 1)]]),
    ("II C", "II", [[(MORE_COST, ">", 1000000)], [(MORE_POWER, ">", 0.5), (LEVEL, "<=", 1)]]),
    ("II E", "II", [[("mass_complaint_risk", "==", True)]]),
    ("II F", "II", [[("image_harm", "==", True)], [("media_exposure", "==", True)]]),
    ("II J", "II", [[("panel_grade", "==", "II")]]),
    ("III A", "III", [[(COST, ">", 100000)]]),
    ("III B", "III", [[(POWER, ">", 0.2), (LEVEL, "<=", 2)]]),
    ("III C", "III", [[(MORE_COST, ">", 100000)], [(MORE_POWER, ">", 0.2), (LEVEL, "<=", 2)]]),
    ("III E", "III", [[("panel_grade", "==", "III")]]),
    ("IV A", "IV", [[(COST, ">", 10000)]]),
    ("IV B", "IV", [[(POWER, ">", 0.02), (LEVEL, "<=", 2)]]),
    ("IV C", "IV", [[(MORE_COST, ">", 10000)], [(MORE_POWER, ">", 0.02), (LEVEL, "<=", 2)]]),
    ("V A", "V", [[(COST, "<", 10000)]]),
    ("V B", "V", [[(POWER, "<", 0.02), (LEVEL, "<=", 3)]]),
]
FLAGS = ("major_impact", "litigation", "safety_hazard", "mass_complaint_risk", "image_harm", "media_exposure")


def by_hand(c: dict[str, Any]) -> str:  # noqa: C901 - what a programmer would write for this one regulation
    """The limit: plain Python that knows this regulation alone and takes every figure as given."""
    cost, power, level, panel = c["total_cost"], c["involved_power"], c["defect_level"], c["panel_grade"]
    more_cost, more_power = c["repeated_cost"], c["repeated_power"]
    if cost > 5000000:
        return "I A"
    if power > 1 and level == 1:
        return "I B"
    if c["major_impact"] or c["litigation"]:
        return "I C"
    if more_cost > 5000000 or (more_power > 1 and level == 1):
        return "I D"
    if c["safety_hazard"]:
        return "I E"
    if panel == "I":
        return "I F"
    if cost > 1000000:
        return "II A"
    if power > 0.5 and level == 1:
        return "II B"
    if more_cost > 1000000 or (more_power > 0.5 and level == 1):
        return "II C"
    if c["mass_complaint_risk"]:
        return "II E"
    if c["image_harm"] or c["media_exposure"]:
        return "II F"
    if panel == "II":
        return "II J"
    if cost > 100000:
        return "III A"
    if power > 0.2 and level in (1, 2):
        return "III B"
    if more_cost > 100000 or (more_power > 0.2 and level in (1, 2)):
        return "III C"
    if panel == "III":
        return "III E"
    if cost > 10000:
        return "IV A"
    if power > 0.02 and level in (1, 2):
        return "IV B"
    if more_cost > 10000 or (more_power > 0.02 and level in (1, 2)):
        return "IV C"
    if cost < 10000:
        return "V A"
    return "V B" if power < 0.02 else "none"


def sample(number: int) -> list[dict[str, Any]]:
    """Complaints of all grades, the mild ones most; figures as plain numbers, as the peers take them."""
    dice = random.Random(2026)  # noqa: S311
    return [
        {
            "total_cost": round(10 ** dice.uniform(2, 6.8)),
            "involved_power": round(10 ** dice.uniform(-3, 0.2), 4),
            "defect_level": dice.choice([1, 2, 3, 3]),
            "panel_grade": dice.choice(["none", "none", "none", "III", "II"]),
            "repeated_cost": 0,
            "repeated_power": 0,
            **{flag: dice.random() < 0.02 for flag in FLAGS},
        }
        for _ in range(number)
    ]


def tables() -> list[Table]:
    given = sample(1000)
    wanted = [_kernel_clause(c) for c in given]
    ways = [
        measured("hand-written if/elif for this one regulation", by_hand, given, wanted, "the limit"),
        *_kernel(given, wanted),
        attempted("zen-engine, one compiled expression", lambda: _zen(given, wanted)),
        attempted("rule-engine, a rule for each row", lambda: _rule_engine(given, wanted)),
        attempted("business-rules, stops at the first", lambda: _business_rules(given[:200], wanted[:200])),
    ]
    return [compared("Grading one complaint (five grades, 21 rows)", ways)]


# the kernel

PV = load_policy("pv-module")
CALENDAR = load_calendar(PV.calendar)


def _read(c: dict[str, Any]) -> Any:
    facts = {name: value for name, value in c.items() if name in PV.facts and value != "none"}
    given = {"id": "C", "received_at": "2026-09-21T09:00:00+08:00", "facts": facts}
    return read_complaint(PV, given, CALENDAR)


def _values(c: dict[str, Any]) -> Any:
    read = _read(c)
    return values_of(PV, read, CALENDAR, read.received_at)


def _kernel_clause(c: dict[str, Any]) -> str:
    return settle(_values(c)).reasons[0].clause.removeprefix("3.1.2 ")


def _kernel(given: list[dict[str, Any]], wanted: list[str]) -> list[Way]:
    typed = [_values(c) for c in given]
    plain = [{name: values[name] for name in values} for values in typed]
    clauses = [f"3.1.2 {clause}" for clause in wanted]
    return [
        measured("this kernel, compiled from the policy file", _compiled(), plain, clauses,
                 "exact decimals, facts may be missing, intake class too"),
        measured("this kernel, with every row met and its values", _reasoned, typed, clauses,
                 "as `assess` does it"),
    ]  # fmt: skip


def _reasoned(values: Any) -> str:
    return str(settle(values).reasons[0].clause)


def _compiled() -> Callable[[dict[str, Any]], str]:
    """The policy's program as Python: intake class, then the first row of its table."""
    intake = compiled(PV.program)["intake"].value
    tables = {name: branch_of(PV.program.tables.of(name)) for name in PV.intakes}
    return lambda names: tables[intake(names)](names).row.clause


# the peers


def _text(literal: tuple[str, str, Any]) -> str:
    name, op, value = literal
    shown = {True: "true", False: "false"}.get(value) if isinstance(value, bool) else None
    return f"{name} {op} {shown or repr(value)}"


def _condition(ways: list[list[tuple[str, str, Any]]]) -> str:
    return " or ".join("(" + " and ".join(map(_text, way)) + ")" for way in ways)


def _zen(given: list[dict[str, Any]], wanted: list[str]) -> Way:
    import zen

    text = "'none'"
    for clause, _, ways in reversed(ROWS):
        text = f"({_condition(ways)}) ? '{clause}' : ({text})"
    compiled = zen.compile_expression(text)
    return measured("zen-engine, one compiled expression", compiled.evaluate, given, wanted)


def _rule_engine(given: list[dict[str, Any]], wanted: list[str]) -> Way:
    from rule_engine import Rule

    rules = [(clause, Rule(_condition(ways))) for clause, _, ways in ROWS]

    def graded(c: dict[str, Any]) -> str:
        return next((clause for clause, rule in rules if rule.matches(c)), "none")

    return measured("rule-engine, a rule for each row", graded, given, wanted)


def _business_rules(given: list[dict[str, Any]], wanted: list[str]) -> Way:
    from business_rules import run_all
    from business_rules.actions import BaseActions, rule_action
    from business_rules.fields import FIELD_TEXT
    from business_rules.variables import BaseVariables, boolean_rule_variable, numeric_rule_variable
    from business_rules.variables import string_rule_variable as text_variable

    def variable(name: str) -> Any:
        kind = boolean_rule_variable if name in FLAGS else text_variable if name == "panel_grade" else None
        return (kind or numeric_rule_variable)()(lambda self: self.c[name])

    names = (COST, POWER, LEVEL, MORE_COST, MORE_POWER, "panel_grade", *FLAGS)
    variables = type("Variables", (BaseVariables,), {name: variable(name) for name in names})

    class Actions(BaseActions):
        found = "none"

        @rule_action(params={"clause": FIELD_TEXT})
        def award(self, clause: str) -> None:
            self.found = clause

    operators = {">": "greater_than", "<": "less_than", "<=": "less_than_or_equal_to"}

    def condition(literal: tuple[str, str, Any]) -> dict[str, Any]:
        name, op, value = literal
        if isinstance(value, bool):
            return {"name": name, "operator": "is_true", "value": True}
        value = Decimal(str(value)) if not isinstance(value, str) else value
        return {"name": name, "operator": operators.get(op, "equal_to"), "value": value}

    rules = [
        {
            "conditions": {"any": [{"all": [condition(literal) for literal in way]} for way in ways]},
            "actions": [{"name": "award", "params": {"clause": clause}}],
        }
        for clause, _, ways in ROWS
    ]

    def graded(c: dict[str, Any]) -> str:
        seen, actions = variables(), Actions()
        seen.c = c
        run_all(rules, seen, actions, stop_on_first_trigger=True)
        return actions.found

    return measured("business-rules, stops at the first", graded, given, wanted)
