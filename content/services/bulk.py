"""One action on many posts of the library: each is checked by itself, and most of it can be taken back for a while."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import User
from accounts.roles import Can
from content.models import LOCKED_STATES, BulkAction, BulkChange, Post, PostState
from content.selecting import Wish
from content.services.drafts import cancel_post, reopen_post
from content.services.review_stages import keeping_steps
from content.services.reviews import submit_for_review
from content.services.same_text import NeedsReason
from content.services.states import locked
from core import audit
from core.errors import Conflict, Forbidden, UserError, existing

AT_ONCE = 200
UNDO_FOR = dt.timedelta(minutes=1)
"""The button stands for 10 s once the page has come; a slow line gets the rest."""
KEPT = dt.timedelta(days=1)
SENDABLE = (PostState.DRAFT, PostState.CHANGES_ASKED)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many were done, how many were so already, and why others were not. `change` is what an undo needs."""

    done: int
    same: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    change: BulkChange | None = None


@dataclass(frozen=True, slots=True)
class _Step:
    """What an action does with one post: answers (before, after), or None when it is so already."""

    wish: Wish
    by: User
    at: dt.datetime

    def run(self, post: Post) -> tuple[Any, Any] | None:
        kinds: dict[str, Callable[[Post], tuple[Any, Any] | None]] = {
            BulkAction.CATEGORY: self._sort,
            BulkAction.CAMPAIGN: self._sort,
            BulkAction.CANCEL: self._cancel,
            BulkAction.RESTORE: self._restore,
            BulkAction.SUBMIT: self._submit,
        }
        return kinds[self.wish.action](post)

    def _sort(self, post: Post) -> tuple[Any, Any] | None:
        name = f"{self.wish.action}_id"
        target = self.wish.category if self.wish.action == BulkAction.CATEGORY else self.wish.campaign
        before, after = getattr(post, name), target.pk if target else None
        return (before, after) if sort_post(post=post, name=name, value=after, by=self.by, at=self.at) else None

    def _cancel(self, post: Post) -> tuple[Any, Any] | None:
        if post.state == PostState.CANCELLED:
            return None
        before = post.state
        cancel_post(post=post, by=self.by, at=self.at, reason=self.wish.reason)
        return before, PostState.CANCELLED

    def _restore(self, post: Post) -> tuple[Any, Any] | None:
        if post.state != PostState.CANCELLED:
            raise Conflict(_("没有取消过"), code="content.bulk_state")
        reopen_post(post=post, by=self.by, at=self.at)
        return PostState.CANCELLED, PostState.DRAFT

    def _submit(self, post: Post) -> tuple[Any, Any] | None:
        if post.state == PostState.IN_REVIEW:
            return None
        if post.state not in SENDABLE:
            raise Conflict(_("不是草稿，也不是需修改"), code="content.bulk_state")
        before = post.state
        submit_for_review(post=post, by=self.by, at=self.at, reason=self.wish.reason)
        return before, PostState.IN_REVIEW


def change_posts(*, wish: Wish, by: User, at: dt.datetime) -> Outcome:
    """Each post for itself: rights, state and rules are asked row by row; one that may not stops no other.

    Raises `UserError` when none or too many are meant.
    """
    if not wish.post_ids:
        raise UserError(_("请先选中内容。"), code="content.bulk_empty")
    if len(wish.post_ids) > AT_ONCE:
        raise UserError(_("一次最多 %(n)d 条，请缩小范围。") % {"n": AT_ONCE}, code="content.bulk_too_many")
    step, refused, same = _Step(wish, by, at), Counter[str](), 0
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for post in Post.objects.visible().filter(pk__in=wish.post_ids).order_by("pk"):
        try:
            with transaction.atomic():
                require(by, Can.WRITE, post.account_id)
                moved = step.run(locked(post))
        except UserError as error:
            refused[_why(error)] += 1
            continue
        if moved is None:
            same += 1
        else:
            before[str(post.pk)], after[str(post.pk)] = moved
    missing = len(set(wish.post_ids)) - len(before) - same - sum(refused.values())
    if missing:
        refused[_("已不存在")] += missing
    change = _keep(wish.action, before, after, by=by, at=at) if before else None
    return Outcome(len(before), same, refused, change)


