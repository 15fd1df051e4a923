"""What the fans service brought becomes messages in threads: each event once, whatever its order (E1).

The row of the event is the work: whoever dies in between leaves it as new, and the next sweep takes it again.
"""

import datetime as dt
from typing import Final

import structlog
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from accounts.models import WeiboAccount
from core.audit import SYSTEM, Change, record
from core.locks import only_one
from engagement.models import (
    EarlierQuestion,
    EventState,
    Fan,
    FansEvent,
    FansLine,
    FansMessage,
    FansPerson,
    MessageKind,
    Thread,
    ThreadKind,
    ThreadState,
)
from engagement.queries.goals import Goals, current_goals
from engagement.queries.windows import WORDS
from weibo.pushes import Push, read_push

log = structlog.get_logger(__name__)
AT_ONCE: Final = 200
TRIES: Final = 5
SPARE: Final = dt.timedelta(hours=1)
"""People are to be answered so long before their window closes, whatever the working hours say."""
OPENING: Final = WORDS - {"mention"} | {"follow", "subscribe", "click", "scan"}
LEAVING: Final = frozenset({"unfollow", "unsubscribe"})


def take_events(*, now: dt.datetime) -> int:
    """Work on what came, oldest first. Returns how many events were done."""
    with only_one("engagement.take_events") as mine:
        if not mine:
            return 0
        waiting = FansEvent.objects.filter(state=EventState.NEW).order_by("pk").values_list("pk", flat=True)
        goals = current_goals() if (found := list(waiting[:AT_ONCE])) else Goals()
        return sum(_take(pk, goals, now) for pk in found)


def _take(pk: int, goals: Goals, now: dt.datetime) -> bool:
    try:
        with transaction.atomic():
            event = FansEvent.objects.select_for_update(of=("self",)).get(pk=pk)
            if event.state == EventState.NEW:
                _work_on(event, goals, now)
    except (DatabaseError, ValueError) as error:  # one event that cannot be kept must not hold up those behind it
        log.exception("fans_event_failed", fans_event=pk)
        _note_failure(pk, error)
        return False
    return True


def _note_failure(pk: int, error: Exception) -> None:
    event = FansEvent.objects.get(pk=pk)
    event.tries += 1
    event.note = f"{type(error).__name__}"[:200]
    event.state = EventState.FAILED if event.tries >= TRIES else EventState.NEW
    event.save(update_fields=["tries", "note", "state"])


def _work_on(event: FansEvent, goals: Goals, now: dt.datetime) -> None:
    push = read_push(event.body)
    event.account = WeiboAccount.objects.filter(uid=push.receiver_id).first()
    event.state, event.done_at = (EventState.DONE if event.account else EventState.STRAY), now
    if event.account is not None and push.sender_id != event.account.uid:
        _receive(event, push, event.account, goals)
    event.save(update_fields=["account", "state", "done_at"])


def _receive(event: FansEvent, push: Push, account: WeiboAccount, goals: Goals) -> None:
    at = min(push.created_at or event.received_at, event.received_at)
    line, _made = FansLine.objects.get_or_create(account=account)
    line.last_event_at = max(event.received_at, line.last_event_at or event.received_at)
    line.save(update_fields=["last_event_at"])
    person = _person_of(account, push, at)
    message = FansMessage(
        person=person, event=event, kind=push.kind, text=push.text, data=push.data, sent_at=at,
        status_id=push.data.get("key", "")[:24] if push.kind == MessageKind.MENTION else "",
    )  # fmt: skip
    message.thread = _thread_of(message, line, goals, event.received_at)
    message.save()


def _person_of(account: WeiboAccount, push: Push, at: dt.datetime) -> FansPerson:
    FansPerson.objects.get_or_create(account=account, uid=push.sender_id)
    person = FansPerson.objects.select_for_update().get(account=account, uid=push.sender_id)
    if push.kind in OPENING:
        person.opened_at = max(at, person.opened_at or at)
    elif push.kind == MessageKind.MENTION:
        person.mentioned_at = max(at, person.mentioned_at or at)
    elif push.kind in LEAVING:
        person.left_at = max(at, person.left_at or at)
    person.name = person.name or _known_name(push.sender_id)
    person.save()
    if push.kind in WORDS:
        Fan.objects.filter(uid=push.sender_id).exclude(last_heard_at__gte=at).update(last_heard_at=at)
    return person


def _known_name(uid: str) -> str:
    """As the fan book or the inbox has it already."""
    name = Fan.objects.filter(uid=uid).values_list("name", flat=True).first()
    if name:
        return name
    known = Thread.objects.filter(author_id=uid).exclude(author_name="").order_by("-pk")
    return known.values_list("author_name", flat=True).first() or ""


