"""Appeal: until when one who is fined may appeal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...worktime import Limit
from ..label import Multilingual, Rationale
from ..linking import Linker
from ..section import Cells, Section, Table, Teller
from ..shapes import Clause, Shape
from .duties import limit_words, link_limit


class AppealShape(Shape):
    """How one who is fined may appeal. within: a limit from the decision on, or the name of a parameter."""

    clause: Clause
    within: str | None = None
    default: Rationale | None = None


@dataclass(frozen=True)
class Appeal:
    """limit: from the decision on; the name of a parameter that holds it; None where there is no limit."""

    clause: str
    limit: Limit | str | None
    default: Multilingual | None = None


def _link(linker: Linker, given: AppealShape | None) -> Appeal | None:
    if given is None:
        return None
    limit = link_limit(linker, ("appeal", "within"), given.within) if given.within else None
    return Appeal(given.clause, limit, given.default)


def _table(appeal: Appeal | None, teller: Teller) -> Iterator[Cells]:
    if appeal is not None:
        within = limit_words(appeal.limit, teller) if appeal.limit else ""
        yield (appeal.clause, teller.ours(within, appeal.default))


APPEAL = Section(
    "appeal", AppealShape | None, _link, lambda: None, tables=(Table("appeal", ("clause", "within"), _table),)
)
