"""Conditions as rows and back."""

import pytest

from complaint_kernel.authoring import conditions, rows_of, text_of
from complaint_kernel.base.errors import ExpressionError
from complaint_kernel.expression import Type, parse
from complaint_kernel.policy import load_policy, shipped_policies

SCOPE = {
    "cost": Type("number", "CNY"),
    "count": Type("number"),
    "level": Type("choice", choices=(1, 2, 3)),
    "matter": Type("choice", choices=("complaint", "demand")),
    "hurt": Type("bool"),
    "until": Type("date"),
    "cap": Type("number", "CNY", parameter=True),
}


def row(name, op, value=None, of_parameter=False):
    return {"name": name, "op": op, "value": value, "of_parameter": of_parameter}


@pytest.mark.parametrize(
    ("text", "join", "groups"),
    [
        ("cost > 5000000", "any", [[row("cost", ">", "5000000")]]),
        ("5 < cost", "any", [[row("cost", ">", "5")]]),
        ("cost > 1 and level == 1 or hurt", "any",
         [[row("cost", ">", "1"), row("level", "==", "1")], [row("hurt", "is")]]),
        ("hurt and not given(cost)", "any", [[row("hurt", "is"), row("cost", "not given")]]),
        ("(hurt or cost > 1) and (level in (1, 2) or not hurt)", "all",
         [[row("hurt", "is"), row("cost", ">", "1")], [row("level", "in", ["1", "2"]), row("hurt", "is not")]]),
        ('0.5 <= count < 8 and matter == "complaint"', "any",
         [[row("count", ">=", "0.5"), row("count", "<", "8"), row("matter", "==", "complaint")]]),
        ("cost >= cap", "any", [[row("cost", ">=", "cap", True)]]),
        ("until < 2026-09-24", "any", [[row("until", "<", "2026-09-24")]]),
    ],
)  # fmt: skip
def test_a_condition_comes_apart_into_rows_and_together_again(text, join, groups):
    rows = rows_of(parse(text, SCOPE))
    assert rows == {"join": join, "groups": groups}
    assert rows_of(parse(text_of(rows, SCOPE), SCOPE)) == rows


@pytest.mark.parametrize(
    "text", ["cost + 1 > 2", "not (hurt or cost > 1)", "hurt and (hurt or (cost > 1 and hurt))", "cost > count"]
)
def test_what_is_built_otherwise_has_no_rows(text):
    assert rows_of(parse(text, SCOPE)) is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "at least one row"),
        ([[row("", "is")]], "choose what the row compares"),
        ([[row("cost", ">", "")]], "cost.*give the value"),
        ([[row("level", "in", [])]], "level.*give the value"),
        ([[row("cost", "~", "1")]], "cost.*choose a comparison"),
        ([[row("cost", ">", "much")]], "much"),
        ([[row("cost", ">", "5 or hurt")]], "cost"),
        ([[row("matter", "==", "enquiry")]], "enquiry"),
        ([[row("hurt", ">", "1")]], "hurt"),
    ],
)
def test_a_row_that_is_not_right_is_refused(given, said):
    with pytest.raises(ExpressionError, match=said):
        text_of({"join": "any", "groups": given}, SCOPE)


@pytest.mark.slow
@pytest.mark.parametrize("name", shipped_policies())
def test_every_condition_of_the_regulations_keeps_its_meaning_as_rows(name):
    for path, (scope, condition) in conditions(load_policy(name)).items():
        rows = rows_of(condition) if condition and condition.tree.type.kind == "bool" else None
        if rows:
            again = parse(text_of(rows, scope), scope)
            assert rows_of(again) == rows, path
            assert again.names == condition.names, path
