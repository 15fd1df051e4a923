"""The facts that lint rules judge: lists, counts of the week, the nearest earlier text. Reads only."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, F, Q

from accounts.models import WeiboAccount
from accounts.queries import Abilities, abilities_of
from content import lint
from content.contributions import timings_of
from content.hand_items import HandItem, items_of
from content.lint.never_says import phrases_of
from content.models import Category, Media, Post, QuotaPlan, UserStory
from content.queries.lexicons import Lists, current_lists
from content.queries.links import links_of
from content.queries.nearest import nearest_text as nearest_text
from content.queries.overrides import waivers_for
from content.queries.same_text import Saying, same_text_elsewhere
from content.rights import use_of, why_story_unusable, why_unusable
from core.dates import local_day, week_of


@dataclass(frozen=True, slots=True)
class Writing:
    """What is being written, and for whom. `post` is left out of counts and of the search for repeats."""

    account: WeiboAccount
    category: Category | None
    text: str
    pictures: int = 0
    post: Post | None = None
    by_hand: bool | None = None
    media: Sequence[Media] | None = None  # None: as the post has them
    items: tuple[HandItem, ...] | None = None  # None: as the post has them
    story: UserStory | None = None  # None: as the post has it

    @property
    def hand_items(self) -> tuple[HandItem, ...]:
        """What a person adds (C3): as written now, otherwise as the post has it."""
        if self.items is not None:
            return self.items
        return tuple(items_of(self.post.version.hand_items)) if self.post and self.post.version else ()

    @property
    def handed_over(self) -> bool:
        """A person publishes it: as chosen now, otherwise as the post says."""
        return self.by_hand if self.by_hand is not None else bool(self.post and self.post.by_hand)


@dataclass
class Remembered:
    """Facts that stay the same for many texts checked in a row, as an import does: read once, not once per text."""

    lists: Lists
    weeks: dict[int, lint.Week] = field(default_factory=dict)

    def week(self, writing: Writing, *, at: dt.datetime) -> lint.Week:
        """The counts of the account's week."""
        if writing.account.pk not in self.weeks:
            self.weeks[writing.account.pk] = week_counts(writing, at=at)
        return self.weeks[writing.account.pk]


def lint_draft(writing: Writing, *, at: dt.datetime, remembered: Remembered | None = None) -> lint.Draft:
    """Everything the rules may look at, read in a constant number of queries.

    With `remembered` nothing is read for a text but once per account, and no earlier text is searched.
    """
    account = writing.account
    promotional = writing.category is not None and writing.category.is_promotional
    week = lint.Week()
    if promotional:
        week = remembered.week(writing, at=at) if remembered else week_counts(writing, at=at)
    lists = remembered.lists if remembered else current_lists()
    abilities = abilities_of(account, by_hand=writing.handed_over)
    return lint.Draft(
        text=writing.text,
        pictures=writing.pictures,
        abilities=abilities,
        hand_items=writing.hand_items,
        is_repost=bool(writing.post and writing.post.is_repost),
        never_says=phrases_of(account.never_says),
        promotional=promotional,
        week=week,
        lexicon=lists.lexicon,
        nearest=None if remembered else nearest_text(writing),
        twins=() if remembered else same_text_elsewhere(Saying(account, writing.text, writing.post), at=at),
        links=() if remembered else links_of(f"{writing.text} {abilities.default_link}"),
        blocked_hosts=lists.hosts,
        timings=() if remembered else timings_of(writing.post),
        story_over=story_over(writing, at=at),
        rights_over=rights_over(writing, at=at),
        waivers=waivers_for(writing.post.version, writing.text) if writing.post else {},
    )


def rights_over(writing: Writing, *, at: dt.datetime) -> tuple[str, ...]:
    """Why pictures may not be used on the day of the post (today while it has no time)."""
    post = writing.post
    due = (post.due_at if post else None) or at
    media: Iterable[Media] = writing.media or ()
    if writing.media is None and post is not None and post.version is not None:
        media = post.version.media.all()
    return tuple(sentence for row in media if (sentence := why_unusable(row, on=local_day(max(due, at)))))


def story_over(writing: Writing, *, at: dt.datetime) -> str:
    """Why the user story that it quotes may not be used on the day of the post; empty without one (C9)."""
    post = writing.post
    story = writing.story or (post.story if post else None)
    if story is None:
        return ""
    due = (post.due_at if post else None) or at
    return why_story_unusable(story, on=local_day(max(due, at)), use=use_of(is_repost=bool(post and post.is_repost)))


def sent_draft(post: Post, *, pictures: int, abilities: Abilities | None = None) -> lint.Draft:
    """The post as its account sends it, for the rules that judge what Weibo takes; `.text_as_sent` is what leaves."""
    return lint.Draft(
        text=post.version.text if post.version else "",
        pictures=pictures,
        abilities=abilities or abilities_of(post.account, by_hand=post.by_hand),
        is_repost=post.is_repost,
        hand_items=tuple(items_of(post.version.hand_items)) if post.version else (),
    )


def plan_of(account: WeiboAccount) -> QuotaPlan | None:
    """The account's own plan, else the preset (C1)."""
    plans = QuotaPlan.objects.filter(Q(account=account) | Q(account__isnull=True))
    return plans.order_by(F("account").asc(nulls_last=True)).first()


def week_counts(writing: Writing, *, at: dt.datetime) -> lint.Week:
    """Posts due in the week of the post (of `at` when it has no time yet), without itself (C6)."""
    due = (writing.post.due_at if writing.post else None) or at
    week = week_of(local_day(due))
    posts = Post.objects.visible().filter(account=writing.account, due_at__gte=week.start, due_at__lt=week.end)
    if writing.post is not None:
        posts = posts.exclude(pk=writing.post.pk)
    counts = posts.aggregate(total=Count("pk"), promotional=Count("pk", filter=Q(category__is_promotional=True)))
    plan = plan_of(writing.account)
    return lint.Week(limit_percent=plan.promotional_percent if plan else 100, **counts)
