"""The published schemas accept what the kernel accepts and describe what it answers."""

import datetime
import json
import re
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

import complaint_kernel
from complaint_kernel import assess, load_calendar, load_policy, parse_calendar, policy_text, shipped_policies
from complaint_kernel.base.errors import ParameterError
from complaint_kernel.check.cases import complaint_of
from complaint_kernel.policy.keys import KEYS
from complaint_kernel.schemas import json_schema

SCHEMAS = {
    what: json_schema(what) for what in ("policy", "complaint", "assessment", "calendar", "dossier", "verdict_list")
}
CHECKS = {what: jsonschema.Draft202012Validator(schema) for what, schema in SCHEMAS.items()}
CALENDARS = Path(complaint_kernel.__file__).parent / "calendars"
TIME = Path(__file__).parents[2] / "docs" / "time.md"
AT = "2026-10-30T18:00:00+08:00"


def as_editors_read(value):
    """YAML with its own types, as JSON has them: keys are texts, days ISO texts."""
    if isinstance(value, dict):
        return {str(key): as_editors_read(part) for key, part in value.items()}
    if isinstance(value, list):
        return [as_editors_read(part) for part in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


@pytest.mark.parametrize("what", SCHEMAS)
def test_the_command_line_prints_a_valid_schema(command_line, what):
    ran = command_line("schema", what)
    assert (ran.status, ran.json) == (0, SCHEMAS[what])
    jsonschema.Draft202012Validator.check_schema(ran.json)


@pytest.mark.slow
@pytest.mark.parametrize("name", shipped_policies())
def test_every_shipped_policy_fits_the_schema_as_an_editor_reads_it(name):
    data = as_editors_read(YAML(typ="safe", pure=True).load(policy_text(name)))
    assert [error.message for error in CHECKS["policy"].iter_errors(data)] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", shipped_policies())
def test_every_case_and_its_answer_fit_their_schemas(name):
    policy, calendar = load_policy(name), load_calendar("cn-office")
    for case in policy.cases:
        if case.customer is not None or case.population is not None or "error" in case.expect:
            continue
        given = json.loads(json.dumps(complaint_of(policy, case), default=float))
        CHECKS["complaint"].validate(given)
        try:
            answer = assess(
                policy, given, calendar, at=max((case.at or AT, given["received_at"]), key=calendar.localize)
            ).to_dict()
        except ParameterError:
            continue
        CHECKS["assessment"].validate(answer)


@pytest.mark.parametrize(
    ("what", "data"),
    [
        ("policy", {"policy": "x", "title": {"en": "x", "zh_CN": "x"}, "grade": []}),
        ("policy", {"policy": "Not A Name", "title": {"en": "x", "zh_CN": "x"}}),
        ("complaint", {"id": "1", "facts": {}}),
        ("complaint", {"id": "1", "received_at": "soon", "facts": {}}),
        ("complaint", {"id": "1", "received_at": AT, "facts": {}, "custmer": "x"}),
        ("complaint", {"id": "1", "received_at": AT, "facts": {"a": [1]}}),
        ("complaint", {"id": "1", "received_at": AT, "facts": {}, "events": [{"type": "x"}]}),
        ("assessment", {"complaint": "1"}),
        ("calendar", {"calendar": "x", "zone": "Asia/Shanghai"}),
        ("calendar", {"calendar": "x", "zone": "Asia/Shanghai", "weekly": {"Montag": ["08:00-12:00"]}}),
        ("calendar", {"calendar": "x", "zone": "Asia/Shanghai", "weekly": {"Monday": ["8-12"]}}),
        ("calendar", {"calendar": "x", "zone": "Asia/Shanghai", "weekly": {"Monday": ["08:00-12:00"]}, "holiday": {}}),
    ],
)
def test_a_schema_refuses_what_the_kernel_refuses(what, data):
    assert not CHECKS[what].is_valid(data)


def shapes(schema):
    """The schema itself and each of its parts that has keys, by name."""
    return {"Document": schema, **{name: part for name, part in schema["$defs"].items() if "properties" in part}}


def test_every_key_of_a_policy_says_what_it_is():
    """An editor shows it beside the key; what nobody's key says any more is not kept."""
    known = {(name, key): part for name, shape in shapes(SCHEMAS["policy"]).items()
             for key, part in shape["properties"].items()}  # fmt: skip
    assert [place for place, part in known.items() if not part.get("description")] == []
    assert set(KEYS) <= {key for _, key in known} | {f"{name}.{key}" for name, key in known}
    assert all(shape.get("description") for shape in shapes(SCHEMAS["policy"]).values())


def test_a_docstring_says_what_its_keys_are_and_the_shared_words_the_rest():
    duty = SCHEMAS["policy"]["$defs"]["DutyShape"]["properties"]
    assert duty["roll"]["description"].startswith("`none` leaves a last day where it is")
    assert duty["clause"]["description"].startswith("the place in the regulation")


def test_each_schema_has_its_name_and_title():
    named = {what: (schema["$id"], schema["title"]) for what, schema in SCHEMAS.items()}
    assert named == {
        what: (f"urn:complaint-kernel:schema:{what}.schema.json", what.replace("_", " ").capitalize())
        for what in SCHEMAS
    }


@pytest.mark.parametrize("path", sorted(CALENDARS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_calendar_fits_the_schema(path):
    CHECKS["calendar"].validate(as_editors_read(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))))


def test_the_calendar_of_the_documentation_fits_the_schema_and_the_reader():
    (text,) = re.findall(r"^```yaml\n(calendar: .*?)^```$", TIME.read_text(encoding="utf-8"), re.M | re.S)
    CHECKS["calendar"].validate(as_editors_read(YAML(typ="safe", pure=True).load(text)))
    assert parse_calendar(text).name == "night-shift"


def test_all_that_a_calendar_can_say_fits_the_schema_and_the_reader():
    text = """
calendar: all
title: {en: All, zh_CN: 全部, de: Alles}
zone: Asia/Shanghai
weekly: {Monday to Friday: [08:30-12:00], Saturday of even weeks: [09:00-12:00], 1st and 3rd Sunday: [22:00-06:00]}
seasons: [{date: 05-01 to 09-30, name: {en: Summer}, weekly: {Monday: [07:00-11:00]}}]
holidays: {country: CN}
announced: [2001 to 2025, 2026]
make_up_shifts: []
days_off: [{date: 2026-12-24}, {date: 2026-08-03 to 2026-08-14}, {date: 12-24 to 01-02, name: {de: Ruhe}}]
extra_working_days: [{date: 2026-12-19, shifts: [08:00-12:00]}]
working_days: {2024: 180}
editions: [{since: 2027-01-01, weekly: {Monday: [08:00-24:00]}}]
"""
    assert parse_calendar(text).name == "all"
    CHECKS["calendar"].validate(as_editors_read(YAML(typ="safe", pure=True).load(text)))
