"""What a value that comes from outside has to look like, so that a column can hold it as it was meant."""

import binascii
import re
from base64 import b64decode
from collections.abc import Mapping
from math import isfinite

from odoo import fields, models
from odoo.fields import Command

# The largest figures that columns, and what is computed with them, can hold.
MOST = {"integer": 2**31 - 1, "float": 1e18, "monetary": 1e18}
# The longest texts, by the kind of field; a text within facts or the data of an entry is as long as a line.
LONGEST = {"char": 20_000, "text": 400_000, "html": 400_000, "json": 20_000, "properties": 20_000}
# How far values lie in one another; what lies deeper is nothing of ours, and more than a program walks through.
DEEPEST = 20
# The longest text of which an index of the database holds a row, two such texts together of any script.
LONGEST_INDEXED = 300
# Years that clocks of every zone, and what is counted from them, can hold.
FIRST_YEAR, LAST_YEAR = 2, 9998
NO_TEXT = re.compile("[\0\ud800-\udfff]")  # NUL and half a character, which no database holds
TEXTS = ("char", "text", "html")
WITH_VALUES = frozenset((Command.CREATE, Command.UPDATE))
LINKED = frozenset((Command.UPDATE, Command.DELETE, Command.UNLINK, Command.LINK))


def is_shallow(value):
    """Whether the parts of a value lie no deeper in one another than any of ours do."""
    level = [value]
    for _depth in range(DEEPEST):
        level = [part for each in level if isinstance(each, list | tuple | dict) for part in _parts(each)]
        if not level:
            return True
    return False


def _parts(value):
    return value.values() if isinstance(value, dict) else value


def shown(value):
    """A value in a sentence, so far as it fits."""
    return str(value)[:40] if is_shallow(value) else "…"


def has_shape(field, value, env):
    """Whether a value is of the kind of its field. Odoo would take some that are not for another one, or for none."""
    if not value and not isinstance(value, list | dict):
        return True
    if field.type == "many2one":
        return not isinstance(value, bool | float | str | list | dict)
    if field.type in ("one2many", "many2many"):
        return isinstance(value, models.BaseModel) or (isinstance(value, list | tuple) and all(map(_is_command, value)))
    if field.type in TEXTS:
        return value is not True and not isinstance(value, list | tuple | dict)
    if field.type == "selection":
        return isinstance(value, str) and value in field.get_values(env)
    return _stands_for_one(field, value)


def _stands_for_one(field, value):
    """The same of a value that stands for itself alone."""
    if field.type == "properties":
        return isinstance(value, Mapping) or (isinstance(value, list) and all(isinstance(row, dict) for row in value))
    if field.type == "boolean":
        return not isinstance(value, list | tuple | dict)
    if field.type == "binary":
        return _is_base64(value)
    return field.type != "json" or (isinstance(value, dict) and all(map(isfinite, _figures_in(value))))


def _is_base64(value):
    try:
        return isinstance(value, str | bytes) and b64decode(value) is not None
    except (binascii.Error, ValueError):
        return False


def _is_command(part):
    """Whether it is an id, or a command that names its records by their ids."""
    if not isinstance(part, list | tuple):
        return _is_id(part)
    if not part or not _is_id(part[0]):
        return False
    if part[0] in WITH_VALUES and not (len(part) > 2 and isinstance(part[2], dict)):
        return False
    if part[0] in LINKED:
        return _is_id(part[1]) if len(part) > 1 else False
    return part[0] != Command.SET or (isinstance(part[-1], list | tuple) and all(map(_is_id, part[-1])))


def _is_id(value):
    return not isinstance(value, bool | float | str | list | tuple | dict | None)


def _figures_in(value):
    """Every float in a value, at whatever depth."""
    if isinstance(value, float):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [figure for part in parts for figure in _figures_in(part)]


def can_be_kept(field, value, creating):
    """Whether a value that was given is a figure or a moment that the field's column and our sums can hold."""
    try:
        if field.type in MOST:
            return abs(float(value or 0)) <= MOST[field.type]  # refuses what is no number, too
        if field.type not in ("date", "datetime"):
            return True
        if not value:
            return creating or not field.required
        moment = fields.Date.to_date(value) if field.type == "date" else fields.Datetime.to_datetime(value)
        return FIRST_YEAR <= moment.year <= LAST_YEAR
    except (TypeError, ValueError, OverflowError):
        return False


def longest(field, indexed):
    """How long a text of a field may be; None for what is no text. indexed: by an index of its table."""
    if field.type == "char" and (indexed or field.index in (True, "btree", "btree_not_null")):
        return LONGEST_INDEXED
    return LONGEST.get(field.type)


def words_of_index(table_object):
    """The words of the definition of an index; none of another thing of a table."""
    if isinstance(table_object, models.Index):
        return set(re.findall(r"\w+", table_object._index_definition))
    definition = getattr(table_object, "_definition", "")
    return set(re.findall(r"\w+", definition)) if definition.startswith("UNIQUE") else set()


def is_text_kept(most, value):
    """Whether the texts of a value are such as the database and the screen can hold, of at most so many characters."""
    return most is None or all(len(text) <= most and not NO_TEXT.search(text) for text in _texts_in(value))


def _texts_in(value):
    """Every text in a value, at whatever depth."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = [*value.keys(), *value.values()]
    return [text for part in value for text in _texts_in(part)] if isinstance(value, list | tuple) else []
