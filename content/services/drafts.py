"""Write, edit and cancel posts. What somebody wrote becomes an immutable version (K5)."""

import datetime as dt
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import User, WeiboAccount
from accounts.roles import Can
from campaigns.models import Campaign
from content import lint
from content.events import post_changed
from content.hand_items import DETAIL_LIMIT, TITLE_LIMIT, HandItem, elements_of, items_of, stored
from content.importing.rows import TEXT_LIMIT
from content.lint.likeness import marks_of
from content.models import (
    LOCKED_STATES,
    Category,
    Idea,
    IdeaState,
    Media,
    Post,
    PostState,
    PostVersion,
    Series,
    UserStory,
    VersionMedia,
)
from content.queries.facts import Writing, lint_draft
from content.services.channels import change_channel
from content.services.hashing import compute_hash
from content.services.links import want_links
from content.services.review_stages import keeping_steps, void_stages
from content.services.series import Place, place_in_series
from content.services.states import locked, move
from core import audit
from core.errors import Conflict, UserError
from weibo.text import find_urls, weibo_length


@dataclass(frozen=True, slots=True)
class DraftInput:
    """What the composer sends. `base_version_id`: the version the writer saw, so that nobody overwrites a colleague."""

    account: WeiboAccount
    category: Category
    text: str
    post: Post | None = None
    media_ids: tuple[int, ...] = ()
    idea: Idea | None = None
    campaign: Campaign | None = None
    base_version_id: int | None = None
    by_hand: bool | None = None
    is_repost: bool = False
    copy_reason: str = ""
    items: tuple[HandItem, ...] | None = None  # None: as the post has them
    series: Series | None = None  # a new post takes its next number


@transaction.atomic
def save_draft(*, draft: DraftInput, by: User, at: dt.datetime) -> Post:
    """Store what was written as a new version. An edit of an approved or scheduled post voids the approval (K5).

    Nothing new is stored when text and pictures are the same; category, campaign and idea may still change.
    """
    require(by, Can.WRITE, draft.account.pk)
    media = _media_of(draft)
    post = _open_post(draft, by=by, at=at)
    draft = _with_items(draft, post)
    digest = compute_hash(draft.text, media, draft.account, draft.items or ())
    if post.version is None or post.version.content_hash != digest:
        _write_version(post, draft, media, by=by, at=at)
    if draft.by_hand is not None and draft.by_hand != post.by_hand:
        change_channel(post, by_hand=draft.by_hand, by=by, at=at)
    _keep_details(post, draft, at=at)
    if draft.series is not None and draft.post is None:
        return place_in_series(post=post, place=Place(draft.series), by=by, at=at)
    return post


def _with_items(draft: DraftInput, post: Post) -> DraftInput:
    """Who sends no list of what is added by hand leaves it as it is. Raises `UserError` for one too long."""
    if draft.items is None:
        return replace(draft, items=tuple(items_of(post.version.hand_items)) if post.version else ())
    too_long = any(len(item.title) > TITLE_LIMIT or len(item.detail) > DETAIL_LIMIT for item in draft.items)
    if too_long:
        values = {"title": TITLE_LIMIT, "detail": DETAIL_LIMIT}
        raise UserError(
            _("视频、音频、投票和应用的标题最多 %(title)d 字，说明最多 %(detail)d 字。") % values, field="items"
        )
    return draft


def _media_of(draft: DraftInput) -> list[Media]:
    """The pictures in the writer's order."""
    if len(draft.text) > TEXT_LIMIT:
        raise UserError(_("正文过长，最多 %(limit)d 字。") % {"limit": TEXT_LIMIT}, field="text")
    found = Media.objects.in_bulk(draft.media_ids)
    if len(found) != len(set(draft.media_ids)):
        raise UserError(_("有图片已不存在，请重新添加。"), field="media")
    return [found[pk] for pk in dict.fromkeys(draft.media_ids)]


def _open_post(draft: DraftInput, *, by: User, at: dt.datetime) -> Post:
    if draft.post is None:
        return Post.objects.create(
            account=draft.account,
            category=draft.category,
            campaign=draft.campaign,
            idea=draft.idea,
            story=_story_of(draft.idea),
            is_repost=draft.is_repost,
            author=by,
            created_at=at,
            updated_at=at,
        )
    post = locked(draft.post)
    if post.account_id != draft.account.pk:
        raise UserError(_("内容不能换到另一个账号，请为那个账号另写一条。"), field="account")
    if post.state in LOCKED_STATES:
        raise Conflict(
            _("这条内容现在是“%(state)s”，不能再修改。") % {"state": post.get_state_display()}, code="content.locked"
        )
    if draft.base_version_id is not None and draft.base_version_id != post.version_id:
        raise Conflict(_("您写作期间有人修改了这条内容，请先查看新版本。"), code="content.overtaken")
    return post


