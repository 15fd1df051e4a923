"""JSON shapes of the answers: user, status, comment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from sandbox.models import App, Comment, Post, User
from sandbox.state import World
from sandbox.text import byte_length

CHINA = timezone(timedelta(hours=8))
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DELETED_TEXT = "抱歉，此微博已被作者删除。查看帮助：http://t.cn/Rfd3rQV"
_dates: dict[int, str] = {}


USER_CONSTANTS: dict[str, Any] = {
    "class": 1,
    "description": "",
    "url": "",
    "weihao": "",
    "verified_reason": "",
    "allow_all_act_msg": True,
    "allow_all_comment": True,
    "geo_enabled": True,
    "remark": "",
    "online_status": 0,
    "lang": "zh-cn",
    "star": 0,
    "mbtype": 0,
    "mbrank": 0,
    "urank": 9,
    "credit_score": 80,
    "insecurity": {"sexual_content": False},
}
STATUS_CONSTANTS: dict[str, Any] = {
    "can_edit": False,
    "show_additional_indication": 0,
    "source_allowclick": 0,
    "source_type": 1,
    "favorited": False,
    "truncated": False,
    "in_reply_to_status_id": "",
    "in_reply_to_user_id": "",
    "in_reply_to_screen_name": "",
    "is_paid": False,
    "mblog_vip_type": 0,
    "pending_approval_count": 0,
    "reward_exhibition_type": 0,
    "hide_flag": 0,
    "mlevel": 0,
    "biz_feature": 0,
    "hasActionTypeCard": 0,
    "darwin_tags": [],
    "hot_weibo_tags": [],
    "text_tag_tips": [],
    "mblogtype": 0,
    "rid": "0",
    "userType": 0,
    "more_info_type": 0,
    "positive_recom_flag": 0,
    "content_auth": 0,
    "gif_ids": "",
    "is_show_bulletin": 2,
    "comment_manage_info": {"comment_permission_type": -1, "approval_comment_type": 0},
}
COMMENT_CONSTANTS: dict[str, Any] = {
    "floor_number": 0,
    "disable_reply": 0,
    "source_type": 1,
    "source_allowclick": 0,
    "liked": False,
    "feature_type": 0,
}
VISIBLE_TYPES = {2: 4}  # the parameter says 2 for close friends, the answer 4


@dataclass(slots=True)
class Lens:
    """Who is looking: decides what the answer may show, and from which address pictures are served."""

    world: World
    app: App
    uid: int
    base: str
    trim_user: bool = False
    long_text: bool = False


def date(seconds: float) -> str:
    """`Tue May 31 17:46:55 +0800 2011`, independent of the process's locale."""
    key = int(seconds)
    text = _dates.get(key)
    if text is None:
        if len(_dates) > 5000:
            _dates.clear()
        at = datetime.fromtimestamp(key, UTC).astimezone(CHINA)
        text = f"{DAYS[at.weekday()]} {MONTHS[at.month - 1]} {at:%d %H:%M:%S} +0800 {at.year}"
        _dates[key] = text
    return text


def pic_url(base: str, pid: str, size: str) -> str:
    return f"{base}/{size}/{pid}"


def user(person: User, lens: Lens) -> dict[str, Any]:
    """A user object. Of other people an ordinary app gets no description, reason, counts (since 2014)."""
    world, uid = lens.world, person.uid
    shown: dict[str, Any] = {
        **USER_CONSTANTS,
        "id": uid,
        "idstr": str(uid),
        "screen_name": person.screen_name,
        "name": person.screen_name,
        "province": person.province,
        "city": person.city,
        "location": person.location,
        "profile_image_url": f"{lens.base}/avatar/50/{uid}.svg",
        "avatar_large": f"{lens.base}/avatar/180/{uid}.svg",
        "avatar_hd": f"{lens.base}/avatar/1024/{uid}.svg",
        "profile_url": person.domain or f"u/{uid}",
        "domain": person.domain,
        "gender": person.gender,
        "created_at": date(person.created_at),
        "following": uid in world.following[lens.uid],
        "follow_me": lens.uid in world.following[uid],
        "verified": person.verified,
        "verified_type": person.verified_type,
    }
    if lens.app.commercial or uid == lens.uid:
        shown.update(description=person.description, verified_reason=person.verified_reason, **counts(person, world))
    return shown


