"""What a moment would break, and whether an account can send at all. Reads only."""

import datetime as dt

from django.utils.translation import gettext as _

from accounts.models import AccountState, Channel, WeiboAccount
from accounts.queries import abilities_of
from content.lint import Timing
from content.models import Post
from publishing.models import Policy, Slot, SlotState
from publishing.planner import Breach, Limits, Neighbour, breaches
from publishing.queries.silence import silence_of

ON_THE_CALENDAR = [
    SlotState.PLANNED, SlotState.SENDING, SlotState.UNKNOWN, SlotState.HELD, SlotState.PUBLISHED,
]  # fmt: skip
"""What counts for frequency: everything that went out or may still go out."""


def limits_of(account_id: int) -> Limits:
    """The policy of an account (K2, K4); the burst limit holds without one too."""
    policy = Policy.objects.filter(account_id=account_id).first()
    return Limits() if policy is None else limits_from(policy)


def limits_from(policy: Policy) -> Limits:
    """The numbers of a policy."""
    return Limits(policy.max_per_day, policy.min_gap_minutes, policy.burst_posts, policy.burst_minutes)


def spread_of(account_id: int) -> int:
    """K6: by how many minutes an account's posts are spread; 0 for to the minute."""
    return Policy.objects.filter(account_id=account_id).values_list("spread_minutes", flat=True).first() or 0


def neighbours(account_id: int, start: dt.datetime, end: dt.datetime, *, without: int | None = None) -> list[Neighbour]:
    """Everything on an account's calendar from `start` to `end`."""
    rows = Slot.objects.filter(account_id=account_id, scheduled_at__gte=start, scheduled_at__lt=end)
    rows = rows.filter(state__in=ON_THE_CALENDAR)
    if without is not None:
        rows = rows.exclude(pk=without)
    return [Neighbour(*row) for row in rows.values_list("scheduled_at", "post__category__is_promotional")]


def broken_rules(post: Post, at: dt.datetime, *, without: Slot | None = None) -> list[Breach]:
    """K2, K4, K7: what publishing `post` at `at` would break. `without`: the slot that is being moved."""
    day = dt.timedelta(days=1)
    near = neighbours(post.account_id, at - day, at + day, without=without.pk if without else None)
    found = breaches(limits_of(post.account_id), near, at, promotional=post.category.is_promotional)
    silence = silence_of(post, at)
    return found if silence is None else [*found, silence_breach(silence.day.name, post.category.name)]


def timings_against(post: Post, at: dt.datetime) -> list[Timing]:
    """K2, K4: what lint tells a writer about the time of a post. Who gave a reason when placing it has decided."""
    slot = Slot.objects.filter(post=post, state=SlotState.PLANNED).first()
    if slot is not None and slot.reason:
        return []
    found = broken_rules(post, at, without=slot)
    return [Timing(each.rule, each.sentence, "K4" if each.rule == "burst" else "K2") for each in found]


def silence_breach(day: str, category: str) -> Breach:
    """K7: a silence day will hold it."""
    sentence = _("那天是静默日“%(day)s”，“%(category)s”类内容到时会被暂停，不会发出。")
    return Breach("silence", sentence % {"day": day, "category": category})


def by_a_person(post: Post) -> bool:
    """K6: a person publishes it: its account works by hand, this post was handed over, or it is a repost that the app
    cannot make (A11)."""
    return post.channel == Channel.HAND_OVER or (post.is_repost and not abilities_of(post.account).repost.allowed)


def why_not_send(account: WeiboAccount, *, by_hand: bool = False) -> str:
    """The sentence why nothing can be sent by this account; empty when it can (K6: a person always can)."""
    name = {"name": account.nickname}
    if account.state == AccountState.RETIRED:
        return _("账号“%(name)s”已停用。") % name
    if by_hand or account.channel == Channel.HAND_OVER or account.state == AccountState.CONNECTED:
        return ""
    if account.state == AccountState.EXPIRED:
        return _("账号“%(name)s”的授权已失效，请重新授权。") % name
    return _("账号“%(name)s”还没有授权。") % name
