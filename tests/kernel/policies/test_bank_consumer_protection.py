"""Classes of a bank's complaints (R16) against a plain reading of the regulation."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaint_kernel import assess, load_policy

POLICY = load_policy("bank-consumer-protection")
# Ten working days before Monday 20 July 2026, 12:00: what came on Monday 6 July is inside, on Sunday 5 July too
# (its tenth working day is 17 July), so the sixth is the first day inside.
NOW = datetime.fromisoformat("2026-07-20T12:00:00+08:00")
FIRST_INSIDE = datetime.fromisoformat("2026-07-06T00:00:00+08:00")
near = st.sampled_from
facts = st.fixed_dictionaries(
    {},
    optional={
        "in_person": near([0, 4, 5, None]),
        "collective": near([0, 9, 10, None]),
        "claim_amount": near([0, 299999.99, 300000, None]),
        "hard_or_long": st.booleans(),
        "simple": st.booleans(),
        "settled_on_spot": st.booleans(),
        "panel_class": near(["escalated", "major", None, None, None]),
    },
)
earlier = st.tuples(
    near(["leak", "leak", "fraud", None]),
    near([1, 13, 14, 15, 20]),
    near([48, 49]),
    near([0, 99000, 101000]),
)


def read_class(this, event, groups):
    """groups: (event, days ago, customers, claim of each)."""
    inside = [g for g in groups if event and g[0] == event and NOW - timedelta(days=g[1]) >= FIRST_INSIDE]
    customers = 1 + max([g[2] for g in inside], default=0)
    claims = (this.get("claim_amount") or 0) + sum(g[2] * g[3] for g in inside)
    wide = (this.get("in_person") or 0) >= 5 or (this.get("collective") or 0) >= 10 or customers >= 50
    wide = wide or (this.get("claim_amount") or 0) >= 300000 or claims >= 5000000
    if this.get("panel_class"):
        return this["panel_class"]
    if wide:
        return "of_concern"
    return "difficult" if this.get("hard_or_long") else "general"


@pytest.mark.slow
@settings(deadline=None, max_examples=60)
@given(facts, near(["leak", None]), st.lists(earlier, max_size=2))
def test_the_class_follows_the_regulation(this, event, groups):
    """The customers of a group are always the same ones, so that the larger group counts."""
    history = [
        {"id": f"H{g}-{i}", "received_at": (NOW - timedelta(days=days)).isoformat(), "customer": f"C-{i}",
         "event": name, "facts": {"claim_amount": claim}}
        for g, (name, days, customers, claim) in enumerate(groups)
        for i in range(customers)
    ]  # fmt: skip
    given = {"id": "C", "received_at": NOW.isoformat(), "customer": "me", "event": event, "facts": this}
    answer = assess(POLICY, {**given, "history": history}, at=NOW).to_dict()
    assert answer["grade"] == read_class(this, event, groups)
