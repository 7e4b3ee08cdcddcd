"""Duties, breaches and fines on DuckDB: the whole answer of the reference, or grades alone with the reason."""

import json
import random
from datetime import datetime, timedelta

import pytest

from complaint_kernel import load_calendar, load_policy, parse_policy
from complaint_kernel.policy.editions import Editions
from complaint_kernel.replay import EngineError, replay
from complaint_kernel.worktime import parse_calendar

pytest.importorskip("duckdb")
pytest.importorskip("sqlglot")
AT = "2026-10-08T08:30"
OFFICE = load_calendar("cn-office")
SECOND = timedelta(seconds=1)
HOUSE = """
policy: house
title: {en: House rules, zh_CN: 内部规则}
calendar: cn-office
currency: CNY
parties:
  desk: {en: Desk, zh_CN: 服务台}
  plant: {en: Plant, zh_CN: 工厂, calendar: cn-six-days}
  responsible: {en: Who is responsible, zh_CN: 责任人}
facts:
  cost: {money: CNY, label: {en: Cost, zh_CN: 费用}}
  urgent: {bool: false, label: {en: Urgent, zh_CN: 紧急}}
parameters:
  unset: {limit: yes, clause: P1, label: {en: Not set, zh_CN: 未定}}
departments:
  paint: {en: Paint, zh_CN: 涂装}
  press: {en: Press, zh_CN: 冲压}
events:
  told: {label: {en: Told, zh_CN: 已告知}, implied_by: [answered]}
  answered: {label: {en: Answered, zh_CN: 已答复}}
  closed: {label: {en: Closed, zh_CN: 已关闭}}
  lost: {label: {en: Lost, zh_CN: 遗失}}
  paused: {label: {en: Paused, zh_CN: 暂停}}
  resumed: {label: {en: Resumed, zh_CN: 恢复}}
measures:
  before: {count: history, same: [customer], within: 48 hours, this: false, clause: M, label: {en: Before, zh_CN: 先前}}
  month: {sum: cost, same: [customer], within: calendar month, clause: M3, label: {en: This month, zh_CN: 本月}}
  losses: {count: events, events: lost, clause: M2, label: {en: Losses, zh_CN: 遗失次数}}
derive:
  heavy: {bool: yes, label: {en: Heavy, zh_CN: 重}, rows: [{clause: D, value: true, when: cost > 50}]}
grades:
  - {grade: I, label: {en: One, zh_CN: 一}, any: [{clause: "1", when: cost > 10.5 or before >= 2}]}
  - {grade: II, label: {en: Two, zh_CN: 二}, otherwise: {clause: "2"}}
duties:
  answer:
    label: {en: Answer, zh_CN: 答复}
    clause: A
    owner: [{owner: plant, when: urgent}, {owner: desk}]
    within:
      - {limit: 4 working hours, when: grade == "I", clause: A1}
      - {limit: unset, when: cost == 3}
      - {limit: 1 working day, when: losses == 0, clause: A2}
      - {limit: 30 minutes}
    done_by: [answered, closed]
    breach: {clause: A, each: {responsible: 30 CNY, plant: 5 points}}
  close:
    label: {en: Close, zh_CN: 关闭}
    clause: C
    owner: desk
    from: told
    within: 2 days
    done_by: closed
    pauses: [{clause: C1, from: paused, until: resumed}]
    breach: {clause: C, each: {responsible: 12.5 CNY}}
  by_ten:
    label: {en: By ten, zh_CN: 十点前}
    clause: T
    owner: desk
    when: heavy and grade == "I"
    within: [{limit: same day at 10:00, started_by: "10:00"}, {limit: next day at 10:00}]
    done_by: closed
penalties:
  - {clause: L, when: cost > 100, each: {responsible: loss}, loss: cost}
  - {clause: N, when: before >= 1, each: {responsible: 7 CNY}}
  - {clause: O, when: month > 150, each: {responsible: 3 CNY}}
  - {clause: E, on: lost, when: cost > 1, each: {responsible: 9 CNY}}
outcomes:
  loss: {label: {en: Loss, zh_CN: 损失}}
"""
NIGHTS = """
calendar: nights
zone: America/St_Johns
weekly: {Monday to Thursday: [22:00-06:00], Saturday: [08:30-12:00]}
"""
BEFORE_THE_HOLIDAY = (
    "2026-09-18T17:30",
    "2026-09-20T08:30",
    "2026-09-29T12:00",
    "2026-09-30T13:00",
    "2026-09-30T17:30",
)
MOMENTS = (*BEFORE_THE_HOLIDAY, "2026-10-01T00:00", "2026-10-07T17:30", "2026-10-08T08:30", "2026-01-01T00:00")
EVENTS = ("told", "answered", "closed", "lost", "paused", "resumed", "customer_refused")


