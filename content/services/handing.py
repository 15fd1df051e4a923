"""Posts of somebody who leaves pass to a colleague (W9). Versions keep who wrote them."""

import datetime as dt
from collections.abc import Callable

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.holdings import Handing, Holding
from accounts.models import User
from accounts.roles import Can
from content.models import Idea, IdeaState, Post, PostState
from core.audit import Change, record
from core.errors import Sentence

DRAFTS = (PostState.DRAFT, PostState.CHANGES_ASKED)
WAITING = (PostState.IN_REVIEW,)
PLANNED = (PostState.APPROVED, PostState.SCHEDULED, PostState.UNCONFIRMED, PostState.FAILED)
States = tuple[PostState, ...]
SHOWN = 24


def held_in(states: States) -> "Callable[[User, dt.datetime], QuerySet[Post]]":
    """Posts of a person in some states."""

    def held(person: User, at: dt.datetime) -> "QuerySet[Post]":
        return Post.objects.visible().filter(author=person, state__in=states).select_related("version")

    return held


def pass_on(states: States) -> Callable[[Handing], int]:
    """The successor looks after the posts: notices and lists go to him."""

    def hand_over(handing: Handing) -> int:
        rows = list(held_in(states)(handing.leaver, handing.at).select_for_update(of=("self",)))
        for post in rows:
            post.author = handing.successor
            post.updated_at = handing.at
            post.save(update_fields=["author", "updated_at"])
            before, after = {"author": str(handing.leaver)}, {"author": str(handing.successor)}
            change = Change(before=before, after=after, account_id=post.account_id)
            record("content.post.handed_over", post, by=handing.by, at=handing.at, change=change)
        return len(rows)

    return hand_over


def ideas(person: User, at: dt.datetime) -> "QuerySet[Idea]":
    """His ideas that became no post yet."""
    return Idea.objects.filter(created_by=person, state__in=(IdeaState.NEW, IdeaState.WRITING))


def _posts(key: str, label: Sentence, states: States) -> Holding:
    return Holding(
        key,
        label,
        held_in(states),
        can=Can.WRITE,
        account_path="account_id",
        hand_over=pass_on(states),
        name_of=lambda post: post.version.text[:SHOWN] if post.version else str(post),
    )


HOLDINGS = (
    _posts("content.drafts", _("草稿和被退回的内容"), DRAFTS),
    _posts("content.in_review", _("等待审核的内容"), WAITING),
    _posts("content.planned", _("已通过和已排期的内容"), PLANNED),
    Holding("content.ideas", _("没有用掉的选题"), ideas, _("选题属于团队，不用交接。")),
)
