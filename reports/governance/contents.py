"""Checks of what is written: shares (C1, C6, C8), kinds and elements (C2, C3), quality (C5, C7), rights and words."""

import datetime as dt
from collections.abc import Callable
from typing import Final

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from content.models import (
    Category,
    Decision,
    FindingOverride,
    Idea,
    IdeaState,
    ListKind,
    Media,
    MediaRights,
    Permission,
    Post,
    PostState,
    QuotaPlan,
    Review,
    Series,
    UserStory,
    VersionMedia,
    WordList,
)  # fmt: skip
from content.queries.balance import Balance, balances
from content.queries.series import standings
from core.dates import Week, local_day, week_of
from publishing.models import Publication
from reports.governance.checks import LISTED, Check, Detail, counted, listed
from reports.governance.matrix import in_use

FEW: Final = 5
"""With fewer posts in a week a share says nothing."""
OFF: Final = 15
"""Percentage points by which a category may lie beside its quota."""
SCORED: Final = 80
"""Percent of approvals that should carry the four scores (C7)."""
LEAST_CATEGORIES: Final = 2
MONTH: Final = dt.timedelta(days=28)
ASKED_WITHIN: Final = dt.timedelta(days=7)
"""So long a user's story may lie without its author being asked (C9)."""
LISTS: Final = (ListKind.SUPERLATIVES, ListKind.SENSITIVE, ListKind.NEUTRALITY, ListKind.COMPETITORS, ListKind.OWN)
AHEAD: Final = (PostState.IN_REVIEW, PostState.APPROVED, PostState.SCHEDULED)
"""Posts that are on their way out."""
SEEN: Final = ("picture", "video", "audio")
NOT_ALONE: Final = ("link_only", "headline_and_link")
"""Findings of the lint that say that a post does not stand by itself (C5)."""


def last_week(now: dt.datetime) -> Week:
    """The last whole week."""
    return week_of(local_day(now) - dt.timedelta(days=7))


def shares(now: dt.datetime) -> list[Check]:
    """C1, C6, C8: quota plans, and last week beside them for accounts with enough posts."""
    told = [one for one in balances(in_use().only("nickname"), last_week(now)) if one.planned >= FEW]
    planned, accounts = _planned()
    text = _("%(n)d/%(all)d 个账号有内容配额") % {"n": planned, "all": accounts}
    return [
        Check("c1-plan", text, accounts - planned, "content:quotas"),
        _off("c1-kept", _("上周 %(n)d 个账号的内容比例偏离配额 15 个百分点以上"), told, _is_off),
        _off("c6-promotion", _("上周 %(n)d 个账号的推广内容超过上限"), told, lambda one: one.promotes_too_much),
        _off("c8-inviting", _("上周 %(n)d 个账号邀请回应的内容不足"), told, lambda one: one.invites_too_little),
    ]


def _planned() -> tuple[int, int]:
    """Accounts with a quota plan, their own or the company's; and all."""
    accounts = in_use().count()
    if QuotaPlan.objects.filter(account__isnull=True).exists():
        return accounts, accounts
    return QuotaPlan.objects.filter(account__in=in_use()).count(), accounts


def _is_off(one: Balance) -> bool:
    return any(share.is_short or share.is_over or abs(share.gap or 0) >= OFF for share in one.shares)


def _off(key: str, sentence: str, told: list[Balance], wrong: Callable[[Balance], bool]) -> Check:
    found = [one.account for one in told if wrong(one)]
    where = reverse("content:quotas")
    details = tuple(Detail(row.nickname, f"{where}?account={row.pk}") for row in found[:LISTED])
    return Check(key, sentence % {"n": len(found)}, len(found), "content:quotas", details)


