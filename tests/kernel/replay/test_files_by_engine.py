"""A Parquet or CSV file read by the engine itself: the same grades, moves and refusals as by the reader."""

import random
from datetime import date, datetime, timedelta

import pytest

from complaint_kernel import load_calendar, load_policy, parse_policy, policy_text
from complaint_kernel.base.errors import ComplaintError
from complaint_kernel.replay import replay

duckdb = pytest.importorskip("duckdb")
pytest.importorskip("sqlglot")
pytestmark = pytest.mark.slow
AT = "2026-03-01T00:00:00+08:00"
PV = "pv-module"
HEADS = {"id": "VARCHAR", "received_at": "TIMESTAMPTZ", "customer": "VARCHAR", "issue": "VARCHAR"}


def dice_of(seed):
    return random.Random(seed)  # noqa: S311  made-up complaints, the same in every run


@pytest.fixture
def parquet(tmp_path):
    """parquet(columns, rows) → a file; columns: name → type of DuckDB."""

    def written(columns, rows, name="c.parquet"):
        path = tmp_path / name
        with duckdb.connect() as connection:
            connection.execute("SET timezone = 'UTC'")
            declared = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
            connection.execute(f"CREATE TABLE t ({declared})")
            for row in rows:
                connection.table("t").insert(row)
            connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")
        return path

    return written


def told(found):
    answer = found.to_dict()
    for side in (answer, answer["against"] or {}):
        for key in ("duties", "provisional", "fines", "points", "lacking", "engine"):
            side.pop(key, None)
    if answer["moves"]:  # the reference compares what is owed as well, where the engine says that it does not
        assert found.moves.whole or {answer["changed"], *_owed(answer)} == {None}
        answer.pop("changed")
        answer["most_moved"] = [{**one, "fines": None, "duties": None} for one in answer["most_moved"]]
    return answer


def _owed(answer):
    return {value for one in answer["most_moved"] for value in (one["fines"], one["duties"])}


def both(policy, path, against=None, **more):
    found = [told(replay(policy, path, against, at=AT, engine=engine, **more)) for engine in ("python", "duckdb")]
    assert found[1] == found[0]
    return found[0]


def received(dice):
    return datetime.fromisoformat("2026-01-05T08:00+08:00") + timedelta(minutes=30 * dice.randrange(48 * 50))


def row(dice, index):
    return [f"C-{index:04}", received(dice), f"K{dice.randrange(30)}", dice.choice("ab")]


def test_typed_columns_need_no_reader_and_agree(parquet):
    dice = dice_of(1)
    facts = {"total_cost": "DECIMAL(18,2)", "involved_power": "DOUBLE", "defect_level": "INTEGER",
             "litigation": "BOOLEAN"}  # fmt: skip
    rows = [
        [
            *row(dice, i),
            round(10 ** dice.uniform(2, 7), 2),
            round(10 ** dice.uniform(-3, 0.3), 4),
            dice.choice([1, 2, 3, None]),
            dice.choice([True, False, None]),
        ]
        for i in range(400)
    ]
    answer = both(PV, parquet(HEADS | facts, rows))
    assert answer["complaints"] > 300 and answer["refused"]["rows"] == 0
    assert answer["later"] == 400 - answer["complaints"]


DIRTY = {
    "total_cost": ["1000", "1000.5", " 7 ", "1,000", "-3", "1e5", "null", "", "NaN", "0.00001", "999999999999999999999",
                   "+5", "05", "1_000", None, "100000.01", "１２"],
    "involved_power": ["0.5", "0.50", ".5", "5.", "0.1234567890123", None, "true"],
    "defect_level": ["1", "2", "3", "4", "1.0", "一级", " 2", None, "null"],
    "litigation": ["true", "yes", "no", "0", "1", "maybe", "是", None, "TRUE"],
    "customer": ["ACME", " ACME", "ACME\u3000", "", None, "null", "大客户", "a\tb", "x" * 100_001],
    "channel": ["media", "press", " ", None],
    "received_at": ["2026-01-05T08:00:00+08:00", "2026-01-05T08:00+08:00", "2026-01-05 08:00", "2026-01-05", "5.1.2026",
                    "2026-01-05T24:00:00+08:00", "2026-01-05T08:00:61+08:00", "yesterday", None, "0001-01-01T00:00:00Z",
                    "2026-01-05T08:00:00.25Z", "2026-01-05T08:00:00", "2026-07-05T08:00:00-05:00"],
    "id": ["A", "B", "B", " A", "A", None, "", "null", "C"],
}  # fmt: skip


