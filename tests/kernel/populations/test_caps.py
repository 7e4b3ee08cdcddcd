"""A month's fines of one person stay under the cap that the company has set."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal

from complaint_kernel import load_policy
from complaint_kernel.populations.caps import Fine, cap_fines

CHINA = timezone(timedelta(hours=8))


def fines(*rows):
    return [
        Fine(person, datetime(2026, month, day, 9, tzinfo=CHINA), Decimal(amount), "CNY")
        for person, month, day, amount in rows
    ]


def stands(parameters, *rows):
    policy = load_policy("manufacturing", parameters=parameters)
    return [(str(capped.stands), capped.clause) for capped in cap_fines(policy, fines(*rows))]


def test_the_fine_that_crosses_the_cap_is_cut_and_the_next_ones_do_not_stand():
    rows = [("Li", 9, 1, 30), ("Li", 9, 2, 30), ("Li", 9, 3, 20)]
    assert stands({"monthly_fine_cap": "50"}, *rows) == [("30", None), ("20", "caps"), ("0", "caps")]


def test_each_person_and_each_month_has_a_cap_of_its_own():
    rows = [("Li", 9, 30, 30), ("Wang", 9, 30, 30), ("Li", 10, 1, 30)]
    assert stands({"monthly_fine_cap": "30"}, *rows) == [("30", None)] * 3


def test_a_cap_that_is_not_set_cuts_nothing():
    assert stands(None, ("Li", 9, 1, 3000)) == [("3000", None)]
