"""A policy file changed place by place, for an author who does not write YAML; every other character stays as it is.

The text of the file goes in and comes out: `places` says what there is to change, `rows` lays a condition out as rows
and writes it, `text` changes one place of the text and nothing else, `cases` lets a case of the file follow a change.
"""

from .cases import accept_case
from .places import Entry, Place, PlaceKind, SectionPlaces, conditions, entries
from .rows import Row, Rows, rows_of, text_of
from .text import copy_entry, drop_entry, set_value

__all__ = [
    "Entry",
    "Place",
    "PlaceKind",
    "Row",
    "Rows",
    "SectionPlaces",
    "accept_case",
    "conditions",
    "copy_entry",
    "drop_entry",
    "entries",
    "rows_of",
    "set_value",
    "text_of",
]
