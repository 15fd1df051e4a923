"""What was said: list, one of it, export, and the way into the library (C10)."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import rights_of
from accounts.roles import Can
from core.exports import csv_download
from core.http import done, int_param, page_or_fragment, safe_next
from core.rate_limits import limited
from monitoring.access import listener, mention_for
from monitoring.forms import FilterForm
from monitoring.queries import mentions as queries
from monitoring.queries.groups import sizes_of
from monitoring.queries.sense import choices as judging_choices
from monitoring.services import idea_from_mention, story_from_mention

EXPORT_ROWS = 10_000


@require_GET
def mentions(request: HttpRequest) -> HttpResponse:
    """The list with its filters."""
    user = listener(request)
    filters = FilterForm(request.GET).filters()
    before, after = int_param(request, "before"), int_param(request, "after")
    page = queries.mention_page(filters, before=before, after=after, now=timezone.now())
    context = {
        "page": page,
        "filters": filters,
        "groups": sizes_of(page.rows),
        "may_write": rights_of(user).may_somewhere(Can.WRITE),
        "judging": judging_choices(),
        **queries.choices(source=filters.source),
    }
    return page_or_fragment(request, "monitoring/mentions.html", "monitoring/_mentions.html", context)


@require_GET
@limited("export")
def mentions_export(request: HttpRequest) -> StreamingHttpResponse:
    """The newest rows of the filtered list as a CSV file."""
    listener(request)
    rows = queries.mentions(FilterForm(request.GET).filters(), now=timezone.now()).select_related("source")
    rows = rows.prefetch_related("hits__keyword_set")[:EXPORT_ROWS]
    header = [
        _("编号"),
        _("作者"),
        _("正文"),
        _("时间"),
        _("转发"),
        _("评论"),
        _("赞"),
        _("词组"),
        _("来源"),
        _("链接"),
    ]
    return csv_download(_("监测内容"), header, map(queries.export_cells, rows.iterator(chunk_size=1000)))


@require_GET
def mention(request: HttpRequest, mention_id: int) -> HttpResponse:
    """One mention with what caught it."""
    found, user = mention_for(request, mention_id), listener(request)
    context = {
        "mention": found,
        "hits": found.hits.select_related("keyword_set").order_by("pk"),
        "may_write": rights_of(user).may_somewhere(Can.WRITE),
        "judging": judging_choices(),
    }
    return render(request, "monitoring/mention.html", context)


@require_POST
def mention_idea(request: HttpRequest, mention_id: int) -> HttpResponse:
    """A mention becomes an idea in one click, keeping its source (C10)."""
    found, user = mention_for(request, mention_id), listener(request)
    idea = idea_from_mention(mention=found, by=user, at=timezone.now())
    default = reverse("monitoring:mention", args=[found.pk])
    return done(request, safe_next(request, default), _("已存为选题：%(title)s") % {"title": idea.title})


@require_POST
def mention_story(request: HttpRequest, mention_id: int) -> HttpResponse:
    """A user's own words go into the library of user stories in one click (C9)."""
    found, user = mention_for(request, mention_id), listener(request)
    story_from_mention(mention=found, by=user, at=timezone.now())
    default = reverse("monitoring:mention", args=[found.pk])
    return done(request, safe_next(request, default), _("已收为用户故事。引用之前先征得作者同意。"))
