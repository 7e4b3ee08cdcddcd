"""Files that hypothesis makes up: the words of a kind's good files in any structure, with any values."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Sequence
from io import StringIO
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

WORDS = re.compile(r"[A-Za-z_][A-Za-z_ .-]*")
ODD = ["", " ", "~", "1e400", "-0", "NaN", "2026-02-30", "24:00", "08:30-12:00", "2 working days", "９", "a" * 200]


def made_up(ending: str, good: Sequence[str], number: int, start: int) -> list[bytes]:
    """So many contents of files with an ending. good: texts of the kind, whose words are used. start: the seed."""
    made: list[bytes] = []

    @seed(start)
    @settings(
        max_examples=max(number, 1), database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(_tables(good) if ending in ("csv", "tsv") else _documents(good))
    def make(value: Any) -> None:
        made.append(_text(value, ending).encode("utf-8", "surrogatepass"))

    make()
    return made


def _values(words: list[str]) -> st.SearchStrategy[Any]:
    plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
    return st.sampled_from(words) | st.sampled_from(ODD) | plain


def _documents(good: Sequence[str]) -> st.SearchStrategy[Any]:
    """A mapping of known first keys to anything that is built of known words."""
    words = sorted({word for text in good for word in WORDS.findall(text)})[:4000]
    first = sorted({line.split(":")[0].strip(' "') for text in good for line in text.splitlines() if line[:1].isalpha()
                    or line.startswith('  "')}) or words  # fmt: skip
    inner = st.recursive(
        _values(words),
        lambda some: st.lists(some, max_size=4) | st.dictionaries(st.sampled_from(words), some, max_size=4),
        max_leaves=25,
    )
    return st.dictionaries(st.sampled_from(first), inner, min_size=1, max_size=8) | inner


def _tables(good: Sequence[str]) -> st.SearchStrategy[Any]:
    heads = sorted({cell for text in good for cell in re.split(r"[,;\t\r\n]", text) if cell and len(cell) < 60})
    cells = _values(heads)
    return st.tuples(
        st.lists(st.sampled_from(heads) | st.text(max_size=5), min_size=1, max_size=9),
        st.lists(st.lists(cells, max_size=9), max_size=6),
    )


def _text(value: Any, ending: str) -> str:
    if ending in ("csv", "tsv"):
        out = StringIO()
        csv.writer(out, delimiter="\t" if ending == "tsv" else ",", escapechar="\\").writerows([value[0], *value[1]])
        return out.getvalue()
    return json.dumps(value, ensure_ascii=False)  # which is YAML as well
