"""The cases that a policy file carries, run as tests: complaint in, answer out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..base.errors import KernelError
from ..base.locale import Message, message, words_of
from ..intake.text_input import typed_complaint, typed_fields
from ..judging.assessment import assess
from ..policy import Policy
from ..policy.load import with_parameters
from ..policy.model import CaseShape
from ..populations.early_warning import early_warning
from ..populations.numbering import next_number
from ..populations.periodic import periodic_work
from ..populations.tiers import classify_customer
from ..worktime import WorktimeError, named_calendar
from .answer_words import in_words

MONDAY_MORNING = "2026-09-21T09:00"
CONTAINED = ("duties", "warnings", "levels", "targets", "steps", "missing")


@dataclass(frozen=True)
class CaseResult:
    """One case: its number and title, and one sentence for each part that came out otherwise."""

    index: int
    title: str
    differences: tuple[str | Message, ...]

    @property
    def passed(self) -> bool:
        return not self.differences


def run_cases(policy: Policy) -> Iterator[CaseResult]:
    """Run every case of a policy, with the file's own figures and those of the case; nothing raises."""
    policy = with_parameters(policy, {})
    for index, case in enumerate(policy.cases):
        try:
            found = answer(policy, case)
            told = _differences("", case.expect, found)
            differences: tuple[str | Message, ...] = tuple(in_words(policy, difference) for difference in told)
        except (KernelError, WorktimeError) as error:
            wanted = case.expect.get("error")
            differences = () if wanted and str(wanted) in str(error) else (words_of(error),)
        yield CaseResult(index, case.title, differences)


def answer(policy: Policy, case: CaseShape) -> dict[str, Any]:
    """The answer of a case as JSON values; what it gives says what is asked. Raises what the kernel raises."""
    if case.parameters:
        policy = with_parameters(policy, case.parameters)
    if case.customer is not None:
        return _tier(policy, case.customer)
    if case.numbered is not None:
        return vars(next_number(policy, case.numbered["received_at"], case.numbered.get("last")))
    if case.done is not None:
        return _periodic(policy, case)
    if case.population is not None:
        return early_warning(policy, _population(policy, case), at=case.at or MONDAY_MORNING).to_dict()
    return _assessment(policy, case)


def _tier(policy: Policy, customer: dict[str, Any]) -> dict[str, Any]:
    facts = typed_fields(policy.tiers.facts if policy.tiers else {}, customer)
    return classify_customer(policy, {"id": "case", "facts": facts}).to_dict()


def _periodic(policy: Policy, case: CaseShape) -> dict[str, Any]:
    done = typed_complaint(policy, {"events": case.done})["events"]
    at = case.at or MONDAY_MORNING
    calendar = named_calendar(policy.calendar)
    return periodic_work(policy, calendar, at, done, complaints=_population(policy, case), since=case.since).to_dict()


def _population(policy: Policy, case: CaseShape) -> list[dict[str, Any]]:
    return [_filled(policy, {"id": f"case-{i}", **item}) for i, item in enumerate(case.population or [], 1)]


def _assessment(policy: Policy, case: CaseShape) -> dict[str, Any]:
    complaint = complaint_of(policy, case)
    moments = [complaint["received_at"], *(event["at"] for event in complaint.get("events") or [])]
    calendar = named_calendar(policy.calendar)
    at = case.at or max(moments, key=lambda moment: calendar.localize(moment))
    return assess(policy, complaint, calendar, at=at).to_dict()


def complaint_of(policy: Policy, case: CaseShape) -> dict[str, Any]:
    """The complaint of a case, typed, with the moments that it leaves out."""
    given = {"facts": case.facts, "events": case.events, "history": case.history, **case.complaint}
    given["history"] = [{"facts": {}, **item} for item in case.history]
    return _filled(policy, given)


def _filled(policy: Policy, given: dict[str, Any]) -> dict[str, Any]:
    return {"id": "case", "received_at": MONDAY_MORNING, "facts": {}, **typed_complaint(policy, given)}


def _differences(path: str, wanted: Any, found: Any) -> Iterator[Message]:
    if isinstance(wanted, dict):
        if not isinstance(found, dict):
            yield _difference("value", path, wanted, found)
            return
        for key, part in wanted.items():
            yield from _differences(f"{path}.{key}".lstrip("."), part, found.get(key))
    elif isinstance(wanted, list):
        yield from _list_differences(path, wanted, found)
    elif as_text(found) != wanted and not (path.startswith("warnings") and _names(found, str(wanted))):
        yield _difference("value", path, wanted, found)


def _difference(what: str, path: str, wanted: Any, found: Any, **more: int) -> Message:
    return message(f"difference.{what}", path=path or "answer", wanted=wanted, found=found, **more)


def _names(note: dict[str, Any], words: str) -> bool:
    """Whether a note has these words, or speaks of what is named."""
    return words in note["text"]["en"] or words in note.get("id", "")


def _list_differences(path: str, wanted: list[Any], found: Any) -> Iterator[Message]:
    items = found if isinstance(found, list) else []
    if path.split(".")[-1] in CONTAINED and wanted:
        for part in wanted:
            if not any(not list(_differences(path, part, item)) for item in items):
                near = alike(part, items)
                name = f"{path}.{part['id']}" if near else path
                yield from _differences(name, part, near) if near else [_difference("one_like", path, part, items)]
        return
    if len(wanted) != len(items):
        yield _difference("number", path, wanted, items, due=len(wanted), number=len(items))
        return
    for index, (part, item) in enumerate(zip(wanted, items, strict=True)):
        yield from _differences(f"{path}[{index}]", part, item)


def alike(wanted: Any, items: list[Any]) -> dict[str, Any] | None:
    """Of things with the same id the one that differs least from what is wanted; None where none has it."""
    named = wanted.get("id") if isinstance(wanted, dict) else None
    same = [item for item in items if named and isinstance(item, dict) and str(item.get("id")) == str(named)]
    return min(same, key=lambda item: len(list(_differences("", wanted, item))), default=None)


def as_text(value: Any) -> str:
    """A value of an answer as a case writes it."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value)