@pytest.fixture
def semicolons(tmp_path):
    """semicolons(columns, rows) → a CSV file; columns: names."""

    def written(columns, rows, name="c.csv"):
        path = tmp_path / name
        lines = (";".join("" if cell is None else str(cell) for cell in row) for row in [list(columns), *rows])
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return written


@pytest.mark.parametrize("name", DIRTY)
@pytest.mark.parametrize("others", [False, True])
@pytest.mark.parametrize("kind", ["parquet", "semicolons"])
def test_cells_as_people_write_them_agree_with_line_and_reason(request, kind, name, others):
    dice = dice_of(7)
    columns = dict.fromkeys(
        [*HEADS, "total_cost", "involved_power", "defect_level", "litigation", "channel"], "VARCHAR"
    )
    rows = []
    for index, cell in enumerate(DIRTY[name] * 2):
        made = dict.fromkeys(columns)
        made |= {"id": f"C-{index}", "received_at": received(dice).isoformat(), "customer": "K", "issue": "a"}
        if others and index % 3 == 0:
            made |= {other: dice.choice(DIRTY[other]) for other in columns if other in DIRTY}
        rows.append([*(made | {name: cell}).values()])
    path = request.getfixturevalue(kind)(columns, rows)
    try:
        reference = told(replay(PV, path, at=AT))
    except ComplaintError as error:
        with pytest.raises(ComplaintError) as found:
            replay(PV, path, at=AT, engine="duckdb")
        assert str(found.value) == str(error)
        return
    if name == "involved_power":  # one of them has more places than columns have
        with pytest.raises(ValueError, match="more than 12 places"):
            replay(PV, path, at=AT, engine="duckdb")
        return
    assert told(replay(PV, path, at=AT, engine="duckdb")) == reference


@pytest.mark.parametrize(
    ("kind", "cells"),
    [
        ("DOUBLE", [1.5, 0.1 + 0.2, 1e-5, -1.0, 1e17, 123456.789, 0.0, None, 99999.99]),
        ("FLOAT", [1.5, 0.5, 16777217.0, None]),
        ("BIGINT", [1, -1, 10**18, 2 * 10**18, None]),
        ("DECIMAL(38,10)", ["1.5", "0.0000000001", "-1", "123456789012345678901.5", None]),
        ("BOOLEAN", [True, None]),
        ("HUGEINT", [5, 10**30, None]),
    ],
)
def test_every_type_of_figure_agrees(parquet, kind, cells):
    dice = dice_of(3)
    rows = [[*row(dice, i), cell] for i, cell in enumerate(cells * 3)]
    if kind == "DOUBLE":
        rows = [one for one in rows if one[-1] != 0.1 + 0.2]
    both(PV, parquet(HEADS | {"total_cost": kind}, rows))


@pytest.mark.parametrize("kind", ["TIMESTAMP", "DATE", "TIMESTAMP_S", "TIMESTAMP_NS", "TIMESTAMPTZ"])
@pytest.mark.parametrize("zone", [None, "Europe/Berlin"])
def test_moments_of_every_type_agree_also_where_clocks_are_set(parquet, kind, zone, tmp_path):
    calendar = None
    if zone:
        path = tmp_path / "berlin.yaml"
        path.write_text(f"calendar: berlin\ntitle: {{en: Berlin, zh_CN: 柏林}}\nzone: {zone}\n"
                        "weekly:\n  Monday to Friday: [08:30-12:00]\n", encoding="utf-8")  # fmt: skip
        calendar = load_calendar(path)
    first = datetime(2025, 3, 28)
    moments = [first + timedelta(minutes=30 * i) for i in range(200)]
    moments += [datetime(2025, 10, 25) + timedelta(minutes=30 * i) for i in range(120)]
    moments += [datetime(1890, 1, 1), datetime(2150, 1, 1), None]
    if kind == "DATE":
        moments = [one and one.date() for one in moments]
    rows = [[f"C-{i}", moment, "K", "a", 1000 * i] for i, moment in enumerate(moments)]
    columns = HEADS | {"received_at": kind, "total_cost": "INTEGER"}
    both(PV, parquet(columns, rows), calendar=calendar)


