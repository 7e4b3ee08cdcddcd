"""What the reader of complaints refuses: each fault on one line, by the name of the fact, field or event."""

import json
import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaint_kernel import ComplaintError, assess, load_policy

PV = load_policy("pv-module")
DEVELOPER = load_policy("property-developer")
RECEIVED = "2026-09-24T16:30:00+08:00"
AT = "2026-10-30T18:00"


def complaint(**parts):
    return {"id": "C-1", "received_at": RECEIVED, "facts": {}, **parts}


def problems(given, policy=PV):
    with pytest.raises(ComplaintError) as refused:
        assess(policy, given, at=AT)
    for problem in refused.value.problems:  # whoever gave it reads it in the own language
        assert re.search("[\u4e00-\u9fff]", problem.text("zh_CN")), problem
    return [(problem.path, problem.message) for problem in refused.value.problems]


def fact(value, name="total_cost"):
    """The one fault of a complaint with this fact."""
    (fault,) = problems(complaint(facts={name: value}))
    assert fault[0] == f"/facts/{name}"
    assert fault[1].startswith(f"{name}: expected ")
    return fault[1].removeprefix(f"{name}: ")


# facts


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (True, "true"),
        ("12", "'12'"),
        ([1], "a list"),
        ({"a": 1}, "an object"),
        (-1, "-1"),
        (Decimal("-0.01"), "-0.01"),
        (Decimal("NaN"), "NaN"),
        (Decimal("sNaN"), "NaN"),
        (float("nan"), "NaN"),
        (float("inf"), "Infinity"),
        (float("-inf"), "-Infinity"),
        (Decimal("1e999999"), "1E+999999"),
        (Decimal("1e-999999"), "1E-999999"),
        pytest.param(10**5000, "1000", id="huge"),
        (10**18 + 1, "1000000000000000001"),
    ],
)
def test_a_figure_that_is_none_is_refused_by_the_name_of_its_fact(value, found):
    message = fact(value)
    assert message.startswith("expected a number in CNY")
    assert f"found {found}" in message


def test_figures_are_read_exactly_as_written():
    given = complaint(facts={"total_cost": Decimal("5000000.000000000000000001"), "involved_power": 0.1})
    read = assess(PV, given, at=AT).complaint
    assert read.facts["total_cost"] == Decimal("5000000.000000000000000001")
    assert read.facts["involved_power"] == Decimal("0.1")


@pytest.mark.parametrize(
    "value",
    [
        4,
        0,
        "1",
        "I",
        True,
        1.5,
        float("inf"),
        Decimal("Infinity"),
        Decimal("sNaN"),
        pytest.param(10**5000, id="huge"),
        [1],
    ],
)
def test_a_choice_is_one_of_its_keys(value):
    assert fact(value, "defect_level").startswith("expected one of 1, 2, 3, found ")


def test_a_number_in_quotation_marks_is_told_to_be_written_without_them():
    told = fact("1", "defect_level")
    assert told == "expected one of 1, 2, 3, found '1'; write 1 without quotation marks, as a number"


@pytest.mark.parametrize("value", [1, 1.0, Decimal("1.0")])
def test_a_numbered_choice_is_the_same_however_the_number_is_written(value):
    given = complaint(facts={"defect_level": value, "involved_power": 2})
    assert assess(PV, given, at=AT).grading.grade == "I"


def test_a_choice_near_to_a_valid_one_is_told():
    assert fact("product_qualty", "about").endswith("did you mean 'product_quality'?")


@pytest.mark.parametrize("value", [0, 1, "true", "yes", []])
def test_a_yes_or_no_is_a_boolean(value):
    assert fact(value, "litigation").startswith("expected true or false, found ")


def test_a_count_is_whole():
    points = load_policy("quality-points")
    given = complaint(facts={"nonconforming": Decimal("2.5")})
    assert problems(given, points) == [
        ("/facts/nonconforming", "nonconforming: expected a whole number of pcs, found 2.5")
    ]


