"""The sweep over review (K5): tells who is asked, reminds, reports what is late, escalates, ends unused approvals."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_noop

from content.events import post_changed, review_moved
from content.models import Post, PostState, ReviewStage, StageState
from content.queries.review_flow import Desk, read_desk
from content.services.review_stages import KEY, begin_missing
from content.services.states import locked, move
from core import audit
from core.dates import BEIJING
from core.models import NoticeLevel
from core.notices import Message, notify, settle, told

AT_ONCE = 200
SOON = dt.timedelta(days=1)

ASKED = gettext_noop("“%(account)s”有一条内容等您审核（%(step)s）：%(text)s")
REMINDED = gettext_noop("“%(account)s”的一条内容须在 %(time)s 前审核（%(step)s）：%(text)s")
OVERDUE = gettext_noop("“%(account)s”的一条内容审核已逾期，应在 %(time)s 前审完（%(step)s）：%(text)s")
ESCALATED = gettext_noop("“%(account)s”的一条内容逾期未审，已上报给您，您可以代为决定（%(step)s）：%(text)s")
EXPIRING = gettext_noop("“%(account)s”的一条内容审核有效期到 %(time)s，还没有排期：%(text)s")
EXPIRED = gettext_noop("“%(account)s”的一条内容审核通过后没有在 %(time)s 前发出，已过期，须重新送审：%(text)s")


def mind_reviews(*, now: dt.datetime) -> int:
    """Do everything that is due, a batch at a time; safe to repeat. Answers how many things were done."""
    _begin(now)
    return _tell(now) + _remind(now) + _report(now) + _escalate(now) + _warn_of_expiry(now) + _expire(now)


def _begin(now: dt.datetime) -> None:
    """Imported posts, and those from before there were steps."""
    bare = Post.objects.due_for_review().exclude(stages__state=StageState.OPEN).order_by("pk")
    with transaction.atomic():
        rows = bare.select_for_update(of=("self",), skip_locked=True)
        begin_missing(list(rows.select_related("account", "category", "campaign", "version")[:AT_ONCE]), at=now)


def _tell(now: dt.datetime) -> int:
    stages, desk = _due(now, told_at=None)
    for stage in stages:
        asked = desk.asked(stage.post, stage)
        _notify(stage, ASKED, "", asked.everybody, now)
    return _mark(stages, "told_at", now)


def _remind(now: dt.datetime) -> int:
    stages, desk = _due(now, remind_at__lte=now, due_at__gt=now, reminded_at=None)
    for stage in stages:
        _notify(stage, REMINDED, ":soon", _left(desk, stage), now)
    return _mark(stages, "reminded_at", now)


def _report(now: dt.datetime) -> int:
    stages, desk = _due(now, due_at__lte=now, overdue_told_at=None)
    for stage in stages:
        people = {*_left(desk, stage), stage.post.author_id or 0} - {0}
        _notify(stage, OVERDUE, ":late", people, now, NoticeLevel.WARNING)
    return _mark(stages, "overdue_told_at", now)


def _escalate(now: dt.datetime) -> int:
    stages, desk = _due(now, escalate_at__lte=now, escalated_at=None)
    for stage in stages:
        stage.escalated_at = now
        above = desk.asked(stage.post, stage).above
        _notify(stage, ESCALATED, ":up", above, now, NoticeLevel.WARNING)
        names = [member.name for member in above.values()]
        change = audit.Change({}, {"step": stage.name, "to": names}, account_id=stage.post.account_id)
        audit.record("content.post.review_escalated", stage.post, by=audit.SYSTEM, at=now, change=change)
    if stages:
        review_moved.send_on_commit()
    return _mark(stages, "escalated_at", now)


def _due(now: dt.datetime, **which: object) -> tuple[list[ReviewStage], Desk]:
    rows = ReviewStage.objects.filter(state=StageState.OPEN, post__state=PostState.IN_REVIEW, post__is_visible=True)
    related = ("post__account", "post__category", "post__campaign", "post__version")
    stages = list(rows.filter(**which).select_related(*related).order_by("pk")[:AT_ONCE])
    return stages, read_desk([stage.post for stage in stages], at=now)


def _left(desk: Desk, stage: ReviewStage) -> set[int]:
    """Who is asked and has not decided."""
    return set(desk.asked(stage.post, stage).everybody) - {given.by for given in desk.given_in(stage)}


def _mark(stages: list[ReviewStage], field: str, now: dt.datetime) -> int:
    return ReviewStage.objects.filter(pk__in=[stage.pk for stage in stages]).update(**{field: now}) if stages else 0


def _notify(
    stage: ReviewStage, text: str, suffix: str, people: Iterable[int], now: dt.datetime,
    level: NoticeLevel = NoticeLevel.INFO,
) -> None:  # fmt: skip
    params = {**_about(stage.post), "step": stage.name, "time": _time(stage.due_at)}
    url = reverse("content:review", args=[stage.post_id])
    notify(to=people, key=f"{KEY}{stage.pk}{suffix}", message=Message(text, params, url, level, mail=True), at=now)


def _warn_of_expiry(now: dt.datetime) -> int:
    nobody = Q(author=None, submitted_by=None)
    rows = Post.objects.visible().filter(state=PostState.APPROVED, approved_until__gt=now).exclude(nobody)
    soon = rows.filter(approved_until__lte=now + SOON).order_by("approved_until", "pk")
    keys = {pk: _key("expiring", pk, version_id) for pk, version_id in soon.values_list("pk", "version_id")}
    known = told(keys.values())  # left out before the batch is cut: whoever is told must not hold up the rest
    new = [pk for pk, key in keys.items() if key not in known][:AT_ONCE]
    due = soon.filter(pk__in=new).select_related("account", "version")
    return sum(_tell_author(post, EXPIRING, "expiring", now) for post in due)


def _expire(now: dt.datetime) -> int:
    """An approval that was not used in time ends: a draft again, to be submitted anew."""
    rows = Post.objects.visible().filter(state=PostState.APPROVED, approved_until__lt=now)
    due = list(rows.order_by("approved_until")[:AT_ONCE])
    return sum(_expire_one(post, now) for post in due)


@transaction.atomic
def _expire_one(post: Post, now: dt.datetime) -> int:
    row = locked(post)
    if row.state != PostState.APPROVED or row.approved_until is None or row.approved_until >= now:
        return 0
    until = row.approved_until
    move(row, PostState.DRAFT, at=now)
    row.approved_hash = ""
    row.save(update_fields=["state", "approved_hash", "updated_at"])
    change = audit.Change(
        {"state": PostState.APPROVED}, {"state": row.state, "until": until.isoformat()}, account_id=row.account_id
    )
    audit.record("content.post.approval_expired", row, by=audit.SYSTEM, at=now, change=change)
    settle(key_prefix=f"approval:expiring:{row.pk}", at=now)
    _tell_author(row, EXPIRED, "expired", now)
    post_changed.send_on_commit(post_id=row.pk)
    return 1


def _tell_author(post: Post, text: str, what: str, now: dt.datetime) -> int:
    params = {**_about(post), "time": _time(post.approved_until)}
    people = {pk for pk in (post.author_id, post.submitted_by_id) if pk is not None}
    message = Message(text, params, reverse("content:post", args=[post.pk]), NoticeLevel.WARNING, mail=True)
    return notify(to=people, key=_key(what, post.pk, post.version_id), message=message, at=now)


def _key(what: str, post_id: int, version_id: int | None) -> str:
    return f"approval:{what}:{post_id}:{version_id}"


def _about(post: Post) -> dict[str, str]:
    return {"account": post.account.nickname, "text": post.version.text[:30] if post.version else ""}


def _time(moment: dt.datetime | None) -> str:
    return f"{moment.astimezone(BEIJING):%m-%d %H:%M}" if moment else ""
