"""Rows of a library file become posts that nobody sees yet."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import F, OuterRef, Q, Subquery, prefetch_related_objects
from django.db.models.functions import Left
from django.utils.translation import gettext as _

from accounts.access import accounts_for, rights_of
from accounts.models import User, WeiboAccount
from accounts.roles import Can
from campaigns.models import Campaign
from content import lint
from content.hand_items import elements_of, stored
from content.importing.rows import Refusal, Row
from content.lint.likeness import marks_of, text_key
from content.models import (
    Category,
    Fate,
    ImportRow,
    Media,
    Post,
    PostImport,
    PostState,
    PostVersion,
    Series,
    UserStory,
    VersionMedia,
)
from content.queries.exporting import MARK
from content.queries.facts import Remembered, Writing, lint_draft
from content.queries.lexicons import current_lists
from content.queries.series import parts
from content.services.hashing import compute_hash
from core.http import whole_number
from weibo.text import weibo_length


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
    stories: dict[int, UserStory] = field(init=False)
    media: dict[str, Media] = field(init=False)

    def __post_init__(self) -> None:
        self.accounts = {
            account.nickname: account for account in accounts_for(self.user, Can.WRITE).prefetch_related("capabilities")
        }
        self.categories = {category.name: category for category in Category.objects.filter(is_active=True)}
        self.campaigns = {campaign.name: campaign for campaign in Campaign.objects.order_by("pk")}
        self.series = {(row.account_id, row.name): row for row in Series.objects.filter(is_active=True)}
        self.stories = UserStory.objects.in_bulk()
        self.taken = set()
        self.media = {}
        self.remembered = Remembered(current_lists())
        prefetch_related_objects([account for account in (self.default_account,) if account], "capabilities")

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

    def story(self, row: Row) -> UserStory | None:
        """C9: the row's user story, by number and author as our export writes it, or by an author who told only one.

        Raises `Refusal`.
        """
        if not row.story:
            return None
        number, _blank, name = row.story.partition(" ")
        found = self.stories.get(whole_number(number) or 0)
        if found is not None and found.author_name == name.strip():
            return found
        told = [story for story in self.stories.values() if story.author_name == row.story]
        if len(told) != 1:
            raise Refusal("story", _("没有找到用户故事“%(name)s”。") % {"name": row.story[:40]})
        return told[0]

    def by_hand(self, row: Row, account: WeiboAccount) -> bool:
        """K6: only who may schedule decides that a person publishes it. Raises `Refusal`."""
        if row.by_hand and not rights_of(self.user).may(Can.SCHEDULE, account.pk):
            raise Refusal("by_hand", _("改为人工发布要有这个账号的排期权限。"))
        return row.by_hand

    def know_pictures(self, rows: list[Row]) -> None:
        """Read the pictures that a batch names, in one query."""
        named = {_picture_of(name) for row in rows for name in row.pictures}
        marks, names = {mark for _name, mark in named if mark}, {name for name, _mark in named}
        rows_found = Media.objects.annotate(mark=Left("sha256", MARK))
        found = rows_found.filter(Q(original_name__in=names) | Q(mark__in=marks)) if named else rows_found.none()
        self.media = {}
        for media in found.order_by("pk"):
            self.media[media.original_name] = self.media["#" + media.sha256[:MARK]] = media

    def pictures(self, row: Row) -> list[Media]:
        """Pictures of the library by what tells them apart, else by file name, the newest of it. Raises `Refusal`."""
        found = []
        for whole in row.pictures:
            name, mark = _picture_of(whole)
            media = self.media.get(whole) or self.media.get("#" + mark if mark else name)
            if media is None:
                raise Refusal("picture", _("图片库里没有“%(name)s”。") % {"name": name})
            found.append(media)
        return found


def _picture_of(cell: str) -> tuple[str, str]:
    """The name, and the beginning of the hash where our export wrote it."""
    name, _sign, mark = cell.rpartition("#")
    return (name, mark) if len(mark) == MARK and not set(mark) - set("0123456789abcdef") else (cell, "")


@dataclass(frozen=True, slots=True)
class _Taken:
    row: Row
    post: Post
    version: PostVersion
    media: list[Media]
    note: str = ""


def store_rows(
    post_import: PostImport, lookup: Lookup, rows: list[Row], *, at: dt.datetime
) -> Iterator[tuple[Row, Refusal]]:
    """Create invisible posts with their first version; yields the rows that were refused, with why.

    A row that carries the number of a post with the same account and text is that post: nothing is changed.
    """
    known, there = _known_texts(rows, post_import), _numbered(lookup, rows)
    lookup.taken |= _taken_numbers(lookup, rows, post_import)
    lookup.know_pictures(rows)
    taken: list[_Taken] = []
    same: list[tuple[Row, Post]] = []
    for row in rows:
        try:
            post = there.get(row.post or 0)
            if post is not None and _says(post, row):
                same.append((row, post))
                continue
            item = _build(row, post_import, lookup, at, numbered=post)
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
    _tell(post_import, taken, same)


def _numbered(lookup: Lookup, rows: list[Row]) -> dict[int, Post]:
    """Posts of the library by the numbers of the rows, of accounts that this person may write for."""
    wanted = {row.post for row in rows if row.post}
    if not wanted:
        return {}
    posts = Post.objects.visible().filter(account__in=[account.pk for account in lookup.accounts.values()])
    return posts.select_related("account", "version").defer("version__sketch", "version__findings").in_bulk(wanted)


def _says(post: Post, row: Row) -> bool:
    """Whether the row is this post: the same account and the same words."""
    text = post.version.text if post.version else ""
    return row.account in ("", post.account.nickname) and row.text == text.replace("\r\n", "\n").strip()


def _note_of(row: Row, numbered: Post | None) -> str:
    """Why it comes in as something else than the file says."""
    if numbered is not None:
        note = _("编号 %(n)d 的内容与这一行不同：按新草稿导入，原来那条不变。") % {"n": numbered.pk}
        return note
    return _("文件里是“%(state)s”，按草稿导入。") % {"state": row.was} if row.was else ""


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


def _build(
    row: Row, post_import: PostImport, lookup: Lookup, at: dt.datetime, *, numbered: Post | None = None
) -> _Taken:
    account, category, media = lookup.account(row), lookup.category(row), lookup.pictures(row)
    by_hand, story = lookup.by_hand(row, account), lookup.story(row)
    writing = Writing(
        account, category, row.text, len(media), by_hand=by_hand, media=media, items=row.items, story=story
    )
    findings = lint.check(lint_draft(writing, at=at, remembered=lookup.remembered))
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
        story=story,
        by_hand=by_hand,
        post_import=post_import,
        is_visible=False,
        created_at=at,
        updated_at=at,
    )
    version = _version_of(row, post, media, findings)
    return _Taken(row, post, version, media, _note_of(row, numbered))


def _version_of(row: Row, post: Post, media: list[Media], findings: list[lint.Finding]) -> PostVersion:
    return PostVersion(
        post=post,
        number=1,
        text=row.text,
        length=weibo_length(row.text),
        elements=elements_of(row.text, len(media), row.items),
        hand_items=stored(row.items),
        findings=[finding.as_json() for finding in findings],
        content_hash=compute_hash(row.text, media, post.account, row.items),
        **marks_of(row.text),
        author=post.author,
        created_at=post.created_at,
    )


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


def _tell(post_import: PostImport, taken: list[_Taken], same: list[tuple[Row, Post]]) -> None:
    """What became of each row, for the page of the import."""
    rows = [ImportRow(post_import=post_import, line=row.line, fate=Fate.SAME, post=post) for row, post in same]
    for item in taken:
        counts = Counter(finding["severity"] for finding in item.version.findings)
        rows.append(
            ImportRow(
                post_import=post_import,
                line=item.row.line,
                fate=item.post.state,
                post=item.post,
                note=item.note,
                errors=counts["error"],
                warnings=counts["warning"],
                hints=counts["hint"],
            )
        )
    ImportRow.objects.bulk_create(rows, batch_size=1000)
