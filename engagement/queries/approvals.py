"""Replies that wait for another person (A7)."""

from django.db.models import Q, QuerySet

from accounts.access import rights_of
from accounts.models import User, WeiboAccount
from accounts.roles import Can
from engagement.models import Reply, ReplyState


def waiting_replies(user: User) -> "QuerySet[Reply]":
    """Replies of others that wait, for accounts on which this person may answer or review; the oldest first."""
    rights = rights_of(user)
    accounts = WeiboAccount.objects.filter(rights.reach(Can.REPLY) | rights.reach(Can.REVIEW))
    if rights.may(Can.REPLY) or rights.may(Can.REVIEW):
        accounts = WeiboAccount.objects.all()
    waiting = Reply.objects.filter(state=ReplyState.WAITING, thread__account__in=accounts)
    return waiting.exclude(author=user).select_related("author", "thread__account").order_by("asked_at", "pk")


def own_waiting(user: User) -> "QuerySet[Reply]":
    """One's own replies that wait for others."""
    waiting = Reply.objects.filter(Q(state=ReplyState.WAITING), author=user)
    return waiting.select_related("thread__account").order_by("asked_at", "pk")
