"""Who carried a post on, and when: the tree, the curve and the key carriers of one post (M4)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from core.dates import BEIJING
from monitoring.collect.keys import key_of
from monitoring.models import Mention
from monitoring.queries.groups import STEPS, curve_data
from monitoring.speakers import SUSPECTED
from monitoring.watch.spreading import Carried, tree_of

MOST: Final = 20_000
CARRIERS: Final = 15
DRAWN: Final = 120
_COLUMNS: Final = ("pk", "author_id", "author_name", "text", "published_at", "first_seen_at", "author_followers",
                   "author_suspect", "polarity")  # fmt: skip


def spread_of(mention: Mention) -> dict[str, Any]:
    """The spread of the post that this one is, or carries on; three queries, whatever its size."""
    source_id = mention.retweet_id or mention.external_id
    first = Mention.objects.filter(pk=key_of(source_id)).first() if mention.retweet_id else mention
    rows = Mention.objects.filter(retweet_id=source_id, is_comment=False).order_by("pk").values_list(*_COLUMNS)
    posts = [_carried(row) for row in rows[:MOST]]
    tree = tree_of(posts, root=first.author_name if first else "")
    claimed = first.reposts if first is not None else None
    weighed = [one for one in posts if one.suspect is not None]
    suspects = sum((one.suspect or 0) >= SUSPECTED for one in weighed)
    return {
        "mention": mention,
        "first": first,
        "seen": len(posts),
        "is_cut": len(posts) == MOST,
        "claimed": claimed,
        "share": min(100, round(100 * len(posts) / claimed)) if claimed else None,
        "unseen": tree.ghosts,
        "depth": tree.depth,
        "suspects": round(100 * suspects / len(weighed)) if weighed else None,
        "half": (half := _half(first, posts)),
        "half_minutes": round(half.total_seconds() / 60) if half is not None else None,
        "carriers": tree.carriers(CARRIERS),
        "tree": {"root": tree.nested(DRAWN, others=_("另外 %(n)d 人")), "words": {}},
        "chart": {**_curve(posts), "words": {"count": _("转发"), "negative": _("负面转发")}},
        "copies": _copies(first),
    }


def _carried(row: tuple[Any, ...]) -> Carried:
    pk, uid, name, text, published_at, seen_at, followers, suspect, polarity = row
    return Carried(pk, uid, name, text, published_at or seen_at, followers, suspect, polarity)


def _copies(first: Mention | None) -> int:
    """How many say the same without being reposts of it."""
    if first is None or first.group_id is None:
        return 0
    return (
        Mention.objects.filter(group_id=first.group_id)
        .exclude(pk=first.pk)
        .exclude(retweet_id=first.external_id)
        .count()
    )


def _half(first: Mention | None, posts: list[Carried]) -> timedelta | None:
    """From the post to the middle one of its reposts."""
    start = first.published_at if first is not None else None
    if start is None or len(posts) < 2:
        return None
    times = sorted(one.at for one in posts)
    return max(times[(len(times) - 1) // 2] - start, timedelta())


def _curve(posts: Iterable[Carried]) -> dict[str, Any]:
    times = [(one.at, one.polarity == -1, one.uid or one.name) for one in posts]
    if not times:
        return curve_data([], timedelta(hours=1))
    begin, end = min(times)[0], max(times)[0]
    step = next((width for longest, width in STEPS if end - begin <= longest), timedelta(days=1))
    while (end - begin) / step > 120:
        step *= 2
    origin = datetime(2026, 1, 5, tzinfo=BEIJING)
    start = begin - (begin - origin) % step
    bins: list[tuple[int, int, set[str]]] = [(0, 0, set()) for _i in range(int((end - start) / step) + 1)]
    for at, bad, who in times:
        place = int((at - start) / step)
        n, negative, people = bins[place]
        people.add(who)
        bins[place] = (n + 1, negative + bad, people)
    return curve_data(
        [(start + place * step, n, bad, len(people)) for place, (n, bad, people) in enumerate(bins)], step
    )