def test_days_choices_and_events_have_columns_too(parquet):
    dice = dice_of(5)
    columns = HEADS | {"defect_level": "VARCHAR", "panel_grade": "VARCHAR", "events.sales_settled": "TIMESTAMPTZ",
                       "events": "VARCHAR"}  # fmt: skip
    rows = []
    for index in range(120):
        made = row(dice, index)
        settled = made[1] + timedelta(hours=dice.randrange(-3, 40))
        journal = dice.choice([None, None, "[]", '[{"type": "nothing"}]'])
        rows.append([*made, dice.choice("1234"), dice.choice(["I", "II", "V", None]), settled, journal])
    answer = both(PV, parquet(columns, rows))
    assert answer["refused"]["rows"] and answer["complaints"]


def test_rows_with_their_own_history_are_refused_by_name(parquet):
    before = '[{"id": "B", "received_at": "2025-01-05T08:00:00+08:00", "facts": {}}]'
    rows = [["C", datetime.fromisoformat("2026-01-05T08:00+08:00"), "K", "a", before]]
    with pytest.raises(ValueError, match="brings its own history"):
        replay(PV, parquet(HEADS | {"history": "VARCHAR"}, rows), at=AT, engine="duckdb")


def test_two_policies_and_their_moves_agree(parquet, tmp_path):
    text = policy_text(PV).replace("when: total_cost > 10000}", "when: total_cost > 5000}")
    stricter = parse_policy(text)
    dice = dice_of(9)
    rows = [[*row(dice, i), dice.choice([4_000, 6_000, 20_000, 7_000, 10**7, -1])] for i in range(300)]
    answer = both(load_policy(PV), parquet(HEADS | {"total_cost": "INTEGER"}, rows), stricter)
    assert answer["moved"] and len(answer["most_moved"]) == 10


def test_where_grades_alone_are_told_it_is_not_said_what_else_changed(parquet):
    withheld = policy_text(PV).replace("\nduties:", "\nduties_follow: worst\nduties:")
    stricter = withheld.replace("when: total_cost > 10000}", "when: total_cost > 5000}")
    rows = [[f"C{i}", datetime.fromisoformat("2026-01-05T08:00+08:00"), "K", "a", 6_000] for i in range(3)]
    path = parquet(HEADS | {"total_cost": "INTEGER"}, rows)
    found = replay(parse_policy(withheld), path, parse_policy(stricter), at=AT, engine="duckdb").to_dict()
    assert (found["duties"], found["moved"], found["changed"]) == (None, 3, None)
    assert [(one["fines"], one["duties"]) for one in found["most_moved"]] == [(None, None)] * 3


def test_editions_by_day_agree_and_what_none_was_in_force_for_is_told(parquet, tmp_path):
    text = policy_text(PV)
    first = tmp_path / "house.yaml"
    body = text.replace("policy: pv-module", "policy: house")
    head, _, rest = body.partition("\nfacts:")
    head = "\n".join(line for line in head.splitlines() if not line.startswith("in_force"))
    first.write_text(f"{head}\nin_force: 2026-01-10\nfacts:{rest}", encoding="utf-8")
    second = rest.replace("when: total_cost > 10000}", "when: total_cost > 5000}")
    later = tmp_path / "house@2026-01-20.yaml"
    later.write_text(f"{head}\nin_force: 2026-01-20\nfacts:{second}", encoding="utf-8")
    dice = dice_of(11)
    rows = [[*row(dice, i), dice.choice([4_000, 6_000, 20_000, -1])] for i in range(200)]
    answer = both(first, parquet(HEADS | {"total_cost": "INTEGER"}, rows))
    assert any("no edition" in one or "in force" in one for one in answer["refused"]["problems"])


