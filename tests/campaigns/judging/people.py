"""People and terms for tests of judging."""

import datetime as dt
from typing import Any

from campaigns.judging import Deed, Demand, Person, Terms
from campaigns.judging.texts import circle_of, friends_of, print_of

START = dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC)
END = START + dt.timedelta(days=3)
FRIENDS = " ".join(f"@好友{name}号" for name in "甲乙丙丁戊己庚辛壬癸")


def deed(kind: str = "repost", text: str = "", *, hours: float = 1, **more: Any) -> Deed:
    """Something done so many hours after the start."""
    compared = {"print": print_of(text), "circle": circle_of(friends_of(text), frozenset())}
    values: dict[str, Any] = {"gone": False, "name": "小满", **compared, **more}
    return Deed(kind=kind, at=START + dt.timedelta(hours=hours), text=text, **values)


def person(*deeds: Deed, uid: str = "77") -> Person:
    return Person(uid, list(deeds))


def terms(*demands: Demand, combine: str = "all", **more: Any) -> Terms:
    return Terms(demands, combine, START, END, **more)


REPOST, COMMENT = Demand("repost"), Demand("comment")
TEN = Demand("mention", 10)
FOLLOW = Demand("follow")
