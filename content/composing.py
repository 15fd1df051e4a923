"""What the composer shows: a pane for each account, from the address, from a post, or from what was sent."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.access import account_for, accounts_for, rights_of
from accounts.forms.picker import TYPED, Picker
from accounts.models import Channel, User, WeiboAccount
from accounts.queries import Abilities, abilities_of
from accounts.queries.picker import meant
from accounts.roles import Can
from content import lint
from content.access import post_for, posts_for
from content.forms import LinkForm, PaneForm
from content.hand_items import items_of
from content.lint.never_says import phrases_of
from content.lint.repeated import COMPARABLE
from content.models import LOCKED_STATES, Category, Idea, Media, Post, Series, WorkingCopy
from content.queries.emoticons import Emoticon, emoticons
from content.queries.facts import Writing, lint_draft
from content.queries.library import writable_accounts
from content.queries.working import Overlap, Place, overlap_of, writing_at
from content.services.composing import Saved
from content.services.drafts import DraftInput
from content.services.working import Written
from core.http import whole_number, whole_numbers

ACCOUNTS_AT_ONCE = 20
LISTED, OFFERED = 30, 12
TYPED_ACCOUNT = "account" + TYPED


@dataclass(frozen=True)
class Pane:
    """One account's part of the composer."""

    account: WeiboAccount
    form: PaneForm
    post: Post | None = None
    media: tuple[Media, ...] = ()
    error: str = ""
    may_hand_over: bool = False
    asks_reason: bool = False
    restored: WorkingCopy | None = None
    overlap: Overlap | None = None

    @property
    def abilities(self) -> Abilities:
        """What the account can post; what a person can, when this post is handed over."""
        return abilities_of(self.account, by_hand=bool(self.form["by_hand"].value()))

    @property
    def link_form(self) -> LinkForm:
        """The small form that marks a link."""
        return LinkForm(prefix=f"link-{self.account.pk}")

    @property
    def emoticons(self) -> tuple[Emoticon, ...]:
        """What the picker offers."""
        return emoticons()

    @property
    def original(self) -> Post | None:
        """What a repost will quote: the post of the same idea that is no repost."""
        if self.post is None or not self.post.is_repost or self.post.idea_id is None:
            return None
        rows = Post.objects.visible().filter(idea=self.post.idea_id, is_repost=False).exclude(pk=self.post.pk)
        return rows.select_related("account", "version").order_by("pk").first()

    @property
    def never_says(self) -> tuple[str, ...]:
        """The phrases of the positioning card (A2)."""
        return phrases_of(self.account.never_says)


@dataclass(frozen=True)
class Composition:
    """The whole composer."""

    user: User
    panes: list[Pane]
    idea: Idea | None = None
    choices: list[WeiboAccount] = field(default_factory=list)
    picker: Picker | None = None
    series: Series | None = None

    def drafts(self) -> list[DraftInput] | None:
        """What is to be saved; None when a form has errors, which its fields then show."""
        wrong = [pane for pane in self.panes if not pane.form.is_valid()]
        if wrong or not self.panes:
            return None
        return [self._draft(pane) for pane in self.panes]

    def _draft(self, pane: Pane) -> DraftInput:
        values = pane.form.cleaned_data
        return DraftInput(
            account=pane.account,
            category=values["category"],
            text=values["text"],
            post=pane.post,
            media_ids=values["pictures"],
            idea=self.idea,
            campaign=pane.post.campaign if pane.post else None,
            base_version_id=values["base"],
            by_hand=values["by_hand"] if pane.may_hand_over else None,
            copy_reason=values["copy_reason"],
            items=pane.form.items(),
            series=self.series if self.series and self.series.account_id == pane.account.pk else None,
        )

    def after(self, saved: list[Saved]) -> "Composition":
        """The same composer with what was stored, and the sentences where something was refused."""
        by_account = {item.account_id: item for item in saved}
        return replace(self, panes=[_pane_after(pane, by_account[pane.account.pk]) for pane in self.panes])


def _pane_after(pane: Pane, saved: Saved) -> Pane:
    """What was typed stays; the form now knows the post that was made of it."""
    data = cast(QueryDict, pane.form.data).copy()
    if saved.post is not None and saved.post.version_id is not None and saved.post is not pane.post:
        data[pane.form.add_prefix("post")] = str(saved.post.pk)
        data[pane.form.add_prefix("base")] = str(saved.post.version_id)
    asks = pane.asks_reason or saved.code == "content.needs_reason"
    form, overlap = PaneForm(data, prefix=pane.form.prefix), None
    if saved.code == "content.overtaken" and saved.post is not None:
        now = Post.objects.select_related("version__author").get(pk=saved.post.pk)
        base = whole_number(str(data.get(pane.form.add_prefix("base"), "")))
        overlap = overlap_of(now, base, pane.form.cleaned_data["text"])
    error = "" if overlap else saved.error
    return replace(pane, form=form, post=saved.post, error=error, asks_reason=asks, overlap=overlap)