def test_an_unknown_fact_gets_the_nearest_name():
    assert problems(complaint(facts={"totl_cost": 1})) == [
        ("/facts/totl_cost", "unknown fact 'totl_cost'; did you mean 'total_cost'?")
    ]


def test_a_name_that_breaks_a_pointer_is_escaped():
    ((path, _),) = problems(complaint(facts={"a/b~c": 1}))
    assert path == "/facts/a~1b~0c"


def test_null_is_not_given():
    given = complaint(facts={"total_cost": None}, customer=None, events=None, history=None)
    assert assess(PV, given, at=AT).complaint.facts["total_cost"] is None


# fields


@pytest.mark.parametrize(
    ("parts", "path", "message"),
    [
        ({"id": None}, "/id", "id: expected a text, found null"),
        ({"id": 5}, "/id", "id: expected a text, found 5"),
        ({"id": " "}, "/id", "id: expected a text, found ' '"),
        ({"received_at": None}, "/received_at", "received_at: expected a moment such as"),
        ({"received_at": "soon"}, "/received_at", "found 'soon'"),
        ({"received_at": 20260924}, "/received_at", "found 20260924"),
        ({"received_at": "1999-12-31T09:00"}, "/received_at", "in the years 2001 to 2050, found '1999-12-31T09:00'"),
        ({"received_at": "9999-12-31T23:00"}, "/received_at", "received_at: expected a moment"),
        ({"facts": []}, "/facts", "expected an object, each fact by its name, found a list"),
        ({"facts": None}, "/facts", "expected an object, each fact by its name, found null"),
        ({"customer": 7}, "/customer", "customer: expected a text or null, found 7"),
        ({"employee": ["x"]}, "/employee", "employee: expected a text or null, found a list"),
        ({"custmer": "x"}, "/custmer", "unknown field 'custmer'; did you mean 'customer'?"),
        ({"grade": "I"}, "/grade", "unknown field 'grade'"),
        ({"events": {}}, "/events", "expected a list, found an object"),
        ({"history": "none"}, "/history", "expected a list, found 'none'"),
    ],
)
def test_a_field_of_another_sort_is_refused(parts, path, message):
    ((found, text),) = problems(complaint(**parts))
    assert found == path
    assert message in text


@pytest.mark.parametrize("missing", ["id", "received_at", "facts"])
def test_what_a_complaint_needs_is_named(missing):
    given = {key: value for key, value in complaint().items() if key != missing}
    assert problems(given) == [(f"/{missing}", f"{missing!r} is missing; a complaint needs id, received_at and facts")]


@pytest.mark.parametrize("given", [[], "x", 5, None, True])
def test_a_complaint_is_an_object(given):
    ((path, message),) = problems(given)
    assert path == ""
    assert message.startswith("expected an object with id, received_at and facts, found ")


# events


def event(**parts):
    return {"type": "plan_agreed", "at": "2026-09-25T10:00", **parts}


@pytest.mark.parametrize(
    ("given", "path", "message"),
    [
        ("plan_agreed", "/events/0", "expected an event with type and at, found 'plan_agreed'"),
        (event(type="plan_agred"), "/events/0/type", "unknown event 'plan_agred'; did you mean 'plan_agreed'?"),
        (event(type=None), "/events/0/type", "unknown event null"),
        (event(at=None), "/events/0/at", "at: expected a moment such as"),
        (event(at="2026-13-01T00:00"), "/events/0/at", "found '2026-13-01T00:00'"),
        (event(at="2026-09-24T16:29"), "/events/0/at", "plan_agreed: expected a moment not before the complaint"),
        (event(when="x"), "/events/0/when", "unknown field 'when'"),
        (event(data=[]), "/events/0/data", "expected an object, each field of plan_agreed by its name, found a list"),
        (event(data={"x": 1}), "/events/0/data/x", "unknown field of plan_agreed 'x'"),
        ({"type": "plan_agreed"}, "/events/0/at", "'at' is missing"),
        (event(type="reply_promised"), "/events/0/data/by", "by: reply_promised needs it"),
        (event(type="reply_promised", data={"by": "soon"}), "/events/0/data/by", "by: expected a moment"),
    ],
)
def test_an_event_at_fault_is_refused(given, path, message):
    ((found, text),) = problems(complaint(events=[given]))
    assert found == path
    assert message in text


