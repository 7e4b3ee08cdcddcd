"""The command line as a person or a program meets it."""

import json
import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest

import complaint_kernel
from complaint_kernel import load_policy, shipped_policies

ROOT = Path(complaint_kernel.__file__).parent.parent
COMPLAINT = {
    "id": "C-2026-0001",
    "received_at": "2026-09-24T16:30:00+08:00",
    "customer": "光明公司",
    "facts": {"severity": "major"},
    "events": [{"type": "quality_notified", "at": "2026-09-24T17:00:00+08:00"}],
}


@pytest.fixture
def complaint(tmp_path):
    """The path of a complaint in a factory."""
    path = tmp_path / "complaint.json"
    path.write_text(json.dumps(COMPLAINT, ensure_ascii=False), encoding="utf-8")
    return path


def process(*words, **options):
    """`python -m complaint_kernel` as a process of its own."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), **options.pop("env", {})}
    command = [sys.executable, "-m", "complaint_kernel", *map(str, words)]
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    return subprocess.Popen(command, env=env, **options)


# due


def test_a_deadline_is_one_line(command_line):
    ran = command_line("due", "2026-09-24T16:30", "8 working hours")
    assert (ran.status, ran.out, ran.err) == (0, "2026-09-28T16:30:00+08:00\n", "")


def test_a_deadline_as_json(command_line):
    ran = command_line("due", "2026-09-24T16:30", "8 working hours", "--json")
    assert ran.json == {"due": "2026-09-28T16:30:00+08:00", "provisional": False, "years": []}


def test_a_start_with_an_offset_is_told_in_the_calendars_zone(command_line):
    assert command_line("due", "2026-09-24T08:30Z", "1 hour").out == "2026-09-24T17:30:00+08:00\n"


def test_at_once_has_no_figure_and_so_no_due_moment(command_line):
    assert command_line("due", "2026-09-24T16:30", "at once").out == "no due moment\n"
    assert command_line("due", "2026-09-24T16:30", "at once", "--lang", "zh_CN").out == "没有时限\n"
    assert command_line("due", "2026-09-24T16:30", "at once", "--json").json == {
        "due": None, "provisional": False, "years": [],
    }  # fmt: skip


def test_the_last_week_of_the_year_waits_for_the_notice_of_the_next(command_line):
    ran = command_line("due", "2026-12-31T10:00", "each week", "--lang", "zh_CN")
    assert (ran.out, ran.err) == ("2026-12-31T17:30:00+08:00\n", "暂定：2027 年的节假日尚未公布\n")


def test_a_complaint_that_has_not_come_in_yet_is_not_assessed(command_line, complaint):
    ran = command_line("assess", "manufacturing", complaint, "--at", "2026-09-24T16:00")
    assert (ran.status, ran.out) == (2, "")
    assert "complaint.json: /received_at: received_at: the complaint came in at 2026-09-24T16:30:00+08:00" in ran.err


def test_a_provisional_deadline_says_so_beside_the_data(command_line):
    """From Tuesday 15 June 2027, a week without holidays; the year is not announced yet."""
    ran = command_line("due", "2027-06-15T09:00", "3 working days")
    assert (ran.status, ran.out) == (0, "2027-06-18T17:30:00+08:00\n")
    assert ran.err == "provisional: the holidays of 2027 are not announced yet\n"
    assert command_line("due", "2027-12-31T09:00", "3 working days", "--json").json["years"] == [2027, 2028]


@pytest.mark.parametrize("limit", ["promised", "promised at most 2 working days"])
def test_a_promise_has_no_deadline_of_its_own(command_line, limit):
    ran = command_line("due", "2026-09-24T16:30", limit)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"LIMIT: '{limit}' ends at the moment that was promised")


def test_a_deadline_does_not_wait_for_policies():
    script = (
        "import sys; from complaint_kernel.cli import main; main(['due', '2026-09-24T16:30', '1 hour']); "
        "print([name for name in ('pydantic', 'rich', 'complaint_kernel.policy') if name in sys.modules])"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "[]"


def test_a_calendar_file_can_be_named(command_line, tmp_path):
    """A week of Sunday shifts only, in another zone."""
    path = tmp_path / "sundays.yaml"
    path.write_text(
        "calendar: sundays\ntitle: {en: Sundays, zh_CN: 周日}\nzone: Europe/Berlin\nweekly: {Sunday: ['10:00-12:00']}\n"
    )
    ran = command_line("due", "2026-09-24T16:30", "1 working hour", "--calendar", path)
    assert (ran.status, ran.out, ran.err) == (0, "2026-09-27T11:00:00+02:00\n", "")


# policies


def test_each_shipped_policy_stands_on_a_line_of_its_own_id_first(command_line):
    ran = command_line("policies")
    assert ran.status == 0
    assert [line.split()[0] for line in ran.out.splitlines()] == list(shipped_policies())


def test_the_list_of_policies_tells_what_each_file_says(command_line):
    """The list is read from the heads of the files; the loaded policies say the same."""
    for entry in command_line("policies", "--json").json:
        policy = load_policy(entry["id"])
        assert entry["title"] == {"en": policy.title.en, "zh_CN": policy.title.zh_CN}
        assert entry["kind"] == [
            kind
            for kind in ("points", "grades", "duties", "penalties", "closing", "tiers", "warnings", "periodic")
            if getattr(policy, kind)
        ]


# assess and explain


def test_an_assessment_as_json_is_the_kernels(command_line, complaint):
    ran = command_line("assess", "manufacturing", complaint, "--at", "2026-09-30T18:00", "--json")
    expected = complaint_kernel.assess(load_policy("manufacturing"), COMPLAINT, at="2026-09-30T18:00").to_dict()
    assert (ran.status, ran.json, ran.err) == (0, expected, "")


def test_a_complaint_can_come_from_standard_input(command_line, complaint):
    words = ("--at", "2026-09-30T18:00", "--json")
    from_file = command_line("assess", "manufacturing", complaint, *words)
    assert command_line("assess", "manufacturing", "-", *words, stdin=complaint.read_bytes()) == from_file


def test_without_a_moment_it_is_now(command_line, complaint):
    at = command_line("assess", "manufacturing", complaint, "--json").json["at"]
    assert abs(time.time() - complaint_kernel.load_calendar("cn-office").localize(at).timestamp()) < 60


def test_a_policy_file_and_its_shipped_twin_answer_alike(command_line, complaint, tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(complaint_kernel.policy_text("manufacturing"), encoding="utf-8")
    answers = [
        command_line("assess", p, complaint, "--at", "2026-09-30", "--json").json for p in (path, "manufacturing")
    ]
    assert answers[0] == answers[1]


def test_the_summary_names_duties_and_penalties(command_line, complaint):
    ran = command_line("assess", "manufacturing", complaint, "--at", "2026-09-30T18:00")
    assert ran.status == 0
    assert "Permanent countermeasure" in ran.out
    assert "2026-09-29 17:30 Tue" in ran.out
    assert "Fine 30 CNY" in ran.out


def test_an_explanation_in_chinese_comes_through_an_ascii_terminal(complaint):
    words = ("explain", "manufacturing", complaint, "--at", "2026-09-30T18:00", "--lang", "zh_CN")
    ran = process(*words, env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    out, err = ran.communicate()
    assert (ran.returncode, err) == (0, b"")
    assert "永久对策" in out.decode("utf-8")


def test_json_keeps_chinese_as_it_is(complaint, command_line):
    assert (
        "永久对策"
        in command_line("explain", "manufacturing", complaint, "--at", "2026-09-30", "--html", "--lang", "zh_CN").out
    )
    ran = command_line("explain", "manufacturing", complaint, "--at", "2026-09-30", "--json")
    assert "中秋节" in ran.out
    assert ran.json["assessment"]["complaint"] == "C-2026-0001"


# parameters


@pytest.mark.parametrize(
    "written", ["quality_notice_limit: 4 working hours\n", '{"quality_notice_limit": "4 working hours"}']
)
def test_a_file_of_parameters_sets_what_the_policy_leaves_open(command_line, tmp_path, written):
    parameters, given = tmp_path / "parameters", tmp_path / "complaint.json"
    parameters.write_text(written)
    events = [{"type": "handed_to_quality", "at": "2026-09-21T10:00"}]
    given.write_text(json.dumps({"id": "1", "received_at": "2026-09-21T09:00", "facts": {}, "events": events}))
    words = ("assess", "pv-module", given, "--at", "2026-09-21T11:00", "--json")
    ran = command_line(*words, "--parameters", parameters)
    assert ran.json["duties"][0]["due"] == "2026-09-21T15:00:00+08:00"
    unset = command_line(*words)
    assert (unset.status, unset.json["duties"][0]["due"], unset.json["duties"][0]["state"]) == (0, None, "open")
    assert unset.json["warnings"][0]["id"] == "quality_notice_limit"


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("quality_notice_limt: 4 working hours\n", ":1: quality_notice_limt: unknown parameter"),
        ("quality_notice_limt: 4 working hours\n", "did you mean 'quality_notice_limit'?"),
        ("\nquality_notice_limit: soon\n", ":2: quality_notice_limit: time limit 'soon' cannot be used"),
        (
            "quality_notice_limit: [1, 2]\n",
            ":1: quality_notice_limit: expected a value, or a list of values by day",
        ),
        (
            "quality_notice_limit: {since: 2027-01-01}\n",
            ":1: quality_notice_limit: expected one value, found an object",
        ),
        ("quality_notice_limit: 1 hour\nquality_notice_limit: 2 hours\n", ":2: quality_notice_limit: duplicate key"),
        (
            '{"quality_notice_limit": null}',
            ": /quality_notice_limit: expected one value, found null",
        ),
        ('{"quality_notice_limit": 4}', ": /quality_notice_limit: time limit '4' cannot be used"),
        ("- a\n", ":1: expected keys and values"),
    ],
)
def test_a_fault_of_a_parameters_file_names_its_place(command_line, tmp_path, complaint, written, fault):
    parameters = tmp_path / "parameters.yaml"
    parameters.write_text(written)
    ran = command_line("assess", "pv-module", complaint, "--parameters", parameters)
    assert (ran.status, ran.out, len(ran.faults)) == (2, "", 1)
    assert ran.err.startswith(str(parameters))
    assert fault in ran.err


# faults of the command line itself


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (["asess"], "unknown command 'asess'; did you mean 'assess'?"),
        (["assess"], "Missing argument 'POLICY'"),
        (["assess", "manufacturing", "{}", "--jsn"], "--json"),  # in click's words
        (["assess", "manufactring", "{}"], "did you mean 'manufacturing'?"),
        (["assess", "manufacturing", "nowhere.json"], "nowhere.json: No such file or directory"),
        (["assess", "manufacturing", "{}", "--at", "soon"], "--at: cannot read the moment 'soon'"),
        (["assess", "manufacturing", "{}", "--calendar", "cn-ofice"], "did you mean 'cn-office'?"),
        (["explain", "manufacturing", "{}", "--lang", "fr"], "'fr' is not one of 'en', 'de', 'zh_CN'"),
        (["explain", "manufacturing", "{}", "--json", "--html"], "--json and --html exclude each other"),
        (["due", "now", "1 hour"], "START: cannot read the moment 'now'"),
        (["due", "1999-01-01", "1 hour"], "lies outside the calendar; expected a moment from 2001-01-01"),
        (["due", "2026-01-01", "8 workin hours"], "did you mean '8 working hours'?"),
        (["due", "2026-01-01", "600 months"], "lies outside the calendar"),
        (["schema", "polcy"], "'polcy' is not one of 'policy', 'complaint', 'assessment'"),
        (["policies", "x"], "Got unexpected extra argument (x)"),
    ],
)
def test_a_fault_is_one_line_and_no_data(command_line, words, fault):
    ran = command_line(*words)
    assert (ran.status, ran.out, len(ran.faults)) == (2, "", 1)
    assert fault in ran.err


def test_no_command_shows_the_commands(command_line):
    ran = command_line()
    assert (ran.status, ran.out) == (2, "")
    assert "assess" in ran.err


def test_help_is_data(command_line):
    for words in (["--help"], ["assess", "--help"], ["due", "--help"]):
        assert command_line(*words).status == 0


def test_a_reader_that_goes_away_hears_no_complaint(complaint):
    ran = process("schema", "policy", bufsize=0)
    assert ran.stdout is not None
    ran.stdout.close()
    assert ran.stderr is not None
    err = ran.stderr.read()
    ran.wait()
    assert (err, ran.returncode) == (b"", 141)


def test_an_interrupted_command_ends_with_one_word(command_line, monkeypatch):
    """Ctrl-C while the complaint is being typed."""

    def interrupt(path, most):
        raise KeyboardInterrupt

    monkeypatch.setattr("complaint_kernel.cli.inputs.read_bytes", interrupt)
    ran = command_line("assess", "manufacturing", "complaint.json")
    assert (ran.status, ran.out, ran.err.split()) == (130, "", ["interrupted"])


def test_a_full_disk_is_one_line_too():
    with Path("/dev/full").open("wb") as full:
        ran = process("schema", "policy", stdout=full)
        _, err = ran.communicate()
    assert (ran.returncode, err) == (2, b"standard output: No space left on device\n")


def test_a_file_name_that_is_no_text_is_shown_escaped():
    ran = process("assess", "manufacturing", os.fsdecode(b"\xff.json"))
    out, err = ran.communicate()
    assert (ran.returncode, out, err) == (2, b"", b"\\udcff.json: No such file or directory\n")


def test_a_terminal_gets_drawn_tables(complaint):
    """The same words as in plain text, and a ruled table."""
    master, slave = pty.openpty()
    ran = process("assess", "manufacturing", complaint, "--at", "2026-09-30", stdout=slave, env={"COLUMNS": "200"})
    os.close(slave)
    shown = b""
    try:
        while part := os.read(master, 65536):
            shown += part
    except OSError:  # how Linux says that the other side of a terminal is closed
        pass
    os.close(master)
    assert ran.wait() == 0
    assert "────" in shown.decode()
    assert "Permanent countermeasure" in shown.decode()


def test_the_list_of_commands_says_each_in_a_whole_sentence(command_line):
    told = " ".join(command_line("--help").out.split("Commands:")[1].split())
    assert "..." not in told
    assert "check Every POLICY proved: each complaint gets a grade, no row is unreachable, nothing contradicts." in told
    assert "explain The same for a person: why this grade, what would change it, " in told
