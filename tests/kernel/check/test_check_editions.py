"""`check NEW --against OLD` tells which complaints change grade, and the smallest of each move."""

import pytest

from complaint_kernel import policy_text


@pytest.fixture
def milder(tmp_path):
    file = tmp_path / "milder.yaml"
    file.write_text(policy_text("pv-module").replace("total_cost > 1000000", "total_cost > 2000000"), encoding="utf-8")
    return file


def test_a_raised_threshold_moves_the_complaints_between_the_two(command_line, milder):
    told = command_line("check", milder, "--against", "pv-module", "--json")
    (move,) = told.json
    assert (told.status, move["from"], move["to"]) == (0, "II", "III")
    assert 1_000_000 < float(move["example"]["total_cost"]) <= 2_000_000


def test_the_same_edition_moves_nothing(command_line):
    told = command_line("check", "pv-module", "--against", "pv-module")
    assert told.out.strip() == "no complaint changes grade"


def test_two_policies_cannot_be_compared_at_once(command_line, milder):
    told = command_line("check", "pv-module", "ecommerce", "--against", milder)
    assert (told.status, told.out) == (2, "")


def test_the_solver_settles_what_the_cells_leave_open(command_line):
    told = command_line("check", "quality-points", "--prove", "--json")
    assert told.status == 0
    assert not [finding for finding in told.json[0]["findings"] if finding["code"] == "unknown"]
