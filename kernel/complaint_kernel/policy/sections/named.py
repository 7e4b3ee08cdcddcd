"""Lists of names with labels: parties, channels, categories, departments."""

from __future__ import annotations

from collections.abc import Mapping

from ..label import Label
from ..linking import Linker
from ..section import Section
from ..shapes import Identifier

Labels = dict[Identifier, Label]


def _as_written(linker: Linker, given: Mapping[str, Label]) -> Mapping[str, Label]:
    return given


PARTIES = Section("parties", Labels, _as_written, dict)
CHANNELS = Section("channels", Labels, _as_written, dict)
CATEGORIES = Section("categories", Labels, _as_written, dict)
DEPARTMENTS = Section("departments", Labels, _as_written, dict)
