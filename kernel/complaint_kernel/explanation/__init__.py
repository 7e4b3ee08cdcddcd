"""An assessment for a person: why this grade, what would change it, what is due when and how it was counted.

explanation = explain(policy, complaint, at="2026-09-30T18:00")
explanation.text("zh_CN"), explanation.html(), explanation.to_dict()
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..base.locale import ANSWERED
from ..judging.assessment import Assessment, assess
from ..judging.duties import Duty
from ..judging.grading import settle
from ..judging.history import values_of
from ..judging.values import Values
from ..policy import Policy
from ..worktime import DayCount, WorkCalendar, named_calendar
from .changes import Change, Deciding, changes, deciding
from .messages import Messages
from .page import Page, Section, as_html, as_text
from .reasons import Met, deciding_rows, sentences
from .sections import full_page, summary_page
from .sheets import count_sheet, day_to_dict

__all__ = ["Change", "Deciding", "Explanation", "Page", "Section", "explain", "explain_assessment", "summary_page"]


@dataclass(frozen=True)
class Explanation:
    """What an assessment rests on. sheets: for each duty with a counted limit its days."""

    assessment: Assessment
    values: Values
    rows: tuple[Met, ...]
    changes: tuple[Change, ...]
    deciding: tuple[Deciding, ...]
    sheets: tuple[tuple[Duty, tuple[DayCount, ...]], ...]

    def page(self, lang: str = "en") -> Page:
        """The sections in a language, for any way of showing them."""
        return full_page(Messages(self.assessment.policy, lang), self)

    def text(self, lang: str = "en") -> str:
        """Plain text for a person, in any language that has a locale file."""
        return as_text(self.page(lang))

    def html(self, lang: str = "en") -> str:
        """A whole HTML document for print."""
        return as_html(self.page(lang))

    def to_dict(self) -> dict[str, Any]:
        """The assessment with what explains it; JSON values only, sentences in both languages."""
        return {
            "assessment": self.assessment.to_dict(),
            "because": [self._because(met) for met in self.rows],
            "changes": [change.to_dict() for change in self.changes],
            "undecided": [one.to_dict() for one in self.deciding],
            "count_sheets": [
                {
                    "duty": duty.id,
                    "round": duty.round,
                    "limit": str(duty.limit),
                    "days": [day_to_dict(d) for d in sheet],
                }
                for duty, sheet in self.sheets
            ],
        }

    def _because(self, met: Met) -> dict[str, Any]:
        entry: dict[str, Any] = {"kind": met.kind, "result": met.result, "clause": met.row.clause}
        for lang in ANSWERED:
            entry[lang] = " ".join(sentences(Messages(self.assessment.policy, lang), met, self.values))
        return {**entry, "default": met.row.default.answered()} if met.row.default else entry


def explain(
    policy: Policy,
    complaint: Mapping[str, Any],
    calendar: WorkCalendar | None = None,
    at: datetime | str | None = None,
) -> Explanation:
    """Assess a complaint and tell why. Arguments and errors are those of `assess`."""
    calendar = calendar or named_calendar(policy.calendar)
    return explain_assessment(assess(policy, complaint, calendar, at), calendar)


def explain_assessment(assessment: Assessment, calendar: WorkCalendar) -> Explanation:
    """The same for an assessment that is there already, with the calendar that it was made with."""
    values = settle(values_of(assessment.policy, assessment.complaint, calendar, assessment.at)).values
    sheets = ((duty, count_sheet(duty, calendar)) for duty in assessment.duties)
    return Explanation(
        assessment=assessment,
        values=values,
        rows=deciding_rows(assessment, values),
        changes=changes(values),
        deciding=deciding(values, assessment.grading),
        sheets=tuple((duty, sheet) for duty, sheet in sheets if sheet),
    )
