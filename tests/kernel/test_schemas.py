"""The published schemas accept what the kernel accepts and describe what it answers."""

import datetime
import json

import jsonschema
import pytest
from ruamel.yaml import YAML

from complaint_kernel import assess, load_calendar, load_policy, policy_text, shipped_policies
from complaint_kernel.base.errors import ParameterError
from complaint_kernel.check.cases import complaint_of
from complaint_kernel.schemas import json_schema

SCHEMAS = {what: json_schema(what) for what in ("policy", "complaint", "assessment", "dossier")}
CHECKS = {what: jsonschema.Draft202012Validator(schema) for what, schema in SCHEMAS.items()}
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
            answer = assess(policy, given, calendar, at=case.at or AT).to_dict()
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
    ],
)
def test_a_schema_refuses_what_the_kernel_refuses(what, data):
    assert not CHECKS[what].is_valid(data)