def complaints(number, seed, kinds=EVENTS):
    """Around the turns of working time; an event where a limit ends, or a second from there."""
    dice = random.Random(seed)  # noqa: S311
    for index in range(number):
        received = OFFICE.localize(dice.choice(MOMENTS)) + dice.choice((0, 0, 1, -1)) * SECOND
        events = []
        for kind in kinds:
            if dice.random() < 0.35:
                due = OFFICE.due(received, dice.choice(("4 working hours", "1 working day", "2 days", "30 minutes")))
                at = max(received, due + dice.choice((0, 0, 1, -1)) * SECOND)
                events.append({"type": kind, "at": at.isoformat()})
        yield {
            "id": f"C-{index:04}",
            "received_at": received.isoformat(),
            "customer": f"K{index % 9}",
            "department": dice.choice((None, "paint", "press")),
            "facts": {"cost": dice.choice((None, 3, 10.5, 10.51, 60, 120.25)), "urgent": dice.random() < 0.5},
            "events": events + ([events[0]] if events and dice.random() < 0.1 else []),
        }


def flat(rows):
    """The rows of a table: what stands in a journal once has a column of its own."""
    for row in rows:
        facts, journal = row.pop("facts"), row.pop("events")
        yield {**row, **facts, **{f"events.{one['type']}": one["at"] for one in journal}}


def both(policy, source, against=None, at=AT, calendar=None):
    """The answers of the reference and of DuckDB, which tells everything."""
    found = [replay(policy, source, against, at=at, engine=e, calendar=calendar) for e in ("python", "duckdb")]
    assert found[1].figures.untold is None
    return [{**answer.to_dict(), "engine": None} for answer in found]


@pytest.fixture
def parquet(tmp_path):
    """parquet(complaints) → a Parquet file with a column for each event."""
    import duckdb

    def written(rows):
        path, raw = tmp_path / "made.parquet", tmp_path / "made.json"
        raw.write_text("\n".join(map(json.dumps, flat(rows))), encoding="utf-8")
        with duckdb.connect() as connection:
            connection.execute(f"COPY (FROM read_json('{raw}', format = 'newline_delimited')) TO '{path}'")
        return path

    return written


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2))])
def test_every_figure_is_the_reference_s(seed, lines):
    reference, columns = both(parse_policy(HOUSE), lines(complaints(150, seed)))
    assert columns == reference
    assert reference["fines"]
    assert all(sum(duty[state] for duty in reference["duties"]) for state in ("met", "late", "overdue", "open"))


def test_events_in_columns_are_a_journal_too(parquet):
    reference, columns = both(parse_policy(HOUSE), parquet(complaints(150, 7)))
    assert columns == reference
    assert sum(duty["met"] + duty["late"] for duty in reference["duties"]) > 50


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_two_editions_against_another_on_a_calendar_elsewhere(seed, parquet):
    later = parse_policy(HOUSE.replace("4 working hours", "5 working hours").replace("2 days", "1 day"), "later.yaml")
    editions = Editions("house", ((None, parse_policy(HOUSE)), (datetime(2026, 9, 30).date(), later)))
    other = parse_policy(HOUSE.replace("30 CNY", "31 CNY").replace("unset, when", "3 hours, when"), "other.yaml")
    nights = parse_calendar(NIGHTS, "nights.yaml") if seed % 2 else None
    reference, columns = both(editions, parquet(complaints(200, seed)), other, calendar=nights)
    assert columns == reference
    assert 0 < reference["changed"] < 200
    assert reference["most_moved"][0]["fines"] != "0.00"


@pytest.mark.parametrize("step", [pytest.param(-1, marks=pytest.mark.slow), 0, 1])
def test_at_the_due_moment_itself_nothing_is_overdue(step, lines):
    policy = load_policy("company-major")
    rows = [{"id": "C-1", "received_at": "2026-09-30T09:00:00+08:00", "facts": {}}]
    at = OFFICE.due(OFFICE.localize("2026-09-30T09:00"), "1 working day") + step * SECOND
    reference, columns = both(policy, lines(rows), at=at)
    assert columns == reference
    assert sum(duty["overdue"] for duty in columns["duties"]) == (step == 1)


