"""What is wrong with a policy file is told in the author's language, each fault by a key of the locale files."""

import ast
import re
from pathlib import Path

import pytest

import complaint_kernel
from complaint_kernel import PolicyError, parse_policy
from complaint_kernel.base.locale import languages
from complaint_kernel.policy.load import SHAPES

ROOT = Path(complaint_kernel.__file__).parent
CHINESE = re.compile("[\u4e00-\u9fff]")
HEAD = "policy: faulty\ntitle: {en: Faulty, zh_CN: 有误}\nparties: {clerk: {en: Clerk, zh_CN: 文员}}\n"
FACTS = (
    HEAD + "facts:\n"
    "  cost: {money: CNY, label: {en: Cost, zh_CN: 费用}}\n"
    "  kind: {choice: {x: {en: X, zh_CN: 甲}}, label: {en: Kind, zh_CN: 类别}}\n"
    "events: {done: {label: {en: Done, zh_CN: 已办}}}\n"
)
GRADE = FACTS + 'grades:\n  - {grade: A, label: {en: A, zh_CN: 甲}, any: [{clause: "1", when: %s}]}\n'
DUTY = FACTS + "duties:\n  reply: {label: {en: Reply, zh_CN: 答复}, clause: '2', done_by: done, %s}\n"
FAULTY = {
    "policy: [": "无法按 YAML 读取",
    "policy: a\npolicy: b\n": "键 'policy' 重复；第 1 行已有",
    "a: &x 1\n": "不读取锚点和别名",
    HEAD + "duty: {}\n": "未知的键 'duty'；是否应为 'duties'？",
    "policy: faulty\n": "此处缺少 'title'",
    HEAD + "dated: soon\n": "应为日期，例如 2026-01-31（实为 'soon'）",
    HEAD + "channels: [a]\n": "应为键和值",
    HEAD + "grades: {}\n": "应为列表",
    HEAD + "facts: {a: {bool: maybe, label: {en: A, zh_CN: 甲}}}\n": "应为 `true` 或 `false`",
    HEAD + "facts: {a: {label: {en: A, zh_CN: 甲}}}\n": "均未写明",
    HEAD + "facts: {1a: {bool: false, label: {en: A, zh_CN: 甲}}}\n": "格式应为",
    GRADE % "csot > 1": "未知的名称 'csot'；是否应为 'cost'？",
    GRADE % "cost > kind": "将以 CNY 计的数字与选项相比较",
    GRADE % "cost + 1": "应为是或否",
    GRADE % "kind == 'z'": "不在 'kind' 的可选值之中",
    GRADE % "'cost >'": "无法将 'cost >' 作为条件读取",
    DUTY % "owner: clark, within: 2 working days": "未知的责任方 'clark'；是否应为 'clerk'？",
    DUTY % "owner: clerk, within: 2 workdays": "时限 '2 workdays' 无法使用：不属于任何可用形式",
    DUTY % "owner: clerk, within: 0 days": "数量应大于零",
    DUTY % "owner: clerk, within: 1 day, breach: {clause: '2', each: {clerk: much}}": "不是考核结果",
}


@pytest.mark.parametrize("text", FAULTY)
def test_a_fault_is_told_in_the_authors_language(text):
    with pytest.raises(PolicyError) as refusal:
        parse_policy(text)
    problems = refusal.value.problems
    assert FAULTY[text] in "\n".join(problem.text("zh_CN") for problem in problems)
    for problem in problems:
        assert CHINESE.search(problem.text("zh_CN")) and not CHINESE.search(problem.message), problem


def test_a_part_of_a_condition_that_is_wrong_in_two_languages_is_wrong_in_one_place():
    with pytest.raises(PolicyError) as refusal:
        parse_policy(GRADE % "csot > 1")
    (problem,) = refusal.value.problems
    assert str(problem) == ("policy.yaml:9: grades[0].any[0].when: unknown name 'csot'; did you mean 'cost'?")


def test_a_company_figure_that_does_not_fit_is_refused_in_its_language():
    with pytest.raises(PolicyError) as refusal:
        parse_policy(HEAD, parameters={"cap": 1})
    (problem,) = refusal.value.problems
    assert problem.text("zh_CN") == "未知的参数 'cap'；本办法没有参数"


def _calls(tree, names):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", None)) in names:
            yield node


@pytest.mark.parametrize("room", ["policy", "expression"])
def test_no_fault_of_an_author_is_a_sentence_of_one_language(room):
    """Neither of a linker (`fault`), a shape (ValueError), a condition, nor a file (`Problem`)."""
    for path in sorted((ROOT / room).rglob("*.py")):
        for call in _calls(
            ast.parse(path.read_text(encoding="utf-8")), {"fault", "ValueError", "ExpressionError", "Problem"}
        ):
            said = [arg for arg in call.args if isinstance(arg, ast.JoinedStr)]
            plain = [
                arg.value for arg in call.args[-1:] if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
            ]
            assert not said and not plain, f"{path.name}:{call.lineno}"


def test_every_form_of_a_value_has_its_words_in_every_language():
    from complaint_kernel.base.locale import own_texts

    for lang in languages():
        assert {f"shape.{word}" for word in SHAPES.values()} <= own_texts(lang).keys()
