"""What a policy can say, linked and ready: names resolved, conditions compiled, figures typed.

Frozen records, in the order in which a complaint meets them. `load` makes a Policy of a file;
every stage of an assessment reads its own part of it and nothing else.
"""

from .basics import (
    ATTRIBUTES,
    BUILT_IN_EVENTS,
    FREE_DATA,
    Derived,
    EventType,
    Fact,
    Field,
    Match,
    Measure,
    Parameter,
    Row,
    ValueRow,
)
from .populations import (
    Axis,
    GroupMeasure,
    LevelRow,
    Numbering,
    Periodic,
    Segment,
    Target,
    Tier,
    Tiers,
    Warnings,
    WarningTable,
)
from .story import Breach, Cap, Closing, DutyRule, Grade, Intake, LimitRow, Outcome, Pause, PenaltyRule, Points, Uplift
from .whole import Policy

__all__ = [
    "ATTRIBUTES",
    "BUILT_IN_EVENTS",
    "FREE_DATA",
    "Axis",
    "Breach",
    "Cap",
    "Closing",
    "Derived",
    "DutyRule",
    "EventType",
    "Fact",
    "Field",
    "Grade",
    "GroupMeasure",
    "Intake",
    "LevelRow",
    "LimitRow",
    "Match",
    "Measure",
    "Numbering",
    "Outcome",
    "Parameter",
    "Pause",
    "PenaltyRule",
    "Periodic",
    "Points",
    "Policy",
    "Row",
    "Segment",
    "Target",
    "Tier",
    "Tiers",
    "Uplift",
    "ValueRow",
    "WarningTable",
    "Warnings",
]
