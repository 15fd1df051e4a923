"""The fan book: adding, changing, talking to, merging and erasing people (E3)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import require, require_somewhere, rights_of
from accounts.models import User
from accounts.roles import Can
from core.audit import Change, record
from core.errors import Conflict, UserError, existing
from core.locks import wait_in_line
from engagement.models import (
    Channel,
    Fan,
    FanContact,
    FanKind,
    FansEvent,
    FansPerson,
    Reply,
    Target,
    Thread,
    ThreadNote,
)
from engagement.queries.fan_files import plan_fans

GONE = "—"
ERASERS: list[Callable[[str], int]] = []
"""What other apps keep of a person: each empties it by his uid inside our transaction, and says how many rows."""


@dataclass(frozen=True)
class FanInput:
    """What is written about a person. `value` is 1 to 5 or None."""

    name: str
    uid: str = ""
    kind: str = FanKind.LOYAL
    value: int | None = None
    followers: int | None = None
    note: str = ""
    owner: User | None = None


def add_fan(*, given: FanInput, by: User, at: datetime) -> Fan:
    """Write somebody into the book. Raises `Conflict` when this uid stands there already."""
    require_somewhere(by, Can.REPLY)
    _fitting(given)
    fan = Fan(created_at=at, **_columns(given))
    _save(fan, "added", by, at)
    refresh_fans(only=fan)
    return fan


def add_fan_of(*, thread: Thread, kind: str, by: User, at: datetime) -> Fan:
    """Write the person of a message into the book; who stands there already is found, not doubled."""
    require(by, Can.REPLY, thread.account_id)
    if not thread.author_id:
        raise UserError(_("这条留言没有作者的 UID，请在粉丝册里手工添加。"))
    known = Fan.objects.filter(uid=thread.author_id).first()
    return known or add_fan(given=FanInput(thread.author_name, thread.author_id, kind), by=by, at=at)


def change_fan(*, fan: Fan, given: FanInput, by: User, at: datetime) -> Fan:
    """Write something else about a person."""
    require_somewhere(by, Can.REPLY)
    _fitting(given)
    with transaction.atomic():
        locked = _locked(fan)
        for name, value in _columns(given).items():
            setattr(locked, name, value)
        _save(locked, "changed", by, at)
    return locked


@dataclass(frozen=True)
class Imported:
    """How many people came new, were changed, and how many rows were refused."""

    new: int
    changed: int
    refused: int


def import_fans(*, text: str, by: User, at: datetime) -> Imported:
    """Take in every row of a table that can be read. Raises `UserError` (field `file`) when it is none, `Conflict`."""
    require_somewhere(by, Can.REPLY)
    try:
        with transaction.atomic():
            wait_in_line("engagement.fans")
            plan = plan_fans(text)
            Fan.objects.bulk_create([Fan(created_at=at, **values) for values in plan.new])
            for fan, changes in plan.changed:
                Fan.objects.filter(pk=fan.pk).update(**changes)
            taken = Imported(len(plan.new), len(plan.changed), len(plan.refused))
            record("engagement.fan.imported", by, by=by, at=at, change=Change(after=vars(taken)))
    except IntegrityError as error:
        raise Conflict(_("粉丝册刚被别人改过，请再导入一次。"), field="file") from error
    refresh_fans()
    return taken


def note_contact(*, fan: Fan, channel: str, text: str, by: User, at: datetime) -> FanContact:
    """Write down what was done with a person outside the inbox."""
    require_somewhere(by, Can.REPLY)
    if not text.strip():
        raise UserError(_("请写一句说了什么。"), field="text")
    with transaction.atomic():
        locked = _locked(fan)
        contact = FanContact.objects.create(fan=locked, channel=channel, text=text.strip(), at=at, by=by)
        if channel != Channel.NOTE:
            locked.last_spoken_at = max(at, locked.last_spoken_at or at)
            locked.save(update_fields=["last_spoken_at"])
        record("engagement.fan.contacted", locked, by=by, at=at, change=Change(after={"channel": channel}))
    return contact


def merge_fans(*, kept: Fan, other: Fan, by: User, at: datetime) -> Fan:
    """Two entries of one person become one: what `kept` lacks comes from `other`, contacts move, `other` goes."""
    require_somewhere(by, Can.REPLY)
    if kept.pk == other.pk:
        raise UserError(_("不能和自己合并，请选另一个人。"), field="other")
    with transaction.atomic():
        pair = {
            row.pk: row for row in Fan.objects.select_for_update().filter(pk__in=[kept.pk, other.pk]).order_by("pk")
        }
        if len(pair) < 2:
            raise Conflict(_("其中一位刚被别人合并或删除，请刷新。"))
        stays, goes = pair[kept.pk], pair[other.pk]
        if stays.uid and goes.uid and stays.uid != goes.uid:
            raise UserError(_("两人的 UID 不同，是两个微博账号，不能合并。"), field="other")
        FanContact.objects.filter(fan=goes).update(fan=stays)
        facts = {"uid": stays.uid or goes.uid, "note": "\n".join(filter(None, [stays.note, goes.note]))[:2000]}
        for name in ("value", "followers", "owner"):
            facts[name] = getattr(stays, name) if getattr(stays, name) is not None else getattr(goes, name)
        gone = str(goes)
        goes.delete()
        for name, value in facts.items():
            setattr(stays, name, value)
        stays.save()
        record("engagement.fan.merged", stays, by=by, at=at, change=Change(before={"merged": gone}))
    refresh_fans(only=stays)
    return stays


def erase_fan(*, fan: Fan, reason: str, by: User, at: datetime) -> int:
    """Erase what we keep of a person at his request: entry, contacts, name and words in the inbox, colleagues' notes,
    what listening caught of him (`ERASERS`).

    Only somebody who answers for every account he wrote to may do it. Our own answers stay. Nothing personal is written
    into the audit log. Returns how many messages lost their words.
    """
    require_somewhere(by, Can.REPLY)
    if not reason.strip():
        raise UserError(_("请写明本人何时、怎样提出。"), field="reason")
    with transaction.atomic():
        locked = _locked(fan)
        said = Thread.objects.filter(author_id=locked.uid) if locked.uid else Thread.objects.none()
        answered = rights_of(by).account_ids(Can.REPLY)
        if answered is not None and (beyond := said.exclude(account__in=answered).count()):
            raise UserError(
                ngettext(
                    "另有 %(n)d 条留言在您不负责的账号下，请由负责全部账号的同事删除。",
                    "另有 %(n)d 条留言在您不负责的账号下，请由负责全部账号的同事删除。",
                    beyond,
                )
                % {"n": beyond}
            )
        ThreadNote.objects.filter(thread__in=said).delete()
        Reply.objects.filter(thread__in=said).exclude(proof_url="").update(proof_url="")  # may lead to what he wrote
        heard = _erase_elsewhere(locked.uid) if locked.uid else 0
        emptied = said.update(author_name=GONE, author_id="", text=GONE)
        change = Change(after={"messages": emptied, "mentions": heard}, reason=reason.strip())
        record("engagement.fan.erased", locked, by=by, at=at, change=change)
        locked.delete()
    return emptied


_REFRESH = """
UPDATE engagement_fan AS fan SET last_heard_at = seen.heard, last_spoken_at = seen.spoken
FROM (
  SELECT one.id, words.heard, greatest(words.answered, contact.at) AS spoken
  FROM engagement_fan AS one
  LEFT JOIN LATERAL (
    SELECT max(thread.received_at) AS heard, max(reply.settled_at) AS answered
    FROM engagement_thread AS thread
    LEFT JOIN engagement_reply AS reply ON reply.thread_id = thread.id AND reply.state = 'sent'
    WHERE thread.author_id = one.uid AND thread.author_id <> ''
  ) AS words ON true
  LEFT JOIN LATERAL (
    SELECT max(at) AS at FROM engagement_fancontact WHERE fan_id = one.id AND channel <> 'note'
  ) AS contact ON true
  WHERE %(only)s IS NULL OR one.id = %(only)s
) AS seen
WHERE fan.id = seen.id
  AND (fan.last_heard_at, fan.last_spoken_at) IS DISTINCT FROM (seen.heard, seen.spoken)
