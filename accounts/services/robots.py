"""Robots: keep them, queue what they are to tell, and tell it. Rows are the queue; nothing is sent within a request
except the test that somebody asked for."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Final

import structlog
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.access import groups_above, require_robots
from accounts.models import AccountGroup, Robot, RobotMessage, User, WeiboAccount
from accounts.secrets import seal, unseal
from core import audit
from core.errors import UserError
from core.outgoing import Rules, fetch, place_of
from core.webhooks import Target, Told, build, problem_in

log = structlog.get_logger(__name__)

PAUSES: Final = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 3, 10, 30, 60))
"""After each failure; then it is given up: a reminder of two hours ago helps nobody."""
AT_ONCE: Final = 50
SENDING: Final = dt.timedelta(minutes=2)
"""While one sweep sends, the others leave the row alone; a killed worker delays it by this."""
RULES: Final = Rules(seconds=6.0, largest=64 * 1024, redirects=0)


@dataclass(frozen=True)
class RobotInput:
    """What people type about a robot. An empty `url` or `secret` keeps the one that is there."""

    name: str
    kind: str
    topics: list[str]
    account: WeiboAccount | None = None
    group: AccountGroup | None = None
    url: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)
    is_active: bool = True


def save_robot(*, robot: Robot | None, values: RobotInput, by: User, at: dt.datetime) -> Robot:
    """Keep a robot, new or changed. The address is judged by name and number first, outside any transaction.

    Raises `UserError` (field `url`) for an address that may not be asked, `Forbidden` beyond one's own accounts.
    """
    if robot is not None:
        require_robots(by, account_id=robot.account_id, group_id=robot.group_id)
    account_id, group_id = getattr(values.account, "pk", None), getattr(values.group, "pk", None)
    require_robots(by, account_id=account_id, group_id=group_id)
    if robot is None and not values.url:
        raise UserError(_("请填写机器人的地址。"), field="url")
    place = place_of(values.url) if values.url else None
    with transaction.atomic():
        row = Robot.objects.select_for_update(of=("self",)).get(pk=robot.pk) if robot else Robot(created_at=at)
        before = _picture(row) if robot else {}
        row.name, row.kind, row.topics = values.name, values.kind, values.topics
        row.account, row.group, row.is_active = values.account, values.group, values.is_active
        if place is not None:
            row.url_sealed, row.host = seal(values.url), place.host
            row.last_at, row.last_ok, row.last_sentence = None, None, ""
        if values.secret:
            row.secret_sealed = seal(values.secret)
        if robot is None:
            row.created_by = by
        row.save()
        after = {**_picture(row), "new_url": place is not None, "new_secret": bool(values.secret)}
        change = audit.Change(before, after, account_id=row.account_id)
        audit.record("accounts.robot.saved", row, by=by, at=at, change=change)
    return row


def remove_robot(*, robot: Robot, by: User, at: dt.datetime) -> None:
    """Gone, with whatever it had still to tell."""
    require_robots(by, account_id=robot.account_id, group_id=robot.group_id)
    with transaction.atomic():
        change = audit.Change(before=_picture(robot), account_id=robot.account_id)
        audit.record("accounts.robot.removed", robot, by=by, at=at, change=change)
        robot.delete()


def try_robot(*, robot: Robot, by: User, at: dt.datetime) -> Robot:
    """Send one line now and remember the answer. Asks the network."""
    require_robots(by, account_id=robot.account_id, group_id=robot.group_id)
    told = Told(_("测试消息"), _("Weibo Ops 可以把提醒发到这里。"), settings.BASE_URL, event="test", id="test")
    _note(robot, _post(robot, told, at), at)
    robot.refresh_from_db()
    return robot


@dataclass(frozen=True, slots=True)
class News:
    """What all robots of an account that care for `topic` are to tell once: `key` names the matter."""

    topic: str
    key: str
    title: str
    text: str
    path: str = ""


def tell_robots(*, account: WeiboAccount | None, news: News, at: dt.datetime) -> int:
    """Queue it; idempotent by robot and key. Returns for how many robots it is new.

    What concerns no single account is told by the robots of the whole matrix.
    """
    above = Q(account__isnull=True, group__isnull=True)
    if account is not None:
        above |= Q(account=account)
    if account is not None and account.group_id is not None:
        above |= Q(group_id__in=groups_above(account.group_id))
    robots = Robot.objects.filter(above, is_active=True, topics__contains=[news.topic])
    url = f"{settings.BASE_URL}{news.path}" if news.path else ""
    wanted = {"title": news.title[:120], "text": news.text, "url": url, "created_at": at, "due_at": at}
    made = [RobotMessage.objects.get_or_create(robot=robot, key=news.key, defaults=wanted)[1] for robot in robots]
    return sum(made)


def drop_robot_messages(*, key_prefix: str) -> int:
    """What is not true any more is not told any more."""
    rows = RobotMessage.objects.filter(key__startswith=key_prefix, due_at__isnull=False)
    return rows.update(due_at=None)


def send_robot_messages(*, now: dt.datetime) -> int:
    """Tell what is due, each at most once per pause. Returns how many were taken by the other side."""
    sent = 0
    for message in _claim(now):
        problem = _post(message.robot, Told(message.title, message.text, message.url, id=message.key), now)
        _settle(message, problem, now)
        sent += not problem
    return sent


def forget_robot_messages(*, now: dt.datetime) -> int:
    """What was told or given up a month ago."""
    old = RobotMessage.objects.filter(due_at__isnull=True, created_at__lt=now - dt.timedelta(days=30))
    return old.delete()[0]


@transaction.atomic
def _claim(now: dt.datetime) -> list[RobotMessage]:
    due = RobotMessage.objects.select_for_update(skip_locked=True, of=("self",)).filter(due_at__lte=now)
    found = list(due.select_related("robot").order_by("due_at")[:AT_ONCE])
    RobotMessage.objects.filter(pk__in=[message.pk for message in found]).update(due_at=now + SENDING)
    return found


def _settle(message: RobotMessage, problem: str, now: dt.datetime) -> None:
    _note(message.robot, problem, now)
    tries = message.tries + 1
    again = now + PAUSES[tries - 1] if problem and tries <= len(PAUSES) else None
    values = {"tries": tries, "due_at": again, "sent_at": None if problem else now, "error_text": problem}
    # A matter that was settled while it was being sent is not tried again.
    still = RobotMessage.objects.filter(pk=message.pk)
    if not still.filter(due_at__isnull=False).update(**values):
        still.update(tries=tries, sent_at=values["sent_at"], error_text=problem)


def _note(robot: Robot, problem: str, now: dt.datetime) -> None:
    Robot.objects.filter(pk=robot.pk).update(last_at=now, last_ok=not problem, last_sentence=problem)


def _post(robot: Robot, told: Told, at: dt.datetime) -> str:
    """Send it; answers the problem in words, empty when it was taken."""
    try:
        secret = unseal(robot.secret_sealed) if robot.secret_sealed else ""
        request = build(Target(robot.kind, unseal(robot.url_sealed), secret), told, at=at)
    except InvalidToken:
        log.warning("robot_sealed", robot=robot.pk)
        return _("地址或密钥无法解密，请重新填写。")
    try:
        answer = fetch(request.url, method="POST", body=request.body, headers=request.headers, rules=RULES)
    except UserError as error:
        log.info("robot_not_reached", robot=robot.pk, code=error.code)
        return str(error)
    problem = problem_in(robot.kind, answer.status, answer.body)
    return _("对方没有接受：%(problem)s") % {"problem": problem} if problem else ""


def _picture(robot: Robot) -> dict[str, object]:
    where = robot.account or robot.group
    return {
        "name": robot.name,
        "kind": robot.kind,
        "host": robot.host,
        "where": str(where) if where else "",
        "topics": robot.topics,
        "is_active": robot.is_active,
    }
