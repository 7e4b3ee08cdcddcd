"""Languages are data: one file each, the same keys and parts in all, no words of a language in the code."""

import ast
import json
import os
import re
import shutil
import string
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import get_args

import pytest

import complaint_kernel
from complaint_kernel.base.locale import ANSWERED, ONE, SOURCE, languages, nearest_language, own_texts, plural, sentence
from complaint_kernel.policy.sections import SECTIONS
from complaint_kernel.policy.vocabulary import Awaits, BuiltInEvent, BuiltInOutcome, DutyState
from complaint_kernel.worktime.limits import Kind
from complaint_kernel.worktime.rules import Nature
from complaint_kernel.worktime.sheet import Why

ROOT = Path(complaint_kernel.__file__).parent
CHINESE = re.compile(r"[\u4e00-\u9fff]")
NEEDED = (
    *(f"state.{state}" for state in DutyState.all()),
    *(f"awaits.{awaited}" for awaited in Awaits.all()),
    *(f"outcome.{outcome}" for outcome in BuiltInOutcome.all()),
    *(f"event.{event}" for event in BuiltInEvent.all()),
    *(f"limit.{kind.replace(' ', '_')}" for kind in get_args(Kind)),
    *(f"day.{nature}" for nature in get_args(Nature)),
    *(f"why.{why}" for why in get_args(Why)),
    *(f"weekday.{day}" for day in range(1, 8)),
    *(f"regulation.{key}" for section in SECTIONS for table in section.tables for key in (table.key, *table.heads)),
)
POLICY = """
policy: hotline
title: {en: Hotline, zh_CN: 热线, nl: Klantenlijn}
parties: {desk: {en: Service desk, zh_CN: 服务台, nl: Servicebalie}}
facts:
  loss: {money: CNY, label: {en: Loss, zh_CN: 损失, nl: Schade}}
events:
  answered: {label: {en: Answered, zh_CN: 已答复, nl: Beantwoord}}
grades:
  - {grade: A, label: {en: Level A, zh_CN: 甲级, nl: Klasse A}, any: [{clause: "1", when: loss > 100}]}
  - {grade: B, label: {en: Level B, zh_CN: 乙级, nl: Klasse B}, otherwise: {clause: "2"}}
duties:
  answer:
    label: {en: Answer, zh_CN: 答复, nl: Antwoord}
    clause: "3"
    owner: desk
    within: 2 working days
    done_by: answered
"""
COMPLAINT = {"id": "C-1", "received_at": "2026-09-24T16:30", "facts": {"loss": 101}}
DUTCH = """
note.duty_open: "{duty} staat nog open"
explain.because: "Omdat {why} ({clause})."
compare.above: "{left} hoger is dan {right}"
state.open: openstaand
limit.working_days: "{amount} werkdagen"
regulation.grades: Klassen
explain.known_figure: "{name} {value}"
finding.case-missing: "geen geval raakt {rows}"
finding.place: "{name} (regel {line})"
"""


