"""Calls that need a contract: pictures one by one, other people's timelines and mentions, search."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox import shapes
from sandbox.calls import Call, endpoint
from sandbox.comments import live as comment_is_live
from sandbox.comments import page_of_comments
from sandbox.errors import ApiError
from sandbox.ids import first_id_at
from sandbox.models import Post
from sandbox.paging import envelope, select
from sandbox.statuses import publish_full, store_picture, target_post
from sandbox.text import TOPIC
from sandbox.timelines import id_list, page_of_posts, readable
from sandbox.users import asked_user

PICTURES = 9


@endpoint("statuses/upload_pic", "statuses/upload_pic/biz", method="POST", access="C")
def upload_pic(call: Call) -> dict[str, Any]:
    """Store one picture; its `pic_id` goes into upload_url_text."""
    if call.picture is None:
        raise ApiError(20007)
    pid = store_picture(call, call.picture)
    urls = {size: shapes.pic_url(call.base, pid, size) for size in ("thumbnail", "bmiddle", "large")}
    return {
        "pic_id": pid,
        "thumbnail_pic": urls["thumbnail"],
        "bmiddle_pic": urls["bmiddle"],
        "original_pic": urls["large"],
    }


@endpoint("statuses/upload_url_text", "statuses/upload_url_text/biz", method="POST", access="C")
async def upload_url_text(call: Call) -> dict[str, Any]:
    """Publish with up to nine pictures that were uploaded before."""
    pids = [pid.strip() for pid in call.text("pic_id").split(",") if pid.strip()]
    if len(pids) > PICTURES:
        raise ApiError(10017, "pic_id", f"up to {PICTURES} ids", str(len(pids)))
    for pid in pids:
        if await call.world.store.picture(pid) is None:
            raise ApiError(10017, "pic_id", "id of an uploaded picture", pid)
    return shapes.status(publish_full(call, pids), call.lens)


@endpoint("statuses/user_timeline/other", access="C")
def user_timeline_other(call: Call) -> dict[str, Any]:
    """Anybody's posts, 25 a page, between `start_time` and `end_time` (epoch seconds)."""
    ids = call.world.posts_of[asked_user(call).uid]
    start, end = call.number("start_time"), call.number("end_time")
    if start:
        ids = [id_ for id_ in ids if id_ >= first_id_at(start)]
    if end:
        ids = [id_ for id_ in ids if id_ < first_id_at(end + 1)]
    return page_of_posts(call, ids, cap=25)


@endpoint("statuses/mentions/other", access="C")
def mentions_other(call: Call) -> dict[str, Any]:
    return page_of_posts(call, call.world.mentions_of[asked_user(call).uid], cap=200)


@endpoint("statuses/repost_timeline/all", access="C")
def repost_timeline_all(call: Call) -> dict[str, Any]:
    return page_of_posts(call, call.world.reposts_of[target_post(call).id], key="reposts", cap=200)


@endpoint("comments/mentions/other", access="C")
def comment_mentions_other(call: Call) -> dict[str, Any]:
    return page_of_comments(call, call.world.comment_mentions[asked_user(call).uid])


@endpoint("comments/tree/root_list", access="C")
def root_list(call: Call) -> dict[str, Any]:
    """Comments that answer no other one, each with its first answers."""
    world, lens, post = call.world, call.lens, target_post(call)
    ids = world.comments_on[post.id]
    roots = [id_ for id_ in ids if not world.comments[id_].reply_to]
    page, total = select(call, roots, live=lambda id_: comment_is_live(call, id_), default=20, cap=200)
    children = call.number("child_count", 3)
    items = []
    for id_ in page:
        answers = [world.comments[i] for i in ids if world.comments[i].reply_to == id_ and comment_is_live(call, i)]
        shown = shapes.comment(world.comments[id_], lens, with_status=False)
        shown["total_number"] = len(answers)
        shown["comments"] = [shapes.comment(item, lens, with_status=False) for item in answers[:children]]
        items.append(shown)
    return envelope("root_comments", items, total)


@endpoint("comments/hotflow", "comments/hot_list", access="C")
def hot_list(call: Call) -> dict[str, Any]:
    world, post = call.world, target_post(call)
    found = [world.comments[id_] for id_ in world.comments_on[post.id] if comment_is_live(call, id_)]
    found.sort(key=lambda item: (-item.likes, -item.id))
    count = min(max(call.number("count", 20), 1), 50)
    start = call.number("max_id")
    items = [shapes.comment(item, call.lens, with_status=False) for item in found[start : start + count]]
    following = start + count if start + count < len(found) else 0
    return envelope("comments", items, len(found), max_id=following, max_id_type=0)


