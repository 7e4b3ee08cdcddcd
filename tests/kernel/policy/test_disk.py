"""What users write never reaches the disk; what the person at the command line names is read with care."""

import os

import pytest

from complaint_kernel import KernelError, check_policy, known_calendars, load_calendar, parse_policy
from complaint_kernel.base.errors import PolicyError
from complaint_kernel.worktime import CalendarError, named_calendar

POLICY = """
policy: p
title: {en: P, zh_CN: 政策}
calendar: CALENDAR
facts:
  bad: {bool: false, label: {en: Bad, zh_CN: 坏}}
grades:
  - grade: I
    label: {en: One, zh_CN: 一级}
    any:
      - {clause: "1", when: bad}
    otherwise: {clause: "2", default: everything else}
"""
SUNDAYS = "calendar: sundays\nzone: Europe/Berlin\nweekly: {Sunday: ['10:00-12:00']}\n"


def policy(calendar):
    return parse_policy(POLICY.replace("CALENDAR", calendar))


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "./cn-office.yaml", "../secret", "cn-office.yaml", "C:\\\\windows", "Cn", "", "a\tb", "~/x"]
)
def test_a_policy_names_a_calendar_and_never_a_path(path):
    with pytest.raises(PolicyError) as refused:
        policy(f'"{path}"')
    [problem] = refused.value.problems
    assert problem.path == "calendar" and "never by a path" in problem.message and problem.line == 4


@pytest.mark.parametrize("path", ["/etc/passwd", "cn-office.yaml", "a/b", ""])
def test_what_users_write_is_looked_for_among_names_alone(path):
    with pytest.raises(CalendarError, match="a path is not taken here"):
        named_calendar(path)


def test_a_pipe_named_by_a_policy_or_a_person_is_never_waited_for(tmp_path):
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    with pytest.raises(PolicyError):
        policy(str(pipe))
    with pytest.raises(CalendarError, match="it is no regular file"):
        load_calendar(pipe)


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device_is_never_read(device):
    with pytest.raises(CalendarError, match="it is no regular file"):
        load_calendar(device)


def test_a_calendar_file_has_a_largest_size(tmp_path):
    path = tmp_path / "large.yaml"
    path.write_text(SUNDAYS + "# 很大\n" * 60_000)
    with pytest.raises(CalendarError, match="over 256 KiB"):
        load_calendar(path)


def test_an_unknown_calendar_is_one_finding_of_the_check():
    findings = [f for f in check_policy(policy("cn-offices")) if f.severity == "error"]
    assert [(f.code, f.line) for f in findings] == [("calendar-unknown", 4)]
    assert "did you mean 'cn-office'?" in findings[0].message


def test_a_calendar_is_known_by_its_name_only_inside_its_block(tmp_path):
    path = tmp_path / "any.yaml"
    path.write_text(SUNDAYS)
    sundays = load_calendar(path)
    with known_calendars({"sundays": sundays}):
        assert named_calendar("sundays") is sundays
        assert not [f for f in check_policy(policy("sundays")) if f.code == "calendar-unknown"]
    with pytest.raises(CalendarError, match="no calendar is called 'sundays'"):
        named_calendar("sundays")


def test_the_command_line_makes_the_calendar_of_a_file_known_by_its_name(command_line, tmp_path):
    (tmp_path / "c.yaml").write_text(SUNDAYS)
    (tmp_path / "p.yaml").write_text(POLICY.replace("CALENDAR", "sundays"))
    assert command_line("check", tmp_path / "p.yaml").status == 1
    assert command_line("check", tmp_path / "p.yaml", "--calendar", tmp_path / "c.yaml").status == 0


@pytest.mark.parametrize("zone", ["localtime", "posixrules", "Factory", "../../etc/passwd", "/etc/localtime", "Asia"])
def test_a_zone_is_a_name_of_the_tz_database_and_not_the_machines_own(zone):
    from complaint_kernel.worktime.files import read_rules

    with pytest.raises(CalendarError, match="unknown time zone"):
        read_rules(SUNDAYS.replace("Europe/Berlin", zone), "c.yaml")


def test_a_policy_file_is_regular(tmp_path):
    from complaint_kernel import load_policy

    os.mkfifo(tmp_path / "p.yaml")
    for path in (tmp_path / "p.yaml", "/dev/zero", "a\0b"):
        with pytest.raises(KernelError, match="no shipped policy and no file"):
            load_policy(path)
