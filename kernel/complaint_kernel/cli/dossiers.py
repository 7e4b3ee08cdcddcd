"""`verify`: a stored verdict, recomputed from nothing but its dossier, and held against the list of its month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from ..base.errors import DossierError, KernelError, Problem, ProblemsError
from ..base.locale import Message, message
from ..base.plain_text import one_line
from . import inputs
from .output import json_text
from .running import ANSWER_IS_NO, DONE, Answer

if TYPE_CHECKING:
    from ..dossier import Difference, Verification
    from ..verdict_list import ListCheck, Standing, VerdictListShape

MOST_NAMED = 10  # complaints that one line names
_Line: TypeAlias = "tuple[int, Message]"  # how deep it stands, and what it says


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
@inputs.lang_option
def verify(
    dossier: tuple[str, ...], list_: str | None, previous: str | None, sample: bool, as_json: bool, lang: str
) -> Answer:
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
    return Answer("\n".join(one_line("  " * depth + words.get(lang)) for depth, words in lines), (), status)


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


def _dossier_lines(verified: list[tuple[str, Verification]], checked: _Checked | None) -> Iterator[_Line]:
    for name, found in verified:
        yield from _lines(name, found)
        if checked:
            yield 1, _standing_line(checked.check.standings[name], checked.file)


def _lines(name: str, found: Verification) -> Iterator[_Line]:
    head = message("verify.head", file=name, complaint=found.complaint, policy=found.policy, at=found.at)
    if found.agrees:
        yield 0, message("verify.agrees", head=head)
        return
    yield 0, message("verify.differs", head=head, number=len(found.differences))
    yield from ((1, _line(one)) for one in found.differences)
    yield 1, _versions(found)


def _standing_line(standing: Standing, file: str) -> Message:
    if not standing.listed:
        return message("verify.not_listed", file=file)
    if standing.changed:
        return message("verify.listed_changed", file=file, parts=standing.changed)
    return message("verify.listed", file=file)


def _list_lines(checked: _Checked) -> Iterator[_Line]:
    check = checked.check
    holds = message("verify.holds", digest=check.digest) if check.holds else message("verify.holds_not")
    verdicts, of = message("verify.verdicts", number=check.count), {"company": check.company, "month": check.month}
    yield 0, message("verify.list", file=checked.file, verdicts=verdicts, holds=holds, **of)
    yield 1, _chain_line(checked)
    if check.missing:
        named = (*check.missing[:MOST_NAMED], *(("…",) if len(check.missing) > MOST_NAMED else ()))
        yield 1, message("verify.without", number=len(check.missing), named=named)


def _chain_line(checked: _Checked) -> Message:
    if checked.asked_chain:
        return checked.check.chain or message("verify.follows")
    if checked.previous is None:
        return message("verify.first")
    return message("verify.follows_unseen", digest=checked.previous)


def _line(one: Difference) -> Message:
    if one.kind == "changed":
        return message("verify.changed", path=one.path)
    return message("verify.recomputed", path=one.path, stored=_value(one.stored), found=_value(one.found))


def _versions(found: Verification) -> Message:
    from ..dossier import current_versions

    written = tuple(f"{name} {version}" for name, version in sorted(found.versions.items()))
    read = tuple(f"{name} {version}" for name, version in current_versions().items())
    return message("verify.versions", written=written or message("verify.unnamed"), read=read)


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
