"""People outside the company are asked about one version, by a link, and answer by it (K5).

The link is the only way in: 256 random bits, signed, kept as a hash and found by it. It ends by time, by the answer, by
being taken back, and by any change of the post. Opening it decides nothing: mail scanners open links.
"""

import datetime as dt
from dataclasses import dataclass, field

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.secrets import new_link_token
from accounts.sign_in.invitations import mail_works
from content.access import require_asking
from content.models import Decision, OutsideAsk, OutsideState, Post, Review
from content.queries.outside import SALT, ask_behind, open_for_outside
from content.queries.review_flow import Desk, read_desk
from content.services.deciding import go_on_after_outside
from content.services.reviews import send_back
from content.services.states import locked
from core import audit
from core.errors import Conflict, UserError
from core.models import NoticeLevel
from core.notices import Message, notify, settle

log = structlog.get_logger(__name__)

DAYS = (3, 7, 14, 30)
USUAL_DAYS = 7
MOST = 10
"""People asked about one version."""
KEY = "outside:"

APPROVED = gettext_noop("外部审核人%(who)s同意了“%(account)s”的一条内容。")
CHANGES = gettext_noop("外部审核人%(who)s要求修改“%(account)s”的一条内容：%(comment)s")
STUCK = gettext_noop("外部审核人都同意了“%(account)s”的一条内容，但现在还不能通过：%(why)s")


@dataclass(frozen=True, slots=True)
class OutsideInput:
    """Whom a colleague asks, about what, for how many days."""

    name: str
    mail: str
    wish: str
    days: int = USUAL_DAYS
    by_mail: bool = False


@dataclass(frozen=True, slots=True)
class OutsideLink:
    """A question, the address of its link (shown once), and whether it went by mail."""

    ask: OutsideAsk
    address: str = field(repr=False)
    mailed: bool = False


@dataclass(frozen=True, slots=True)
class OutsideAnswer:
    """What an outside person says, with his name as he typed it."""

    decision: Decision
    signed_name: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class _Visitor:
    """Somebody without an account here, for the audit log."""

    name: str
    pk: None = None

    def get_full_name(self) -> str:
        return self.name


def ask_outside(*, post: Post, wanted: OutsideInput, by: User, at: dt.datetime) -> OutsideLink:
    """Ask somebody outside about the version that stands now. Raises `UserError` for a colleague's address and for too
    many people, `Conflict` when he has a link or has approved this version already."""
    require_asking(by, post)
    mail = wanted.mail.strip().lower()
    if not wanted.name.strip() or not wanted.wish.strip():
        raise UserError(_("请写明姓名，以及请对方看什么。"), field="name")
    if wanted.days not in DAYS:
        raise UserError(_("请选择链接有效的天数。"), field="days")
    if User.objects.filter(email__iexact=mail, is_active=True).exists():
        raise UserError(_("这是同事的邮箱。同事请登录后审核，不走外部链接。"), field="mail")
    try:
        with transaction.atomic():
            ask, address = _write_ask(post, wanted, mail, by=by, at=at)
    except IntegrityError:
        raise Conflict(_("已经请过这个人看这一版，需要时可以重新生成链接。"), code="outside.twice") from None
    return OutsideLink(ask, address, wanted.by_mail and _mail(ask, address, at=at))


def _write_ask(post: Post, wanted: OutsideInput, mail: str, *, by: User, at: dt.datetime) -> tuple[OutsideAsk, str]:
    row = locked(post)
    if row.version is None or not open_for_outside(row):
        raise Conflict(_("这条内容现在是“%(state)s”，不需要外部审核。") % {"state": row.get_state_display()})
    asked = OutsideAsk.objects.filter(version=row.version)
    if asked.filter(mail=mail, decision=Decision.APPROVED).exists():
        raise Conflict(_("这个人已经同意过这一版。"), code="outside.approved")
    if asked.count() >= MOST:
        raise UserError(_("一版最多请 %(n)d 位外部审核人。") % {"n": MOST})
    token, secret_hash = new_link_token(SALT)
    ask = OutsideAsk.objects.create(
        post=row, version=row.version, name=wanted.name.strip(), mail=mail, wish=wanted.wish.strip(),
        secret_hash=secret_hash, asked_by=by, created_at=at, sent_at=at,
        expires_at=at + dt.timedelta(days=wanted.days),
    )  # fmt: skip
    facts = {"who": ask.name, "mail": mail, "wish": ask.wish, "version": row.version.number}
    facts["until"] = ask.expires_at.isoformat()
    audit.record("content.outside.asked", row, by=by, at=at, change=audit.Change({}, facts, "", row.account_id))
    return ask, _address(token)