@endpoint("statuses/mentions/shield/biz", "statuses/filter/create/biz", method="POST", access="C")
def shield(call: Call) -> dict[str, Any]:
    """Take a post out of the own mentions; with `follow_up=1` its reposts, too."""
    post, person, world = target_post(call), call.user, call.world
    more = world.reposts_of[post.id] if call.flag("follow_up") else []
    person.shielded = sorted({*person.shielded, post.id, *more})
    world.save_user(person)
    return {"result": True}


@endpoint("search/topics", access="A")
def topics(call: Call) -> dict[str, Any]:
    """Recent posts with `#q#`."""
    world, tag = call.world, f"#{call.require('q').strip('#')}#"
    ids = [id_ for id_ in world.timeline[-20000:] if tag in world.posts[id_].text]
    return page_of_posts(call, ids, cap=50)


@endpoint("short_url/shorten", access="C")
def shorten(call: Call) -> dict[str, Any]:
    return {"urls": [_link(call.world.short_code(url), url) for url in call.require("url_long").split(",")]}


@endpoint("short_url/expand", access="C")
def expand(call: Call) -> dict[str, Any]:
    codes = [url.rsplit("/", 1)[-1] for url in call.require("url_short").split(",")]
    return {"urls": [_link(code, call.world.links.get(code, "")) for code in codes]}


def _link(code: str, url: str) -> dict[str, Any]:
    return {
        "result": bool(url), "url_short": f"http://t.cn/{code}", "url_long": url, "object_type": "", "type": 0,
        "object_id": "",
    }  # fmt: skip


def _three_way(call: Call, name: str, fact: Callable[[Post], bool]) -> Callable[[Post], bool]:
    """Search switches: empty all, 0 without, 1 only."""
    value = call.text(name)
    if value not in ("", "0", "1"):
        raise ApiError(10017, name, "0 or 1", value)
    return lambda post: not value or fact(post) == (value == "1")


def _filters(call: Call) -> list[Callable[[Post], bool]]:
    users = call.world.users
    facts: dict[str, Callable[[Post], bool]] = {
        "hasori": lambda post: not post.retweet_of,
        "hasret": lambda post: bool(post.retweet_of),
        "hastext": lambda post: not post.pics,
        "haspic": lambda post: bool(post.pics),
        "hasvideo": lambda post: False,
        "hasmusic": lambda post: False,
        "haslink": lambda post: "http://" in post.text,
        "hasat": lambda post: "@" in post.text,
        "hasv": lambda post: users[post.uid].verified,
        "istag": lambda post: bool(TOPIC.search(post.text)),
    }
    return [_three_way(call, name, fact) for name, fact in facts.items()]


ORDERS: dict[str, Callable[[Post], tuple[int, int]]] = {
    "time": lambda post: (-post.id, 0),
    "hot": lambda post: (-(post.likes + post.comments + post.reposts), -post.id),
    "fwnum": lambda post: (-post.reposts, -post.id),
    "cmtnum": lambda post: (-post.comments, -post.id),
}


@endpoint("search/statuses/limited", access="C")
def search(call: Call) -> dict[str, Any]:
    """Posts that hold every word of `q` (blanks mean "and"), with the documented switches."""
    words = call.text("q").lower().split()
    if any(char in call.text("q") for char in '{}"'):
        raise ApiError(10017, "q", 'text without { } "', call.text("q"))
    uids = set(id_list(call, "ids", 50)) if call.text("ids") else set()
    if not words and not uids:
        raise ApiError(10016, "q")
    start, end = call.number("starttime"), call.number("endtime")
    checks = _filters(call)
    world = call.world
    found = []
    for id_ in world.timeline:
        post = world.posts[id_]
        if (start and post.created_at < start) or (end and post.created_at > end) or (uids and post.uid not in uids):
            continue
        text = post.text.lower()
        if all(word in text for word in words) and readable(call, post) and all(check(post) for check in checks):
            found.append(post)
    order = call.text("sort", "time")
    if order not in ORDERS:
        raise ApiError(10017, "sort", "time, hot, fwnum or cmtnum", order)
    found.sort(key=ORDERS[order])
    count = min(max(call.number("count", 10), 1), 50)
    first = (max(call.number("page", 1), 1) - 1) * count
    lens = call.lens
    return {
        "statuses": [shapes.status(post, lens) for post in found[first : first + count]],
        "total_number": len(found),
    }
