"""The approved posts that wait for a time, with what the planner must know of each (K8), in few queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Min
from django.utils.translation import gettext as _

from accounts.models import WeiboAccount
from content.lint.lexicon import fold
from content.lint.never_says import phrases_of
from content.models import Post, StoryUse, UserStory, VersionMedia
from content.rights import why_story_unusable
from publishing.models import Slot
from publishing.planner import Candidate, Series
from publishing.queries.parts import read_series
from publishing.queries.plans import ready_posts
from publishing.queries.rules import ON_THE_CALENDAR


@dataclass(slots=True)
class Pool:
    """The stock of several accounts."""

    candidates: dict[int, list[Candidate]]
    series: dict[int, dict[int, Series]] = field(default_factory=dict)
    ideas: dict[int, list[tuple[int, dt.datetime]]] = field(default_factory=dict)
    """A11: which account says an idea when."""

    def said_by_others(self, account_id: int) -> dict[int, tuple[dt.datetime, ...]]:
        """When other accounts say the ideas that this one has posts of."""
        mine = {one.idea_id for one in self.candidates.get(account_id, ()) if one.idea_id in self.ideas}
        return {
            idea: times
            for idea in mine
            if idea is not None and (times := tuple(at for who, at in self.ideas[idea] if who != account_id))
        }

    def note(self, account_id: int, one: Candidate, at: dt.datetime) -> None:
        """It is proposed there: other accounts keep their distance."""
        if one.idea_id is not None:
            self.ideas.setdefault(one.idea_id, []).append((account_id, at))


def read_pool(accounts: Sequence[WeiboAccount], start: dt.datetime, end: dt.datetime) -> Pool:
    """What may be proposed between two instants."""
    never = {account.pk: [fold(phrase) for phrase in phrases_of(account.never_says)] for account in accounts}
    posts = [post for post in ready_posts(never) if post.approval_holds()]
    rights = _rights_until([post.version_id for post in posts if post.version_id is not None])
    found: dict[int, list[Candidate]] = defaultdict(list)
    for post in posts:
        refusal = _refusal(post, never[post.account_id])
        ends = [rights.get(post.version_id or 0), post.story.permission_until if post.story else None]
        found[post.account_id].append(_candidate(post, min(filter(None, ends), default=None), refusal))
    return Pool(found, read_series(found), _ideas({post.idea_id for post in posts if post.idea_id}, start, end))


def _candidate(post: Post, rights_until: dt.date | None, refusal: str) -> Candidate:
    campaign = post.campaign
    return Candidate(
        post_id=post.pk,
        category_id=post.category_id,
        category=post.category.name,
        promotional=post.category.is_promotional,
        approved_at=post.approved_at or post.updated_at,
        runs_from=campaign.starts_at if campaign else None,
        runs_until=campaign.ends_at if campaign else None,
        campaign=campaign.name if campaign else "",
        approved_from=post.approved_from,
        approved_until=post.approved_until,
        fresh_until=post.best_before,
        rights_until=rights_until,
        series_id=post.series_id,
        number=post.series_number or 0,
        idea_id=post.idea_id,
        refusal=refusal,
    )


def _refusal(post: Post, never: list[str]) -> str:
    """P6, A2: what keeps it from going out at any time."""
    if post.campaign is not None and not post.campaign.may_run:
        return _("所属活动还没有备案或已取消")
    if post.story is not None and (why := _why_story(post.story)):
        return why
    text = fold(post.version.text) if post.version and never else ""
    if any(phrase and phrase in text for phrase in never):
        return _("里面有账号定位卡写明绝不说的话")
    return ""


def _why_story(story: UserStory) -> str:
    """C9: what its author never agreed to; when the consent ends stands in `rights_until`."""
    return why_story_unusable(story, on=story.permission_until or dt.date.min, use=StoryUse.QUOTE)


def _rights_until(versions: list[int]) -> dict[int, dt.date]:
    """The first day on which the right to a picture ends, by version."""
    rows = VersionMedia.objects.filter(version__in=versions, media__rights_until__isnull=False)
    return dict(rows.order_by().values_list("version_id").annotate(until=Min("media__rights_until")))


def _ideas(ids: set[int], start: dt.datetime, end: dt.datetime) -> dict[int, list[tuple[int, dt.datetime]]]:
    """When the calendar says an idea already; ideas of one account only are there too, and harm nobody."""
    found: dict[int, list[tuple[int, dt.datetime]]] = {idea: [] for idea in ids}
    rows = Slot.objects.between(start, end).filter(post__idea__in=ids, state__in=ON_THE_CALENDAR)
    for idea_id, account_id, at in rows.values_list("post__idea_id", "account_id", "scheduled_at"):
        found[idea_id].append((account_id, at))
    return found
