"""Reading posts: timelines, mentions, single posts, counts, ids."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from sandbox import shapes
from sandbox.calls import Call, endpoint
from sandbox.errors import ApiError
from sandbox.ids import from_base62, to_base62
from sandbox.models import Post
from sandbox.paging import envelope, select
from sandbox.statuses import target_post

OWN_NEWEST = 5
ID = re.compile(r"[0-9]{1,19}")


def readable(call: Call, post: Post) -> bool:
    """Live, and meant for this reader."""
    return post.fate(call.world.now()) == "live" and (not post.visible or post.uid == call.user.uid)


def kind_filter(call: Call, post: Post) -> bool:
    """The parameters base_app, feature and filter_by_type, filter_by_author."""
    feature, world = call.number("feature"), call.world
    if call.flag("base_app") and post.app_key != call.app.key:
        return False
    if (feature == 1 or call.flag("filter_by_type")) and post.retweet_of:
        return False
    if (feature == 2 and not post.pics) or feature in (3, 4):
        return False
    author = call.number("filter_by_author")
    follows = post.uid in world.following[call.user.uid]
    return author == 0 or (author == 1) == follows


def page_of_posts(
    call: Call, ids: Sequence[int], *, key: str = "statuses", cap: int = 100, own: int = 0
) -> dict[str, Any]:
    """A page of posts. An ordinary app gets only those by people who authorised it; the total counts all."""
    world = call.world

    def live(id_: int) -> bool:
        return readable(call, world.posts[id_]) and kind_filter(call, world.posts[id_])

    page, total = select(call, ids, live=live, cap=cap, own=own)
    shown = [id_ for id_ in page if world.authorised(call.app, world.posts[id_].uid)]
    if call.path.endswith("/ids"):
        return envelope("statuses", [str(id_) for id_ in shown], total)
    lens = call.lens
    return envelope(key, [shapes.status(world.posts[id_], lens) for id_ in shown], total)


@endpoint("statuses/user_timeline", "statuses/user_timeline/ids", "statuses/user_timeline/biz")
def user_timeline(call: Call) -> dict[str, Any]:
    """Own posts; an ordinary app gets the five newest."""
    uid = call.user.uid
    if call.text("uid"):
        uid = call.number("uid")
    elif call.text("screen_name"):
        named = call.world.user_named(call.text("screen_name"))
        uid = named.uid if named else 0
    if uid not in call.world.users:
        raise ApiError(20003)
    if uid != call.user.uid and not call.app.commercial:
        raise ApiError(21335)
    return page_of_posts(call, call.world.posts_of[uid], own=0 if call.app.commercial else OWN_NEWEST)


@endpoint("statuses/home_timeline", "statuses/friends_timeline", "statuses/friends_timeline/ids")
def home_timeline(call: Call) -> dict[str, Any]:
    world = call.world
    friends = {*world.following[call.user.uid], call.user.uid}
    ids = [id_ for id_ in world.timeline[-20000:] if world.posts[id_].uid in friends]
    return page_of_posts(call, ids)


@endpoint("statuses/bilateral_timeline")
def bilateral_timeline(call: Call) -> dict[str, Any]:
    world, uid = call.world, call.user.uid
    mutual = world.following[uid].keys() & world.followers[uid].keys()
    return page_of_posts(call, [id_ for id_ in world.timeline[-20000:] if world.posts[id_].uid in mutual])


@endpoint("statuses/public_timeline")
def public_timeline(call: Call) -> dict[str, Any]:
    return page_of_posts(call, call.world.timeline[-2000:], cap=200)


@endpoint("statuses/mentions", "statuses/mentions/ids", "statuses/mentions/biz")
def mentions(call: Call) -> dict[str, Any]:
    ids = call.world.mentions_of[call.user.uid]
    if call.user.shielded:
        ids = [id_ for id_ in ids if id_ not in call.user.shielded]
    return page_of_posts(call, ids, cap=200)


@endpoint("statuses/timeline_batch", "statuses/timeline_batch/biz", access="A")
def timeline_batch(call: Call) -> dict[str, Any]:
    """Posts of up to 20 people; an ordinary app gets those who authorised it."""
    uids = set(id_list(call, "uids", 20))
    world = call.world
    return page_of_posts(call, [id_ for id_ in world.timeline[-20000:] if world.posts[id_].uid in uids])


@endpoint("statuses/repost_timeline", "statuses/repost_timeline/ids", "statuses/repost_timeline/biz")
def repost_timeline(call: Call) -> dict[str, Any]:
    post = target_post(call)
    return page_of_posts(call, call.world.reposts_of[post.id], key="reposts", cap=200)


@endpoint("statuses/show")
def show(call: Call) -> dict[str, Any]:
    """One post. Of people who did not authorise the app an ordinary app gets no data."""
    post = target_post(call)
    if not call.world.authorised(call.app, post.uid):
        return {}
    return shapes.status(post, call.lens)


def id_list(call: Call, name: str, most: int) -> list[int]:
    """Comma-separated ids. Raises 20001, 20009, 10017."""
    raw = call.text(name)
    if not raw:
        raise ApiError(20001)
    parts = [part.strip() for part in raw.replace("~", ",").split(",") if part.strip()]
    if len(parts) > most:
        raise ApiError(20009)
    if not all(ID.fullmatch(part) for part in parts):
        raise ApiError(10017, name, "int", raw)
    return [int(part) for part in parts]


@endpoint("statuses/show_batch", "statuses/show_batch/biz", access="A")
def show_batch(call: Call) -> dict[str, Any]:
    world, lens = call.world, call.lens
    wanted = [world.posts[id_] for id_ in id_list(call, "ids", 50) if id_ in world.posts]
    found = [post for post in wanted if readable(call, post) and world.authorised(call.app, post.uid)]
    return envelope("statuses", [shapes.status(post, lens) for post in found], len(found))


@endpoint("statuses/count", "statuses/count/biz")
def count(call: Call) -> list[dict[str, Any]]:
    """Counts of up to 100 posts; posts that are gone are left out."""
    world = call.world
    posts = [world.posts[id_] for id_ in id_list(call, "ids", 100) if id_ in world.posts]
    return [
        {
            "id": post.id,
            "idstr": str(post.id),
            "comments": post.comments,
            "reposts": post.reposts,
            "attitudes": post.likes,
            "number_display_strategy": {
                "apply_scenario_flag": 3,
                "display_text_min_number": 1000000,
                "display_text": "100万+",
            },
        }
        for post in posts
        if readable(call, post)
    ]


@endpoint("statuses/querymid", "statuses/querymid/biz")
def querymid(call: Call) -> Any:
    if call.flag("is_batch"):
        return [{str(id_): to_base62(id_)} for id_ in id_list(call, "id", 20)]
    return {"mid": to_base62(call.id("id"))}


@endpoint("statuses/queryid", "statuses/queryid/biz")
def queryid(call: Call) -> Any:
    short = call.flag("isBase62")

    def decoded(mid: str) -> str:
        try:
            return str(from_base62(mid) if short else int(mid))
        except ValueError:
            return "-1"

    mids = [mid.strip() for mid in call.require("mid").split(",") if mid.strip()]
    if not call.flag("is_batch"):
        return {"id": decoded(mids[0])}
    if len(mids) > 20:
        raise ApiError(20009)
    return [{mid: decoded(mid)} for mid in mids]


@endpoint("statuses/go")
def go(call: Call) -> web.Response:
    """Redirect to the post's page; to the front page when there is no such post."""
    post = call.world.posts.get(call.number("id"))
    live = post is not None and post.fate(call.world.now()) == "live"
    return web.Response(
        status=302, headers={"Location": f"/{post.uid}/{to_base62(post.id)}" if post is not None and live else "/"}
    )
