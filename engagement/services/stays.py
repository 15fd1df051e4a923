"""Stay-with-it tasks (K6): made once for each post, begun, put off, finished, skipped; and the rules behind them."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import Rights, require, require_somewhere, rights_of
from accounts.models import User, WeiboAccount
from accounts.roles import Can
from content.models import Category
from core.audit import Change, record
from core.dates import BEIJING
from core.errors import Conflict, UserError
from core.locks import wait_in_line
from core.models import NoticeLevel
from core.notices import Message, notify, settle
from engagement.models import Outside, StayRule, StayState, StayTask, Thread, ThreadState
from engagement.queries.stays import Rules, counted, stay_rules, without_stay, works_at
from publishing.models import Publication

BEGIN = gettext_noop("“%(account)s”的微博已发布，请在 %(time)s 前陪伴评论。")
AGAIN = gettext_noop("“%(account)s”的评论该回来看看了。")
LATE = gettext_noop("“%(account)s”的微博有 %(n)d 条评论没人回复，陪伴时间已过。")
SNOOZES = (10, 20, 30)
LONGEST = 24 * 60


def make_stay_tasks(*, now: dt.datetime, publication_ids: Collection[int] | None = None) -> int:
    """A task for each post that went out lately and has none: asked for by the news of a publication and by a sweep,
    made once. Returns how many are new."""
    rules: Rules | None = None
    rights: dict[int, Rights] = {}
    made = 0
    while found := without_stay(now=now, ids=publication_ids):
        rules = rules or stay_rules()
        wanted = [_task(publication, rules, rights, now) for publication in found]
        with transaction.atomic():  # a task whose owner was never told would be looked at by nobody
            StayTask.objects.bulk_create(wanted, ignore_conflicts=True)
            ours = StayTask.objects.filter(publication__in=[task.publication for task in wanted], created_at=now)
            rows = list(ours.filter(state=StayState.OPEN).select_related("account"))
            for task in rows:
                _tell(task, "begin", BEGIN, now)
        made += len(rows)
    return made


def _task(publication: Publication, rules: Rules, rights: dict[int, Rights], now: dt.datetime) -> StayTask:
    """The task of one post; in the state “none” when nobody is wanted, so that it is looked at once."""
    rule = rules.of(publication.account_id, publication.post.category_id)
    works = works_at(rule, publication.published_at, rules.official)
    on_duty = not works and rule.outside == Outside.DUTY
    account = publication.account
    asked = [rule.duty, account.deputy] if on_duty else [publication.post.author, account.owner, account.deputy]
    owner = next((user for user in asked if user is not None and _may(user, account.pk, rights)), None)
    nobody = not rule.minutes or (not works and rule.outside == Outside.NOBODY) or (on_duty and owner is None)
    return StayTask(
        publication=publication,
        account=account,
        owner=None if nobody else owner,
        state=StayState.NONE if nobody else StayState.OPEN,
        is_duty=on_duty,
        starts_at=publication.published_at,
        due_at=publication.published_at + dt.timedelta(minutes=rule.minutes),
        created_at=now,
    )


def _may(user: User, account_id: int, known: dict[int, Rights]) -> bool:
    if user.pk not in known:
        known[user.pk] = rights_of(user)
    return user.is_active and known[user.pk].may(Can.REPLY, account_id)


def begin_stay(*, task: StayTask, by: User, at: dt.datetime) -> StayTask:
    """I am here: the task is mine from now on."""
    with transaction.atomic():
        row = _open(task, by)
        before = {"owner": str(row.owner or "")}
        row.owner, row.begun_at, row.snoozed_until = by, row.begun_at or at, None
        row.save()
        _note(row, "begun", by, at, before, {"owner": str(by)})
    return row


def finish_stay(*, task: StayTask, by: User, at: dt.datetime) -> StayTask:
    """Done, with how the comments stood then."""
    return _end(task, StayState.DONE, "", by, at)


def skip_stay(*, task: StayTask, reason: str, by: User, at: dt.datetime) -> StayTask:
    """Not this one, and why. Raises `UserError` without a reason."""
    if not reason.strip():
        raise UserError(_("请写明为什么略过。"), field="reason")
    return _end(task, StayState.SKIPPED, reason.strip()[:200], by, at)


def snooze_stay(*, task: StayTask, minutes: int, by: User, at: dt.datetime) -> StayTask:
    """Off the list for a while, then told again."""
    if minutes not in SNOOZES:
        raise UserError(_("请选择过多久再提醒。"), field="minutes")
    with transaction.atomic():
        row = _open(task, by)
        row.snoozed_until = at + dt.timedelta(minutes=minutes)
        row.save(update_fields=["snoozed_until"])
        _note(row, "snoozed", by, at, {}, {"minutes": str(minutes)})
        settle(key_prefix=f"stay:{row.pk}:", at=at)
    return row


def reopen_stay(*, task: StayTask, by: User, at: dt.datetime) -> StayTask:
    """Not done after all."""
    require(by, Can.REPLY, task.account_id)
    with transaction.atomic():
        row = StayTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
        if row.state == StayState.OPEN:
            raise Conflict(_("这个任务已经在进行中。"), code="stay.state")
        before, row.state = {"state": row.state}, StayState.OPEN
        row.ended_at, row.ended_by, row.reason, row.snoozed_until = None, None, "", None
        row.save()
        _note(row, "reopened", by, at, before, {"state": row.state})
    return row


def remind_of_stays(*, now: dt.datetime) -> int:
    """Back from a snooze, and over with comments that nobody answered. Returns how many people were told."""
    told, open_ones = 0, StayTask.objects.filter(state=StayState.OPEN).select_related("account")
    for task in open_ones.filter(snoozed_until__lte=now)[:200]:
        with transaction.atomic():
            if StayTask.objects.filter(pk=task.pk, snoozed_until=task.snoozed_until).update(snoozed_until=None):
                told += _tell(task, f"again:{now:%Y%m%d%H%M}", AGAIN, now)
    lately = open_ones.filter(due_at__lte=now, due_at__gt=now - dt.timedelta(hours=2), snoozed_until__isnull=True)
    for task in counted(lately)[:200]:
        if unanswered := int(getattr(task, "waiting", 0)):
            told += _tell(task, "late", LATE, now, n=unanswered)
    return told


@dataclass(frozen=True)
class RuleInput:
    """What people set about staying. `account` and `category` None: the general rule."""

    minutes: int
    outside: str
    starts: dt.time
    ends: dt.time
    account: WeiboAccount | None = None
    category: Category | None = None
    duty: User | None = None


def save_stay_rule(*, rule: StayRule | None, values: RuleInput, by: User, at: dt.datetime) -> StayRule:
    """Keep a rule. The general one and those of a category are for who may set for everybody. Raises `UserError`."""
    _require_rule(by, rule)
    require(by, Can.SCHEDULE, values.account.pk if values.account else None)
    if not 0 <= values.minutes <= LONGEST:
        raise UserError(_("陪伴时间须为 0 到 %(n)d 分钟。") % {"n": LONGEST}, field="minutes")
    with transaction.atomic():
        wait_in_line("stay-rules")
        same = StayRule.objects.filter(account=values.account, category=values.category)
        if (same.exclude(pk=rule.pk) if rule else same).exists():
            raise UserError(_("这个范围已有规则，请修改那一条。"), field="account")
        row = StayRule.objects.select_for_update(of=("self",)).get(pk=rule.pk) if rule else StayRule()
        before = _picture(row) if rule else {}
        for name in ("minutes", "outside", "starts", "ends", "account", "category", "duty"):
            setattr(row, name, getattr(values, name))
        row.save()
        change = Change(before=before, after=_picture(row), account_id=row.account_id)
        record("engagement.stay_rule.saved", row, by=by, at=at, change=change)
    return row


def remove_stay_rule(*, rule: StayRule, by: User, at: dt.datetime) -> None:
    """The next more general rule counts. The general one stays."""
    _require_rule(by, rule)
    if rule.account_id is None and rule.category_id is None:
        raise Conflict(_("通用规则不能删除。不想要任务时，把时间设为 0。"), code="stay_rule.general")
    with transaction.atomic():
        change = Change(before=_picture(rule), account_id=rule.account_id)
        record("engagement.stay_rule.removed", rule, by=by, at=at, change=change)
        rule.delete()


def _require_rule(by: User, rule: StayRule | None) -> None:
    require_somewhere(by, Can.SCHEDULE)
    if rule is not None:
        require(by, Can.SCHEDULE, rule.account_id)


def _open(task: StayTask, by: User) -> StayTask:
    require(by, Can.REPLY, task.account_id)
    row = StayTask.objects.select_for_update(of=("self",)).select_related("owner", "account").get(pk=task.pk)
    if row.state != StayState.OPEN:
        raise Conflict(_("这个任务已经结束，请刷新。"), code="stay.state")
    return row


def _end(task: StayTask, state: StayState, reason: str, by: User, at: dt.datetime) -> StayTask:
    with transaction.atomic():
        row = _open(task, by)
        said = Thread.objects.filter(publication=row.publication_id)
        row.state, row.reason, row.ended_at, row.ended_by = state, reason, at, by
        if state == StayState.DONE:
            row.begun_at = row.begun_at or at
        row.comments, row.unanswered = said.count(), said.filter(state=ThreadState.OPEN).count()
        row.snoozed_until = None
        row.save()
        _note(row, "done" if state == StayState.DONE else "skipped", by, at, {}, {"reason": reason})
        settle(key_prefix=f"stay:{row.pk}:", at=at)
    return row


def _note(row: StayTask, verb: str, by: User, at: dt.datetime, before: dict[str, str], after: dict[str, str]) -> None:
    change = Change(before=before, after=after, account_id=row.account_id)
    record(f"engagement.stay.{verb}", row, by=by, at=at, change=change)


def _tell(task: StayTask, what: str, text: str, now: dt.datetime, **more: int) -> int:
    if task.owner_id is None:
        return 0
    params = {"account": task.account.nickname, "time": f"{task.due_at.astimezone(BEIJING):%H:%M}", **more}
    level = NoticeLevel.WARNING if what == "late" else NoticeLevel.INFO
    message = Message(text, params, reverse("engagement:stay", args=[task.pk]), level)
    return notify(to=[task.owner_id], key=f"stay:{task.pk}:{what}", message=message, at=now)


def _picture(rule: StayRule) -> dict[str, str]:
    values = {
        name: getattr(rule, name) for name in ("account", "category", "minutes", "outside", "starts", "ends", "duty")
    }
    return {name: "" if value is None else str(value) for name, value in values.items()}