def what_is_written(now: dt.datetime) -> list[Check]:
    """C2, C3, C5: categories in use, pictures, posts that do not stand by themselves."""
    week = last_week(now)
    posts = Publication.objects.filter(published_at__gte=week.start, published_at__lt=week.end)
    looks = [Q(version__elements__contains={name: True}) for name in SEEN]
    has_looks = looks[0] | looks[1] | looks[2]
    sums = posts.aggregate(all=Count("pk"), seen=Count("pk", filter=has_looks))
    broken = [Q(version__findings__contains=[{"rule": rule}]) for rule in NOT_ALONE]
    alone = Post.objects.filter(publications__in=posts).filter(broken[0] | broken[1]).select_related("version")
    categories = Category.objects.filter(is_active=True).count()
    plain = _("上周 %(all)d 条微博里 %(n)d 条没有图片、视频或音频") % {
        "n": sums["all"] - sums["seen"], "all": sums["all"],
    }  # fmt: skip
    in_categories = _("内容分成 %(n)d 个在用的分类") % {"n": categories}
    return [
        Check("c2-categories", in_categories, max(0, LEAST_CATEGORIES - categories), "content:categories"),
        Check("c3-elements", plain, None, "content:library"),
        listed(
            "c5-alone", _("上周 %(n)d 条微博离开链接就看不懂"), list(alone[:LISTED]), "content:library", "content:post",
            _first_words,
        ),
    ]  # fmt: skip


def _first_words(post: Post) -> str:
    return post.version.text[:30] if post.version else str(post.pk)


def quality(now: dt.datetime) -> list[Check]:
    """C7: approvals of four weeks that carry the four scores."""
    passed = Review.objects.filter(created_at__gte=now - MONTH, decision=Decision.APPROVED)
    sums = passed.aggregate(all=Count("pk"), scored=Count("pk", filter=Q(relevance__isnull=False)))
    wanted = -(-sums["all"] * SCORED // 100)
    text = _("近四周 %(all)d 次通过的审核里 %(n)d 次打了四维分") % {"n": sums["scored"], "all": sums["all"]}
    return [Check("c7-scored", text, max(0, wanted - sums["scored"]), "content:review_scores")]


def where_it_comes_from(now: dt.datetime) -> list[Check]:
    """C9 to C12: users' stories asked for, ideas in time, series, rights of pictures."""
    day = local_day(now)
    asked = UserStory.objects.filter(permission=Permission.NOT_ASKED, created_at__lt=now - ASKED_WITHIN).count()
    late = Idea.objects.filter(state__in=[IdeaState.NEW, IdeaState.WRITING], due_on__lt=day).count()
    series = [one.series for one in standings(Series.objects.filter(is_active=True), at=now) if one.is_late]
    used = VersionMedia.objects.filter(version__in=Post.objects.filter(state__in=AHEAD).values("version"))
    unclear = Q(rights=MediaRights.UNKNOWN) | Q(rights_until__lt=day)
    pictures = Media.objects.filter(pk__in=used.values("media")).filter(unclear).count()
    return [
        counted("c9-stories", _("%(n)d 个用户故事收下一周还没有征求作者同意"), asked, "content:stories"),
        counted("c10-ideas", _("%(n)d 个选题过了写作期限"), late, "content:ideas"),
        counted("c11-series", _("%(n)d 个系列断更"), len(series), "content:series_list"),
        counted("c12-rights", _("待发布的内容里有 %(n)d 张图片版权不明或已到期"), pictures, "content:media_library"),
    ]


def words(now: dt.datetime) -> list[Check]:
    """C13, C14: lists of words in use, what was let pass, what accounts never say."""
    kinds = set(WordList.objects.filter(is_active=True).values_list("kind", flat=True))
    missing = [kind for kind in LISTS if kind not in kinds]
    where = reverse("content:words")
    details = tuple(Detail(str(kind.label), where) for kind in missing)
    passed = FindingOverride.objects.filter(created_at__gte=now - MONTH).count()
    silent = list(in_use().filter(never_says="").only("nickname"))
    lists = _("%(n)d 类必备词表没有启用") % {"n": len(missing)}
    return [
        Check("c13-lists", lists if missing else _("必备的词表都已启用"), len(missing), "content:words", details),
        Check("c13-passed", _("近四周放行了 %(n)d 处不合规的用词") % {"n": passed}, None, "content:library"),
        listed(
            "c14-never", _("%(n)d 个账号没有写“从不这样说”"), silent, "accounts:matrix", "accounts:account_edit",
            lambda row: str(row.nickname),
        ),
    ]  # fmt: skip
