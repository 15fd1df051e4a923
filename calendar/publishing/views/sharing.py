"""Feeds for calendar programs and read-only links: kept by each person for himself (K7)."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import member, require_somewhere, rights_of
from accounts.roles import Can
from core.http import done
from core.rate_limits import limited
from publishing import services
from publishing.forms import FeedForm, ShareForm
from publishing.ical.feed import rendered
from publishing.queries import sharing as read


@require_GET
def sharing(request: HttpRequest) -> HttpResponse:
    """One's feeds and links, and the forms for new ones with the filters one came from."""
    return _page(request)


def _page(request: HttpRequest, status: int = 200, **forms: Any) -> HttpResponse:
    user = member(request)
    kept = read.kept_filters(request.META.get("QUERY_STRING", "") or request.POST.get("filters", ""))
    feeds = [(feed, _address(request, "feed", read.token_of(feed, read.FEED))) for feed in read.feeds_of(user)]
    shares = [
        (share, _address(request, "shared", read.token_of(share, read.SHARE)))
        for share in read.shares_of(user, timezone.now())
    ]
    context = {
        "feeds": feeds,
        "shares": shares,
        "kept": kept,
        "kept_words": read.words_of(kept),
        "feed_form": FeedForm(initial={"filters": kept}),
        "share_form": ShareForm(initial={"filters": kept}),
        "may_share": rights_of(user).may_somewhere(Can.SCHEDULE),
        **forms,
    }
    return render(request, "calendar/sharing.html", context, status=status)


def _address(request: HttpRequest, name: str, token: str) -> str:
    return request.build_absolute_uri(reverse(f"calendar:{name}", args=[token]))


@require_POST
def feed_new(request: HttpRequest) -> HttpResponse:
    """Another address for one's calendar program."""
    user, form = member(request), FeedForm(request.POST)
    if not form.is_valid():
        return _page(request, 422, feed_form=form)
    values = form.cleaned_data
    services.make_feed(name=values["name"], filters=read.kept_filters(values["filters"]), by=user, at=timezone.now())
    return done(request, reverse("calendar:sharing"), _("已生成订阅地址，复制到您的日历软件里。"))


@require_POST
def feed_end(request: HttpRequest, feed_id: int) -> HttpResponse:
    """Its address shows nothing any more."""
    user = member(request)
    services.end_feed(feed=read.feed_of(user, feed_id), by=user, at=timezone.now())
    return done(request, reverse("calendar:sharing"), _("已停用，这个地址不再显示任何内容。"))


@require_POST
def share_new(request: HttpRequest) -> HttpResponse:
    """A link for people without an account."""
    user, form = require_somewhere(request.user, Can.SCHEDULE), ShareForm(request.POST)
    if not form.is_valid():
        return _page(request, 422, share_form=form)
    services.make_share(values=form.values(), by=user, at=timezone.now())
    return done(request, reverse("calendar:sharing"), _("已生成只读链接。"))


@require_POST
def share_end(request: HttpRequest, share_id: int) -> HttpResponse:
    """It shows nothing any more."""
    user = require_somewhere(request.user, Can.SCHEDULE)
    services.end_share(share=read.share_of(user, share_id), by=user, at=timezone.now())
    return done(request, reverse("calendar:sharing"), _("已停用，这个地址不再显示任何内容。"))


@limited("feed")
@require_GET
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The feed itself: whoever has the address reads what its person may see now."""
    at, found = timezone.now(), read.feed_behind(token)
    host = request.build_absolute_uri("/")[:-1]
    entries = read.feed_entries(found, at, lambda pk: host + reverse("calendar:slot", args=[pk]))
    services.note_read(row=found, at=at)
    mark = read.mark_of(entries, found.name)
    if request.headers.get("If-None-Match", "").removeprefix("W/") == mark:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(rendered(entries, name=found.name), content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="calendar.ics"'
    response["ETag"], response["Cache-Control"] = mark, "private, max-age=300"
    response["X-Robots-Tag"] = "noindex"
    return response
