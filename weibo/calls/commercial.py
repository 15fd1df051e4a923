"""The commercial API on its own host, for apps with a contract (weibo-api section 9)."""

import datetime as dt
from dataclasses import dataclass

from weibo.calls.call import FIRST_PAGE, Call, Host, Paging, Picture, Value, get, ids, post
from weibo.calls.comments import read_page as read_comments
from weibo.calls.statuses import read_page as read_statuses
from weibo.reading import Fields, unreadable
from weibo.types import Comment, Page, Status, User


def update_biz(token: str, text: str, *, visible: int = 0, long: bool = False, rip: str | None = None) -> Call[Status]:
    """Publish text; topics are allowed. ``visible`` 0 all, 1 self; ``long`` up to 2000 characters."""
    params = _publish(token, text, visible=visible, long=long, rip=rip)
    return post("/2/statuses/update/biz.json", Status.from_json, params, Host.C_API)


def upload_biz(token: str, text: str, pic: Picture, *, visible: int = 0, rip: str | None = None) -> Call[Status]:
    """Publish short text with one picture."""
    params = _publish(token, text, visible=visible, long=False, rip=rip)
    return post("/2/statuses/upload/biz.json", Status.from_json, params, Host.C_API, pic)


def upload_pic_biz(token: str, pic: Picture) -> Call[str]:
    """Store one picture and return its ``pic_id`` for ``upload_url_text_biz``."""
    return post("/2/statuses/upload_pic/biz.json", _read_pic_id, {"access_token": token}, Host.C_API, pic)


def upload_url_text_biz(
    token: str, text: str, pic_ids: list[str], *, visible: int = 0, long: bool = False, rip: str | None = None
) -> Call[Status]:
    """Publish text with up to nine stored pictures."""
    params = _publish(token, text, visible=visible, long=long, rip=rip) | {"pic_id": ids(pic_ids)}
    return post("/2/statuses/upload_url_text/biz.json", Status.from_json, params, Host.C_API)


def repost_biz(
    token: str, post_id: str, text: str = "", *, is_comment: int = 0, rip: str | None = None
) -> Call[Status]:
    """Repost; see ``repost``."""
    params = {"access_token": token, "id": post_id, "status": text or None, "is_comment": is_comment, "rip": rip}
    return post("/2/statuses/repost/biz.json", Status.from_json, params, Host.C_API)


def destroy_biz(token: str, post_id: str) -> Call[Status]:
    """Delete an own post."""
    return post("/2/statuses/destroy/biz.json", Status.from_json, {"access_token": token, "id": post_id}, Host.C_API)


def users_show_biz(token: str, *, uid: str | None = None, screen_name: str | None = None) -> Call[User]:
    """Read any account by exactly one of uid and nickname, with its counts and its newest post."""
    if (uid is None) == (screen_name is None):
        raise ValueError("exactly one of uid and screen_name is needed")
    params = {"access_token": token, "uid": uid, "screen_name": screen_name}
    return get("/2/users/show/biz.json", User.from_json, params, Host.C_API)


def user_timeline_biz(token: str, *, paging: Paging = FIRST_PAGE) -> Call[Page[Status]]:
    """Read own posts without the limit of five."""
    params = {"access_token": token, **paging.params()}
    return get("/2/statuses/user_timeline/biz.json", read_statuses, params, Host.C_API)


def user_timeline_other(
    token: str, uid: str, *, start: dt.datetime | None = None, end: dt.datetime | None = None, page: int = 1
) -> Call[Page[Status]]:
    """Read any account's posts between two aware times, 25 a page."""
    params: dict[str, Value] = {"access_token": token, "uid": uid, "start_time": _epoch(start), "end_time": _epoch(end)}
    return get("/2/statuses/user_timeline/other.json", read_statuses, params | {"page": page, "count": 25}, Host.C_API)


def mentions_biz(token: str, *, paging: Paging = FIRST_PAGE) -> Call[Page[Status]]:
    """Read all posts that mention the account."""
    return get("/2/statuses/mentions/biz.json", read_statuses, {"access_token": token, **paging.params()}, Host.C_API)


def show_batch_biz(token: str, post_ids: list[str]) -> Call[Page[Status]]:
    """Read up to 50 posts, long texts whole."""
    params: dict[str, Value] = {"access_token": token, "ids": ids(post_ids), "isGetLongText": 1}
    return get("/2/statuses/show_batch/biz.json", read_statuses, params, Host.C_API)


def comments_to_me_biz(token: str, *, paging: Paging = FIRST_PAGE) -> Call[Page[Comment]]:
    """Read all comments that the account received."""
    return get("/2/comments/to_me/biz.json", read_comments, {"access_token": token, **paging.params()}, Host.C_API)


@dataclass(frozen=True, slots=True)
class Search:
    """A search over public posts: aware times, up to 50 ``ids`` of users; flags None all, True only, False none."""

    q: str = ""
    ids: tuple[str, ...] = ()
    start: dt.datetime | None = None
    end: dt.datetime | None = None
    sort: str = "time"
    original: bool | None = None
    with_picture: bool | None = None
    page: int = 1
    count: int = 50


def search_limited(token: str, search: Search) -> Call[Page[Status]]:
    """Search public posts; braces and double quotes are not allowed in the query and are left out."""
    params: dict[str, Value] = {
        "access_token": token,
        "q": search.q.translate(_NOT_IN_QUERY) or None,
        "ids": "~".join(search.ids) or None,
        "starttime": _epoch(search.start),
        "endtime": _epoch(search.end),
        "sort": search.sort,
        "hasori": search.original,
        "haspic": search.with_picture,
        "page": search.page,
        "count": search.count,
    }
    return get("/2/search/statuses/limited.json", read_statuses, params, Host.C_API)


_NOT_IN_QUERY = dict.fromkeys(map(ord, '{}"'))


def _publish(token: str, text: str, *, visible: int, long: bool, rip: str | None) -> dict[str, Value]:
    return {"access_token": token, "status": text, "visible": visible, "is_longtext": long or None, "rip": rip}


def _epoch(moment: dt.datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())


def _read_pic_id(value: object) -> str:
    pic_id = Fields.of(value, "picture").text("pic_id")
    if not pic_id:
        raise unreadable("picture with a pic_id", value)
    return pic_id