@pytest.mark.slow
def test_past_a_day_whose_holidays_nobody_knows_a_duty_stays_open(lines):
    year = max(OFFICE.announced or ()) + 1
    rows = [{"id": "C-1", "received_at": f"{year - 1}-12-31T17:29:59+08:00", "facts": {"cost": 11}}]
    reference, columns = both(parse_policy(HOUSE), lines(rows), at=f"{year}-06-01T08:00")
    assert columns == reference
    assert (columns["provisional"], columns["fines"]) == (1, [])


@pytest.mark.slow
def test_a_promise_and_a_refusal_are_judged_by_themselves(lines):
    rows = [*complaints(20, 1, kinds=("answered",))]
    for row in rows[:10]:
        by = (datetime.fromisoformat(row["received_at"]) + timedelta(days=2)).isoformat()
        row["events"] = [{"type": "reply_promised", "at": row["received_at"], "data": {"by": by}},
                         {"type": "customer_refused", "at": by}]  # fmt: skip
    for name in ("rating-agency", "manufacturing"):
        policy = load_policy(name)
        known = [
            {**row, "facts": {}, "events": [e for e in row["events"] if e["type"] in policy.events]} for row in rows
        ]
        reference, columns = both(policy, lines(known))
        assert columns == reference


def test_a_due_moment_beyond_the_calendar_leaves_the_grades(lines):
    rows = [{"id": "C-1", "received_at": "2050-12-30T09:00:00+08:00", "facts": {}}]
    found = replay(parse_policy(HOUSE), lines(rows), at="2050-12-30T10:00", engine="duckdb")
    assert found.figures.grade_counts() == {"I": 0, "II": 1}
    assert "beyond the calendar" in str(found.figures.untold)
    told = found.to_dict()
    assert (told["duties"], told["fines"], told["lacking"]) == (None, None, None)
    with pytest.raises(EngineError, match="beyond the calendar"):  # there are no grades to be left
        replay("property-developer", lines(rows), at="2050-12-30T10:00", engine="duckdb")


# Around the first and the last year that the calendar counts, and around those that columns are sure of.
ENDS_OF_THE_YEARS = {
    "2001-02-10T08:00": ("2001-01-01T00:00:00", "2001-01-01T08:29:59", "2001-01-31T17:29:59", "2001-02-09T09:00:00"),
    "2002-01-20T08:00": ("2001-12-31T07:59:59", "2001-12-31T23:59:59", "2002-01-01T00:00:00", "2002-01-01T08:00:00"),
    "2049-01-20T08:00": ("2048-12-31T17:29:59", "2049-01-01T07:59:59", "2049-01-01T08:00:00", "2049-01-01T08:00:01"),
    "2050-12-26T08:00": ("2050-11-30T17:30:00", "2050-12-01T00:00:00", "2050-12-15T12:00:00", "2050-12-23T17:29:59"),
}


@pytest.mark.parametrize("at", ENDS_OF_THE_YEARS)
def test_the_first_and_the_last_month_of_the_years_are_counted_alike(at, lines, parquet):
    events = [{"type": "told"}, {"type": "closed"}]
    rows = [
        {"id": f"C-{place}", "received_at": f"{received}+08:00", "customer": "K", "department": None,
         "facts": {"cost": 60, "urgent": place % 2 == 0},
         "events": [{**one, "at": f"{received}+08:00"} for one in events[: 1 + place % 2]]}
        for place, received in enumerate(ENDS_OF_THE_YEARS[at])
    ]  # fmt: skip
    for source in (lines(rows), parquet([dict(row) for row in rows])):
        reference, columns = both(parse_policy(HOUSE), source, at=at)
        assert columns == reference
        assert reference["lacking"] == []
        assert sum(sum(duty[state] for state in ("open", "met", "late", "overdue")) for duty in reference["duties"]) > 4


def test_columns_that_differ_from_the_reference_are_never_told(lines, monkeypatch):
    from complaint_kernel.replay.due_table import DueTable

    right = DueTable.due
    monkeypatch.setattr(DueTable, "due", lambda table, term, start: f"({right(table, term, start)} + 1000000)")
    found = replay(parse_policy(HOUSE), lines(complaints(20, 1)), at=AT, engine="duckdb")
    assert "columns and reference differ" in str(found.figures.untold)
    assert found.figures.grade_counts() and not found.figures.whole
