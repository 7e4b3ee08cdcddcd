"""Files made to keep a reader busy: refused in a sentence, at once and in little memory."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import complaint_kernel
from complaint_kernel import ComplaintError, assess, load_policy
from complaint_kernel.base.bounds import LARGEST_GIVEN, MOST_FAULTS, MOST_ROW_FAULTS
from complaint_kernel.base.errors import Problem, ProblemsError
from complaint_kernel.base.strict_json import parse_json
from complaint_kernel.cli.inputs import read_json
from complaint_kernel.intake.files import gather

ROOT = Path(complaint_kernel.__file__).parent.parent
READ = """
import resource, sys, time
resource.setrlimit(resource.RLIMIT_DATA, (320 * 1024**2,) * 2)  # with what Python and the policy take
from complaint_kernel import ComplaintError, load_policy
from complaint_kernel.intake.files import read_complaints
policy = load_policy("pv-module")
start = time.process_time()
try:
    rows = [type(found) is tuple for found in read_complaints(policy, sys.argv[1])]
    print(len(rows), "read,", sum(rows), "refused")
except ComplaintError as error:
    print(error)
print(time.process_time() - start)
"""


def read(path):
    """What a process of its own says of a file within 320 MiB, and how long it took."""
    command = [sys.executable, "-W", "ignore", "-c", READ, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert done.returncode == 0, done.stderr
    *told, seconds = done.stdout.splitlines()
    return "\n".join(told).replace(str(path), path.name), float(seconds)


def sparse(path, size, start=b""):
    with path.open("wb") as file:
        file.write(start)
        file.truncate(size)
    return path


def packed(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, pieces in parts.items():
            with archive.open(name, "w") as part:
                for piece in pieces:
                    part.write(piece)
    return path


MIB = 1024 * 1024
STRINGS = "xl/sharedStrings.xml"


LONG = "a line is longer than 2,097,152"
HOSTILE = {
    # what is in it: the file's ending, how it is made, what is said of it
    "a large table": ("csv", lambda p: sparse(p, 300 * MIB), "the file holds over 256 MiB"),
    "many lines": ("jsonl", lambda p: sparse(p, 300 * MIB), "the file holds over 256 MiB"),
    "a large part": ("xlsx", lambda p: packed(p, {STRINGS: [bytes(MIB)] * 300}), "the file holds over 256 MiB"),
    "many texts": ("xlsx", lambda p: packed(p, {STRINGS: [b"<si><t/></si>" * 10_000] * 120}), "more than 1,000,000"),
    "a wide row": ("csv", lambda p: p.write_bytes(b"id,received_at\n" + b"," * 8 * MIB), LONG),
    "an open quotation": ("csv", lambda p: p.write_bytes(b'id,received_at\n"' + b"a\n" * 8 * MIB), "field larger"),
    "many columns": ("csv", lambda p: p.write_bytes(b"id,received_at" + b",x" * 5000 + b"\n"), "5002 columns are more"),
    "deep objects": ("json", lambda p: p.write_bytes(b"[" + b'{"a":' * 3 * MIB), "nested more than 64"),
    "deep lists": ("json", lambda p: p.write_bytes(b"[" * 4 * MIB), "nested more than 64"),
    "a long list": ("json", lambda p: p.write_bytes(b"[[" + b"1," * 4 * MIB), LONG),
    "many texts in one": ("json", lambda p: p.write_bytes(b"[[" + b'"",' * 4 * MIB), LONG),
    "an open text": ("json", lambda p: p.write_bytes(b"[" + b'"' + b"x" * 8 * MIB), LONG),
    "a long line": ("jsonl", lambda p: p.write_bytes(b"x" * 8 * MIB), LONG),
    "a deep line": ("jsonl", lambda p: p.write_bytes(b'{"id": ' * 5000 + b"\n"), "1 refused"),
    "a deep array": ("jsonl", lambda p: p.write_bytes(b"[" * 100_000 + b"\n"), "nested more than 64"),
}


@pytest.mark.slow
@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_within_a_second(tmp_path, what):
    ending, make, says = HOSTILE[what]
    path = tmp_path / f"c.{ending}"
    make(path)
    told, seconds = read(path)
    assert says in told
    assert seconds < 1 + 1  # twice the aim, for a machine that has other work


@pytest.mark.slow
def test_an_array_of_many_complaints_is_read_in_little_memory(tmp_path):
    path = tmp_path / "c.json"
    with path.open("w") as file:
        file.write("[")
        for number in range(100_000):
            row = {"id": f"C-{number}", "received_at": "2026-09-24", "customer": "x" * 500, "facts": {}}
            file.write(("," if number else "") + json.dumps(row))
        file.write("]")
    assert path.stat().st_size > 50 * MIB
    assert read(path)[0] == "100000 read, 0 refused"


def test_of_very_many_faults_the_first_are_kept_and_the_others_counted():
    fault = Problem("c.csv", 1, "", "wrong")
    found = gather([(fault, fault)] * MOST_ROW_FAULTS)
    assert (len(found.refused), found.more, found.rows_refused) == (MOST_ROW_FAULTS, MOST_ROW_FAULTS, MOST_ROW_FAULTS)


def test_a_pipe_is_never_waited_for(tmp_path):
    path = tmp_path / "c.csv"
    os.mkfifo(path)
    command = [sys.executable, "-W", "ignore", "-m", "complaint_kernel", "replay", "pv-module", str(path)]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=20, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("c.csv: it is no regular file\n")


MANY_FAULTS = {
    "unknown fields": {f"k{number}": 1 for number in range(20_000)},
    "broken events": {"events": [{"type": "x"}] * 20_000},
    "broken earlier complaints": {"history": [{}] * 20_000},
}


@pytest.mark.parametrize("what", MANY_FAULTS)
def test_no_more_faults_of_a_complaint_are_looked_for_than_anyone_mends(what):
    """Each unknown name is compared with all known ones; 256 KiB of them took over a second."""
    with pytest.raises(ComplaintError) as refused:
        assess(load_policy("pv-module"), {"id": "C", "received_at": "2026-09-24", **MANY_FAULTS[what]}, at="2026-09-25")
    assert len(refused.value.problems) == MOST_FAULTS + 1
    assert refused.value.problems[-1].message == f"there are {MOST_FAULTS} faults and more; mend these first"


def test_of_very_many_keys_that_stand_twice_the_first_are_told():
    with pytest.raises(ComplaintError) as refused:
        parse_json('{"a": {' + ", ".join(['"k": 1'] * 20_000) + "}}", "c.json")
    assert len(refused.value.problems) == MOST_FAULTS


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/null"])
def test_a_device_is_never_read_as_a_complaint(path):
    with pytest.raises(OSError, match="it is no regular file"):
        read_json(path)


def test_a_complaint_over_the_bound_is_refused_unread(tmp_path):
    with pytest.raises(ProblemsError, match="the file holds over 64 MiB"):
        read_json(str(sparse(tmp_path / "c.json", LARGEST_GIVEN + 1)))
