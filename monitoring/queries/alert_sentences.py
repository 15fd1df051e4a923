"""Alerts in words with their numbers (M4), for pages, notices, robots."""

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from monitoring.models import Alert, NewsKind

LONG: Final = 120
"""Minutes from which a window is told in hours."""

# By whether the window is long, and whether negativity is known.
_COUNTED: Final = {
    (False, False): gettext_noop(
        "“%(set)s”%(minutes)d 分钟 %(count)d 条，平常 %(low)d 至 %(high)d 条，严重程度 %(severity)d/10。"
    ),
    (False, True): gettext_noop(
        "“%(set)s”%(minutes)d 分钟 %(count)d 条，平常 %(low)d 至 %(high)d 条；"
        "%(negative)d%% 负面，严重程度 %(severity)d/10。"
    ),
    (True, False): gettext_noop(
        "“%(set)s”%(hours)d 小时 %(count)d 条，平常 %(low)d 至 %(high)d 条，严重程度 %(severity)d/10。"
    ),
    (True, True): gettext_noop(
        "“%(set)s”%(hours)d 小时 %(count)d 条，平常 %(low)d 至 %(high)d 条；"
        "%(negative)d%% 负面，严重程度 %(severity)d/10。"
    ),
}
_LED: Final = {
    (False, False): gettext_noop(
        "“%(set)s”%(minutes)d 分钟 %(count)d 条，平常 %(low)d 至 %(high)d 条；"
        "带头的是 @%(leader)s，严重程度 %(severity)d/10。"
    ),
    (False, True): gettext_noop(
        "“%(set)s”%(minutes)d 分钟 %(count)d 条，平常 %(low)d 至 %(high)d 条；"
        "%(negative)d%% 负面；"
        "带头的是 @%(leader)s，严重程度 %(severity)d/10。"
    ),
    (True, False): gettext_noop(
        "“%(set)s”%(hours)d 小时 %(count)d 条，平常 %(low)d 至 %(high)d 条；"
        "带头的是 @%(leader)s，严重程度 %(severity)d/10。"
    ),
    (True, True): gettext_noop(
        "“%(set)s”%(hours)d 小时 %(count)d 条，平常 %(low)d 至 %(high)d 条；"
        "%(negative)d%% 负面；"
        "带头的是 @%(leader)s，严重程度 %(severity)d/10。"
    ),
}
_GROUP: Final = {
    (False, False): gettext_noop(
        "“%(set)s”里的同一内容 %(minutes)d 分钟 %(count)d 条，"
        "平常一周最多 %(high)d 条，严重程度 %(severity)d/10：%(post)s"
    ),
    (False, True): gettext_noop(
        "“%(set)s”里的同一内容 %(minutes)d 分钟 %(count)d 条，平常一周最多 %(high)d 条；"
        "%(negative)d%% 负面，严重程度 %(severity)d/10：%(post)s"
    ),
    (True, False): gettext_noop(
        "“%(set)s”里的同一内容 %(hours)d 小时 %(count)d 条，"
        "平常一周最多 %(high)d 条，严重程度 %(severity)d/10：%(post)s"
    ),
    (True, True): gettext_noop(
        "“%(set)s”里的同一内容 %(hours)d 小时 %(count)d 条，平常一周最多 %(high)d 条；"
        "%(negative)d%% 负面，严重程度 %(severity)d/10：%(post)s"
    ),
}
TITLES: Final = {
    NewsKind.RAISED: gettext_noop("舆情预警：%(set)s"),
    NewsKind.WORSE: gettext_noop("预警升级，更严重了：%(set)s"),
    NewsKind.FASTER: gettext_noop("预警升级，速度翻倍：%(set)s"),
    NewsKind.BIG: gettext_noop("预警升级，认证大号加入：%(set)s"),
    NewsKind.DARKER: gettext_noop("预警升级，负面更多了：%(set)s"),
    NewsKind.ESCALATED: gettext_noop("预警无人接手：%(set)s"),
}


def title_of(alert: Alert, kind: str) -> str:
    """What became new about it, in the language of whoever asks."""
    return _(TITLES[NewsKind(kind)]) % {"set": alert.keyword_set.name}


def msgid_of(alert: Alert) -> str:
    """The sentence to be filled with `params_of`; everybody reads it in his own language."""
    led = _LED if alert.facts.get("authors") else _COUNTED
    table = _GROUP if alert.group_id is not None else led
    return table[alert.minutes >= LONG, alert.negative_share is not None]


def params_of(alert: Alert) -> dict[str, Any]:
    """Its numbers."""
    authors = alert.facts.get("authors") or [{"name": ""}]
    return {
        "set": alert.keyword_set.name,
        "minutes": alert.minutes,
        "hours": round(alert.minutes / 60),
        "count": alert.count,
        "low": round(alert.usual_low),
        "high": round(alert.usual_high),
        "negative": alert.negative_share or 0,
        "leader": authors[0]["name"],
        "severity": alert.severity,
        "post": alert.facts.get("post", {}).get("text", ""),
    }


def sentence_of(alert: Alert) -> str:
    """In the language of whoever asks."""
    return _(msgid_of(alert)) % params_of(alert)
