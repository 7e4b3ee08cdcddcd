"""Steps of a rental company's discipline (R27) against a plain count over the month."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from complaint_kernel import assess, load_policy

POLICY = load_policy("rental-discipline")
NOW = datetime.fromisoformat("2026-07-04T12:00:00+08:00")
FORMAL = ["hotline", "wechat", "in_person"]
# Of ten days three lie in this month and six in the last.
case = st.fixed_dictionaries(
    {
        "days": st.integers(1, 9),
        "employee": st.sampled_from(["Li", "Li", "Wang", None]),
        "channel": st.sampled_from([*FORMAL, "hotline", "phone", None]),
        "level": st.sampled_from([1, 1, 2, 2, None]),
        "verified": st.booleans(),
    }
)


def complaint(given, number, received):
    facts = {"discipline_level": given["level"], "verified": given["verified"]}
    keys = {key: given[key] for key in ("employee", "channel")}
    return {"id": f"C-{number}", "received_at": received.isoformat(), "facts": facts, **keys}


def valid(given):
    return given["channel"] in FORMAL and (given["level"] == 1 or (given["level"] == 2 and given["verified"]))


def read_outcomes(this, earlier):
    if not valid(this):
        return []
    step = 1 + sum(
        1
        for other in earlier
        if valid(other)
        and this["employee"] is not None
        and other["employee"] == this["employee"]
        and other["level"] == this["level"]
        and (NOW - timedelta(days=other["days"])).month == NOW.month
    )
    if this["level"] == 1:
        return {1: ["warning"], 2: ["warning", "fine"]}.get(step, ["red_line"])
    return ["fine_range"] if step == 1 else ["dismissal"]


@settings(deadline=None)
@given(case, st.lists(case, max_size=6))
def test_each_step_of_the_month_has_its_outcomes(this, earlier):
    history = [complaint(item, i, NOW - timedelta(days=item["days"])) for i, item in enumerate(earlier)]
    answer = assess(POLICY, {**complaint(this, "now", NOW), "history": history}, at=NOW).to_dict()
    assert [penalty["outcome"] for penalty in answer["penalties"]] == read_outcomes(this, earlier)


def test_the_range_awaits_a_person_and_has_two_amounts():
    this = {"employee": "Li", "channel": "hotline", "level": 2, "verified": True}
    penalty = assess(POLICY, complaint(this, 1, NOW), at=NOW).to_dict()["penalties"][0]
    assert (penalty["amount"], penalty["amount_min"], penalty["amount_max"]) == (None, "500.00", "1000.00")
    assert (penalty["currency"], penalty["awaits"], penalty["duty"]) == ("CNY", "person", None)
