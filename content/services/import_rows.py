"""Rows of a library file become posts that nobody sees yet."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from django.db.models import F, OuterRef, Subquery
from django.utils.translation import gettext as _

from accounts.access import accounts_for
from accounts.models import User, WeiboAccount
from accounts.roles import Can
from campaigns.models import Campaign
from content import lint
from content.importing.rows import Refusal, Row
from content.lint.likeness import marks_of, text_key
from content.models import Category, Media, Post, PostImport, PostState, PostVersion, Series, VersionMedia
from content.queries.facts import Remembered, Writing, lint_draft
from content.queries.lexicons import current_lists
from content.queries.series import parts
from content.services.hashing import compute_hash
from weibo.text import elements, weibo_length


@dataclass
class Lookup:
    """Names to rows, read once per import; the accounts are those for which the person may write."""

    user: User
    default_account: WeiboAccount | None
    default_category: Category | None
    accounts: dict[str, WeiboAccount] = field(init=False)
    categories: dict[str, Category] = field(init=False)
    campaigns: dict[str, Campaign] = field(init=False)
    remembered: Remembered = field(init=False)
    series: dict[tuple[int, str], Series] = field(init=False)
    taken: set[tuple[int, int]] = field(init=False)

    def __post_init__(self) -> None:
        self.accounts = {account.nickname: account for account in accounts_for(self.user, Can.WRITE)}
        self.categories = {category.name: category for category in Category.objects.filter(is_active=True)}
        self.campaigns = {campaign.name: campaign for campaign in Campaign.objects.order_by("pk")}
        self.series = {(row.account_id, row.name): row for row in Series.objects.filter(is_active=True)}
        self.taken = set()
        self.remembered = Remembered(current_lists())

    def account(self, row: Row) -> WeiboAccount:
        """The row's account, or the one for empty cells. Raises `Refusal`."""
        found = self.accounts.get(row.account) if row.account else self.default_account
        if found is None and row.account:
            raise Refusal("account", _("没有账号“%(name)s”，或您没有它的写作权限。") % {"name": row.account})
        if found is None:
            raise Refusal("account", _("没有写明账号。"))
        return found

    def category(self, row: Row) -> Category:
        """The row's category; 知识 is understood as 知识性. Raises `Refusal`."""
        if not row.category and self.default_category is not None:
            return self.default_category
        found = self.categories.get(row.category) or self.categories.get(row.category + "性")
        if found is None:
            raise Refusal("category", _("没有分类“%(name)s”。") % {"name": row.category})
        return found

    def campaign(self, row: Row) -> Campaign | None:
        """The row's campaign, if it names one. Raises `Refusal`."""
        if row.campaign and row.campaign not in self.campaigns:
            raise Refusal("campaign", _("没有活动“%(name)s”。") % {"name": row.campaign})
        return self.campaigns.get(row.campaign)

    def part(self, row: Row, account: WeiboAccount) -> tuple[Series | None, int | None]:
        """C11: the row's series and number. Raises `Refusal` without one of the two, and for a number that is taken."""
        if not row.series and row.number is None:
            return None, None
        found = self.series.get((account.pk, row.series))
        if found is None:
            raise Refusal("series", _("这个账号没有系列“%(name)s”。") % {"name": row.series})
        if row.number is None:
            raise Refusal("number", _("系列“%(name)s”没有写期号。") % {"name": row.series})
        if (found.pk, row.number) in self.taken:
            raise Refusal("number", _("%(part)s已经有另一条内容。") % {"part": found.title_of(row.number)})
        return found, row.number

    def pictures(self, row: Row) -> list[Media]:
        """Pictures of the library by file name, the newest of a name. Raises `Refusal`."""
        if not row.pictures:
            return []
        by_name = {media.original_name: media for media in Media.objects.filter(original_name__in=row.pictures)[::-1]}
        missing = [name for name in row.pictures if name not in by_name]
        if missing:
            raise Refusal("picture", _("图片库里没有“%(name)s”。") % {"name": missing[0]})
        return [by_name[name] for name in row.pictures]


