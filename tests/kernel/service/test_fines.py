"""What is payable of what was settled in a person's month."""

from complaint_kernel import service

FACTORY = (service.policy_text("manufacturing"), '{"monthly_fine_cap": 50}')


def settled(*rows):
    keys = ("id", "person", "at", "amount", "outcome")
    return [dict(zip(keys, row, strict=True), currency="CNY") for row in rows]


def test_a_month_s_cap_cuts_what_comes_after_it_is_used_up():
    rows = settled(
        ("a", "7", "2026-09-01T09:00:00+08:00", "20.00", "fine"),
        ("b", "7", "2026-09-02T09:00:00+08:00", "40.00", "fine_range"),
        ("c", "8", "2026-09-02T09:00:00+08:00", "40.00", "fine"),
        ("d", "7", "2026-10-01T00:00:00+08:00", "40.00", "fine"),
    )
    assert {
        name: (one["amount"], one["clause"]) for name, one in service.payable(FACTORY, rows, "cn-office").items()
    } == {
        "a": ("20.00", None),
        "b": ("30.00", "caps"),
        "c": ("40.00", None),
        "d": ("40.00", None),
    }


def test_a_loss_that_is_borne_is_no_fine_and_stands_whole():
    rows = settled(("a", "7", "2026-09-01T09:00:00+08:00", "900.00", "loss"))
    assert service.payable(FACTORY, rows, "cn-office") == {"a": {"amount": "900.00", "clause": None}}


def test_a_cap_that_is_not_set_cuts_nothing():
    rows = settled(("a", "7", "2026-09-01T09:00:00+08:00", "900.00", "fine"))
    assert service.payable((FACTORY[0], ""), rows, "cn-office")["a"]["amount"] == "900.00"


def appealed(limit=None, decided_at="2026-09-24T16:30:00+08:00"):
    parameters = f'{{"appeal_limit": "{limit}"}}' if limit else ""
    return service.appeal_until((FACTORY[0], parameters), decided_at, "cn-office")


def test_an_appeal_has_the_working_days_of_the_regulation_from_the_decision_on():
    assert appealed("2 working days") == "2026-09-29T17:30:00+08:00"


def test_without_a_figure_or_without_a_rule_an_appeal_has_no_end():
    assert appealed() is None
    assert appealed("at once") is None
    assert (
        service.appeal_until((service.policy_text("pv-module"), ""), "2026-09-24T16:30:00+08:00", "cn-office") is None
    )


def test_the_figure_of_the_day_of_the_decision_counts():
    dated = '{"appeal_limit": [{"since": "2026-09-29", "value": "3 days"}]}'
    until = [
        service.appeal_until((FACTORY[0], dated), f"2026-09-{day}T09:00:00+08:00", "cn-office") for day in ("28", "29")
    ]
    assert until == [None, "2026-10-09T00:00:00+08:00"]


def test_what_is_fined_without_a_duty_is_told_by_its_event():
    assert service.penalised(FACTORY, "8.3", "supervisor") == ["Records found missing"]
    assert service.penalised(FACTORY, "8.3", "nobody") == service.penalised(FACTORY, "8.2", "responsible") == []
