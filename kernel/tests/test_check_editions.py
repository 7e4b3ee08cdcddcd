"""`check POLICY --against OTHER` tells which complaints change grade, and the smallest of each move."""

import json
import subprocess
import sys

import pytest
from complaint_kernel import policy_text


def run(*arguments):
    command = [sys.executable, "-m", "complaint_kernel", "check", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def stricter(tmp_path):
    file = tmp_path / "stricter.yaml"
    file.write_text(policy_text("pv-module").replace("total_cost > 1000000", "total_cost > 2000000"), encoding="utf-8")
    return file


def test_a_raised_threshold_moves_the_complaints_between_the_two(stricter):
    told = run(stricter, "--against", "pv-module", "--json")
    assert told.returncode == 0
    (move,) = json.loads(told.stdout)
    assert (move["from"], move["to"]) == ("II", "III")
    assert 1_000_000 < float(move["example"]["total_cost"]) <= 2_000_000


def test_the_same_edition_moves_nothing():
    assert run("pv-module", "--against", "pv-module").stdout.strip() == "no complaint changes grade"


def test_two_policies_cannot_be_compared_at_once(stricter):
    told = run("pv-module", "ecommerce", "--against", stricter)
    assert (told.returncode, told.stdout) == (2, "")


def test_the_solver_settles_what_the_cells_leave_open():
    told = run("quality-points", "--prove", "--json")
    assert told.returncode == 0
    assert not [f for f in json.loads(told.stdout)[0]["findings"] if f["code"] == "unknown"]
