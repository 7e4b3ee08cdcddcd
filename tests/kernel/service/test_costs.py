"""What a fact of money is the sum of, as the regulation says it."""

import pytest

from complaint_kernel import service
from complaint_kernel.base.errors import PolicyError
from complaint_kernel.explanation.regulation import regulation
from complaint_kernel.policy import load_policy, parse_policy

MODULES = (service.policy_text("pv-module"), "")
FACTORY = (service.policy_text("manufacturing"), "")
OWN = """
policy: own
title: {en: Own, zh_CN: 自定}
currency: CNY
facts:
  cost: {money: CNY, label: {en: Cost, zh_CN: 费用}}
  pieces: {count: pcs, label: {en: Pieces, zh_CN: 件数}}
"""


def test_the_total_handling_cost_is_the_sum_of_what_the_regulation_names():
    assert service.summed_costs(MODULES) == {
        "total_cost": ["goods", "correction", "business", "compensation", "returns"]
    }
    assert service.summed_costs(FACTORY) == {}


def test_a_kind_is_called_as_the_regulation_calls_it_and_else_by_its_own_name():
    assert dict(service.cost_labels(MODULES, "zh_CN"))["correction"] == "更正需要付出的费用"
    assert dict(service.cost_labels(FACTORY, "zh_CN"))["correction"] == "更正及返工费用"
    assert [kind for kind, _label in service.cost_labels(FACTORY)] == [
        kind for kind, _label in service.words("cost_kind")
    ]


def test_the_regulation_tells_what_the_source_does_not_name_as_ours():
    rows = regulation(load_policy("pv-module"))["costs"].table.rows
    ours = [cost for _sum, _clause, cost in rows if "our addition" in cost]
    assert len(rows) == 5
    assert len(ours) == 2


@pytest.mark.parametrize(
    ("costs", "fault"),
    [
        ("{pieces: {clause: '1', kinds: {goods: {en: Goods, zh_CN: 货物}}}}", "'pieces' is no amount"),
        ("{cots: {clause: '1', kinds: {goods: {en: Goods, zh_CN: 货物}}}}", "'cost'"),
        ("{cost: {clause: '1', kinds: {}}}", "the sum of nothing"),
        ("{cost: {clause: '1', kinds: {travel: {en: Travel, zh_CN: 差旅}}}}", "business"),
    ],
)
def test_what_is_no_sum_of_costs_is_refused_with_how_to_mend_it(costs, fault):
    with pytest.raises(PolicyError, match=fault):
        parse_policy(f"{OWN}costs: {costs}\n")


def test_a_file_without_costs_has_the_digest_that_it_had():
    text = service.policy_text("printing-plant")
    assert "costs" not in load_policy("printing-plant").written.model_fields_set
    assert parse_policy(text + "costs: {loss: {clause: '1', kinds: {goods: {en: Goods, zh_CN: 货物}}}}\n").digest != (
        load_policy("printing-plant").digest
    )
