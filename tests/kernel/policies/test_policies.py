"""Every shipped policy loads, and every case that it carries comes out as it says."""

import re
from pathlib import Path

import pytest

from complaint_kernel import assess, load_policy, shipped_policies
from complaint_kernel.check.cases import run_cases

MOST_NAMED = 6  # figures left open that the page names; of more it tells how many

CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize("name", shipped_policies())
def test_the_cases_of_a_shipped_policy_come_out_as_written(name):
    results = list(run_cases(load_policy(name)))
    assert results, f"{name} carries no case"
    failed = [f"{result.title}: {'; '.join(map(str, result.differences))}" for result in results if not result.passed]
    assert not failed, "\n".join(failed)


@pytest.mark.parametrize("name", shipped_policies())
def test_whoever_owes_a_duty_or_does_a_step_may_record_what_ends_it(name):
    policy = load_policy(name)
    owners = [
        (duty, owner) for duty in policy.duties.values() for owner in {duty.owner, *(o.owner for o in duty.owners)}
    ]
    doers = [(step, step.by) for step in policy.steps if step.by and step.done_by]
    for rule, party in (*owners, *doers):
        whose = [policy.events[event].parties for event in rule.done_by]
        assert any(not parties or party in parties for parties in whose), (rule.id, party, whose)


@pytest.mark.parametrize("name", shipped_policies())
def test_every_label_of_a_shipped_policy_is_in_both_languages(name):
    def labels(data):
        if isinstance(data, dict):
            if {"en", "zh_CN"} <= set(data):
                yield data
            for value in data.values():
                yield from labels(value)
        elif isinstance(data, list):
            for value in data:
                yield from labels(value)

    for label in labels(load_policy(name).written.model_dump(mode="json")):
        assert label["en"].strip() and label["zh_CN"].strip()
        assert any("\u4e00" <= character <= "\u9fff" for character in label["zh_CN"]), label


def written_clauses(data):
    """Every clause that a file cites, its cases left out."""
    if isinstance(data, list):
        return {clause for item in data for clause in written_clauses(item)}
    if not isinstance(data, dict):
        return set()
    own = {data["clause"]} if isinstance(data.get("clause"), str) else set()
    return own | {clause for key, value in data.items() if key != "cases" for clause in written_clauses(value)}


@pytest.mark.parametrize("name", shipped_policies())
def test_a_clause_of_the_original_is_called_in_english_too(name):
    policy = load_policy(name)
    clauses = written_clauses(policy.written.model_dump(mode="json", by_alias=True, exclude_unset=True))
    assert sorted(clause for clause in clauses if CHINESE.search(str(policy.clause(clause)))) == []
    assert set(policy.clauses) <= clauses


@pytest.mark.parametrize("name", [name for name in shipped_policies() if load_policy(name).takes_complaints])
def test_a_complaint_is_closed_neither_with_nothing_done_nor_on_a_refusal(name):
    policy = load_policy(name)
    accepted, refused = (
        {"type": f"customer_{word}", "at": f"2026-09-22T{hour}:00"}
        for word, hour in (("accepted", 10), ("refused", 11))
    )
    for events in ([], [accepted, refused]):
        complaint = {"id": "C", "received_at": "2026-09-21T09:00", "facts": {}, "events": events}
        assert not assess(policy, complaint, at="2026-09-25T09:00").closing.may_close


@pytest.mark.parametrize("name", shipped_policies())
def test_every_clause_of_a_shipped_policy_that_has_words_is_called_something_in_chinese(name):
    """A clause such as `8.2`, `3.1.2 II A` or 第五条 reads the same to everybody; `Levels / severe` does not."""
    policy = load_policy(name)
    worded = {clause for clause in _clauses(policy.source.data) if re.search("[a-z]{3}", clause)}
    assert not [clause for clause in worded if isinstance(policy.clause(clause), str)]


def _clauses(data):
    if isinstance(data, dict):
        for key, value in data.items():
            if key == "clause":
                yield value
            yield from _clauses(value)
    elif isinstance(data, list):
        for value in data:
            yield from _clauses(value)


def test_the_page_of_the_policies_names_each_with_its_cases_and_what_is_left_open():
    page = (Path(__file__).parents[3] / "docs" / "policies.md").read_text(encoding="utf-8")
    rows = {row.split("`")[1]: row.strip("| ").split(" | ") for row in page.splitlines() if row.startswith("| [R")}
    assert sorted(rows) == sorted(shipped_policies())
    for name, (*_cells, unset, cases) in rows.items():
        policy = load_policy(name)
        assert cases == str(len(policy.cases)), f"docs/policies.md: cases of {name}"
        assert unset == _named_or_counted([p.name for p in policy.parameters.values() if p.unset]), name


def _named_or_counted(names):
    if len(names) > MOST_NAMED:
        return f"{len(names)} figures"
    return ", ".join(f"`{name}`" for name in names) or "–"
