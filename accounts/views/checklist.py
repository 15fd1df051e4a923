"""The profile section: checklist with its score, links among our own accounts (A3)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import queries
from accounts.access import account_for, item_for, link_for, require
from accounts.forms import ItemForm, TickForm
from accounts.forms.picker import LinkForm
from accounts.models import WeiboAccount
from accounts.roles import Can
from accounts.services import (
    check_link,
    declare_links,
    drop_link,
    read_profile,
    save_item,
    tick_item,
    untick_item,
)  # fmt: skip
from accounts.views.sections import section
from core.errors import UserError
from core.http import done
from core.uploads import serve_picture


def _address(account: WeiboAccount) -> str:
    return reverse("accounts:account_profile", args=[account.pk])


@require_GET
def account_profile(request: HttpRequest, account_id: int) -> HttpResponse:
    """What of the profile is done, and to which of our accounts it links."""
    found = account_for(request.user, account_id)
    context = {
        "checklist": queries.checklist(found, now=timezone.now()),
        "links": queries.links_of(found),
        "suggested": queries.suggested_links(found),
        "link_form": LinkForm(by=request.user),
        "linked_from": queries.links_to(found),
    }
    return section(request, found, "profile", context)


@require_POST
def profile_read(request: HttpRequest, account_id: int) -> HttpResponse:
    """Read the profile from Weibo now instead of at its turn."""
    found = account_for(request.user, account_id, to=Can.WRITE)
    if not read_profile(account=found, at=timezone.now()):
        raise UserError(_("微博没有给出资料，请稍后再试，或查看授权是否有效。"), code="profile.unread")
    return done(request, _address(found), _("已按微博上的资料更新。"))


@require_POST
def profile_tick(request: HttpRequest, account_id: int, code: str) -> HttpResponse:
    """This item is done."""
    found = account_for(request.user, account_id, to=Can.WRITE)
    item, user = item_for(request.user, code), require(request.user, Can.WRITE, account_id)
    form = TickForm(request.POST, request.FILES)
    if not form.is_valid():
        raise UserError(_("备注最多 200 个字，且不能包含无法保存的字符；图片不能是空文件。"), code="tick.form")
    tick_item(account=found, item=item, tick=form.tick(), by=user, at=timezone.now())
    undo = reverse("accounts:profile_untick", args=[account_id, code])
    return done(request, _address(found), _("已勾选“%(name)s”。") % {"name": item}, undo_url=undo)


@require_POST
def profile_untick(request: HttpRequest, account_id: int, code: str) -> HttpResponse:
    """This item is not done after all."""
    found = account_for(request.user, account_id, to=Can.WRITE)
    item, user = item_for(request.user, code), require(request.user, Can.WRITE, account_id)
    untick_item(account=found, item=item, by=user, at=timezone.now())
    return done(request, _address(found), _("已取消勾选“%(name)s”。") % {"name": item})


@require_GET
def profile_evidence(request: HttpRequest, account_id: int, code: str) -> HttpResponse:
    """The picture that shows an item to be done."""
    found = account_for(request.user, account_id)
    return serve_picture(queries.evidence_of(found, code))


@require_POST
def link_declare(request: HttpRequest, account_id: int) -> HttpResponse:
    """The account should link to one account, or to all that are suggested."""
    found = account_for(request.user, account_id, to=Can.WRITE)
    user, form = require(request.user, Can.WRITE, account_id), LinkForm(request.POST, by=request.user)
    targets = queries.suggested_links(found) if request.POST.get("suggested") else form.targets()
    made = declare_links(account=found, targets=targets, by=user, at=timezone.now())
    return done(request, _address(found), _("已列入 %(n)d 个应互链的账号，在微博上加好后逐个核对。") % {"n": made})


@require_POST
def link_check(request: HttpRequest, account_id: int, link_id: int) -> HttpResponse:
    """The link is on the Weibo page (`seen`), or it is not."""
    found = account_for(request.user, account_id, to=Can.WRITE)
    link, user = link_for(found, link_id), require(request.user, Can.WRITE, account_id)
    check_link(link=link, seen=bool(request.POST.get("seen")), by=user, at=timezone.now())
    return done(request, _address(found), _("已记下。"))


@require_POST
def link_drop(request: HttpRequest, account_id: int, link_id: int) -> HttpResponse:
    """The account need not link there."""
    found = account_for(request.user, account_id, to=Can.WRITE)
    link, user = link_for(found, link_id), require(request.user, Can.WRITE, account_id)
    drop_link(link=link, by=user, at=timezone.now())
    return done(request, _address(found), _("不再要求链接到“%(name)s”。") % {"name": link.target})


@require_GET
def profile_items(request: HttpRequest) -> HttpResponse:
    """The checklist itself: what counts, how much, on which kinds."""
    require(request.user, Can.MANAGE_ACCOUNTS)
    return render(request, "accounts/profile_items.html", {"items": queries.profile_items()})


@require_http_methods(["GET", "POST"])
def profile_item(request: HttpRequest, code: str) -> HttpResponse:
    """Change one item of the checklist."""
    user, item = require(request.user, Can.MANAGE_ACCOUNTS), item_for(request.user, code)
    form = ItemForm(request.POST or None, item=item)
    if request.method == "POST" and form.is_valid():
        save_item(item=item, values=form.values(), by=user, at=timezone.now())
        sentence = _("已保存“%(name)s”，各账号的完整度随之更新。") % {"name": item}
        return done(request, reverse("accounts:profile_items"), sentence)
    status = 422 if form.is_bound else 200
    return render(request, "accounts/profile_item.html", {"form": form, "item": item}, status=status)
