"""Does another account of the matrix say the same at about the same time? (A11, C12; Weibo: 20017, 20019, 20111)"""

import datetime as dt
from dataclasses import dataclass

from django.db.models.functions import Coalesce

from accounts.models import WeiboAccount
from content import lint
from content.lint.same_text import RULE
from content.models import Post, SameTextRule
from content.queries.nearest import alike, candidates

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
    rule = same_text_rule()
    if not rule.window_hours:
        return ()
    around, span = (saying.post.due_at if saying.post else None) or at, dt.timedelta(hours=rule.window_hours)
    rows = (
        candidates(saying.text)
        .exclude(post__account=saying.account)
        .exclude(post__in=[*saying.without, *([saying.post.pk] if saying.post else [])])
        .annotate(moment=Coalesce("post__published_at", "post__due_at", "post__updated_at"))
        .filter(moment__range=(around - span, around + span))
    )
    found = alike(saying.text, rows, account_id=saying.account.pk)
    near = [twin for twin in found if twin.share >= rule.alike_percent / 100]
    return tuple(sorted(near, key=lambda twin: -twin.share)[:SHOWN])


def says_the_same(post: Post) -> bool:
    """Whether the guard warned when the current version was checked last."""
    findings = post.version.findings if post.version else []
    return any(finding.get("rule") == RULE for finding in findings)
