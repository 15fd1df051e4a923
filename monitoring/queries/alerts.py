"""What the pages of alerts show (M4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from core.dates import BEIJING
from monitoring.models import Alert, AlertState, Hit, KeywordSet
from monitoring.queries.history import past_of
from monitoring.watch.series import Heard, Series, instant_of, minute_of
from monitoring.watch.spikes import Strictness, usual_at

BAR = 30
"""Minutes of one bar of the chart."""
AROUND = timedelta(hours=18)
JUDGED_DAYS = 180


def alerts_shown(state: str, set_id: str) -> "QuerySet[Alert]":
    """Alerts of one state (empty: all) and set, newest first."""
    rows = Alert.objects.select_related("keyword_set", "acknowledged_by", "handled_by").order_by("-pk")
    if state in AlertState.values:
        rows = rows.filter(state=state)
    if state == AlertState.OPEN:
        rows = rows.filter(joined=None)
    return rows.filter(keyword_set_id=int(set_id)) if set_id.isascii() and set_id.isdigit() else rows


def set_choices() -> list[tuple[int, str]]:
    """For the filter."""
    return list(KeywordSet.objects.order_by("name").values_list("pk", "name"))


@dataclass(frozen=True)
class Judgement:
    """What people said of a set's alerts."""

    name: str
    set_id: int
    raised: int
    confirmed: int
    dismissed: int

    @property
    def precision(self) -> int | None:
        """Percent of the judged ones that were confirmed; None: nobody judged any."""
        judged = self.confirmed + self.dismissed
        return round(100 * self.confirmed / judged) if judged else None


def judgements(now: datetime, keyword_set: KeywordSet | None = None) -> list[Judgement]:
    """Per set over the last half year. One query."""
    rows = Alert.objects.filter(created_at__gte=now - timedelta(days=JUDGED_DAYS))
    if keyword_set is not None:
        rows = rows.filter(keyword_set=keyword_set)
    found = (
        rows.order_by()
        .values("keyword_set", "keyword_set__name")
        .annotate(
            raised=Count("pk"),
            confirmed=Count("pk", filter=Q(state=AlertState.CONFIRMED)),
            dismissed=Count("pk", filter=Q(state=AlertState.DISMISSED)),
        )
        .order_by("-raised", "keyword_set__name")
    )
    return [
        Judgement(row["keyword_set__name"], row["keyword_set"], row["raised"], row["confirmed"], row["dismissed"])
        for row in found
    ]


def hits_of(alert: Alert) -> "QuerySet[Hit]":
    """What the loudest window holds: of the whole set, or of the group that the alert is on."""
    rows = Hit.objects.filter(
        keyword_set=alert.keyword_set_id,
        published_at__gte=alert.window_start,
        published_at__lt=alert.window_end,
        noise_at=None,
    )
    return rows if alert.group_id is None else rows.filter(mention__group_id=alert.group_id)


def leading_hits(alert: Alert, *, limit: int = 8) -> "QuerySet[Hit]":
    """The posts of the loudest window that were carried on most."""
    rows = hits_of(alert)
    return rows.select_related("mention__source").order_by(F("mention__reposts").desc(nulls_last=True), "-pk")[:limit]


def chart_of(alert: Alert, *, now: datetime) -> dict[str, Any] | None:
    """Half-hours around the alert: hits, and what is usual at the same hours (None where that isn't known)."""
    first = minute_of(alert.window_end - AROUND) // BAR * BAR
    last = min(minute_of(now), minute_of(alert.window_end + AROUND)) // BAR * BAR + BAR
    past = past_of(alert.keyword_set, since=instant_of(first), until=instant_of(last), minimum=1)
    if past is None:
        return None
    return {**bars(past.series, past.heard, range(first, last, BAR), BAR), "words": chart_words()}


def bars(series: Series, heard: Heard, starts: range, length: int) -> dict[str, Any]:
    """For ECharts: labels in Beijing time, counts, lower edge and height of the usual band."""
    found: dict[str, list[object]] = {"at": [], "count": [], "low": [], "high": [], "band": []}
    for start in starts:
        usual = usual_at(series, heard, start + length, length, _ANY)
        found["at"].append(f"{instant_of(start).astimezone(BEIJING):%m-%d %H:%M}")
        found["count"].append(series.count(start + length, length))
        found["low"].append(None if usual is None else round(usual.low, 1))
        found["high"].append(None if usual is None else round(usual.high, 1))
        found["band"].append(None if usual is None else round(usual.high - usual.low, 1))
    rows = zip(found["at"], found["count"], found["low"], found["high"], strict=True)
    return {**found, "rows": list(rows)}


def chart_words() -> dict[str, str]:
    """What the script writes beside its axes and in its tips."""
    return {"count": _("条数"), "usual": _("平常"), "low": _("平常最低")}


_ANY = Strictness(steps=1.0, lift=1.0)
