"""Every operative item of the originals is accounted for, and nothing stands in a policy that no page speaks of."""

import pytest

from complaint_kernel import load_policy, shipped_policies
from operative_items import PAGES, clauses, found_at, items, owed, too_wide, written

PAGE = {path.stem.partition("-")[2]: path for path in PAGES.glob("R*.md")}
SHORTEST_REASON = 20


def test_every_shipped_policy_has_its_page_and_the_index_leads_to_it():
    index = (PAGES.parent / "policies.md").read_text(encoding="utf-8")
    assert sorted(PAGE) == sorted(shipped_policies())
    assert [page.name for page in PAGE.values() if f"(policies/{page.name})" not in index] == []


@pytest.mark.parametrize("policy", sorted(PAGE))
def test_every_place_that_a_page_names_is_in_the_policy(policy):
    document = written(policy)
    places = {place for item in items(PAGE[policy]) for place in item.places}
    assert [place for place in sorted(places) if too_wide(place) or not found_at(document, place)] == []


@pytest.mark.parametrize("policy", sorted(PAGE))
def test_every_item_has_its_clause_and_a_place_or_a_reason_to_be_left_out(policy):
    rows = items(PAGE[policy])
    assert rows
    assert [row for row in rows if not (row.clause and row.words)] == []
    assert [row for row in rows if not row.places and len(row.reason) < SHORTEST_REASON] == []


@pytest.mark.parametrize("policy", sorted(PAGE))
def test_nothing_that_a_policy_asks_of_anybody_is_missing_from_its_page(policy):
    document = written(policy)
    named = {path for item in items(PAGE[policy]) for place in item.places for path in found_at(document, place)}
    unnamed = [path for path in owed(document) if not any(_holds(path, name) for name in named)]
    assert sorted(unnamed) == []


@pytest.mark.parametrize("policy", sorted(PAGE))
def test_every_case_is_titled_with_a_clause_of_the_original(policy):
    of_page = {item.clause for item in items(PAGE[policy])}
    cited = {clause.split()[0] for clause in clauses(written(policy)) | of_page}
    titled = {case.title: case.title.split()[0] for case in load_policy(policy).cases}
    assert [title for title, first in titled.items() if not any(_same_place(first, clause) for clause in cited)] == []


def _same_place(one, other):
    """3.4 and 3.4.1 are one place, the one within the other."""
    return one.startswith(other) or other.startswith(one)


def _holds(path, named):
    """Whether a page that names the one has named the other: a part of it, or more than a whole section around it."""
    return named == path or named.startswith(f"{path}.") or ("." in named and path.startswith(f"{named}."))


def test_a_place_is_found_by_its_name_its_clause_and_by_what_a_breach_costs():
    policy = {
        "duties": {"reply": {"clause": "5.3", "breach": {"clause": "8.2"}}},
        "penalties": [{"clause": "8.3"}],
        "steps": [{"step": "plan", "clause": "5.3"}],
    }
    assert found_at(policy, "duties.reply") == {"duties.reply"}
    assert found_at(policy, "steps.plan") == {"steps.plan"}
    assert found_at(policy, "steps[5.3]") == {"steps.plan"}
    assert found_at(policy, "penalties[8.2]") == {"duties.reply.breach"}
    assert found_at(policy, "penalties[8.3]") == {"penalties.0"}
    assert found_at(policy, "duties.answer") == set() == found_at(policy, "penalties[9]")
