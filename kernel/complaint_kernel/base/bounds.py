"""The bounds of what is read and computed, each with its reason: the one place in which they stand.

They lie far over what a regulation needs (the largest shipped policy has some 40 KiB, 110 conditions
and 30 facts) and far under what keeps a server busy. What is over a bound is refused in one sentence.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from .locale import message

# Files
LARGEST_FILE = 256 * 1024  # bytes of a policy, calendar or parameters file: six times the largest shipped policy
LARGEST_GIVEN = 64 * 1024 * 1024  # bytes of a complaint, dossier or history given whole on the command line
DEEPEST_FILE = 20  # levels of a policy file; the shape needs nine
MOST_VALUES = 20_000  # keys and values of a file, read in a third of a second; the largest shipped has 5,000
DEEPEST_CALENDAR = 8  # levels of a calendar file; the shape needs five
MOST_FAULTS = 50  # faults told of one file: nobody mends more at once, and each may look for the nearest name

# Files of complaints, which are read row by row
LARGEST_HISTORY = 256 * 1024 * 1024  # bytes of a text, and of a workbook once it is unpacked; some 3 million rows
MOST_ROWS = 2_000_000  # a replay keeps them all: a million take some two gigabytes
MOST_COLUMNS = 1000
LONGEST_LINE = 2 * 1024 * 1024  # characters of a line: a complaint with some ten thousand earlier ones in it
LONGEST_CELL = 100_000  # characters; Excel ends at 32,767
MOST_STRINGS = 1_000_000  # texts of a workbook, which are kept together: some 200 MiB
HEADS_WITHIN = 20  # rows in which the headings are looked for
MOST_ROW_FAULTS = 10_000  # faults of rows that are kept; further ones are counted

# Looking for the nearest name, which costs some 20 microseconds a candidate
MOST_COMPARED = 600  # candidates: all time zones, all names of a large policy
LONGEST_COMPARED = 120  # characters of a name

# Conditions
LONGEST_CONDITION = 2000  # characters; the longest shipped has 260
ALL_CONDITIONS = 60_000  # characters of all conditions of a policy, read in half a second; the most shipped are 6,000
MOST_CONDITIONS = 1000  # conditions and values of a policy; the most shipped are 180
DEEPEST_CONDITION = 60  # levels of brackets, operators and `not`; also the summands of one sum
DEEPEST_VALUES = 40  # computed values that rest on one another; each level takes a few frames of Python's stack

# Figures
LARGEST_FIGURE = Decimal(10) ** 18  # of a file or a complaint: a million times the world's yearly product in cents
FIGURE_PLACES = 12  # decimal places, twice the finest step between which the check tells figures apart
LARGEST_POWER = 100  # a computed figure lies below 10^100 and, unless it is nothing, above 10^-100

# The check
CHECK_STEPS = 250_000  # steps of a check without a budget of its own, some ten seconds; the most shipped are 100,000
MOST_BREAKS = 5_000  # figures at which one policy's answers turn; beyond them the check says that it is not finished


def plain_figure(text: str) -> Decimal:
    """A figure as it stands in a file. Raises ValueError for what is none, not finite, or over the bounds."""
    try:
        figure = Decimal(text) if len(text) <= LONGEST_FIGURE and text.isascii() and "_" not in text else None
    except InvalidOperation:
        figure = None
    if figure is None or not figure.is_finite():
        found = text if len(text) <= LONGEST_FIGURE else f"{text[:20]}…"
        raise ValueError(message("fault.figure", found=repr(found), most=LONGEST_FIGURE))
    # By its power of ten: arithmetic with what has no bound yet could overflow itself.
    if figure and not -FIGURE_PLACES <= figure.adjusted() < LARGEST_FIGURE.adjusted():
        raise ValueError(message("fault.figure_places", found=repr(text), places=FIGURE_PLACES))
    return figure


LONGEST_FIGURE = 40  # characters of one figure as it is written