"""


def refresh_fans(*, only: Fan | None = None) -> int:
    """When each person was heard and spoken to last, from messages, sent replies and contacts; how many changed."""
    with connection.cursor() as cursor:
        cursor.execute(_REFRESH, {"only": only.pk if only else None})
        return int(cursor.rowcount)


def _erase_elsewhere(uid: str) -> int:
    nobody = Concat(Value("-"), Cast("pk", CharField()))
    Target.objects.filter(uid=uid).update(uid=nobody, name=GONE, post_text="", post_url="", proof="")
    FansEvent.objects.filter(message__person__uid=uid).update(body="{}")
    FansPerson.objects.filter(uid=uid).delete()
    return sum(erase(uid) for erase in ERASERS)


def _columns(given: FanInput) -> dict[str, object]:
    return {name: value.strip() if isinstance(value, str) else value for name, value in vars(given).items()}


def _fitting(given: FanInput) -> None:
    if not given.name.strip():
        raise UserError(_("请填写昵称。"), field="name")
    if given.uid and not (given.uid.isascii() and given.uid.isdigit()):
        raise UserError(_("UID 是微博主页地址里的一串数字。"), field="uid")
    if given.value is not None and not 1 <= given.value <= 5:
        raise UserError(_("重要程度是 1 到 5。"), field="value")
    if given.owner is not None and not rights_of(given.owner).may_somewhere(Can.REPLY):
        raise UserError(_("负责人须有回复权限。"), field="owner")


def _locked(fan: Fan) -> Fan:
    return existing(
        Fan.objects.select_for_update(of=("self",)).filter(pk=fan.pk).first(), _("这位粉丝刚被合并或删除。")
    )


def _save(fan: Fan, verb: str, by: User, at: datetime) -> None:
    try:
        with transaction.atomic():
            fan.save()
            change = Change(after={"kind": fan.kind, "value": fan.value})
            record(f"engagement.fan.{verb}", fan, by=by, at=at, change=change)
    except IntegrityError as error:
        raise Conflict(_("这个 UID 已经在粉丝册里。"), field="uid") from error
