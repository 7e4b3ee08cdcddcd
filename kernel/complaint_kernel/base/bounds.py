"""The bounds of what is read and computed, each with its reason: the one place in which they stand.

They lie far over what a regulation needs (the largest shipped policy has some 40 KiB, 110 conditions
and 30 facts) and far under what keeps a server busy. What is over a bound is refused in one sentence.
"""

from __future__ import annotations

# Files
LARGEST_FILE = 256 * 1024  # bytes of a policy, calendar or parameters file: six times the largest shipped policy
DEEPEST_FILE = 20  # levels of a policy file; the shape needs nine
DEEPEST_CALENDAR = 8  # levels of a calendar file; the shape needs five
MOST_FAULTS = 50  # faults told of one file: nobody mends more at once, and each may look for the nearest name

# Looking for the nearest name, which costs some 20 microseconds a candidate
MOST_COMPARED = 600  # candidates: all time zones, all names of a large policy
LONGEST_COMPARED = 120  # characters of a name
