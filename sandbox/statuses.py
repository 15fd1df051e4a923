"""Writing posts: share, the closed update and upload, repost, destroy."""

from __future__ import annotations

import json
from typing import Any

from sandbox import actions, shapes, text
from sandbox.calls import Call, Picture, endpoint
from sandbox.errors import ApiError
from sandbox.models import Post

PICTURE_LIMIT = 5 * 1024 * 1024
MAGIC = {b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif", b"\x89PNG": "image/png"}
# Words that make the review of this emulator act, so that every refusal can be tried by hand.
TEST_WORDS = {
    "沙箱测试违法网址": 20018,
    "沙箱测试广告": 20020,
    "沙箱测试违规": 20021,
    "沙箱测试验证码": 20031,
    "沙箱测试延迟": 20032,
    "沙箱测试审核删除": 0,
}


def check_status(call: Call, status: str) -> str:
    """The checks of `share` in the documented order; answers the text to store. Raises ApiError."""
    app = call.app
    if not status.strip():
        raise ApiError(20008)
    if not app.commercial:
        if not app.safe_domains:
            raise ApiError(10017, text="appkey not bind domain!")
        if not text.has_domain(status, app.safe_domains):
            raise ApiError(10017, text="text not find domain!")
        if text.has_topic(status) and app.topics == "reject":
            raise ApiError(10017, "status", "text without topics", status)
    check_length(call, status)
    if call.picture is not None:
        check_picture(call.picture)
    check_repeated(call, status, status)
    check_words(call, status)
    return status if app.commercial else text.strip_topics(status)


def check_length(call: Call, status: str) -> bool:
    """Raise 20012 or 20049 when too long; True for a long text (commercial apps only)."""
    size = text.length(status)
    if size <= text.LIMIT:
        return False
    if not (call.app.commercial and call.flag("is_longtext")):
        raise ApiError(20012)
    if size > text.LONG_LIMIT:
        raise ApiError(20049)
    return True


def check_picture(picture: Picture) -> str:
    """The picture's type by its first bytes. Raises 20005, 20006, 20007."""
    if not picture.body:
        raise ApiError(20007)
    if len(picture.body) >= PICTURE_LIMIT:
        raise ApiError(20006)
    for magic, mime in MAGIC.items():
        if picture.body.startswith(magic):
            return mime
    raise ApiError(20005)


def check_repeated(call: Call, raw: str, key: str) -> None:
    """Same text as the last post, or as any own post of the last minutes: 20019; nearly the same: 20017 (option)."""
    world, uid = call.world, call.user.uid
    sent_at = world.recent.get((uid, key))
    window = float(world.settings["duplicate_window"])
    if window < 0:  # a recorder of what really arrives: chaos wants to see every duplicate
        return
    if world.last_raw.get(uid) == key or (sent_at is not None and world.now() - sent_at < window):
        raise ApiError(20019)
    if world.settings["similar_check"]:
        newest = world.posts_of[uid][-20:]
        if any(text.gist(world.posts[id_].raw) == text.gist(raw) for id_ in newest):
            raise ApiError(20017)


def check_words(call: Call, status: str) -> None:
    for word, code in TEST_WORDS.items():
        if word in status and code not in (0, 20032):
            raise ApiError(code)


def new_draft(call: Call, raw: str, stored: str) -> actions.Draft:
    """A draft with what faults and test words do to it."""
    seconds = call.plan.seconds
    slow = seconds("slow_store") or (90.0 if "沙箱测试延迟" in raw else 0.0)
    call.slow = bool(slow)
    review = seconds("review") or (float(call.world.settings["review_seconds"]) if "沙箱测试审核删除" in raw else 0.0)
    return actions.Draft(
        uid=call.user.uid,
        raw=raw,
        text=stored,
        app_key=call.app.key,
        source=source_of(call),
        clock=seconds("clock") or 0.0,
        hidden=slow or seconds("delayed") or 0.0,
        review=review,
    )


def source_of(call: Call) -> str:
    name = "未通过审核应用" if call.app.level == "test" and not call.app.commercial else call.app.name
    return f'<a href="http://app.weibo.com/t/feed/{call.app.key[:8]}" rel="nofollow">{name}</a>'


def store_picture(call: Call, picture: Picture) -> str:
    mime = check_picture(picture)
    pid = text.new_code(call.world.rng, 32)
    call.world.store.put_picture(pid, mime, picture.body)
    return pid


@endpoint("statuses/share", method="POST")
def share(call: Call) -> dict[str, Any]:
    """The general write call: one text with a safe-domain link, at most one picture."""
    raw = call.require("status")
    stored = check_status(call, raw)
    draft = new_draft(call, raw, stored)
    draft.longtext = check_length(call, raw)
    if call.picture is not None:
        draft.pics = [store_picture(call, call.picture)]
    return shapes.status(actions.publish(call.world, draft), call.lens)


@endpoint("statuses/update", "statuses/update/biz", method="POST", access="A")
def update(call: Call) -> dict[str, Any]:
    """Closed to ordinary apps since 2017 (10014)."""
    return shapes.status(publish_full(call, []), call.lens)


@endpoint("statuses/upload", "statuses/upload/biz", method="POST", access="A")
def upload(call: Call) -> dict[str, Any]:
    if call.picture is None:
        raise ApiError(20007)
    return shapes.status(publish_full(call, [], call.picture), call.lens)


def publish_full(call: Call, pics: list[str], picture: Picture | None = None) -> Post:
    """What commercial apps may do: topics, several pictures, visibility, place, annotations, long text."""
    raw = call.require("status")
    stored = check_status(call, raw)
    draft = new_draft(call, raw, stored)
    draft.longtext = check_length(call, raw)
    draft.visible, draft.list_id = call.number("visible"), call.number("list_id")
    if draft.visible not in (0, 1, 2, 3):
        raise ApiError(20121)
    if call.text("lat") and call.text("long"):
        draft.geo = [coordinate(call, "lat", 90.0), coordinate(call, "long", 180.0)]
    draft.annotations = parsed_annotations(call)
    draft.pics = pics if picture is None else [store_picture(call, picture)]
    return actions.publish(call.world, draft)


def coordinate(call: Call, name: str, bound: float) -> float:
    try:
        value = float(call.text(name))
    except ValueError:
        raise ApiError(10017, name, "float", call.text(name)) from None
    if not -bound <= value <= bound:
        raise ApiError(10017, name, f"-{bound}~{bound}", call.text(name))
    return value


def parsed_annotations(call: Call) -> list[Any]:
    value = call.text("annotations")
    if not value:
        return []
    if len(value) > 512:
        raise ApiError(10017, "annotations", "json up to 512 characters", f"{len(value)} characters")
    try:
        parsed = json.loads(value)
    except ValueError:
        raise ApiError(10017, "annotations", "json", value[:40]) from None
    return parsed if isinstance(parsed, list) else [parsed]


def target_post(call: Call, name: str = "id") -> Post:
    """The live post of this id that the caller may see. Raises 20101, 20112."""
    post = call.world.posts.get(call.id(name))
    if post is None or post.fate(call.world.now()) != "live":
        raise ApiError(20101)
    if post.visible and post.uid != call.user.uid:
        raise ApiError(20112)
    return post


@endpoint("statuses/repost", "statuses/repost/biz", method="POST")
def repost(call: Call) -> dict[str, Any]:
    world, target = call.world, target_post(call)
    if target.retweet_of and _gone(call, target.retweet_of):
        raise ApiError(20135)
    raw = call.text("status").strip() or actions.REPOST_TEXT
    check_length(call, raw)
    check_words(call, raw)
    check_repeated(call, raw, f"{target.retweet_of or target.id}:{raw}")
    draft = new_draft(call, raw, "")
    post = actions.repost(world, draft, target)
    also = call.number("is_comment")
    for wanted, post_id in ((1, target.id), (2, target.retweet_of)):
        if also in (wanted, 3) and post_id in world.posts:
            actions.comment(
                world, actions.Remark(call.user.uid, post_id, raw, app_key=call.app.key, source=draft.source)
            )
    return shapes.status(post, call.lens)


def _gone(call: Call, post_id: int) -> bool:
    original = call.world.posts.get(post_id)
    return original is None or original.fate(call.world.now()) != "live"


@endpoint("statuses/destroy", "statuses/destroy/biz", method="POST")
def destroy(call: Call) -> dict[str, Any]:
    post = target_post(call)
    if post.uid != call.user.uid:
        raise ApiError(20102)
    shown = shapes.status(post, call.lens)
    actions.remove_post(call.world, post, "user")
    return shown