def composition(
    user: User,
    query: QueryDict,
    *,
    post: Post | None = None,
    bound: bool = False,
    recent: Sequence[int] = (),
) -> Composition:
    """From the address (`account`, `idea`), from a post to edit, or from a form that was sent (`bound`).

    `recent`: the accounts this person used last are offered first.
    """
    writable, candidates = writable_accounts(user), list[WeiboAccount]()
    query = _knowing_the_newest(query) if bound else query
    idea = post.idea if post else _idea(query)
    if post is not None:
        panes = [pane_for(row.account, user, post=row) for row in _editable_posts(post, user)]
    else:
        wanted = whole_numbers(query.getlist("account"))
        if not bound and query.get(TYPED_ACCOUNT, "").strip():
            candidates = meant(writable, query.get(TYPED_ACCOUNT, "").replace("\x00", "").strip()[:60])
            wanted += [account.pk for account in candidates if len(candidates) == 1]
        if not wanted and not candidates:
            wanted = _only(writable)
        by_id = {account.pk: account for account in writable.filter(pk__in=wanted)}
        accounts = [by_id[pk] for pk in dict.fromkeys(wanted) if pk in by_id][:ACCOUNTS_AT_ONCE]
        panes = [
            _bound_pane(account, query, user) if bound else pane_for(account, user, idea=idea) for account in accounts
        ]
    shown = {pane.account.pk for pane in panes}
    choices, picker = _offered(
        writable.exclude(pk__in=shown), recent, [row for row in candidates if row.pk not in shown]
    )
    series = None if post is not None else _series(query, user)
    return Composition(user, panes, idea, choices, picker, series)


def _knowing_the_newest(query: QueryDict) -> QueryDict:
    """`over=ACCOUNT:VERSION`: the writer has seen a colleague's version and puts his own text after it."""
    account, _colon, version = query.get("over", "").partition(":")
    if whole_number(account) is None or whole_number(version) is None:
        return query
    data = query.copy()
    data[f"{account}-base"] = version
    return data


def place_of(account_id: str, query: QueryDict, user: User) -> Place:
    """Where a pane writes: its account behind the door, its post when it has one, else the idea of the page."""
    account = account_for(user, whole_number(account_id) or 0, to=Can.WRITE)
    post_id = whole_number(query.get(f"{account.pk}-post", ""))
    post = None
    if post_id is not None:
        post = post_for(user, post_id, to=Can.WRITE)
        account = post.account
    return Place(account, post, _idea(query))


KEPT_LENGTH = 12_000


def written_of(place: Place, query: QueryDict, *, page: str = "") -> Written:
    """What stands in a pane as it will stand there again; blank when that is what is stored anyway."""
    prefix = f"{place.account.pk}-"
    fields = [name for name in PaneForm().fields if name not in {"post", "base"}]
    values = {name: query.get(prefix + name, "").replace("\x00", "")[:KEPT_LENGTH] for name in fields}
    values["text"] = values["text"].replace("\r\n", "\n")
    base = whole_number(query.get(f"{prefix}base", ""))
    begun = _initial(place.post, None, "") if place.post else {}
    meant = ("text", "pictures", *(name for name in fields if name.endswith(("_title", "_detail"))))
    blank = all(values[name].strip() == str(begun.get(name, "")).strip() for name in meant)
    return Written(values, base, query.get("page", "")[:40], blank=blank)


def _only(writable: "QuerySet[WeiboAccount]") -> list[int]:
    """Who writes for one account only need not choose it."""
    first = list(writable.order_by().values_list("pk", flat=True)[:2])
    return first if len(first) == 1 else []


def _offered(
    writable: "QuerySet[WeiboAccount]", recent: Sequence[int], candidates: list[WeiboAccount]
) -> tuple[list[WeiboAccount], Picker | None]:
    """All accounts to tick while they are few; otherwise those used last, and a picker for the others."""
    first = list(writable[: LISTED + 1])
    if len(first) <= LISTED:
        return first, None
    known = {account.pk: account for account in writable.filter(pk__in=recent)}
    lately = [known[pk] for pk in recent if pk in known]
    rest = [account for account in first if account.pk not in known]
    fitting = [account for account in candidates if account.pk not in known][:LISTED]
    picker = Picker("account", Can.WRITE, "choose-account", label=_("查找账号"), multiple=True, candidates=fitting)
    return [*lately, *rest][:OFFERED], picker


def pane_for(
    account: WeiboAccount, user: User, *, post: Post | None = None, idea: Idea | None = None, text: str = ""
) -> Pane:
    """A pane with a post's current version, or an empty one."""
    copy = None if text else writing_at(Place(account, post, idea), user)
    initial = _initial(post, idea, text)
    overlap = None
    if copy is not None:
        initial |= copy.values | {"by_hand": bool(copy.values.get("by_hand"))}
        initial["base"] = copy.base_id or initial["base"]
        overlap = overlap_of(post, copy.base_id, copy.text) if post else None
    form = PaneForm(initial=initial, prefix=str(account.pk))
    media = _media_with(whole_numbers(str(initial["pictures"]).split(",")))
    may = _may_hand_over(user, account)
    return Pane(account, form, post, media, may_hand_over=may, restored=copy, overlap=overlap)