def _story_of(idea: Idea | None) -> UserStory | None:
    """C9: what is written from a user's story quotes it."""
    if idea is None or idea.source_kind != "story" or idea.source_id is None:
        return None
    return UserStory.objects.filter(pk=idea.source_id).first()


def _write_version(post: Post, draft: DraftInput, media: list[Media], *, by: User, at: dt.datetime) -> None:
    """A new version, the state back to draft, the approval void, and news of it."""
    number = post.version.number if post.version else 0
    before = {"state": post.state, "version": number}
    writing = Writing(draft.account, draft.category, draft.text, len(media), post, media=media, items=draft.items)
    version = PostVersion.objects.create(
        post=post,
        number=number + 1,
        text=draft.text,
        length=weibo_length(draft.text),
        elements=elements_of(draft.text, len(media), draft.items or ()),
        hand_items=stored(draft.items or ()),
        findings=lint.kept(replace(lint_draft(writing, at=at), waivers={})),  # an edit voids what was let pass
        content_hash=compute_hash(draft.text, media, draft.account, draft.items or ()),
        **marks_of(draft.text),
        author=by,
        created_at=at,
    )
    VersionMedia.objects.bulk_create(
        VersionMedia(version=version, media=item, position=position) for position, item in enumerate(media)
    )
    move(post, PostState.DRAFT, at=at)
    post.version, post.approved_hash, post.copy_reason = version, "", ""
    post.save(update_fields=["version", "approved_hash", "copy_reason", "state", "updated_at"])
    want_links(urls=find_urls(draft.text), at=at)
    if before["state"] == PostState.IN_REVIEW:
        void_stages([post.pk], at=at)
    change = audit.Change(
        before=before, after={"state": post.state, "version": version.number}, account_id=post.account_id
    )
    audit.record("content.post.written", post, by=by, at=at, change=change)
    post_changed.send_on_commit(post_id=post.pk)


def _keep_details(post: Post, draft: DraftInput, *, at: dt.datetime) -> None:
    idea = draft.idea or post.idea
    if (post.category_id, post.campaign_id) != (draft.category.pk, draft.campaign.pk if draft.campaign else None):
        with keeping_steps(post):
            post.category, post.campaign = draft.category, draft.campaign
    post.idea, post.updated_at = idea, at
    post.copy_reason = draft.copy_reason.strip() or post.copy_reason
    post.save(update_fields=["category", "campaign", "idea", "copy_reason", "updated_at"])
    if idea is not None and idea.state == IdeaState.NEW:
        Idea.objects.filter(pk=idea.pk).update(state=IdeaState.WRITING)


@transaction.atomic
def cancel_post(*, post: Post, by: User, at: dt.datetime, reason: str = "") -> Post:
    """Give it up; publishing takes it off the schedule. It can be reopened."""
    require(by, Can.WRITE, post.account_id)
    return _end(post, PostState.CANCELLED, "content.post.cancelled", by=by, at=at, reason=reason)


@transaction.atomic
def reopen_post(*, post: Post, by: User, at: dt.datetime) -> Post:
    """A cancelled post becomes a draft again; it needs a new review. Also takes a post back from review."""
    require(by, Can.WRITE, post.account_id)
    return _end(post, PostState.DRAFT, "content.post.reopened", by=by, at=at)


def _end(post: Post, to: PostState, code: str, *, by: User, at: dt.datetime, reason: str = "") -> Post:
    row = locked(post)
    before = row.state
    move(row, to, at=at)
    row.approved_hash = ""
    row.save(update_fields=["state", "approved_hash", "updated_at"])
    if before == PostState.IN_REVIEW:
        void_stages([row.pk], at=at)
    change = audit.Change(
        before={"state": before}, after={"state": row.state}, reason=reason, account_id=row.account_id
    )
    audit.record(code, row, by=by, at=at, change=change)
    post_changed.send_on_commit(post_id=row.pk)
    return row
