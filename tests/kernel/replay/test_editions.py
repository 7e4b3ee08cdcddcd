"""Several editions of one policy: the one in force on the day of receipt is used, and named by its digest."""

from datetime import date

import pytest

from complaint_kernel import KernelError, PolicyError, load_editions, load_policy, load_policy_edition, policy_text
from complaint_kernel.replay import replay

AT = "2027-04-01T09:00"
NEW_YEAR = date(2027, 1, 1)


@pytest.fixture
def house(tmp_path):
    """A folder with a policy and the edition that takes over in 2027: grade IV from 5,000 instead of 10,000."""
    text = policy_text("pv-module")
    (tmp_path / "house.yaml").write_text(text, encoding="utf-8")
    later = text.replace("when: total_cost > 10000}", "when: total_cost > 5000}")
    (tmp_path / "house@2027-01-01.yaml").write_text(later, encoding="utf-8")
    return tmp_path


def rows(lines):
    days = {"old": "2026-12-31T23:59:00+08:00", "new": "2027-01-01T00:00:00+08:00"}
    return lines([{"id": id, "received_at": at, "facts": {"total_cost": 6_000}} for id, at in days.items()])


@pytest.mark.slow
def test_the_edition_of_a_day_is_the_last_that_began(house):
    editions = load_editions(house / "house.yaml")
    old, new = load_policy(house / "house.yaml"), load_policy(house / "house@2027-01-01.yaml")
    assert editions.on(date(2026, 12, 31)).digest == old.digest
    assert editions.on(NEW_YEAR).digest == new.digest == editions.latest.digest
    assert load_policy_edition(house / "house.yaml", NEW_YEAR).digest == new.digest


def test_a_replay_judges_each_complaint_by_the_edition_of_its_day_and_says_which(house, lines):
    answer = replay(house / "house.yaml", rows(lines), at=AT).to_dict()
    assert (answer["grades"]["V"], answer["grades"]["IV"]) == (1, 1)
    editions = answer["policy"]["editions"]
    assert [(e["in_force"], e["complaints"]) for e in editions] == [(None, 1), ("2027-01-01", 1)]
    assert editions[0]["digest"] != editions[1]["digest"]


def test_one_edition_alone_is_named_with_its_day(house, lines):
    answer = replay(house / "house.yaml", rows(lines), house / "house@2027-01-01.yaml", at=AT).to_dict()
    assert answer["moves"]["V"]["IV"] == 1
    assert answer["moves"]["IV"]["IV"] == 1


def test_a_policy_with_one_edition_always_has_it():
    assert load_policy_edition("rental-discipline", date(1999, 1, 1)).id == "rental-discipline"


def test_before_the_first_of_several_editions_no_complaint_can_be_judged(house):
    (house / "house.yaml").rename(house / "house@2026-01-01.yaml")
    (house / "house.yaml").write_text((house / "house@2027-01-01.yaml").read_text().replace(
        "dated: 2012-08-10", "dated: 2012-08-10\nin_force: 2028-01-01"))  # fmt: skip
    with pytest.raises(KernelError, match="no edition was in force on 2025-12-31; the first is in force from 2026-01"):
        load_policy_edition(house / "house.yaml", date(2025, 12, 31))


def test_the_name_of_a_file_and_its_day_in_force_must_agree(house):
    path = house / "house@2027-01-01.yaml"
    path.write_text(path.read_text().replace("dated: 2012-08-10", "dated: 2012-08-10\nin_force: 2027-02-01"))
    with pytest.raises(PolicyError, match=r"house@2027-01-01.yaml:\d+: in_force: expected 2027-01-01"):
        load_editions(house / "house.yaml")


def test_two_editions_of_one_day_are_refused(house):
    text = (house / "house.yaml").read_text()
    (house / "house.yaml").write_text(text.replace("dated: 2012-08-10", "dated: 2012-08-10\nin_force: 2027-01-01"))
    with pytest.raises(PolicyError, match="two editions are in force from 2027-01-01"):
        load_editions(house / "house.yaml")


def test_a_file_with_something_else_after_the_mark_is_refused_by_name(house):
    (house / "house@spring.yaml").write_text("")
    with pytest.raises(PolicyError, match="ends with its first day, such as @2027-01-01; found 'spring'"):
        load_editions(house / "house.yaml")


def test_the_command_line_judges_one_complaint_by_the_edition_of_its_day(house, command_line, tmp_path):
    path = tmp_path / "complaint.json"
    for received, grade in (("2026-12-31T23:59:00+08:00", "V"), ("2026-12-31T16:00:00Z", "IV")):
        path.write_text(f'{{"id": "C", "received_at": "{received}", "facts": {{"total_cost": 6000}}}}')
        ran = command_line("assess", house / "house.yaml", path, "--at", AT, "--json")
        assert ran.json["grade"] == grade


def test_a_complaint_without_a_readable_day_is_refused_as_ever(house, command_line, tmp_path):
    path = tmp_path / "complaint.json"
    path.write_text('{"id": "C", "received_at": "soon", "facts": {}}')
    ran = command_line("assess", house / "house.yaml", path, "--at", AT)
    assert ran.status == 2
    [fault] = ran.faults
    assert "/received_at: received_at: expected a moment" in fault
