"""`verify`: a stored verdict, recomputed from nothing but its dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ..base.errors import DossierError, Problem, ProblemsError
from . import inputs
from .output import json_text
from .running import ANSWER_IS_NO, DONE, Answer

if TYPE_CHECKING:
    from ..dossier import Difference, Verification


@click.command()
@click.argument("dossier", nargs=-1, required=True)
@inputs.json_option
def verify(dossier: tuple[str, ...], as_json: bool) -> Answer:
    """Recompute the verdict of each DOSSIER (a JSON file); status 1 where it is not the stored one."""
    verified = _verified(dossier)
    status = DONE if all(found.agrees for _, found in verified) else ANSWER_IS_NO
    if as_json:
        return Answer(json_text([_told(name, found) for name, found in verified]), (), status)
    return Answer("\n".join(line for name, found in verified for line in _lines(name, found)), (), status)


def _verified(names: tuple[str, ...]) -> list[tuple[str, Verification]]:
    """Every dossier verified. Raises DossierError with the faults of all that cannot be used."""
    from ..dossier import verify

    verified: list[tuple[str, Verification]] = []
    problems: list[Problem] = []
    for name in names:
        file = inputs.shown_name(name)
        try:
            verified.append((file, verify(inputs.read_json(name), file)))
        except ProblemsError as error:
            problems += error.problems
    if problems:
        raise DossierError(problems)
    return verified


def _lines(name: str, found: Verification) -> list[str]:
    head = f"{name}: complaint {found.complaint} under {found.policy} at {found.at}"
    if found.agrees:
        return [f"{head}: agrees"]
    count = len(found.differences)
    return [f"{head}: {count} difference{'s' if count != 1 else ''}", *map(_line, found.differences), *_versions(found)]


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


def _told(name: str, found: Verification) -> dict[str, Any]:
    told = {"dossier": name, **found.to_dict()}
    return {**told, "differences": [_plain(one) for one in told["differences"]]}


def _plain(data: dict[str, Any]) -> Any:
    """The same with numbers that `json` can write."""
    import json

    from ..base.canonical_json import canonical

    values = json.loads(canonical(data))
    return {key: values[key] for key in data}