def test_data_of_an_event_are_typed():
    events = [{"type": "call_back", "at": "2026-09-25T10:00", "data": {"reached": "yes"}}]
    faults = problems(complaint(events=events), DEVELOPER)
    assert ("/events/0/data/reached", "reached: expected true or false, found 'yes'") in faults


def test_an_event_at_the_moment_of_receipt_is_after_it():
    assert assess(PV, complaint(events=[event(at=RECEIVED)]), at=AT).complaint.events


# history


@pytest.mark.parametrize(
    ("item", "path", "message"),
    [
        ({"received_at": RECEIVED}, "/history/0/received_at", "expected a moment earlier than the complaint's own"),
        ({"received_at": "2026-09-24T08:31Z"}, "/history/0/received_at", "earlier than the complaint's own"),
        ({"grade": "VI"}, "/history/0/grade", "grade: unknown grade 'VI'; did you mean 'V'?"),
        ({"facts": {"total_cost": "1"}}, "/history/0/facts/total_cost", "expected a number in CNY, found '1'"),
        ({"facts": {"cost": 1}}, "/history/0/facts/cost", "unknown fact 'cost'"),
    ],
)
def test_an_earlier_complaint_at_fault_is_refused(item, path, message):
    earlier = {"id": "H-1", "received_at": "2026-01-05T09:00", "facts": {}, **item}
    ((found, text),) = problems(complaint(history=[earlier]))
    assert found == path
    assert message in text


def test_every_fault_is_found_in_one_reading():
    given = {
        "id": 1,
        "received_at": "never",
        "facts": {"totl_cost": 1, "total_cost": -1, "litigation": "no"},
        "events": [{"type": "nothing", "at": "never"}],
        "history": [{"id": "H"}, 5],
    }
    assert [path for path, _ in problems(given)] == [
        "/received_at",
        "/facts/totl_cost",
        "/facts/total_cost",
        "/facts/litigation",
        "/id",
        "/events/0/type",
        "/events/0/at",
        "/history/0/received_at",
        "/history/0/facts",
        "/history/1",
    ]


