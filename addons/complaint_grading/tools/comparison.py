"""Two answers of the kernel to one complaint, side by side: functions over the answers as JSON, without Odoo."""

from datetime import datetime


def direction(before, after, was, becomes):
    """How the grade moves: same, raised (severer), lowered, or other where it is another class or cannot be ranked.

    before, after: {"grade", "intake"}; was, becomes: the ranks of the grades in their policies, 1 the severest, 0 none.
    """
    if (before["grade"], before["intake"]) == (after["grade"], after["intake"]):
        return "same"
    if not was or not becomes or was == becomes:
        return "other"
    return "raised" if becomes < was else "lowered"


def next_due(answer, owed):
    """The earliest due moment (ISO text) of the duties in one of these states, None without one."""
    moments = [row["due"] for row in answer["duties"] if row["due"] and row["state"] in owed]
    return min(moments, key=datetime.fromisoformat, default=None)


def sums(answer):
    """Amount and points of all penalties; a range that a person settles counts nothing yet."""
    penalties = answer["penalties"]
    return sum(float(row["amount"] or 0) for row in penalties), sum(row["points"] or 0 for row in penalties)


def duty_pairs(before, after):
    """(duty id, its row before, its row after) for each duty of each round, None where it is not owed."""
    was, becomes = _by_duty(before), _by_duty(after)
    return [(key[0], was.get(key), becomes.get(key)) for key in [*was, *(key for key in becomes if key not in was)]]


def penalty_changes(before, after):
    """The penalties that are no longer there, and those that are new, each as a line of text."""
    was, becomes = _penalty_lines(before), _penalty_lines(after)
    return [line for line in was if line not in becomes], [line for line in becomes if line not in was]


def _by_duty(answer):
    return {(row["id"], row.get("round") or 1): row for row in answer["duties"]}


def _penalty_lines(answer):
    return [" ".join(str(part) for part in _penalty_parts(row) if part) for row in answer["penalties"]]


def _penalty_parts(row):
    return row["clause"], row["payer"], row["outcome"], row.get("amount") or row.get("amount_min"), row.get("points")
