"""Posts through the ordinary API (weibo-api sections 2 and 3)."""

from functools import partial

from weibo.calls.call import FIRST_PAGE, Call, Paging, Picture, get, ids, post
from weibo.types import Counts, Page, Status

read_page = partial(Page.from_json, key="statuses", read=Status.from_json)
read_reposts = partial(Page.from_json, key="reposts", read=Status.from_json)


def share(token: str, text: str, *, pic: Picture | None = None, rip: str | None = None) -> Call[Status]:
    """Publish; ``text`` needs a link of the app's safe domains and may hold no topic. ``rip`` = the person's IPv4."""
    params = {"access_token": token, "status": text, "rip": rip}
    return post("/2/statuses/share.json", Status.from_json, params, picture=pic)


def repost(token: str, post_id: str, text: str = "", *, is_comment: int = 0, rip: str | None = None) -> Call[Status]:
    """Repost; ``is_comment`` 0 none, 1 on this post, 2 on the original, 3 both."""
    params = {"access_token": token, "id": post_id, "status": text or None, "is_comment": is_comment, "rip": rip}
    return post("/2/statuses/repost.json", Status.from_json, params)


def destroy(token: str, post_id: str) -> Call[Status]:
    """Delete an own post."""
    return post("/2/statuses/destroy.json", Status.from_json, {"access_token": token, "id": post_id})


def show(token: str, post_id: str) -> Call[Status]:
    """Read one post."""
    return get("/2/statuses/show.json", Status.from_json, {"access_token": token, "id": post_id})


def user_timeline(token: str, *, uid: str | None = None, paging: Paging = FIRST_PAGE) -> Call[Page[Status]]:
    """Read own posts; an ordinary app sees the newest five and no other account's."""
    params = {"access_token": token, "uid": uid, **paging.params()}
    return get("/2/statuses/user_timeline.json", read_page, params)


def mentions(token: str, *, paging: Paging = FIRST_PAGE) -> Call[Page[Status]]:
    """Read posts that mention the account."""
    return get("/2/statuses/mentions.json", read_page, {"access_token": token, **paging.params()})


def repost_timeline(token: str, post_id: str, *, paging: Paging = FIRST_PAGE) -> Call[Page[Status]]:
    """Read the reposts of a post."""
    params = {"access_token": token, "id": post_id, **paging.params()}
    return get("/2/statuses/repost_timeline.json", read_reposts, params)


def count(token: str, post_ids: list[str]) -> Call[list[Counts]]:
    """Read the counters of up to 100 posts."""
    return get("/2/statuses/count.json", Counts.list_from_json, {"access_token": token, "ids": ids(post_ids)})