def _thread_of(message: FansMessage, line: FansLine, goals: Goals, came_at: dt.datetime) -> Thread | None:
    """The thread that a message belongs to: what wants an answer opens one, a happening only joins one."""
    if message.status_id:
        return _mention_of(message, line, goals, came_at)
    talk = Thread.objects.filter(account=line.account, kind=ThreadKind.MESSAGE, person=message.person).order_by("-pk")
    thread = talk.select_for_update(of=("self",)).first()
    asks = message.kind in WORDS or (message.kind == MessageKind.CLICK and _wants_person(message, line))
    if not asks:
        return thread if thread is not None and thread.state != ThreadState.CLOSED else None
    if thread is None or _is_over(thread, line, message.sent_at):
        thread = _new_thread(message, line, goals, came_at)
        thread.save()
        return thread
    _join(thread, message, line, goals)
    return thread


def _mention_of(message: FansMessage, line: FansLine, goals: Goals, came_at: dt.datetime) -> Thread:
    """The thread of a mention, which the list of mentions may have brought already, or brings later."""
    made = _new_thread(message, line, goals, came_at)
    made.kind, made.external_id = ThreadKind.MENTION, message.status_id
    values = {name: getattr(made, name) for name in NEW}
    thread, _is_new = Thread.objects.get_or_create(
        account=line.account, kind=ThreadKind.MENTION, external_id=message.status_id, defaults=values
    )
    if thread.person_id is None:
        thread.person = message.person
        thread.save(update_fields=["person"])
    return thread


NEW: Final = (
    "status_id", "author_id", "author_name", "text", "received_at", "due_at", "state", "person", "created_at",
)  # fmt: skip


def _new_thread(message: FansMessage, line: FansLine, goals: Goals, came_at: dt.datetime) -> Thread:
    return Thread(
        account=line.account,
        kind=ThreadKind.MESSAGE,
        external_id=str(message.event_id),
        status_id=message.status_id,
        author_id=message.person.uid,
        author_name=message.person.name,
        text=summary_of(message),
        received_at=message.sent_at,
        due_at=_due_at(message, line, goals),
        state=ThreadState.OPEN,
        person=message.person,
        created_at=came_at,
    )


def _join(thread: Thread, message: FansMessage, line: FansLine, goals: Goals) -> None:
    """One message more. The first one that is not answered keeps its time; a thread that was done opens again, and
    what it asked before stays as it was answered."""
    if not FansMessage.objects.filter(thread=thread, sent_at__gt=message.sent_at).exists():
        thread.text = summary_of(message)
    if thread.state != ThreadState.OPEN:
        _keep_question(thread, message.sent_at, goals)
        thread.received_at, thread.due_at = message.sent_at, _due_at(message, line, goals)
        thread.answered_at = thread.answered_by = thread.answer_minutes = None
        change = Change(before={"state": thread.state}, after={"state": "open"}, account_id=thread.account_id)
        thread.state, thread.close_reason, thread.closed_at = ThreadState.OPEN, "", None
        record("engagement.thread.reopened", thread, by=SYSTEM, at=message.sent_at, change=change)
    thread.snoozed_until = None
    thread.save()


def _keep_question(thread: Thread, until: dt.datetime, goals: Goals) -> None:
    minutes = thread.answer_minutes
    if minutes is None and thread.answered_at is not None:
        minutes = goals.minutes(thread.account, thread.received_at, thread.answered_at)
    EarlierQuestion.objects.create(
        thread=thread, received_at=thread.received_at, until=until, due_at=thread.due_at, state=thread.state,
        answered_at=thread.answered_at, answered_by_id=thread.answered_by_id, answer_minutes=minutes,
    )  # fmt: skip


def _is_over(thread: Thread, line: FansLine, at: dt.datetime) -> bool:
    """Whether somebody who writes again so late after a thread was done means something new."""
    if thread.state == ThreadState.OPEN:
        return False
    told_at = thread.person.told_at if thread.person else None
    last = max(filter(None, (thread.received_at, thread.closed_at, told_at)))
    return at > last + dt.timedelta(days=line.reopen_days)


def _due_at(message: FansMessage, line: FansLine, goals: Goals) -> dt.datetime:
    """By the working clock, but never when nobody may answer any more: a holiday is longer than 48 hours."""
    due = goals.due_at(line.account, message.sent_at, private=True)
    until = message.person.window(message.sent_at).until
    return due if until is None else min(due, until - SPARE)


def _wants_person(message: FansMessage, line: FansLine) -> bool:
    keys = {key.strip() for key in line.answer_keys.replace("，", ",").split(",")} - {""}
    return message.data.get("key", "") in keys


def summary_of(message: FansMessage) -> str:
    """What the list shows of a message; one without words says what it is."""
    label = str(MessageKind(message.kind).label)
    if message.kind == MessageKind.CLICK:
        return _("点了菜单：%(key)s") % {"key": message.text or message.data.get("key", "")}
    return message.text or _("〔%(kind)s〕") % {"kind": label}
