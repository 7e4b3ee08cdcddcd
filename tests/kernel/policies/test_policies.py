"""Every shipped policy loads, and every case that it carries comes out as it says."""

from pathlib import Path

import pytest

from complaint_kernel import load_policy, shipped_policies
from complaint_kernel.check.cases import run_cases

MOST_NAMED = 6  # figures left open that the page names; of more it tells how many


@pytest.mark.parametrize("name", shipped_policies())
def test_the_cases_of_a_shipped_policy_come_out_as_written(name):
    results = list(run_cases(load_policy(name)))
    assert results, f"{name} carries no case"
    failed = [f"{result.title}: {'; '.join(result.differences)}" for result in results if not result.passed]
    assert not failed, "\n".join(failed)


@pytest.mark.parametrize("name", shipped_policies())
def test_every_label_of_a_shipped_policy_is_in_both_languages(name):
    def labels(data):
        if isinstance(data, dict):
            if {"en", "zh_CN"} <= set(data):
                yield data
            for key, value in data.items():
                if key != "default":  # a plain text says the same in every language
                    yield from labels(value)
        elif isinstance(data, list):
            for value in data:
                yield from labels(value)

    for label in labels(load_policy(name).written.model_dump(mode="json")):
        assert label["en"].strip() and label["zh_CN"].strip()
        assert any("\u4e00" <= character <= "\u9fff" for character in label["zh_CN"]), label


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
