"""What each key of a policy file says, in one sentence, as an editor shows it beside the key.

Most of it stands in the docstring of the key's shape (`owner: a party, or rows.`). Here is what many shapes share, by
the key, and what no docstring says, by `Shape.key`; `Document.key` stands at the top of a file or is a section of which
more is to be said than the first line of its module.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

KEYS: Mapping[str, str] = {
    "any": "rows; the first that is met decides",
    "bool": "yes or no: its default, `true` or `false`",
    "breach": "what it costs to miss it",
    "by": "the party that does it",
    "choice": "one of these keys, each with its label",
    "clause": "the place in the regulation, as text: `8.10` stays `8.10`",
    "count": "a whole number in this unit",
    "data": "what an entry of it says, by name",
    "date": "`yes`: a day",
    "default": "why this is ours and not the regulation's",
    "derive": "facts computed from facts, by name",
    "done_by": "the event, or several, that does it",
    "duties": "the duties that it sets off",
    "each": "each payer with what it bears: `30 CNY`, `500 to 1000 CNY`, `100 points`, or a name of `outcomes`",
    "events": "the journal, each entry with type, at and data",
    "facts": "facts by name",
    "first": "rows of which the first that is met counts",
    "from": "the event that begins it",
    "grade": "the id of the grade",
    "help": "more about it, for whoever fills in the form",
    "intake": "the intake class",
    "kind": "the id of its kind",
    "label": "what people call it, by language",
    "level": "the id of the level",
    "maximum": "the largest figure that is taken",
    "measures": "counts and sums by name",
    "minimum": "the smallest figure that is taken",
    "money": "an amount in this currency",
    "number": "a bare figure of this name",
    "otherwise": "the row that takes what no other row took",
    "owner": "the party that owes it",
    "participants": "the parties that take part",
    "quantity": "a figure in this unit, decimals allowed",
    "reference": "where the value is written, such as the number of a decision",
    "rows": "rows of which the first that is met counts",
    "segment": "the segment of `segments` that it is about, else all complaints",
    "step": "the id of the step",
    "targets": "shares that should be reached, by name",
    "tier": "the id of the tier",
    "tiers": "the tiers, the best first",
    "to": "the grade that it becomes",
    "until": "the event that ends it",
    "value": "a figure, or an expression that gives it",
    "when": "the condition under which it applies; without one it takes the rest",
    "where": "a condition on what is counted, or on the event's data",
    "within": "the window",
    # the whole file
    "Document.clauses": "what people call a clause that is a heading, by the text that rows write as `clause`",
    "Document.policy": "the id: small letters, digits and hyphens",
    "Document.title": "what the regulation is called, by language",
    "Document.summary": "what it is about, by language",
    "Document.sector": "whose regulation it is, by language; companies choose by it",
    "Document.dated": "the day on which the regulation was written",
    "Document.in_force": "the day from which this edition counts; another edition is another file",
    "Document.calendar": "the name of the working calendar, never a path",
    "Document.currency": "the ISO 4217 code of amounts",
    "Document.parties": "who can owe, pay, approve or take part, by id",
    "Document.channels": "the ways in which a complaint comes in, by id",
    "Document.categories": "sorts of complaint, by id",
    "Document.departments": "departments that a complaint concerns, by id",
    "Document.duties_follow": "whether duties follow the grade, or the worst that missing facts could still bring",
    "Document.records": "what must be recorded (`fields` is read too)",
    # what one shape says otherwise
    "GradeShape.any": "rows of which any one that is met gives the grade",
    "TierShape.any": "rows of which any one that is met gives the tier",
    "AxisShape.label": "what people call the axis, by language",
    "CapShape.at_most": "`200 CNY`, or `parameter CNY`",
    "CapShape.within": "the window: a calendar month",
    "AppealShape.within": "a limit such as `5 working days`, counted from the decision, or the name of a parameter",
    "CaseShape.title": "one sentence that says what the case shows",
    "CaseShape.at": "the moment of the answer",
    "CaseShape.complaint": "further keys of the complaint, such as customer or received_at",
    "CaseShape.expect": "the parts of the answer to compare",
    "CaseShape.history": "earlier complaints",
    "CaseShape.since": "from which day on periodic work is told",
    "CaseShape.parameters": "figures that the company sets, for this case",
    "DataShape.moment": "`yes`: a date and time",
    "DataShape.text": "`yes`: free text",
    "DataShape.required": "whether an entry without it is refused",
    "DatedValue.since": "the first day of the value",
    "DutyShape.breach": "what it costs to be late",
    "DutyShape.when": "the condition under which it is owed; without one it always is",
    "DutyShape.done_by": "the events that do it; the first not before its start counts",
    "DutyShape.extended_by": "the event whose data move the due moment",
    "DutyShape.pauses": "while what the clock stands still",
    "EventMatch.event": "the type of the event",
    "FactShape.default": "the value where none is given",
    "LevelShape.when": "the condition on the measures",
    "LimitShape.limit": "a time limit such as `2 working days`, or the name of a parameter",
    "MeasureShape.count": "`history` counts earlier complaints, `events` entries of the journal",
    "MeasureShape.distinct": "the field whose different values are counted",
    "MeasureShape.sum": "the fact that is added up",
    "MeasureShape.run": "the condition that the latest ones meet in a row",
    "MeasureShape.last": "the field of the latest event's data",
    "MeasureShape.events": "the type of the event that is counted",
    "MeasureShape.older": "a limit: true once more time has passed",
    "MeasureShape.take": "whether `after` means the first or the last such event",
    "GroupMeasureShape.count": "`complaints`: how many there are",
    "GroupMeasureShape.sum": "the fact that is added up",
    "GroupMeasureShape.growth": "`complaints`: percent by which they grew over the span before",
    "GroupMeasureShape.distinct": "the field whose different values are counted",
    "NumberingShape.pattern": "`{year}`, `{month}`, `{day}` and `{serial:4}`",
    "NumberingShape.restart": "when the serial begins again",
    "OwnerShape.owner": "the party that owes it in this case",
    "ParameterShape.limit": "`yes`: a time limit",
    "ParameterShape.value": "the value; without one it is unset",
    "ParameterShape.values": "values by the day from which they count",
    "PenaltyShape.when": "the condition under which it costs",
    "PenaltyShape.on": "the event that costs, each time",
    "PointsShape.add": "rows of which each that is met adds its points",
    "ScoreShape.weights": "facts with their weights",
    "StepShape.when": "the condition under which it is taken; without one it always is",
    "StepShape.approved_with": "the event by which each party approves it, else `step_approved`",
    "StepShape.approved_by": "the parties that approve it, in turn",
    "TargetShape.among": "which complaints count",
    "TargetShape.at_least": "the figure to be reached: `0.9`, `2 / 3` or a parameter",
    "TargetShape.happened": "the event that counts",
    "TargetShape.share": "the share, computed from the data of the event that does the work",
    "TiersShape.scores": "weighted means of facts, by name",
    "TiersShape.services": "what customers are given, by id",
    "TiersShape.axes": "the sides by which customers are sorted, by id",
    "WarningsShape.levels": "the levels by id, from low to high",
    "WarningsShape.kinds": "the kinds of warning, by id",
    "WarningsShape.segments": "parts of the complaints with thresholds of their own, by id",
    "WarningsShape.determined_by": "the event by which a level is determined",
    "WarningsShape.tables": "the rows that give levels",
    "UpliftShape.from": "the grade that is raised",
    "Label.default": "why the name is ours, where the source has none",
    "Multilingual.en": "in English",
    "Multilingual.zh_CN": "in Chinese",
    "Label.en": "in English",
    "Label.zh_CN": "in Chinese",
    "Party.en": "in English",
    "Party.zh_CN": "in Chinese",
    "Party.default": "why the name is ours, where the source has none",
}


def described(shape: str, doc: str, keys: Iterable[str]) -> dict[str, str]:
    """What each key of a shape says: by the shape's own entry, its docstring, or what all shapes share."""
    names = list(keys)
    own = _entries(doc, names)
    found = {key: KEYS.get(f"{shape}.{key}") or own.get(key) or KEYS.get(key) for key in names}
    return {key: text for key, text in found.items() if text}


def _entries(doc: str, keys: Iterable[str]) -> dict[str, str]:
    """`key: text` of a docstring, the text up to the next key or the end of the paragraph."""
    known = set(keys)
    found: dict[str, str] = {}
    for paragraph in re.split(r"\n\s*\n", doc):
        flat = " ".join(paragraph.split())
        marks = [m for m in re.finditer(r"(?<![\w`])(\w+): ", flat) if m[1] in known]
        ends = [*(mark.start() for mark in marks), len(flat)][1:]
        found |= {mark[1]: flat[mark.end() : end].strip().rstrip(".;,") for mark, end in zip(marks, ends, strict=True)}
    return found