def _initial(post: Post | None, idea: Idea | None, text: str) -> dict[str, Any]:
    """What the fields of a pane begin with."""
    category = post.category if post else (idea.category if idea else None)
    media = _media_of(post)
    initial: dict[str, Any] = {
        "text": post.version.text if post and post.version else text,
        "category": category.pk if category else default_category_id(),
        "pictures": ",".join(str(item.pk) for item in media),
        "post": post.pk if post else None,
        "base": post.version_id if post else None,
        "by_hand": post.by_hand if post else False,
        "copy_reason": post.copy_reason if post else "",
    }
    for item in items_of(post.version.hand_items) if post and post.version else ():
        initial |= {f"{item.kind}_title": item.title, f"{item.kind}_detail": item.detail}
    return initial


def _may_hand_over(user: User, account: WeiboAccount) -> bool:
    """Only who may schedule decides how a post leaves; an account of people has nothing to decide (K6)."""
    return account.channel != Channel.HAND_OVER and rights_of(user).may(Can.SCHEDULE, account.pk)


def default_category_id() -> int | None:
    """The first category of the plan."""
    return Category.objects.filter(is_active=True).values_list("pk", flat=True).first()


@dataclass(frozen=True)
class Checked:
    """One pane as it stands: what is written, what the rules say, and the nearest earlier text when one compares."""

    writing: Writing
    findings: list[lint.Finding]
    near: lint.Likeness | None

    @property
    def is_blank(self) -> bool:
        """Not a mistake yet: nothing is blamed before something was written."""
        return not self.writing.text.strip()

    @property
    def is_repeat(self) -> bool:
        """The nearest text is a finding, not only something to look at."""
        return any(finding.rule == "repeated" for finding in self.findings)


def checked_pane(account: WeiboAccount, query: QueryDict, *, at: dt.datetime) -> Checked:
    """What the rules say about one pane as it stands (the same call as on submit)."""
    form = PaneForm(query, prefix=str(account.pk))
    form.is_valid()
    values = form.cleaned_data
    post = Post.objects.filter(pk=values.get("post") or 0, account=account).first()
    media = values.get("pictures") or ()
    by_hand = values.get("by_hand", False)
    pictures = list(Media.objects.filter(pk__in=media)) if media else []
    text, category = values.get("text", ""), values.get("category")
    writing = Writing(account, category, text, len(media), post, by_hand, media=pictures, items=form.items())
    draft = lint_draft(writing, at=at)
    near = draft.nearest if draft.nearest and draft.nearest.share >= COMPARABLE else None
    return Checked(writing, lint.check(draft), near)


def _bound_pane(account: WeiboAccount, query: QueryDict, user: User) -> Pane:
    form = PaneForm(query, prefix=str(account.pk))
    form.is_valid()
    media = _media_with(form.cleaned_data.get("pictures") or ())
    post = posts_for(user, Can.WRITE).filter(pk=form.cleaned_data.get("post") or 0).select_related("idea").first()
    return Pane(account, form, post, media, may_hand_over=_may_hand_over(user, account))


def _media_with(ids: Sequence[int]) -> tuple[Media, ...]:
    """The pictures that still exist, in the order of their ids."""
    found = Media.objects.in_bulk(ids) if ids else {}
    return tuple(found[pk] for pk in ids if pk in found)


def _editable_posts(post: Post, user: User) -> list[Post]:
    if post.idea_id is None:
        return [post]
    others = posts_for(user, Can.WRITE).filter(idea=post.idea_id).exclude(pk=post.pk)
    rows = others.exclude(state__in=[*LOCKED_STATES, "cancelled"]).exclude(account=post.account_id)
    first_of_account = {row.account_id: row for row in rows.select_related("account", "category", "version", "idea")}
    allowed = set(accounts_for(user, Can.WRITE).values_list("pk", flat=True))
    return [post, *[row for row in first_of_account.values() if row.account_id in allowed]]


def _media_of(post: Post | None) -> tuple[Media, ...]:
    if post is None or post.version is None:
        return ()
    return tuple(row.media for row in post.version.version_media.select_related("media").order_by("position"))


def _series(query: QueryDict, user: User) -> Series | None:
    """C11: the series whose next part is written; one that ended, or that this person may not write for, is none."""
    row = Series.objects.filter(pk=whole_number(query.get("series", "")) or 0, is_active=True).first()
    return row if row is not None and rights_of(user).may(Can.WRITE, row.account_id) else None


def _idea(query: QueryDict) -> Idea | None:
    number = whole_number(query.get("idea", ""))
    return None if number is None else Idea.objects.filter(pk=number).first()
