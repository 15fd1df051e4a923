"""What is known of us that speaks for or against joining in (M7)."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from accounts.models import WeiboAccount
from content.models import Category
from monitoring.hot.fitting import NEVER, Facts
from monitoring.hot.matters import Matter
from monitoring.hot.words import Said, words_of
from monitoring.models import Keyword, KeywordKind, SetKind
from monitoring.watch.normalising import normalise, normalise_all
from publishing.models import Publication

SPAN: Final = timedelta(days=180)
MOST_POSTS: Final = 400
FEWEST_JUDGED: Final = 10
_OURS = {SetKind.BRAND.value, SetKind.PRODUCT.value, SetKind.LEADER.value}


@dataclass(frozen=True)
class Company:
    """Our newest posts with their categories, and the words of our sets, all normalised."""

    posts: list[tuple[str, int | None]]
    categories: dict[int, str]
    words: frozenset[str]
    names: frozenset[str]
    """Words of our brand sets and the names of our accounts."""


def company(now: datetime) -> Company:
    """Four queries."""
    rows = Publication.objects.filter(published_at__gt=now - SPAN, published_at__lte=now, deleted_at=None)
    posts = list(rows.order_by("-published_at").values_list("text", "post__category_id")[:MOST_POSTS])
    texts = normalise_all([text for text, _category in posts])
    words = list(Keyword.objects.exclude(kind=KeywordKind.EXCLUDE).values_list("word", "keyword_set__kind"))
    names = [word for word, kind in words if kind == SetKind.BRAND]
    names += WeiboAccount.objects.values_list("nickname", flat=True)
    return Company(
        [(text, category) for text, (_text, category) in zip(texts, posts, strict=True)],
        dict(Category.objects.values_list("pk", "name")),
        frozenset(normalise(word) for word, _kind in words),
        frozenset(normalise(name) for name in names),
    )


def facts_of(matter: Matter, said: list[Said], ours: Company) -> tuple[Facts, int | None]:
    """The facts of a matter whose posts are given, and the category that most of our posts about it were in."""
    judged = [one.polarity for one in said if one.polarity is not None and not one.is_machine]
    told = len(judged) >= FEWEST_JUDGED
    about = Counter(category for text, category in ours.posts if _is_about(text, matter, ours))
    category, number = next(iter(about.most_common(1)), (None, 0))
    wrote = sum(about.values())
    return Facts(
        ours=_share(said, _OURS),
        field=_share(said, {SetKind.INDUSTRY.value}),
        rivals=_share(said, {SetKind.COMPETITOR.value}),
        crisis=_share(said, {SetKind.CRISIS.value}),
        machines=_percent(sum(one.is_machine for one in said), len(said)),
        negative=_percent(sum(one < 0 for one in judged), len(judged)) if told else None,
        positive=_percent(sum(one > 0 for one in judged), len(judged)) if told else None,
        wrote=wrote,
        posts=len(ours.posts),
        category=ours.categories.get(category, "") if category is not None else "",
        category_share=_percent(number, wrote),
        never=_never(matter, said),
    ), category


def _share(said: list[Said], kinds: set[str]) -> int:
    return _percent(sum(bool(one.kinds & kinds) for one in said), len(said))


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0


def _never(matter: Matter, said: list[Said]) -> tuple[str, ...]:
    """Words of grief and crime in its names, or in a fifth of its posts."""
    names = " ".join([matter.lead.name, *(one.name for one in matter.members)])
    often = Counter(word for one in said for word in NEVER if word in one.text)
    found = [word for word in NEVER if word in names or 5 * often[word] >= max(5, len(said))]
    return tuple(sorted(found, key=lambda word: (-often[word], word))[:3])


def _is_about(text: str, matter: Matter, ours: Company) -> bool:
    """A post of ours is about it when it holds the name, or two of its words that are not merely our own."""
    name = matter.lead.key.lstrip("#")
    if name in text:
        return True
    words = _words(matter) - ours.words
    return sum(word in text for word in words) >= min(2, len(words)) > 0


def _words(matter: Matter) -> set[str]:
    found = {one.key for one in (matter.lead, *matter.members) if not one.is_topic}
    return found | set(words_of(matter.lead.key.lstrip("#")))
