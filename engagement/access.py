"""Doors of the inbox: the only way from a URL to a thread."""

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.access import Person, accounts_for, require, require_somewhere, rights_of
from accounts.models import User
from accounts.roles import Can
from core.errors import NotFound, UserError, existing
from engagement.callbacks import BODY_LIMIT, LONGEST_ECHO, Ticket, ticket_of
from engagement.models import (
    Away,
    CareTeam,
    Fan,
    InboxRule,
    Reply,
    SavedReply,
    StayRule,
    StayTask,
    Target,
    Thread,
    ThreadBulk,
    ThreadTag,
)
from engagement.queries.saved import saved_replies
from engagement.queries.stays import stays_of

if TYPE_CHECKING:
    from django.http import HttpRequest


def inbox_member(request: "HttpRequest") -> User:
    """The signed-in person, when he answers people for at least one account; otherwise 403."""
    return require_somewhere(request.user, Can.REPLY)


def thread_for(user: Person, pk: int, *, to: Can = Can.REPLY) -> Thread:
    """One thread behind its door. Raises `NotFound` for strangers, `Forbidden` for colleagues without the right."""
    thread = (
        Thread.objects.select_related("account", "assignee", "publication", "answering_by", "person")
        .filter(pk=pk)
        .first()
    )
    rights = rights_of(user)
    if thread is None or not (rights.may(Can.VIEW, thread.account_id) or rights.may(to, thread.account_id)):
        raise NotFound(_("没有找到这条留言。"))
    require(user, to, thread.account_id)
    return thread


def fan_for(user: Person, pk: int) -> Fan:
    """One person of the fan book, for everybody who answers people somewhere."""
    require_somewhere(user, Can.REPLY)
    return existing(Fan.objects.select_related("owner").filter(pk=pk).first(), _("没有找到这位粉丝。"))


def target_for(user: Person, pk: int) -> Target:
    """One person of a day, for those who answer for the account."""
    require_somewhere(user, Can.REPLY)
    rows = Target.objects.filter(account__in=accounts_for(user, Can.REPLY)).select_related("account")
    return existing(rows.filter(pk=pk).first(), _("没有找到这个人。"))


def saved_reply_for(user: Person, pk: int) -> SavedReply:
    """One saved reply, for those who may use it."""
    member = require_somewhere(user, Can.REPLY)
    return existing(saved_replies(member).filter(pk=pk).first(), _("没有找到这条常用回复。"))


def stay_for(user: Person, pk: int) -> StayTask:
    """One stay-with-it task behind its door, with its comments counted."""
    require_somewhere(user, Can.REPLY)
    return existing(stays_of(accounts_for(user, Can.REPLY)).filter(pk=pk).first(), _("没有找到这个任务。"))


def stay_rule_for(user: Person, pk: int) -> StayRule:
    """One rule of staying, for those who plan where it counts."""
    require_somewhere(user, Can.SCHEDULE)
    rules = StayRule.objects.select_related("account", "category", "duty")
    rule = existing(rules.filter(pk=pk).first(), _("没有找到这条规则。"))
    require(user, Can.SCHEDULE, rule.account_id)
    return rule


def inbox_lead(request: "HttpRequest") -> User:
    """Who leads those who answer: may answer and review for the whole matrix. Rules, duty and the tags are his."""
    user = require(request.user, Can.REVIEW)
    return require(user, Can.REPLY)


def tag_for(user: Person, pk: int) -> ThreadTag:
    """One tag, for everybody who answers people somewhere."""
    require_somewhere(user, Can.REPLY)
    return existing(ThreadTag.objects.filter(pk=pk).first(), _("没有找到这个标签。"))


def rule_for(request: "HttpRequest", pk: int) -> InboxRule:
    """One rule of the inbox, for who leads."""
    inbox_lead(request)
    return existing(InboxRule.objects.filter(pk=pk).first(), _("没有找到这条规则。"))


def team_for(request: "HttpRequest", pk: int) -> CareTeam:
    """One team, for who leads."""
    inbox_lead(request)
    return existing(CareTeam.objects.filter(pk=pk).first(), _("没有找到这个小组。"))


def away_for(request: "HttpRequest", pk: int) -> Away:
    """Somebody's days off; who may end them is asked by the service."""
    inbox_member(request)
    return existing(Away.objects.filter(pk=pk).first(), _("没有找到这次外出。"))


def bulk_for(user: User, pk: int) -> ThreadBulk:
    """A change of many threads, for the person who made it."""
    return existing(ThreadBulk.objects.filter(pk=pk, by=user).first(), _("没有找到这次修改。"))


def approvals_member(request: "HttpRequest") -> User:
    """Who answers or reviews for at least one account: the door of replies that wait for a second person (A7)."""
    if rights_of(request.user).may_somewhere(Can.REVIEW):
        return require_somewhere(request.user, Can.REVIEW)
    return inbox_member(request)


def waiting_reply_for(user: Person, pk: int) -> Reply:
    """One reply; the service decides whether this person may decide about it."""
    reply = Reply.objects.select_related("thread__account", "author").filter(pk=pk).first()
    rights = rights_of(user)
    if reply is None or not any(rights.may(can, reply.thread.account_id) for can in (Can.REPLY, Can.REVIEW)):
        raise NotFound(_("没有找到这条回复。"))
    return reply


def platform_caller(request: "HttpRequest", *, at: dt.datetime) -> Ticket:
    """The door of the fans service: who can sign with the secret of one of our apps, just now.

    Raises `Forbidden` for a wrong or old signature, `UserError` for more than a message can be.
    """
    ticket = ticket_of(request.GET.dict(), at=at)
    size = request.headers.get("Content-Length", "")
    if (size.isdigit() and int(size[:9]) > BODY_LIMIT) or len(request.GET.get("echostr", "")) > LONGEST_ECHO:
        raise UserError(_("内容太长。"), code="callback.too_long")
    return ticket


def reply_for(user: Person, pk: int) -> Reply:
    """One reply, for who answers for its account."""
    reply = Reply.objects.select_related("thread__account").filter(pk=pk).first()
    reply = existing(reply, _("没有找到这条回复。"))
    thread_for(user, reply.thread_id)
    return reply