def renew_outside(*, ask: OutsideAsk, days: int, by_mail: bool, by: User, at: dt.datetime) -> OutsideLink:
    """A new link for the same question; the one before is worth nothing from now on."""
    require_asking(by, ask.post)
    if days not in DAYS:
        raise UserError(_("请选择链接有效的天数。"), field="days")
    with transaction.atomic():
        post = locked(ask.post)
        row = OutsideAsk.objects.select_for_update().get(pk=ask.pk)
        row.post = post
        if row.state_at(at) not in {OutsideState.OPEN, OutsideState.EXPIRED}:
            raise Conflict(_("这次询问已经结束，请另发一次。"), code="outside.over")
        token, row.secret_hash = new_link_token(SALT)
        row.sent_at, row.expires_at = at, at + dt.timedelta(days=days)
        row.mailed_at = row.reminded_at = row.ended_told_at = None
        row.save(update_fields=["secret_hash", "sent_at", "expires_at", "mailed_at", "reminded_at", "ended_told_at"])
        facts = {"who": row.name, "mail": row.mail, "until": row.expires_at.isoformat()}
        audit.record("content.outside.resent", post, by=by, at=at, change=audit.Change({}, facts, "", post.account_id))
        settle(key_prefix=f"{KEY}{row.pk}", at=at)
    address = _address(token)
    return OutsideLink(row, address, by_mail and _mail(row, address, at=at))


@transaction.atomic
def revoke_outside(*, ask: OutsideAsk, by: User, at: dt.datetime) -> OutsideAsk:
    """The link shows nothing any more. Raises `Conflict` when he has answered."""
    require_asking(by, ask.post)
    row = OutsideAsk.objects.select_for_update().select_related("post").get(pk=ask.pk)
    if row.decided_at is not None:
        raise Conflict(_("对方已经回复，链接已失效。"), code="outside.over")
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by = at, by
        row.save(update_fields=["revoked_at", "revoked_by"])
        change = audit.Change({}, {"who": row.name, "mail": row.mail}, "", row.post.account_id)
        audit.record("content.outside.revoked", row.post, by=by, at=at, change=change)
        settle(key_prefix=f"{KEY}{row.pk}", at=at)
    return row


def note_seen(*, ask: OutsideAsk, at: dt.datetime) -> None:
    """Somebody, or his mail scanner, opened the link."""
    if ask.seen_at is None:
        OutsideAsk.objects.filter(pk=ask.pk, seen_at=None).update(seen_at=at)


@transaction.atomic
def decide_outside(*, token: str, answer: OutsideAnswer, at: dt.datetime) -> OutsideAsk:
    """He approves, or asks for changes with a comment; the link ends by it.

    A no sends a post back whose review waits for outside voices; otherwise it is told to those who asked. A yes passes
    the step that waited only for it. Raises as `ask_behind`, and `UserError` without a name or, for a no, a comment.
    """
    if not answer.signed_name.strip():
        raise UserError(_("请写下您的姓名。"), field="signed_name")
    if answer.decision == Decision.CHANGES and not answer.comment.strip():
        raise UserError(_("请写明需要修改什么。"), field="comment")
    found = ask_behind(token, at)
    post = locked(found.post)
    ask = OutsideAsk.objects.select_for_update().get(pk=found.pk)
    ask_behind(token, at)  # again, behind the locks: it may have been answered, taken back or overtaken
    ask.decision, ask.decided_at, ask.signed_name = answer.decision, at, answer.signed_name.strip()[:60]
    ask.save(update_fields=["decision", "decided_at", "signed_name"])
    desk = read_desk([post], at=at)
    _write_voice(post, ask, desk, answer, at=at)
    settle(key_prefix=f"{KEY}{ask.pk}", at=at)
    _tell(post, ask, answer.comment.strip(), at=at)
    visitor = _Visitor(_("%(name)s（外部）") % {"name": ask.signed_name})
    if answer.decision == Decision.CHANGES:
        if is_awaited(desk, post):
            stage = desk.open_stage(post)
            send_back(post, stage, {"outside": ask.mail}, comment=answer.comment.strip(), by=visitor, at=at)
    else:
        go_on_waiting([post.pk], at=at)
    return ask