def counts(person: User, world: World) -> dict[str, int]:
    uid = person.uid
    return {
        "followers_count": person.followers_base + len(world.followers[uid]),
        "friends_count": person.friends_base + len(world.following[uid]),
        "pagefriends_count": 0,
        "statuses_count": person.statuses_base + len(world.posts_of[uid]),
        "favourites_count": 0,
        "bi_followers_count": len(world.followers[uid].keys() & world.following[uid].keys()),
        "video_status_count": 0,
    }


def status(post: Post, lens: Lens, *, nested: bool = False) -> dict[str, Any]:
    """A status object; `nested` leaves the original of a repost out (one level only)."""
    text = post.text
    if post.longtext and not lens.long_text:
        text = f"{text[:130]}...全文： {lens.base}/{post.uid}/{post.id}"
    shown: dict[str, Any] = {
        **STATUS_CONSTANTS,
        "visible": {"type": VISIBLE_TYPES.get(post.visible, post.visible), "list_id": post.list_id},
        "created_at": date(post.created_at),
        "id": post.id,
        "idstr": str(post.id),
        "mid": str(post.id),
        "text": text,
        "textLength": byte_length(post.text),
        "source": post.source,
        "pic_urls": [{"thumbnail_pic": pic_url(lens.base, pid, "thumbnail")} for pid in post.pics],
        "pic_num": len(post.pics),
        "geo": {"type": "Point", "coordinates": post.geo} if post.geo else None,
        "annotations": post.annotations,
        "reposts_count": post.reposts,
        "comments_count": post.comments,
        "attitudes_count": post.likes,
        "isLongText": post.longtext,
    }
    if post.pics:
        for name, size in (("thumbnail_pic", "thumbnail"), ("bmiddle_pic", "bmiddle"), ("original_pic", "large")):
            shown[name] = pic_url(lens.base, post.pics[0], size)
    if post.longtext and lens.long_text:
        shown["longText"] = {"longTextContent": post.text, "url_objects": []}
    if lens.trim_user:
        shown["uid"] = shown["user_id"] = post.uid
    else:
        shown["user"] = user(lens.world.users[post.uid], lens)
    if post.retweet_of and not nested:
        shown["retweeted_status"] = _original(post.retweet_of, lens)
    return shown


def _original(post_id: int, lens: Lens) -> dict[str, Any]:
    original = lens.world.posts.get(post_id)
    if original is not None and original.fate(lens.world.now()) == "live":
        return status(original, lens, nested=True)
    created = original.created_at if original is not None else lens.world.now()
    return {
        "created_at": date(created),
        "id": post_id,
        "idstr": str(post_id),
        "mid": str(post_id),
        "text": DELETED_TEXT,
        "source": "",
        "deleted": 1,
        "user": None,
        "reposts_count": 0,
        "comments_count": 0,
        "attitudes_count": 0,
    }


def comment(item: Comment, lens: Lens, *, with_status: bool = True, nested: bool = False) -> dict[str, Any]:
    """A comment object with its post, and the comment it answers (one level)."""
    shown: dict[str, Any] = {
        **COMMENT_CONSTANTS,
        "created_at": date(item.created_at),
        "id": item.id,
        "idstr": str(item.id),
        "mid": str(item.id),
        "rootid": item.reply_to or item.id,
        "text": item.text,
        "source": item.source,
        "like_count": item.likes,
    }
    if lens.trim_user:
        shown["user_id"] = item.uid
    else:
        shown["user"] = user(lens.world.users[item.uid], lens)
    target = lens.world.posts.get(item.post_id)
    if with_status and target is not None:
        shown["status"] = _original(target.id, lens)
    parent = lens.world.comments.get(item.reply_to)
    if parent is not None and not nested:
        shown["reply_comment"] = comment(parent, lens, with_status=False, nested=True)
    return shown