def undo_bulk_change(*, change: BulkChange, by: User, at: dt.datetime) -> Outcome:
    """Take it back, once, by the person who did it; posts that somebody touched since stay as they are.

    A cancelled post comes back as a draft, or to review when it waited there; its place on the calendar and its
    approval are gone. Raises `Conflict` or `Forbidden`.
    """
    if change.by_id != by.pk:
        raise Forbidden(_("只有做这次修改的人可以撤销。"), code="content.undo_foreign")
    with transaction.atomic():
        row = existing(BulkChange.objects.select_for_update().filter(pk=change.pk).first(), _("没有找到这次修改。"))
        if row.undone_at is not None or at - row.at > UNDO_FOR:
            raise Conflict(_("这次修改已经撤销，或撤销的时限已过。"), code="content.undo_over")
        row.undone_at = at
        row.save(update_fields=["undone_at"])
    done, refused = 0, Counter[str]()
    for post in Post.objects.visible().filter(pk__in=[int(pk) for pk in row.before]).order_by("pk"):
        try:
            with transaction.atomic():
                _put_back(row, locked(post), by=by, at=at)
            done += 1
        except UserError as error:
            refused[_why(error)] += 1
    return Outcome(done, refused=refused)


def sort_post(*, post: Post, name: str, value: int | None, by: User, at: dt.datetime) -> bool:
    """Another category or campaign (`name`: `category_id`, `campaign_id`) of a locked row; False when it is so already.

    Raises `Conflict` for what is on its way or on Weibo: past weeks stay as they were counted.
    """
    require(by, Can.WRITE, post.account_id)
    before = getattr(post, name)
    if before == value:
        return False
    if post.state in LOCKED_STATES:
        raise Conflict(_("已发出"), code="content.locked")
    with keeping_steps(post):
        setattr(post, name, value)
    post.updated_at = at
    post.save(update_fields=[name, "updated_at"])
    change = audit.Change({name: before}, {name: value}, account_id=post.account_id)
    audit.record("content.post.sorted", post, by=by, at=at, change=change)
    return True


def _put_back(change: BulkChange, post: Post, *, by: User, at: dt.datetime) -> None:
    before, after = change.before[str(post.pk)], change.after[str(post.pk)]
    name = "state" if change.action not in {BulkAction.CATEGORY, BulkAction.CAMPAIGN} else f"{change.action}_id"
    touched = name == "state" and (
        post.updated_at != change.at or post.reviews.filter(created_at__gt=change.at).exists()
    )
    if touched or getattr(post, name) != after:
        raise Conflict(_("之后又有改动"), code="content.bulk_touched")
    if name != "state":
        sort_post(post=post, name=name, value=before, by=by, at=at)
    elif change.action == BulkAction.RESTORE:
        cancel_post(post=post, by=by, at=at)
    else:
        row = reopen_post(post=post, by=by, at=at)
        if before == PostState.IN_REVIEW:
            submit_for_review(post=row, by=by, at=at)


def _keep(
    action: BulkAction, before: dict[str, Any], after: dict[str, Any], *, by: User, at: dt.datetime
) -> BulkChange:
    """What an undo needs; what nobody can take back any more is thrown away at the same time."""
    BulkChange.objects.filter(at__lt=at - KEPT).delete()
    return BulkChange.objects.create(by=by, at=at, action=action, before=before, after=after)


def _why(error: UserError) -> str:
    """In few words, so that equal reasons are counted together."""
    if isinstance(error, Forbidden):
        return _("没有权限")
    if isinstance(error, NeedsReason):
        return _("与别的账号同文，要打开写明理由")
    words = {"content.lint": _("文本检查没有通过"), "content.transition": _("现在的状态不允许")}
    return words.get(error.code) or str(error).rstrip("。")
