"""A command that is refused says so in the language that it was asked in."""

import re

import pytest

ENGLISH = re.compile(r"(?<![\w./`'-])(?:expected|found|the|not|is|no|of|missing|unknown|cannot)(?![\w./`'-])")


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.json").write_text('{"id": }', encoding="utf-8")
    (tmp_path / "twice.json").write_text('{"id": 1, "id": 2}', encoding="utf-8")
    (tmp_path / "customer.json").write_text('{"id": 1, "fact": {}}', encoding="utf-8")
    (tmp_path / "latin.json").write_bytes(b'{"id": "\xe4"}')
    (tmp_path / "c.json").write_text('{"id": "C", "received_at": "2026-09-24T16:30", "facts": {}}', encoding="utf-8")
    return tmp_path


CHINESE = [
    (["due", "2026-09-24T16:30", "8 workign hours"], "8 working hours"),
    (["due", "yesterday", "1 hour"], "START: 无法读取时间 'yesterday'"),
    (["due", "2026-09-24T16:30", "promised"], "承诺"),
    (["due", "2026-09-24T16:30", "600 months"], "超出日历范围"),
    (["due", "2026-09-24T16:30", "1 hour", "--calendar", "cn-offise"], "没有名为 'cn-offise' 的日历"),
    (["assess", "manufacturng", "c.json"], "没有这个名称的内置制度或文件"),
    (["assess", "manufacturing", "nowhere.json"], "nowhere.json: 没有这个文件或文件夹"),
    (["assess", "manufacturing", "."], "这是文件夹"),
    (["assess", "manufacturing", "broken.json"], "不是可读的"),
    (["assess", "manufacturing", "twice.json"], "键 'id' 重复"),
    (["assess", "manufacturing", "latin.json"], "应为 `UTF-8` 文本"),
    (["assess", "manufacturing", "c.json", "--at", "2026-09-24T16:00"], "投诉收到于"),
    (["assess", "manufacturing", "c.json", "--at", "now"], "--at: 无法读取时间"),
    (["assess", "manufacturing"], "缺少 'COMPLAINT'"),
    (["assess", "manufacturing", "c.json", "--jsn"], "没有选项 --jsn"),
    (["explain", "manufacturing", "c.json", "--json", "--html"], "只能选一个"),
    (["tier", "customer-medal", "customer.json"], "缺少 'facts'"),
    (["tier", "pv-module", "customer.json"], "不划分客户等级"),
    (["warn", "pv-module", "c.json", "--at", "2026-09-30"], "没有预警"),
    (["period", "manufacturing", "--from", "2026-9-1", "--to", "2026-09-30"], "--from: 应为日期"),
    (["period", "manufacturing", "--from", "2026-09-30", "--to", "2026-09-01"], "早于"),
    (["replay", "pv-module", "c.json", "--engine", "dukdb"], "未知的引擎"),
    (["replay", "quality-points", "c.json", "--engine", "duckdb"], "要回看以往的等级来升级"),
    (["check", "pv-module", "quality-points", "--against", "manufacturing"], "只能将一个制度与其另一个版本比较"),
]


@pytest.mark.parametrize(
    ("words", "says"), CHINESE, ids=lambda value: " ".join(value) if isinstance(value, list) else ""
)
def test_a_refusal_is_told_in_the_language_that_was_asked_for(command_line, here, words, says):
    for option in (["--lang", "zh_CN"], ["--lang=zh_CN"]):
        ran = command_line(*words, *option)
        assert (ran.status, ran.out) == (2, "")
        assert says in ran.err
        assert not ENGLISH.search(ran.err.split("N minutes")[0]), ran.err
    assert not re.search(r"[\u4e00-\u9fff]", command_line(*words).err)
