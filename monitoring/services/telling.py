"""What is new about alerts reaches people: notice, mail, robots, webhook; and somebody else when nobody minds it (M4).

`AlertNews` rows are the queue; notices and robot messages are idempotent by their keys, so nothing is told twice.
"""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import translation

from accounts.models import RobotTopic
from accounts.services.robots import News, tell_robots
from core.audit import SYSTEM, Change, record
from core.models import NoticeLevel
from core.notices import Message, notify
from monitoring.models import Alert, AlertNews, AlertState, NewsKind
from monitoring.queries.alert_sentences import msgid_of, params_of, sentence_of, title_of
from monitoring.queries.alerting import next_people, rule_of, told_people

AT_ONCE: Final = 50
GRAVE: Final = 7


def tell_alerts(*, now: datetime) -> int:
    """Tell what is due, quiet hours over. Returns how many facts were told."""
    with transaction.atomic():
        due = AlertNews.objects.select_for_update(skip_locked=True, of=("self",)).filter(due_at__lte=now)
        found = list(due.select_related("alert__keyword_set__owner").order_by("due_at")[:AT_ONCE])
        for news in found:
            if news.alert.state == AlertState.OPEN:
                _tell(news, now)
                news.told_at = now
            news.due_at = None
            news.save(update_fields=["due_at", "told_at"])
    return sum(news.told_at is not None for news in found)


def escalate_alerts(*, now: datetime) -> int:
    """Call the next one for every live alert that was told and that nobody has taken in time. Returns how many."""
    first = AlertNews.objects.filter(alert=OuterRef("pk"), told_at__isnull=False).order_by("pk")
    waiting = (
        Alert.objects.filter(state=AlertState.OPEN, acknowledged_at=None, closed_at=None)
        .exclude(news__kind=NewsKind.ESCALATED)
        .annotate(first_told=Subquery(first.values("told_at")[:1]))
        .filter(first_told__isnull=False)
    )
    return sum(_escalate(alert.pk, now) for alert in waiting.select_related("keyword_set") if _is_late(alert, now))


def _is_late(alert: Alert, now: datetime) -> bool:
    told_at: datetime = alert.first_told  # type: ignore[attr-defined]  # annotated above
    return (now - told_at).total_seconds() >= rule_of(alert.keyword_set).escalate_minutes * 60


def _escalate(alert_id: int, now: datetime) -> bool:
    with transaction.atomic():
        alert = Alert.objects.select_for_update().get(pk=alert_id)
        if alert.acknowledged_at or alert.state != AlertState.OPEN or _is_escalated(alert):
            return False
        AlertNews.objects.create(
            alert=alert, kind=NewsKind.ESCALATED, severity=alert.severity, params={}, at=now, due_at=now
        )
        record("monitoring.alert.escalated", alert, by=SYSTEM, at=now, change=Change(after={"count": alert.count}))
    return True


def _is_escalated(alert: Alert) -> bool:
    return alert.news.filter(kind=NewsKind.ESCALATED).exists()


def _tell(news: AlertNews, now: datetime) -> None:
    alert = news.alert
    rule = rule_of(alert.keyword_set)
    url = reverse("monitoring:alert", args=[alert.pk])
    key = f"alert:{alert.pk}:{news.pk}"
    level = NoticeLevel.DANGER if alert.severity >= GRAVE else NoticeLevel.WARNING
    message = Message(msgid_of(alert), params_of(alert), url, level, mail=rule.by_mail)
    people = next_people(rule) if news.kind == NewsKind.ESCALATED else told_people(rule)
    notify(to=people, key=key, message=message, at=now)
    if rule.by_robots:
        with translation.override("zh-hans"):  # a group chat has one language: the company's
            told = News(RobotTopic.ALERT, key, title_of(alert, news.kind), sentence_of(alert), url)
        tell_robots(account=None, news=told, at=now)
