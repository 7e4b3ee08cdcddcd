"""A policy in words: every row of every shipped policy stands on the page, with its clause, in both languages."""

import re

import pytest

from complaint_kernel import load_policy, shipped_policies
from complaint_kernel.explanation.regulation import regulation

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def cells(section):
    return {cell for row in section.table.rows for cell in row}


@pytest.mark.parametrize("name", shipped_policies())
@pytest.mark.parametrize("lang", ["en", "zh_CN"])
def test_every_clause_of_the_file_stands_on_the_page(name, lang):
    policy = load_policy(name)
    page = regulation(policy, lang)
    axes = policy.tiers.axes if policy.tiers else ()
    rows = [row for grade in policy.grades for row in (*grade.rows, *filter(None, [grade.otherwise]))]
    assert len(page["grades"].table.rows if "grades" in page else ()) == len(rows)
    assert len(page["duties"].table.rows if "duties" in page else ()) == len(policy.duties)
    for section, clauses in {
        "grades": [row.clause for row in rows],
        "penalties": [rule.clause for rule in policy.penalties],
        "closing": [way.row.clause for way in policy.closing],
        "tiers": [row.clause for axis in axes for t in axis.tiers for row in t.rows],
        "warnings": [row.clause for table in (policy.warnings.tables if policy.warnings else ()) for row in table.rows],
    }.items():
        called = {label if isinstance(label, str) else label.get(lang) for label in map(policy.clause, clauses)}
        assert called <= (cells(page[section]) if section in page else set()), section
    for section in page.values():
        assert all(len(row) == len(section.table.heads) for row in section.table.rows)


@pytest.mark.parametrize("name", shipped_policies())
def test_the_english_page_shows_no_chinese_but_clauses(name):
    for section in regulation(load_policy(name)).values():
        column = section.table.heads.index("Clause") if "Clause" in section.table.heads else None
        for row in section.table.rows:
            result = [cell for number, cell in enumerate(row) if number != column and section.title != "Early warning"]
            assert not any(CHINESE.search(re.sub(r"\([^()]*\)$", "", cell)) for cell in result), row


def test_a_duty_reads_from_start_to_breach():
    row = next(
        row for row in regulation(load_policy("manufacturing"))["duties"].table.rows if "permanent" in row[0].lower()
    )
    result = " | ".join(row)
    for part in ("8.2", "2 working days", "30 CNY", "Quality engineer"):
        assert part in result


def test_a_range_and_a_figure_of_the_company_are_told_as_such():
    result = cells(regulation(load_policy("rental-discipline"))["penalties"])
    assert any("500" in cell and "1,000" in cell and "settled by a person" in cell for cell in result)
    assert any("as set in" in cell for cell in cells(regulation(load_policy("telecom-warning"))["duties"]))


def test_a_name_that_the_source_does_not_have_is_told_to_be_ours(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text(
        "policy: own\ntitle: {en: Own, zh_CN: 自定}\n"
        "channels:\n"
        "  hotline: {en: Hotline, zh_CN: 热线}\n"
        "  shop: {en: Shop, zh_CN: 门店, default: the source names no shop}\n",
        encoding="utf-8",
    )
    page = regulation(load_policy(path))
    assert page["channels"].table.rows == (("Hotline",), ("Shop (our addition: the source names no shop)",))
