"""C1: where the week's posts lie off the quotas, one line each. Pure; older reports have no bounds."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

ENOUGH_POSTS = 5
"""With fewer in a week a share says nothing."""
TOLERATED = 0.1
"""Without bounds of its own a category may be so far off its quota."""
Row = dict[str, Any]


def off_by(row: Row) -> float:
    """How far a category lies off its quota, as a part of 1: below 0 short, above 0 over; 0 within what is allowed."""
    share, quota = row["share"], row["quota"]
    if share is None:
        return 0.0
    least, most = row.get("minimum"), row.get("maximum")
    low = least if least is not None else quota - TOLERATED
    high = most if most is not None else quota + TOLERATED
    within = round(low, 6) < share < round(high, 6)
    if within or (least is not None and share == least) or (most is not None and share == most):
        return 0.0
    return float(round(share - quota, 6))


def deviating(quotas: list[Row]) -> Iterator[tuple[Row, Row, float]]:
    """Plan, category and distance to the quota, where a week had enough posts to tell."""
    for plan in quotas:
        for row in plan["rows"] if plan["posts"] >= ENOUGH_POSTS else ():
            if (off := off_by(row)) != 0:
                yield plan, row, off


def deviation_lines(quotas: list[Row]) -> list[Row]:
    """The lines of the report, the largest first."""
    found = [_line(plan, row, off) for plan, row, off in deviating(quotas)]
    return sorted(found, key=lambda line: (-abs(line["points"]), line["account"], line["category"]))


def _line(plan: Row, row: Row, off: float) -> Row:
    values = {
        "account": plan["account"],
        "category": row["category"],
        "share": f"{row['share'] * 100:.0f}",
        "quota": f"{row['quota'] * 100:.0f}",
        "points": f"{abs(off) * 100:.0f}",
    }
    if off < 0:
        text = _("“%(account)s”的%(category)s占 %(share)s%%，比配额 %(quota)s%% 少 %(points)s 个百分点。") % values
    else:
        text = _("“%(account)s”的%(category)s占 %(share)s%%，比配额 %(quota)s%% 多 %(points)s 个百分点。") % values
    return {"account": plan["account"], "category": row["category"], "points": off, "text": text}
