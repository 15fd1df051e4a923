"""How the sample company reviews and finds its posts: a second step for risks, a deputy, filters, days of freshness."""

import datetime as dt
from urllib.parse import urlencode

from accounts.models import User, WeiboAccount
from accounts.roles import Role
from content.models import Category, Post, PostState, ReviewStep
from content.services import DraftInput, approve, save_draft, save_filter, set_best_before, submit_for_review
from content.services.review_settings import DeputyInput, set_deputy, set_step
from core.dates import local_day

RISKY: tuple[tuple[str, str, bool], ...] = (
    ("campaign", "旧杯换新杯，凭旧杯到店立减 30 元，不限品牌，到月底为止。你最旧的那只杯子几岁了？", True),
    ("campaign", "云雾系列两只装，到手价 239 元，刻字免费。想刻哪两个字？", False),
)
"""Category, text, and whether the first step has passed it."""

FILTERS: tuple[tuple[str, dict[str, str], bool], ...] = (
    ("等我改的", {"state": PostState.CHANGES_ASKED}, False),
    ("可以排期的", {"state": PostState.APPROVED}, True),
    ("互动最好的知识帖", {"category": "knowledge", "sort": "resonance", "state": PostState.PUBLISHED}, True),
)


def write_desk(
    accounts: dict[str, WeiboAccount], people: dict[Role, User], *, administrator: User, now: dt.datetime
) -> None:
    """Last of all: from here on prices and prizes take two steps."""
    editor, chief = people[Role.RESPONSIBLE_EDITOR], people[Role.CHIEF_EDITOR]
    _ask_twice(by=administrator, now=now)
    for slug, text, half in RISKY:
        given = DraftInput(account=accounts["山岚"], category=Category.objects.get(slug=slug), text=text)
        post = save_draft(draft=given, by=editor, at=now - dt.timedelta(hours=9))
        post = submit_for_review(post=post, by=editor, at=now - dt.timedelta(hours=8))
        if half:
            approve(
                post=post,
                version_id=post.version_id or 0,
                by=chief,
                at=now - dt.timedelta(hours=7),
                comment="价格已和门店核对。",
            )
    away = local_day(now) + dt.timedelta(days=8)
    wanted = DeputyInput(chief, editor, away, away + dt.timedelta(days=4), "年假")
    set_deputy(wanted=wanted, by=administrator, at=now)
    for name, values, shared in FILTERS:
        if "category" in values:
            values = values | {"category": str(Category.objects.get(slug=values["category"]).pk)}
        save_filter(name=name, query=urlencode(values), shared=shared, by=editor, at=now)
    # What is about this week is stale by the weekend after next.
    timely = Post.objects.visible().filter(category__slug="timely", state__in=[PostState.APPROVED, PostState.IN_REVIEW])
    for number, post in enumerate(timely.order_by("pk")):
        set_best_before(post=post, day=local_day(now) + dt.timedelta(days=5 + 2 * number), by=editor, at=now)


def _ask_twice(*, by: User, now: dt.datetime) -> None:
    """The second step that comes with the product, switched on; the administrator may decide in it, too."""
    step = ReviewStep.objects.get(position=2)
    plain = ("name", "position", "kinds", "need", "count", "fresh_eyes", "hours", "remind_hours", "escalate_hours")
    fields = {name: getattr(step, name) for name in plain}
    fields |= {name: list(getattr(step, name).all()) for name in ("risks", "people", "escalate_people")}
    fields |= {"roles": [Role.CHIEF_EDITOR, Role.ADMINISTRATOR], "escalate_roles": [], "is_active": True}
    set_step(step=step, fields=fields, by=by, at=now)
