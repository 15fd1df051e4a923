"""Rate limits in fixed windows: the clock hour and the day in China's time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from sandbox.errors import ApiError
from sandbox.models import App
from sandbox.state import World

CHINA = timezone(timedelta(hours=8))
POST_CALLS = frozenset(
    {
        "statuses/share",
        "statuses/update",
        "statuses/upload",
        "statuses/upload_url_text",
        "statuses/repost",
    }
)
COMMENT_CALLS = frozenset({"comments/create", "comments/reply"})
FOLLOW_CALLS = frozenset({"friendships/create", "friendships/destroy"})
FREE_CALLS = frozenset({"account/rate_limit_status", "emotions"})


def hour_of(now: float) -> int:
    return int(now // 3600)


def day_of(now: float) -> int:
    return int((now + 8 * 3600) // 86400)


def special_limit(call: str) -> str:
    """Name of the limit that this call has of its own, or an empty string."""
    call = call.removesuffix("/biz")
    if call in POST_CALLS:
        return "post_hour"
    if call in COMMENT_CALLS:
        return "comment_hour"
    return "follow_hour" if call in FOLLOW_CALLS else ""


def spend(world: World, app: App, uid: int, ip: str, call: str) -> None:
    """Count one call; raise 10022, 10023 or 10024 when a window is full (in this order)."""
    if call in FREE_CALLS:
        return
    limits = world.limits_for(app)
    now = world.now()
    hour, day, person = hour_of(now), day_of(now), f"{app.key}:{uid}"
    special = special_limit(call)
    windows = [
        ("ip_hour", f"ip:{app.key}:{ip}:{hour}", 10022),
        ("user_hour", f"user:{person}:h{hour}", 10023),
        ("user_day", f"user:{person}:d{day}", 10023),
    ]
    if special:
        windows.append((special, f"{special}:{person}:{hour}", 10024))
    for name, key, code in windows:
        limit = limits.get(name)
        if limit is None:
            continue
        if world.counters.get(key, 0) >= limit:
            raise ApiError(code, *([f"/{call}"] if code == 10024 else []))
        world.count_up(key)


def forget_old(world: World) -> None:
    """Drop the counters of windows that are over."""
    hour, day = str(hour_of(world.now())), str(day_of(world.now()))
    for key in list(world.counters):
        tail = key.rsplit(":", 1)[1]
        if tail not in (hour, f"h{hour}", f"d{day}"):
            del world.counters[key]
            world.store.drop("counter", key)


def status(world: World, app: App, uid: int, ip: str) -> dict[str, Any]:
    """The answer of account/rate_limit_status. Daily limits are not in it, as on the real platform."""
    limits, now = world.limits_for(app), world.now()
    hour, person = hour_of(now), f"{app.key}:{uid}"
    reset = (hour + 1) * 3600

    def left(name: str, key: str) -> tuple[int, int]:
        limit = limits.get(name)
        shown = 1000000 if limit is None else limit
        return shown, max(0, shown - world.counters.get(key, 0))

    rows = []
    for api, name in (
        ("/statuses/share", "post_hour"),
        ("/comments/create", "comment_hour"),
        ("/friendships/create", "follow_hour"),
    ):
        limit, remaining = left(name, f"{name}:{person}:{hour}")
        rows.append({"api": api, "limit": limit, "limit_time_unit": "HOURS", "remaining_hits": remaining})
    ip_limit, ip_left = left("ip_hour", f"ip:{app.key}:{ip}:{hour}")
    user_limit, user_left = left("user_hour", f"user:{person}:h{hour}")
    return {
        "api_rate_limits": rows,
        "ip_limit": ip_limit,
        "limit_time_unit": "HOURS",
        "remaining_ip_hits": ip_left,
        "remaining_user_hits": user_left,
        "reset_time": datetime.fromtimestamp(reset, UTC).astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S"),
        "reset_time_in_seconds": int(reset - now),
        "user_limit": user_limit,
    }
