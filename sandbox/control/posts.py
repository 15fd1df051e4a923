"""Control of posts and of what people do with them."""

from __future__ import annotations

from dataclasses import asdict

from sandbox import actions
from sandbox.control.bodies import Body, Refused, integer, number, post_of, string, user_of
from sandbox.ids import EPOCH
from sandbox.models import Comment, Post
from sandbox.state import World
from sandbox.text import urls

MOST_PICTURES = 18


def record_of(world: World, post: Post) -> Body:
    """The emulator's own record of a post, with its fate, the links in full and whether it can be seen."""
    return {
        **asdict(post),
        "idstr": str(post.id),
        "fate": post.fate(world.now()),
        "screen_name": world.users[post.uid].screen_name,
        "urls": urls(post.raw),
    }


def list_posts(world: World, body: Body) -> list[Body]:
    """All posts ever stored (of a user, of an app, after an id), also hidden and removed ones, oldest first."""
    ids = world.posts_of[user_of(world, body).uid] if "uid" in body else world.timeline
    key, since = string(body, "app", ""), integer(body, "since_id", 0)
    posts = [world.posts[id_] for id_ in ids if id_ > since]
    return [record_of(world, post) for post in posts if key in ("", post.app_key)]


def moment(world: World, body: Body) -> float | None:
    """`at` (Unix seconds) or `ago` (seconds), or None for now. Ids hold the time, so it may not be in the future."""
    if "at" not in body and "ago" not in body:
        return None
    at = number(body, "at") if "at" in body else world.now() - number(body, "ago")
    if not EPOCH < at <= world.now() + 1:
        raise Refused("the time must lie between 1986 and now")
    return at


def add_post(world: World, body: Body) -> Body:
    """A post of a fake person: `{"uid", "text", "pics"?, "at"? | "ago"?, "likes"?}`. Mentions are @ in the text."""
    draft = actions.Draft(user_of(world, body).uid, string(body, "text"), at=moment(world, body))
    if not 0 <= integer(body, "pics", 0) <= MOST_PICTURES:
        raise Refused(f"pics must be between 0 and {MOST_PICTURES}")
    draft.pics = [f"fake{world.rng.randrange(10**9)}p{index}" for index in range(integer(body, "pics", 0))]
    post = actions.publish(world, draft)
    post.likes = integer(body, "likes", 0)
    return record_of(world, post)


def add_repost(world: World, body: Body) -> Body:
    draft = actions.Draft(user_of(world, body).uid, string(body, "text", ""), at=moment(world, body))
    return record_of(world, actions.repost(world, draft, post_of(world, body)))


def add_comment(world: World, body: Body) -> Body:
    """`{"uid", "id": post, "text", "reply_to"?}`"""
    reply_to = integer(body, "reply_to", 0)
    if reply_to and reply_to not in world.comments:
        raise Refused(f"no comment {reply_to}")
    remark = actions.Remark(user_of(world, body).uid, post_of(world, body).id, string(body, "text"), reply_to)
    remark.at = moment(world, body)
    return asdict(actions.comment(world, remark))


def list_comments(world: World, body: Body) -> list[Body]:
    """All comments on a post, or by a user, also removed ones."""
    ids = world.comments_on[integer(body, "id")] if "id" in body else world.comments_by[user_of(world, body).uid]
    return [{**asdict(world.comments[id_]), "fate": world.comments[id_].fate(world.now())} for id_ in ids]


def add_likes(world: World, body: Body) -> Body:
    post = post_of(world, body)
    actions.like(world, post, integer(body, "count", 1))
    return {"likes": post.likes}


def remove_post(world: World, body: Body) -> Body:
    """`by`: "review" (default) or "user"."""
    by = string(body, "by", "review")
    if by not in ("review", "user"):
        raise Refused("by must be review or user")
    post = post_of(world, body)
    actions.remove_post(world, post, by)
    return record_of(world, post)


def remove_comment(world: World, body: Body) -> Body:
    item: Comment | None = world.comments.get(integer(body, "id"))
    if item is None:
        raise Refused(f"no comment {body['id']}")
    actions.remove_comment(world, item, string(body, "by", "user"))
    return asdict(item)


def follow(world: World, body: Body) -> Body:
    """`{"uid", "target"}` follows; with `"off": true` unfollows."""
    who, target = user_of(world, body).uid, user_of(world, body, "target").uid
    if body.get("off"):
        world.unfollow(who, target)
    else:
        world.follow(who, target, world.now())
    return {"followers": len(world.followers[target])}
