"""`verify`: a stored verdict, recomputed from nothing but its dossier, and held against the list of its month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from ..base.errors import DossierError, KernelError, Problem, ProblemsError
from ..base.locale import message
from ..base.plain_text import one_line
from . import inputs
from .output import json_text
from .running import ANSWER_IS_NO, DONE, Answer

if TYPE_CHECKING:
    from ..dossier import Difference, Verification
    from ..verdict_list import ListCheck, Standing, VerdictListShape

MOST_NAMED = 10  # complaints that one line names


@dataclass(frozen=True)
class _Checked:
    """A list by the name of its file, what came of it, and the digest of the list that it follows."""

    file: str
    check: ListCheck
    previous: str | None
    asked_chain: bool


@click.command()
@click.argument("dossier", nargs=-1)
@click.option(
    "--list", "list_", metavar="FILE", help="A list of verdicts: whether each DOSSIER stands in it unchanged."
)
@click.option("--previous", metavar="FILE", help="The list of the month before, to follow the chain.")
@click.option("--sample", is_flag=True, help="Not every verdict of the list is among the dossiers.")
@inputs.json_option
def verify(dossier: tuple[str, ...], list_: str | None, previous: str | None, sample: bool, as_json: bool) -> Answer:
    """Recompute the verdict of each DOSSIER (a JSON file); status 1 where it is not the stored one, or the list of
    its month says otherwise."""
    if not dossier and not list_:
        raise KernelError(message("asked.no_dossier"))
    if (previous or sample) and not list_:
        raise KernelError(message("asked.of_a_list"))
    given = {name: inputs.read_json(name) for name in dossier}
    verified = _verified(given)
    checked = _checked(list_, previous, given, whole=not sample) if list_ else None
    agrees = all(found.agrees for _, found in verified) and (checked is None or checked.check.agrees)
    status = DONE if agrees else ANSWER_IS_NO
    if as_json:
        return Answer(json_text(_data(verified, checked)), (), status)
    lines = [*_dossier_lines(verified, checked), *(_list_lines(checked) if checked else ())]
    return Answer("\n".join(map(one_line, lines)), (), status)


def _verified(given: dict[str, Any]) -> list[tuple[str, Verification]]:
    """Every dossier verified. Raises DossierError with the faults of all that cannot be used."""
    from ..dossier import verify

    verified: list[tuple[str, Verification]] = []
    problems: list[Problem] = []
    for name, dossier in given.items():
        file = inputs.shown_name(name)
        try:
            verified.append((file, verify(dossier, file)))
        except ProblemsError as error:
            problems += error.problems
    if problems:
        raise DossierError(problems)
    return verified


def _checked(name: str, previous: str | None, given: dict[str, Any], whole: bool) -> _Checked:
    from ..verdict_list import check_list

    listed, before = _list(name), _list(previous) if previous else None
    check = check_list(listed, {inputs.shown_name(one): read for one, read in given.items()}, before, whole)
    return _Checked(inputs.shown_name(name), check, listed.previous, before is not None)


def _list(name: str) -> VerdictListShape:
    from ..verdict_list import read_list

    return read_list(inputs.read_json(name), inputs.shown_name(name))


def _dossier_lines(verified: list[tuple[str, Verification]], checked: _Checked | None) -> list[str]:
    lines = []
    for name, found in verified:
        lines += _lines(name, found)
        if checked:
            lines.append(f"  {_standing_line(checked.check.standings[name], checked.file)}")
    return lines


def _lines(name: str, found: Verification) -> list[str]:
    head = f"{name}: complaint {found.complaint} under {found.policy} at {found.at}"
    if found.agrees:
        return [f"{head}: agrees"]
    count = _counted(len(found.differences), "difference")
    return [f"{head}: {count}", *map(_line, found.differences), *_versions(found)]


def _standing_line(standing: Standing, file: str) -> str:
    if not standing.listed:
        return f"does not stand in {file}"
    if standing.changed:
        return f"stands in {file}, changed since: {', '.join(standing.changed)}"
    return f"stands in {file}, unchanged"


def _list_lines(checked: _Checked) -> list[str]:
    check = checked.check
    holds = (
        f"its digest {check.digest} holds" if check.holds else "it was changed: its digest is not that of its entries"
    )
    lines = [f"{checked.file}: {_counted(check.count, 'verdict')} of {check.company} in {check.month}: {holds}"]
    lines.append(f"  {_chain_line(checked)}")
    if check.missing:
        named = ", ".join(check.missing[:MOST_NAMED]) + (" …" if len(check.missing) > MOST_NAMED else "")
        have = "have" if len(check.missing) != 1 else "has"
        lines.append(f"  {len(check.missing)} of its verdicts {have} no dossier here: {named}")
    return lines


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' if count != 1 else ''}"


def _chain_line(checked: _Checked) -> str:
    if checked.asked_chain:
        return checked.check.chain or "follows the list of the month before"
    if checked.previous is None:
        return "is the first of its chain"
    return f"follows the list with the digest {checked.previous}; name its file by --previous to check it"


def _line(one: Difference) -> str:
    if one.kind == "changed":
        return f"  {one.path}: changed since the dossier was written"
    return f"  {one.path}: stored {_value(one.stored)}, recomputed {_value(one.found)}"


def _versions(found: Verification) -> list[str]:
    from ..dossier import current_versions

    written = [f"{name} {version}" for name, version in sorted(found.versions.items())]
    read = [f"{name} {version}" for name, version in current_versions().items()]
    return [f"  written by {', '.join(written) or 'an unnamed version'}; verified by {', '.join(read)}"]


def _value(value: Any) -> str:
    from ..base.canonical_json import canonical

    text = canonical(value)
    return text if len(text) <= 200 else text[:199] + "…"


def _data(verified: list[tuple[str, Verification]], checked: _Checked | None) -> Any:
    if checked is None:
        return [_told(name, found) for name, found in verified]
    standings = checked.check.standings
    dossiers = [{**_told(name, found), "listing": standings[name].to_dict()} for name, found in verified]
    return {"dossiers": dossiers, "list": {"list": checked.file, **checked.check.to_dict()}}


def _told(name: str, found: Verification) -> dict[str, Any]:
    told = {"dossier": name, **found.to_dict()}
    return {**told, "differences": [_plain(one) for one in told["differences"]]}


def _plain(data: dict[str, Any]) -> Any:
    """The same with numbers that `json` can write."""
    import json

    from ..base.canonical_json import canonical

    values = json.loads(canonical(data))
    return {key: values[key] for key in data}
