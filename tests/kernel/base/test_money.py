"""Amounts are exact, and one rule rounds them: half a cent goes up, away from nothing."""

from datetime import datetime, timezone
from decimal import Decimal

import pytest

from complaint_kernel import parse_policy
from complaint_kernel.base.money import Money, to_cents
from complaint_kernel.populations.caps import Fine, cap_fines

BOUNDARIES = {
    "0.005": "0.01",  # to the even neighbour it would be 0.00
    "0.015": "0.02",
    "0.025": "0.03",  # to the even neighbour it would be 0.02
    "2.675": "2.68",
    "0.0049999999999": "0.00",
    "0.0050000000001": "0.01",
    "1.995": "2.00",
    "30": "30.00",
    "-0.005": "-0.01",
    "999999999999999999.995": "1000000000000000000.00",
}


@pytest.mark.parametrize("amount", BOUNDARIES)
def test_half_a_cent_is_rounded_up(amount):
    assert str(to_cents(Decimal(amount))) == BOUNDARIES[amount]
    assert Money(Decimal(amount), "CNY").text == BOUNDARIES[amount]


def test_what_is_shown_is_rounded_and_what_is_reckoned_is_not():
    money = Money(Decimal("10.005"), "CNY")
    assert (str(money), money.amount * 2) == ("10.01 CNY", Decimal("20.010"))


CAPPED = """
policy: p
title: {en: P, zh_CN: 政策}
parties: {agent: {en: Agent, zh_CN: 客服}}
caps:
  - {clause: "7", at_most: 200 CNY}
"""


@pytest.mark.parametrize(
    ("fines", "stands"),
    [
        (["199.99", "0.01"], ["199.99", "0.01"]),
        (["199.99", "0.02"], ["199.99", "0.01"]),  # a cent over
        (["199.50", "0.99"], ["199.50", "0.50"]),  # less than one yuan over
        (["200.00", "0.01"], ["200.00", "0"]),
        (["200.01"], ["200"]),
        (["200.00"], ["200.00"]),
    ],
)
def test_a_cap_holds_to_the_cent(fines, stands):
    at = datetime(2026, 9, 1, tzinfo=timezone.utc)
    capped = cap_fines(parse_policy(CAPPED), [Fine("Li", at, Decimal(fine), "CNY") for fine in fines])
    assert [fine.stands for fine in capped] == [Decimal(amount) for amount in stands]
    assert [fine.clause for fine in capped] == [
        "7" if Decimal(a) != Decimal(b) else None for a, b in zip(fines, stands, strict=True)
    ]
