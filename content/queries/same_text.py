"""Does another account of the matrix say the same at about the same time? (A11, C12; Weibo: 20017, 20019, 20111)"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F
from django.db.models.functions import Coalesce

from accounts.models import WeiboAccount
from content import lint
from content.lint.likeness import likeness, sketch, text_key
from content.lint.same_text import RULE
from content.models import Post, PostState, PostVersion, SameTextRule

CANDIDATES = 40
SHOWN = 5


def same_text_rule() -> SameTextRule:
    """The company's rule, or the defaults, unsaved."""
    return SameTextRule.objects.order_by("pk").first() or SameTextRule()


@dataclass(frozen=True, slots=True)
class Saying:
    """A text that an account is about to say. `post` and `without` are posts that do not count as others."""

    account: WeiboAccount
    text: str
    post: Post | None = None
    without: tuple[int, ...] = ()


def same_text_elsewhere(saying: Saying, *, at: dt.datetime) -> tuple[lint.Likeness, ...]:
    """What other accounts say within the window around the time of this text, the most alike first. Two queries."""
    hashes = sketch(saying.text)
    if not hashes:
        return ()
    rule = same_text_rule()
    if not rule.window_hours:
        return ()
    around, span = (saying.post.due_at if saying.post else None) or at, dt.timedelta(hours=rule.window_hours)
    rows = (
        PostVersion.objects.filter(sketch__overlap=hashes, post__version=F("pk"), post__is_visible=True)
        .exclude(post__state=PostState.CANCELLED)
        .exclude(post__account=saying.account)
        .exclude(post__in=[*saying.without, *([saying.post.pk] if saying.post else [])])
        .annotate(moment=Coalesce("post__published_at", "post__due_at", "post__updated_at"))
        .filter(moment__range=(around - span, around + span))
        .select_related("post__account")
    )
    found = _alike(saying.text, rows.order_by("-pk")[:CANDIDATES], rule.alike_percent / 100)
    return tuple(sorted(found, key=lambda twin: -twin.share)[:SHOWN])


def _alike(text: str, versions: Iterable[PostVersion], least: float) -> list[lint.Likeness]:
    key = text_key(text)
    found = []
    for version in versions:
        share = 1.0 if version.text_key == key else min(0.99, likeness(text, version.text))
        if share >= least:
            post = version.post
            published = post.state == PostState.PUBLISHED
            found.append(lint.Likeness(post.pk, post.account.nickname, version.text, share, False, published))
    return found


def says_the_same(post: Post) -> bool:
    """Whether the guard warned when the current version was checked last."""
    findings = post.version.findings if post.version else []
    return any(finding.get("rule") == RULE for finding in findings)
