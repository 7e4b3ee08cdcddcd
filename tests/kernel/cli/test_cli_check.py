"""`check`: notes are no errors, errors are status 1, an unreadable file is status 2."""

import pytest

from complaint_kernel import check_policy, load_policy, policy_text

HOLED = """
policy: holed
title: {en: Holed, zh_CN: 有缺口}
facts:
  loss: {money: CNY, label: {en: Loss, zh_CN: 损失}}
grades:
  - {grade: A, label: {en: A, zh_CN: 甲}, any: [{clause: "1", when: loss > 10}]}
  - {grade: B, label: {en: B, zh_CN: 乙}, any: [{clause: "2", when: loss < 10}]}
"""


@pytest.fixture
def written(tmp_path):
    """Writes a policy file and gives its path."""

    def write(text, name="policy.yaml"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_declared_defaults_and_unset_parameters_are_notes(command_line):
    ran = command_line("check", "pv-module", "--json")
    (checked,) = ran.json
    assert (ran.status, checked["policy"], checked["errors"]) == (0, "pv-module", 0)
    assert {finding["severity"] for finding in checked["findings"]} == {"note"}
    assert checked["findings"] == [finding.to_dict() for finding in check_policy(load_policy("pv-module"))]


def test_an_open_hole_is_an_error_with_a_complaint_that_shows_it(command_line, written):
    ran = command_line("check", written(HOLED))
    assert ran.status == 1
    assert 'for example: {"loss": 10}' in ran.out
    assert ran.err == ""


def test_every_fault_of_a_file_is_an_error_with_its_line(command_line, written):
    path = written(HOLED.replace("loss > 10", "lss > 10").replace("loss < 10", 'loss < "x"'))
    ran = command_line("check", path, "--json")
    (checked,) = ran.json
    assert (ran.status, checked["errors"]) == (1, 2)
    assert [(f["code"], f["line"], f["path"]) for f in checked["findings"]] == [
        ("fault", 7, "grades[0].any[0].when"),
        ("fault", 8, "grades[1].any[0].when"),
    ]
    assert "did you mean 'loss'?" in checked["findings"][0]["message"]


def test_one_bad_policy_among_good_ones_is_status_1(command_line, written):
    ran = command_line("check", "manufacturing", written(HOLED), "--json")
    assert (ran.status, [checked["errors"] > 0 for checked in ran.json]) == (1, [False, True])


@pytest.mark.parametrize("text", ["{", "- a\n", "", "a: b: c\n", b"\xff\xfe", "x" * 300_000])
def test_a_file_that_cannot_be_read_is_status_2_and_silences_the_others(command_line, written, text):
    path = written(text)
    ran = command_line("check", "manufacturing", path)
    assert (ran.status, ran.out, len(ran.faults)) == (2, "", 1)
    assert ran.err.startswith(str(path))


def test_an_unknown_policy_is_status_2_with_the_nearest_name(command_line):
    ran = command_line("check", "pv-modul")
    assert (ran.status, ran.out) == (2, "")
    assert "did you mean 'pv-module'?" in ran.err


def test_a_shipped_file_checks_like_its_name(command_line, written):
    path = written(policy_text("manufacturing"))
    by_path, by_name = (command_line("check", name).out for name in (path, "manufacturing"))
    assert by_path.replace(str(path), "manufacturing.yaml") == by_name.replace("manufacturing:", "manufacturing.yaml:")
