"""What the cells left open, settled by the solver."""

from __future__ import annotations

from ...policy.model import Policy
from ..finding import Finding, Places
from ..grading_diagrams import classes
from .questions import complete, monotone, reachable
from .terms import PROVED, REFUTED, SECONDS, UNKNOWN, Verdict


def settle(policy: Policy, places: Places, findings: list[Finding], seconds: float = SECONDS) -> list[Finding]:
    """The findings with every `unknown` one replaced by the solver's answer; nothing stands for what is proved."""
    settled: dict[str, Finding | None] = {}
    for finding in findings:
        if finding.code == UNKNOWN and finding.path not in settled:
            settled[finding.path] = _settled(policy, places, finding, seconds)
    kept = [finding for finding in findings if finding.code != UNKNOWN]
    return [*kept, *(finding for finding in settled.values() if finding)]


def _settled(policy: Policy, places: Places, finding: Finding, seconds: float) -> Finding | None:
    path = finding.path
    if path.startswith("facts."):
        return _worse_settled(policy, places, path, monotone(policy, path.split(".")[1], seconds))
    if ".any[" in path:
        verdict = reachable(policy, path, seconds)
        message = f"no complaint is graded by {places.named(path)}; remove it"
        refuted = places.finding("error", "unreachable", path, message)
    elif path.startswith("grades["):
        verdict = _all_complete(policy, seconds)
        message = f"no row takes a complaint with {verdict.to_dict()['example']}; add a row or `otherwise`"
        refuted = places.finding("error", "gap", path, message, counterexample=verdict.to_dict()["example"])
    else:
        return finding
    return {PROVED: None, REFUTED: refuted}.get(verdict.answer, finding)


def _all_complete(policy: Policy, seconds: float) -> Verdict:
    verdicts = [complete(policy, intake, True, seconds) for intake in classes(policy) if policy.table(intake)]
    return next((v for v in verdicts if v.answer != PROVED), Verdict(PROVED))


def _worse_settled(policy: Policy, places: Places, path: str, verdict: Verdict) -> Finding | None:
    if verdict.answer == PROVED:
        return None
    fact, example = path.split(".")[1], verdict.to_dict()["example"]
    if verdict.answer == UNKNOWN:
        return places.finding(
            "note", UNKNOWN, path, f"not known, by the solver neither, whether a worse {fact} is never milder"
        )
    worse = example.pop(f"worse {fact}")
    message = f"a worse {fact} (line {places.line(path)}) makes the grade milder: with {worse} instead, in {example}"
    return places.finding("error", "not-monotone", path, message, counterexample=example)
