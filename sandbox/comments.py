"""Comments: writing, the inbox lists, single comments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sandbox import actions, shapes
from sandbox.calls import Call, endpoint
from sandbox.errors import ApiError
from sandbox.models import Comment
from sandbox.paging import envelope, select
from sandbox.statuses import check_length, check_words, source_of, target_post
from sandbox.timelines import id_list


def live(call: Call, id_: int) -> bool:
    world = call.world
    item = world.comments[id_]
    post = world.posts.get(item.post_id)
    return item.fate(world.now()) == "live" and post is not None and post.fate(world.now()) == "live"


def page_of_comments(
    call: Call, ids: Sequence[int], *, restricted: bool = True, with_status: bool = True, **extra: Any
) -> dict[str, Any]:
    """A page of comments; `restricted` lists show an ordinary app only what people who authorised it wrote."""
    world, lens, author = call.world, call.lens, call.number("filter_by_author")

    def wanted(id_: int) -> bool:
        follows = world.comments[id_].uid in world.following[call.user.uid]
        return live(call, id_) and (author == 0 or (author == 1) == follows)

    page, total = select(call, ids, live=wanted, default=50, cap=200)
    if restricted:
        page = [id_ for id_ in page if world.authorised(call.app, world.comments[id_].uid)]
    items = [shapes.comment(world.comments[id_], lens, with_status=with_status) for id_ in page]
    return envelope("comments", items, total, **extra)


@endpoint("comments/show", "comments/show/all")
def show(call: Call) -> dict[str, Any]:
    post = target_post(call)
    return page_of_comments(
        call,
        call.world.comments_on[post.id],
        restricted=False,
        with_status=False,
        status=shapes.status(post, call.lens),
    )


@endpoint("comments/to_me", "comments/to_me/biz")
def to_me(call: Call) -> dict[str, Any]:
    return page_of_comments(call, call.world.comments_to[call.user.uid])


@endpoint("comments/by_me")
def by_me(call: Call) -> dict[str, Any]:
    return page_of_comments(call, call.world.comments_by[call.user.uid])


@endpoint("comments/mentions", "comments/mentions/biz")
def mentions(call: Call) -> dict[str, Any]:
    return page_of_comments(call, call.world.comment_mentions[call.user.uid])


@endpoint("comments/timeline")
def timeline(call: Call) -> dict[str, Any]:
    world, uid = call.world, call.user.uid
    return page_of_comments(call, sorted({*world.comments_to[uid], *world.comments_by[uid]}))


@endpoint("comments/show_batch", "comments/show_batch/biz")
def show_batch(call: Call) -> list[dict[str, Any]]:
    world, lens = call.world, call.lens
    ids = [id_ for id_ in id_list(call, "cids", 50) if id_ in world.comments and live(call, id_)]
    return [
        shapes.comment(world.comments[id_], lens) for id_ in ids if world.authorised(call.app, world.comments[id_].uid)
    ]


def check_comment(call: Call, post_id: int) -> str:
    """The text of a comment to write. Raises 10016, 20008, 20012, 20019 and the words' codes."""
    raw = call.require("comment").strip()
    if not raw:
        raise ApiError(20008)
    check_length(call, raw)
    world = call.world
    sent_at = world.recent.get((call.user.uid, f"c{post_id}:{raw}"))
    if sent_at is not None and world.now() - sent_at < float(world.settings["duplicate_window"]):
        raise ApiError(20019)
    check_words(call, raw)
    return raw


def remark(call: Call, post_id: int, raw: str) -> actions.Remark:
    seconds = call.plan.seconds
    slow = seconds("slow_store") or 0.0
    call.slow = bool(slow)
    return actions.Remark(
        uid=call.user.uid,
        post_id=post_id,
        raw=raw,
        app_key=call.app.key,
        source=source_of(call),
        hidden=slow or seconds("delayed") or 0.0,
        review=seconds("review") or 0.0,
    )


def also_on_original(call: Call, post_id: int, raw: str) -> None:
    original = call.world.posts[post_id].retweet_of
    if call.flag("comment_ori") and original in call.world.posts:
        actions.comment(call.world, remark(call, original, raw))


@endpoint("comments/create", "comments/create/biz", method="POST")
def create(call: Call) -> dict[str, Any]:
    post = target_post(call)
    raw = check_comment(call, post.id)
    item = actions.comment(call.world, remark(call, post.id, raw))
    also_on_original(call, post.id, raw)
    return shapes.comment(item, call.lens)


def target_comment(call: Call, name: str = "cid") -> Comment:
    if not call.text(name):
        raise ApiError(20204)
    item = call.world.comments.get(call.number(name))
    if item is None or not live(call, item.id):
        raise ApiError(20201)
    return item


@endpoint("comments/reply", "comments/reply/biz", method="POST")
def reply(call: Call) -> dict[str, Any]:
    parent = target_comment(call)
    post = target_post(call)
    if parent.post_id != post.id:
        raise ApiError(20201)
    raw = check_comment(call, post.id)
    draft = remark(call, post.id, raw)
    draft.reply_to, draft.mention = parent.id, not call.flag("without_mention")
    item = actions.comment(call.world, draft)
    also_on_original(call, post.id, raw)
    return shapes.comment(item, call.lens)


def destroy_one(call: Call, item: Comment) -> dict[str, Any]:
    if item.uid != call.user.uid:
        raise ApiError(20203)
    shown = shapes.comment(item, call.lens)
    actions.remove_comment(call.world, item)
    return shown


@endpoint("comments/destroy", "comments/destroy/biz", method="POST")
def destroy(call: Call) -> dict[str, Any]:
    return destroy_one(call, target_comment(call))


@endpoint("comments/destroy_batch", method="POST")
def destroy_batch(call: Call) -> list[dict[str, Any]]:
    found = [call.world.comments[id_] for id_ in id_list(call, "cids", 20) if id_ in call.world.comments]
    return [destroy_one(call, item) for item in found if live(call, item.id) and item.uid == call.user.uid]
