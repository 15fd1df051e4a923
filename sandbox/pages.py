"""The fake timeline as people would see it: square, a person's page, a post's page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from aiohttp import web

from sandbox.calls import WORLD
from sandbox.cards import card, note, short
from sandbox.ids import from_base62
from sandbox.models import Post
from sandbox.rendering import render
from sandbox.state import World

PAGE = 20
NOTES = 60


def setup(app: web.Application) -> None:
    app.router.add_get("/", square)
    app.router.add_get(r"/u/{uid:[0-9]{1,19}}", person)
    app.router.add_get(r"/t/{code:[0-9A-Za-z]{1,20}}", short_link)
    app.router.add_get(r"/{uid:[0-9]{1,19}}/{mid:[0-9A-Za-z]{1,20}}", post_page)
    app.router.add_get(r"/{domain:[a-z][a-z0-9]{3,19}}", domain)


def public(world: World, ids: Iterable[int]) -> Iterator[Post]:
    now = world.now()
    for id_ in ids:
        post = world.posts[id_]
        if post.fate(now) == "live" and not post.visible:
            yield post


def page_of(request: web.Request, ids: list[int]) -> tuple[list[Post], int]:
    """The posts below `?before=`, and the id to go on with (0 at the end). `?q=` keeps those that hold the words."""
    world, words = request.app[WORLD], request.query.get("q", "").lower().split()
    before = request.query.get("before", "")
    limit = int(before) if re.fullmatch(r"[0-9]{1,19}", before) else 0
    found: list[Post] = []
    for post in public(world, reversed(ids)):
        if limit and post.id >= limit:
            continue
        text = f"{world.users[post.uid].screen_name} {post.text}".lower()
        if all(word in text for word in words):
            found.append(post)
        if len(found) > PAGE:
            break
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else 0


async def square(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    posts, more = page_of(request, world.timeline)
    company = [user for user in world.users.values() if user.kind in ("company", "media", "rival")]
    return render(
        "square.html",
        request,
        cards=[card(world, post) for post in posts],
        more=more,
        q=request.query.get("q", ""),
        people=company,
        short=short,
    )


async def person(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    user = world.users.get(int(request.match_info["uid"]))
    if user is None:
        raise missing(request)
    posts, more = page_of(request, world.posts_of[user.uid])
    return render(
        "person.html",
        request,
        user=user,
        cards=[card(world, post) for post in posts],
        more=more,
        followers=short(user.followers_base + len(world.followers[user.uid])),
        friends=short(user.friends_base + len(world.following[user.uid])),
        statuses=short(user.statuses_base + len(world.posts_of[user.uid])),
        short=short,
        q="",
    )


async def post_page(request: web.Request) -> web.Response:
    """The address of the real platform's post pages, on this host."""
    world = request.app[WORLD]
    try:
        post = world.posts.get(from_base62(request.match_info["mid"]))
    except ValueError:
        post = None
    if post is None or str(post.uid) != request.match_info["uid"]:
        raise missing(request)
    now = world.now()
    if post.fate(now) != "live" or post.visible:
        return render("gone.html", request, fate=post.fate(now), status=404)
    comments = [world.comments[id_] for id_ in reversed(world.comments_on[post.id])]
    live = [item for item in comments if item.fate(now) == "live"]
    reposts = list(public(world, reversed(world.reposts_of[post.id])))
    return render(
        "post.html",
        request,
        card=card(world, post),
        notes=[note(world, item) for item in live[:NOTES]],
        reposts=[card(world, item) for item in reposts[:NOTES]],
        total_notes=len(live),
        total_reposts=len(reposts),
        short=short,
    )


async def short_link(request: web.Request) -> web.Response:
    """Where a t.cn link leads. Only links that posts here hold are known."""
    url = request.app[WORLD].links.get(request.match_info["code"])
    if url is None:
        raise missing(request)
    return web.Response(status=302, headers={"Location": url, "Referrer-Policy": "no-referrer"})


async def domain(request: web.Request) -> web.Response:
    wanted = request.match_info["domain"]
    for user in request.app[WORLD].users.values():
        if user.domain == wanted:
            return web.Response(status=302, headers={"Location": f"/u/{user.uid}"})
    raise missing(request)


def missing(request: web.Request) -> web.HTTPNotFound:
    body = render("gone.html", request, fate="missing").body
    return web.HTTPNotFound(body=body if isinstance(body, bytes) else None, content_type="text/html")
