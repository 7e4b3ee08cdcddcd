"""Rows of complaints that are alike, counted once for many stretches of time."""

import json
from bisect import bisect_left
from collections import defaultdict
from functools import cache

from ...tools.kernel_bridge import kernel


class Stretches:
    """Rows counted apart between any two of the moments at which stretches begin or end; each stretch is their sum.

    Stretches are asked for in the order of their ends: one that begins no earlier than the one before it goes on from
    that, so all of them together cost no more than going over the rows twice.
    """

    def __init__(self, stretches):
        self.stretches = stretches
        self.moments = sorted({moment for stretch in stretches for moment in stretch if moment})
        self._between = defaultdict(list)
        self._rows, self._total, self._reach = {}, {}, (0, 0)

    @property
    def earliest(self):
        """The beginning of the longest; None where one has none."""
        begins = [since for since, _until in self.stretches]
        return min(begins) if all(begins) else None

    @property
    def is_one(self):
        return len(set(self.stretches)) == 1

    def add(self, edition, rows, counted):
        """Take rows of the database, counted as a question says.

        `between` of a row: before which of the moments, by number; without it before the last.
        """
        key_of = cache(lambda text: self._key(kernel.counted_row(edition, json.loads(text), counted)))
        for row in rows:
            between = row.pop("between", len(self.moments) - 1)
            figures = {"count": row.pop("count"), **row.pop("sums")}
            self._between[between].append((key_of(json.dumps(row)), figures))

    def _key(self, row):
        """Where a row is kept; those that the policy reads alike are one."""
        key = json.dumps(row, sort_keys=True, default=str)
        self._rows[key] = row
        return key

    def of(self, since, until):
        """The rows of one stretch."""
        begin = bisect_left(self.moments, since) + 1 if since and not self.is_one else 0
        end = bisect_left(self.moments, until) + 1
        if begin < self._reach[0] or end < self._reach[1]:
            self._total, self._reach = {}, (0, 0)
        self._move(range(self._reach[1], end), 1)
        self._move(range(self._reach[0], begin), -1)
        self._reach = (begin, end)
        return [self._told(key, figures) for key, figures in sorted(self._total.items()) if figures["count"]]

    def _move(self, places, sign):
        for place in places:
            for key, figures in self._between.get(place, ()):
                total = self._total.setdefault(key, dict.fromkeys(figures, 0))
                for name, figure in figures.items():
                    total[name] += sign * figure

    def _told(self, key, figures):
        sums = {name: figure for name, figure in figures.items() if name != "count"}
        return {**self._rows[key], "count": figures["count"], "sums": sums}
