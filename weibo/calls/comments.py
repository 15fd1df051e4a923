"""Comments (weibo-api 2.4 and 3.4)."""

from functools import partial

from weibo.calls.call import FIRST_PAGE, Call, Paging, Value, get, post
from weibo.types import Comment, Page

read_page = partial(Page.from_json, key="comments", read=Comment.from_json)


def comments_create(
    token: str, post_id: str, text: str, *, comment_ori: bool = False, rip: str | None = None
) -> Call[Comment]:
    """Comment on a post; ``comment_ori`` also on the original of a repost."""
    params: dict[str, Value] = {
        "access_token": token,
        "id": post_id,
        "comment": text,
        "comment_ori": comment_ori,
        "rip": rip,
    }
    return post("/2/comments/create.json", Comment.from_json, params)


def comments_reply(token: str, post_id: str, comment_id: str, text: str, *, rip: str | None = None) -> Call[Comment]:
    """Answer a comment; Weibo puts ``回复@name:`` before the text."""
    params = {"access_token": token, "id": post_id, "cid": comment_id, "comment": text, "rip": rip}
    return post("/2/comments/reply.json", Comment.from_json, params)


def comments_destroy(token: str, comment_id: str) -> Call[Comment]:
    """Delete an own comment."""
    return post("/2/comments/destroy.json", Comment.from_json, {"access_token": token, "cid": comment_id})


def comments_show(token: str, post_id: str, *, paging: Paging = FIRST_PAGE) -> Call[Page[Comment]]:
    """Read the comments of a post."""
    params = {"access_token": token, "id": post_id, **paging.params()}
    return get("/2/comments/show.json", read_page, params)


def comments_to_me(token: str, *, paging: Paging = FIRST_PAGE) -> Call[Page[Comment]]:
    """Read the comments that the account received."""
    return get("/2/comments/to_me.json", read_page, {"access_token": token, **paging.params()})


def comments_by_me(token: str, *, paging: Paging = FIRST_PAGE) -> Call[Page[Comment]]:
    """Read the comments that the account wrote; used to settle a reply of unknown outcome."""
    return get("/2/comments/by_me.json", read_page, {"access_token": token, **paging.params()})


def comments_mentions(token: str, *, paging: Paging = FIRST_PAGE) -> Call[Page[Comment]]:
    """Read the comments that mention the account."""
    return get("/2/comments/mentions.json", read_page, {"access_token": token, **paging.params()})