def test_a_file_with_strange_headings_or_none_at_all_is_refused_alike(parquet, tmp_path):
    dice = dice_of(2)
    strange = parquet(HEADS | {"colour": "VARCHAR"}, [[*row(dice, 1), "red"]])
    (tmp_path / "no.parquet").write_text("nothing")
    for path in (strange, tmp_path / "no.parquet"):
        faults = []
        for engine in ("python", "duckdb"):
            with pytest.raises(ComplaintError) as found:
                replay(PV, path, at=AT, engine=engine)
            faults.append(str(found.value))
        assert faults[0] == faults[1]


def test_twins_are_refused_in_the_order_of_the_file(parquet):
    moment = datetime.fromisoformat("2026-01-05T08:00+08:00")
    names = ["A", "B", "A", None, "B", "C", " C", "C", "A"]
    rows = [[name, moment + timedelta(hours=i), "K", "a", date(2026, 1, 1) and i] for i, name in enumerate(names)]
    answer = both(PV, parquet(HEADS | {"total_cost": "INTEGER"}, rows))
    assert (answer["complaints"], answer["refused"]["rows"]) == (3, 6)


@pytest.fixture
def taken(monkeypatch):
    """taken() → how many rows DuckDB took from a CSV file by itself; None where the reader took the file."""
    from complaint_kernel.replay import complaint_table

    seen = []

    def watched(connection, *words):
        found = real(connection, *words)
        seen.append(found and connection.execute("SELECT count(*) FROM lines").fetchone()[0])
        return found

    real = complaint_table.csv_source
    monkeypatch.setattr(complaint_table, "csv_source", watched)
    return lambda: seen[-1]


HEAD = "id,received_at,customer,issue,total_cost"
ROWS = ["C-1,2026-01-05T08:00:00+08:00,K,a,1000", "C-2,2026-01-06T08:00:00+08:00,K,a,600000"]


@pytest.mark.parametrize(
    ("lines", "by_engine"),
    [
        ([HEAD, *ROWS], 2),
        (["客户投诉登记表,,,,", HEAD, *ROWS], 2),  # a title above the headings
        ([HEAD, *ROWS, "C-1,2026-01-07T08:00:00+08:00,K,a,1"], 3),  # one number twice, told with its line
        ([HEAD, ROWS[0], ",,,,", ROWS[1]], 3),  # an empty row is no complaint
        ([HEAD, ROWS[0], "", ROWS[1]], None),
        ([HEAD, ROWS[0], 'C-3,2026-01-06T08:00:00+08:00,"K, L",a,1'], None),
        ([HEAD, ROWS[0], "C-3,2026-01-06T08:00:00+08:00,K,a"], None),  # a cell is missing
        ([HEAD, ROWS[0], "C-3,2026-01-06T08:00:00+08:00,K,a,1,x"], None),  # one too many
        ([HEAD, ROWS[0], "C-3,2026-01-06T08:00:00+08:00,K,a,1,,"], 2),  # empty ones beyond are the writer's
        ([HEAD + ",", *(row + "," for row in ROWS)], None),  # a column without a heading
        ([HEAD.replace(",", "\t"), *(row.replace(",", "\t") for row in ROWS)], 2),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_csv_file_is_read_by_the_engine_where_every_line_is_a_row(tmp_path, taken, lines, by_engine, end):
    path = tmp_path / "c.csv"
    path.write_bytes(end.join(lines).encode())
    both(PV, path)
    assert taken() == (by_engine if end == "\n" else None)


def test_other_encodings_are_the_reader_s(tmp_path, taken):
    path = tmp_path / "c.csv"
    path.write_bytes("\n".join([HEAD, ROWS[0].replace("K", "大客户")]).encode("gb18030"))
    both(PV, path)
    assert taken() is None
    path.write_bytes(b"\xef\xbb\xbf" + "\n".join([HEAD, *ROWS]).encode())
    both(PV, path)
    assert taken() is None
