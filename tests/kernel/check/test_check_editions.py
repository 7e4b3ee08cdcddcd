"""`check NEW --against OLD` tells which complaints change grade, and the smallest of each move."""

import pytest

from complaint_kernel import policy_text

pytestmark = pytest.mark.slow


@pytest.fixture
def milder(tmp_path):
    file = tmp_path / "milder.yaml"
    file.write_text(policy_text("pv-module").replace("total_cost > 1000000", "total_cost > 2000000"), encoding="utf-8")
    return file


def test_a_raised_threshold_moves_the_complaints_between_the_two(command_line, milder):
    result = command_line("check", milder, "--against", "pv-module", "--json")
    (move,) = result.json
    assert (result.status, move["from"], move["to"]) == (0, "II", "III")
    assert 1_000_000 < float(move["example"]["total_cost"]) <= 2_000_000


def test_the_same_edition_moves_nothing(command_line):
    result = command_line("check", "pv-module", "--against", "pv-module")
    assert result.out.strip() == "no complaint changes grade"


def test_two_policies_cannot_be_compared_at_once(command_line, milder):
    result = command_line("check", "pv-module", "ecommerce", "--against", milder)
    assert (result.status, result.out) == (2, "")


def test_the_solver_settles_what_the_cells_leave_open(command_line):
    result = command_line("check", "quality-points", "--prove", "--json")
    assert result.status == 0
    assert not [finding for finding in result.json[0]["findings"] if finding["code"] == "unknown"]