def parts(text):
    return {name.replace("lowered", "name") for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("lang", [lang for lang in languages() if lang != SOURCE])
def test_a_shipped_language_lacks_no_text_and_no_part_of_one(lang):
    english, own = own_texts(SOURCE), own_texts(lang)
    assert {key for key in english if not key.endswith(ONE)} <= set(own)
    assert {key: parts(own[key]) for key in english if key in own} == {
        key: parts(text) for key, text in english.items() if key in own
    }


def test_english_is_english_and_chinese_is_chinese():
    assert not [key for key, text in own_texts("en").items() if CHINESE.search(text)]
    words = {key: re.sub(r"{\w+}|`[^`]*`", "", text) for key, text in own_texts("zh_CN").items()}  # no part, no code
    assert not [key for key, text in words.items() if re.search("[a-z]{3}", text)]


def test_german_is_german():
    """What reads as in English is a word of both languages."""
    both = {"Milder", "Text", "Name", "Segment", "Person"}
    english, words = own_texts(SOURCE), re.compile("[a-z]{3}")
    same = {text for key, text in own_texts("de").items() if text == english.get(key)}
    assert {text for text in same if words.search(re.sub(r"{\w+}", "", text))} <= both


def test_a_german_reads_why_in_german():
    """Words and separators are German; the labels are the policy's, English where it has no German one."""
    example = ROOT.parents[1] / "docs" / "examples" / "cracked-cells.json"
    policy = complaint_kernel.load_policy("pv-module")
    complaint = json.loads(example.read_text("utf-8"))
    told = complaint_kernel.explain(policy, complaint, at=datetime.fromisoformat("2026-09-24T18:00+08:00")).text("de")
    assert "Grund: Total handling cost 1.012.000 CNY liegt über 1.000.000 CNY (3.1.2 II A)." in told
    assert "Milder: Level III, wenn „Total handling cost“ höchstens 1.000.000 CNY betrüge (12.000 CNY weniger)." in told
    assert "0,700001 MW mehr" in told
    words = {text for text in own_texts(SOURCE).values() if len(text) > 12 and "{" not in text}
    assert not [text for text in words if text in told]


def test_every_word_of_the_vocabulary_is_told():
    assert not set(NEEDED) - set(own_texts(SOURCE))


@pytest.mark.parametrize(
    ("code", "nearest"),
    [("zh_CN", "zh_CN"), ("zh_TW", "zh_CN"), ("zh-Hans", "zh_CN"), ("en_US", "en"), ("de_AT", "de"), ("nl", "en")],
)
def test_the_nearest_language_is_one_of_the_family_else_english(code, nearest):
    assert nearest_language(code) == nearest


def test_one_has_its_own_form_where_the_language_needs_it():
    one, two = ({"amount": number} for number in (1, 2))
    assert [plural("limit.days", "en", *x) for x in ((1, one), (2, two))] == ["1 day", "2 days"]
    assert [plural("limit.days", "zh_CN", *x) for x in ((1, one), (2, two))] == ["1 日", "2 日"]


def test_the_code_knows_no_language_but_those_of_the_answers():
    """No text in Chinese, no question about Chinese, no language code but in base/locale.py, the label and its keys."""
    for path in sorted(ROOT.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
                assert not CHINESE.search(node.value), (path, node.lineno)
                known = path.name in ("locale.py", "label.py", "keys.py")
                assert known or node.value not in (*ANSWERED, "zh") or node.value == SOURCE, (path, node.lineno)
            name = getattr(node, "id", getattr(node, "attr", getattr(node, "name", None)))
            assert "chinese" not in str(name or "").lower(), (path, node.lineno)


def messages_of_the_code():
    """Each call of `message("key", part=…)` with a key that stands there: file, key, its parts."""
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "message" and node.args
            if named and isinstance(node.args[0], ast.Constant):
                yield path.name, node.args[0].value, {word.arg for word in node.keywords}


def test_every_message_has_its_text_and_every_part_of_it_is_told():
    """A part `number` may only pick the form for one; parts handed on as a whole (`**`) are seen when they are told."""
    wrong = [
        (file, key)
        for file, key, given in messages_of_the_code()
        if key not in own_texts(SOURCE)
        or (None not in given and {*given} - {"number"} != parts(own_texts(SOURCE)[key]) - {"number"})
    ]
    assert not wrong


def test_no_text_of_a_finding_or_fault_is_left_over():
    used = {key for _file, key, _parts in messages_of_the_code()}
    source = "".join(path.read_text(encoding="utf-8") for path in ROOT.rglob("*.py"))
    groups = ("finding.", "question.", "fault.", "check.")
    left = [key for key in own_texts(SOURCE) if key.startswith(groups) and not key.endswith(ONE) and key not in used]
    prefixes = set(re.findall(r'f"((?:finding|question|fault|check)\.[\w.]*){', source))
    assert not [key for key in left if f'"{key}"' not in source and not key.startswith(tuple(prefixes or ["-"]))]


@pytest.fixture(scope="module")
def dutch(tmp_path_factory):
    """The command line of a copy of the kernel that has one more file, `locale/nl.yaml`: dutch(*words) → text."""
    place = tmp_path_factory.mktemp("dutch")
    shutil.copytree(ROOT, place / ROOT.name, ignore=shutil.ignore_patterns("__pycache__"))
    (place / ROOT.name / "locale" / "nl.yaml").write_text(DUTCH, encoding="utf-8")
    (place / "hotline.yaml").write_text(POLICY, encoding="utf-8")
    (place / "complaint.json").write_text(json.dumps(COMPLAINT), encoding="utf-8")

    def run(*words):
        environment = {**os.environ, "PYTHONPATH": str(place), "PYTHONIOENCODING": "utf-8"}
        return subprocess.run(
            [sys.executable, *words], cwd=place, env=environment, capture_output=True, encoding="utf-8", check=True
        ).stdout

    return run


@pytest.mark.slow
def test_one_more_language_is_one_more_file(dutch):
    told = dutch("-m", "complaint_kernel", "explain", "hotline.yaml", "complaint.json", "--at", "2026-09-25T09:00",
                  "--lang", "nl")  # fmt: skip
    assert "Omdat Schade 101 CNY hoger is dan 100 CNY (1)." in told
    assert "Servicebalie" in told and "2 werkdagen" in told and "openstaand" in told
    assert "Antwoord staat nog open" in told
    assert "Why this grade" in told  # what the file lacks is English
    found = dutch("-m", "complaint_kernel", "check", "hotline.yaml", "--lang", "nl")
    assert "geen geval raakt 1 (regel 10), 2 (regel 11), Antwoord (answer) (regel 13)" in found


@pytest.mark.slow
def test_the_regulation_is_told_in_it_and_no_digest_changes(dutch):
    script = (
        "import complaint_kernel as k\nfrom complaint_kernel.explanation.regulation import regulation\n"
        "p = k.load_policy('hotline.yaml')\npage = regulation(p, 'nl')\n"
        "print(page['grades'].title, page['duties'].title, page['grades'].table.rows[0][0])\n"
        "print(p.digest, *(k.load_policy(name).digest for name in k.shipped_policies()))"
    )
    told, digests = dutch("-c", script).splitlines()
    assert told == "Klassen Duties Klasse A"
    plain = complaint_kernel.parse_policy(re.sub(r", nl: [\w ]+", "", POLICY))
    shipped = [complaint_kernel.load_policy(name).digest for name in complaint_kernel.shipped_policies()]
    assert digests.split() == [plain.digest, *shipped]


def test_a_sentence_tells_its_lists_in_its_language():
    told = [sentence("note.way_not_met", lang, {"ways": ("a", "b")}) for lang in ANSWERED]
    assert "a, b" in told[0] and "a、b" in told[1]