@dataclass(frozen=True, slots=True)
class _Taken:
    post: Post
    version: PostVersion
    media: list[Media]


def store_rows(
    post_import: PostImport, lookup: Lookup, rows: list[Row], *, at: dt.datetime
) -> Iterator[tuple[Row, Refusal]]:
    """Create invisible posts with their first version; yields the rows that were refused, with why."""
    known = _known_texts(rows, post_import)
    lookup.taken |= _taken_numbers(lookup, rows, post_import)
    taken: list[_Taken] = []
    for row in rows:
        try:
            item = _build(row, post_import, lookup, at)
            key = (item.post.account_id, item.version.text_key)
            if key in known:
                raise Refusal("repeated", _("与该账号已有的内容相同。"))
            known.add(key)
            if item.post.series_id is not None and item.post.series_number is not None:
                lookup.taken.add((item.post.series_id, item.post.series_number))
            taken.append(item)
        except Refusal as refusal:
            yield row, refusal
    _write(taken)


def _known_texts(rows: list[Row], post_import: PostImport) -> set[tuple[int, str]]:
    """Accounts and words that stand in the library already or came with an earlier batch of this file (C12)."""
    keys = {text_key(row.text) for row in rows}
    versions = PostVersion.objects.filter(text_key__in=keys, post__version=F("pk"))
    shown = versions.filter(post__is_visible=True) | versions.filter(post__post_import=post_import)
    return set(shown.exclude(post__state=PostState.CANCELLED).values_list("post__account_id", "text_key"))


def _taken_numbers(lookup: Lookup, rows: list[Row], post_import: PostImport) -> set[tuple[int, int]]:
    """Series and numbers that stand already or came with an earlier batch of this file (C11)."""
    names = {row.series for row in rows if row.series}
    if not names:
        return set()
    wanted = [series.pk for (_account, name), series in lookup.series.items() if name in names]
    own = Post.objects.filter(post_import=post_import, is_visible=False, series__in=wanted)
    pairs = (parts().filter(series__in=wanted) | own).values_list("series_id", "series_number")
    return {(series, number) for series, number in pairs if series is not None and number is not None}


def _build(row: Row, post_import: PostImport, lookup: Lookup, at: dt.datetime) -> _Taken:
    account, category, media = lookup.account(row), lookup.category(row), lookup.pictures(row)
    findings = lint.check(
        lint_draft(Writing(account, category, row.text, len(media), media=media), at=at, remembered=lookup.remembered)
    )
    if row.state == PostState.IN_REVIEW and lint.has_errors(findings):
        raise Refusal("lint", lint.stopping(findings)[0].sentence)
    waits = row.state == PostState.IN_REVIEW
    series, number = lookup.part(row, account)
    post = Post(
        account=account,
        category=category,
        campaign=lookup.campaign(row),
        author=lookup.user,
        state=row.state,
        submitted_at=at if waits else None,
        submitted_by=lookup.user if waits else None,
        series=series,
        series_number=number,
        best_before=row.best_before,
        post_import=post_import,
        is_visible=False,
        created_at=at,
        updated_at=at,
    )
    version = PostVersion(
        post=post,
        number=1,
        text=row.text,
        length=weibo_length(row.text),
        elements=asdict(elements(row.text, pictures=len(media))),
        findings=[finding.as_json() for finding in findings],
        content_hash=compute_hash(row.text, media, account),
        **marks_of(row.text),
        author=lookup.user,
        created_at=at,
    )
    return _Taken(post, version, media)


def _write(taken: list[_Taken]) -> None:
    Post.objects.bulk_create([item.post for item in taken])
    for item in taken:
        item.version.post = item.post
    versions = PostVersion.objects.bulk_create([item.version for item in taken])
    VersionMedia.objects.bulk_create(
        VersionMedia(version=item.version, media=media, position=position)
        for item in taken
        for position, media in enumerate(item.media)
    )
    own = PostVersion.objects.filter(post=OuterRef("pk"), number=1).values("pk")[:1]
    Post.objects.filter(pk__in=[version.post_id for version in versions]).update(version=Subquery(own))