# JSON, through the command line


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", ":1: not readable as JSON: Expecting value, found the end"),
        ("{}\n{", ":2: not readable as JSON: Extra data, found '{'"),
        ('{"id": "1",\n "id": "2"}', ":2: duplicate key 'id'; it is on line 1 already"),
        (
            '{"facts": {"total_cost": 1,\n\n"total\\u005fcost": 2}}',
            ":3: duplicate key 'total_cost'; it is on line 1",
        ),
        ('{"facts": [{"a": 1, "a": 2}]}', ":1: duplicate key 'a'"),
        ("[" * 100_000, ":1: nested more than 64 levels deep"),
        ("[" * 100 + "]" * 100, "/0/0/0/0: nested more than 64 levels deep"),
        ('{"id": "\\ud800"}', ": /id: the text '\\ud800' holds half a character"),
        ('{"\\udfff": 1}', ": the key '\\udfff' holds half a character"),
        ("{'id': 1}", ":1: not readable as JSON: Expecting property name"),
        ('{"id": "1\n"}', ":1: not readable as JSON: Invalid control character"),
        ("[]", ": expected an object with id, received_at and facts, found a list"),
        ("null", ": expected an object with id, received_at and facts, found null"),
        (b"\xff", ":1: expected UTF-8 text, found byte 0xff"),
        (b'{"id":\n "\xc3("}', ":2: expected UTF-8 text, found byte 0xc3"),
    ],
)
def test_text_that_is_no_json_is_refused_with_its_line(command_line, text, fault):
    ran = command_line("assess", "pv-module", "-", stdin=text)
    assert (ran.status, ran.out, len(ran.faults)) == (2, "", 1)
    assert ran.err.startswith("standard input")
    assert fault in ran.err


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("NaN", "NaN"),
        ("Infinity", "Infinity"),
        ("-Infinity", "-Infinity"),
        ("1e999999", "1E+999999"),
        ("1e99999999999999999999999", "Infinity"),
        ("-1e99999999999999999999999", "-Infinity"),
        ("1e-99999999999999999999999", "1E-999999999"),
        ("9" * 100_000, "9.999"),
        ("-0.01", "-0.01"),
        ('"1"', "'1'"),
        ("true", "true"),
    ],
)
@pytest.mark.parametrize("name", ["total_cost", "defect_level"])
def test_a_figure_in_json_is_refused_by_the_name_of_its_fact(command_line, name, written, found):
    text = f'{{"id": "1", "received_at": "2026-09-24", "facts": {{"{name}": {written}}}}}'
    ran = command_line("assess", "pv-module", "-", stdin=text)
    assert (ran.status, ran.out, len(ran.faults)) == (2, "", 1)
    assert ran.err.startswith(f"standard input: /facts/{name}: {name}: expected ")
    assert f"found {found}" in ran.err or "found 999" in ran.err


def test_a_name_with_line_breaks_is_still_one_line(command_line):
    ran = command_line("assess", "pv-module", "-", stdin=json.dumps(complaint(facts={"a\nb\x1b[31m": 1})))
    assert (ran.status, len(ran.faults)) == (2, 1)
    assert "\x1b" not in ran.err


def test_a_byte_order_mark_is_no_fault(command_line):
    text = "\ufeff" + json.dumps(complaint())
    assert command_line("assess", "pv-module", "-", "--at", AT, stdin=text).status == 0


# anything at all

NAMES = (
    "id received_at facts events history type at data by grade customer issue total_cost defect_level litigation about"
)
KEYS = st.sampled_from([*NAMES.split(), "", "a/b"])
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from([RECEIVED, "2026-09-24T16:30", "2026-09-25", "I", "plan_agreed", "reply_promised", "other"])
)
ANYTHING = st.recursive(
    LEAVES, lambda part: st.lists(part, max_size=4) | st.dictionaries(KEYS, part, max_size=6), max_leaves=25
)
NEARLY = st.fixed_dictionaries(
    {"id": st.just("C") | ANYTHING, "received_at": st.just(RECEIVED) | LEAVES},
    optional={"facts": st.dictionaries(KEYS, LEAVES), "events": ANYTHING, "history": ANYTHING, "customer": LEAVES},
)


@pytest.mark.slow
@settings(max_examples=250, deadline=None)
@given(NEARLY | ANYTHING, st.sampled_from(["assess", "explain"]))
def test_whatever_json_comes_in_the_answer_is_an_answer_or_lines(command_line, data, command):
    ran = command_line(command, "pv-module", "-", "--at", AT, "--json", stdin=json.dumps(data))
    assert ran.status in (0, 2)
    assert "a fault of this program" not in ran.err
    if ran.status == 2:
        assert (ran.out, bool(ran.faults)) == ("", True)
        assert all(line.startswith("standard input") for line in ran.faults)
    else:
        assert (ran.err, bool(ran.json)) == ("", True)


@pytest.mark.slow
@settings(max_examples=250, deadline=None)
@given(st.text(max_size=60) | st.binary(max_size=60))
def test_whatever_text_comes_in_the_answer_is_lines(command_line, text):
    ran = command_line("assess", "pv-module", "-", "--at", AT, stdin=text)
    assert (ran.status, ran.out) == (2, "")
    assert "a fault of this program" not in ran.err