def is_awaited(desk: Desk, post: Post) -> bool:
    """Its review has a step that needs voices from outside."""
    live = [stage for stage in desk.stages.get(post.pk, ()) if stage.closed_at is None]
    return post.state == "in_review" and any(desk.flow.step_of(stage).outside for stage in live)


def _write_voice(post: Post, ask: OutsideAsk, desk: Desk, answer: OutsideAnswer, *, at: dt.datetime) -> None:
    stage = desk.open_stage(post) if is_awaited(desk, post) else None
    comment = answer.comment.strip()[:2000]
    Review.objects.create(
        post=post, version_id=ask.version_id, stage=stage if stage and stage.pk else None, outside=ask,
        content_hash=post.version.content_hash if post.version else "", decision=answer.decision, comment=comment,
        created_at=at,
    )  # fmt: skip
    facts = {"outside": ask.mail, "asked": ask.name, "signed": ask.signed_name, "version_id": ask.version_id}
    visitor = _Visitor(_("%(name)s（外部）") % {"name": ask.signed_name})
    change = audit.Change({}, facts, comment, post.account_id)
    audit.record(f"content.outside.{answer.decision}", post, by=visitor, at=at, change=change)


def _tell(post: Post, ask: OutsideAsk, comment: str, *, at: dt.datetime) -> None:
    is_no = ask.decision == Decision.CHANGES
    params = {"who": ask.signed_name, "account": post.account.nickname, "comment": comment[:80]}
    level = NoticeLevel.WARNING if is_no else NoticeLevel.INFO
    url = reverse("content:post", args=[post.pk])
    people = {pk for pk in (ask.asked_by_id, post.author_id) if pk is not None}
    message = Message(CHANGES if is_no else APPROVED, params, url, level, mail=True)
    notify(to=people, key=f"{KEY}{ask.pk}:said", message=message, at=at)


def go_on_waiting(post_ids: list[int], *, at: dt.datetime) -> int:
    """Pass the steps that waited only for a voice from outside; who asked is told when something else forbids it.
    Answers how many were passed or stopped."""
    outcomes = go_on_after_outside(post_ids, at=at)
    for outcome in outcomes:
        if outcome.error is None or outcome.post is None or outcome.post.state != "in_review":
            continue
        post = outcome.post
        params = {"account": post.account.nickname, "why": str(outcome.error)[:120]}
        people = {pk for pk in (post.submitted_by_id, post.author_id) if pk is not None}
        message = Message(STUCK, params, reverse("content:post", args=[post.pk]), NoticeLevel.WARNING, mail=True)
        notify(to=people, key=f"{KEY}stuck:{post.version_id}", message=message, at=at)
    return len(outcomes)


def _address(token: str) -> str:
    return settings.BASE_URL + reverse("content:outside", args=[token])


def _mail(ask: OutsideAsk, address: str, *, at: dt.datetime) -> bool:
    """Send the link; False when mail is not set up or the server refuses, so that a colleague hands it over himself."""
    if not mail_works():
        return False
    body = render_to_string("content/outside_mail.txt", {"ask": ask, "address": address})
    asker = ask.asked_by.get_full_name() if ask.asked_by else "Weibo Ops"
    subject = _("%(name)s 请您审看一条微博") % {"name": asker}
    message = EmailMessage(subject=" ".join(subject.split())[:120], body=body, to=[ask.mail])
    try:
        message.send()
    except OSError as error:  # smtplib's errors are OSErrors
        log.warning("outside_mail_failed", ask=ask.pk, error=type(error).__name__)
        return False
    OutsideAsk.objects.filter(pk=ask.pk).update(mailed_at=at)
    return True
