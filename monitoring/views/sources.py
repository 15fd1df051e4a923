"""Sources: where we listen, what each could hear, and what to do when it cannot (M2)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.http import done, int_param, safe_next, text_param
from monitoring.access import listener, source_for
from monitoring.forms import SourceForm
from monitoring.models import SourceKind
from monitoring.queries import sources as queries
from monitoring.queries.hearing import Wanted, source_page
from monitoring.services import change_source, pause_source, resume_source
from monitoring.services.searching import read_now


@require_GET
def sources(request: HttpRequest) -> HttpResponse:
    """Page by page with their last seven days, those that cannot be heard first."""
    listener(request)
    now, kind = timezone.now(), text_param(request, "kind")
    wanted = Wanted(text_param(request, "show"), kind if kind in SourceKind.values else "", text_param(request, "q"))
    page, counts = source_page(wanted, before=int_param(request, "before"), after=int_param(request, "after"), now=now)
    context = {"page": page, "lines": queries.source_lines(page.rows, now=now), "days": queries.DAYS}
    context |= {"wanted": wanted, "counts": counts, "count": sum(counts.values()), "kinds": SourceKind.choices}
    return render(request, "monitoring/sources.html", context)


@require_http_methods(["GET", "POST"])
def source(request: HttpRequest, source_id: int) -> HttpResponse:
    """One of them: runs, gaps, coverage, usual volume; owner and rhythm are set here."""
    found, user, now = source_for(request, source_id), listener(request), timezone.now()
    form = SourceForm(request.POST or None, source=found)
    if request.method == "POST" and form.is_valid():
        change_source(source=found, draft=form.draft(), by=user, at=now)
        return done(request, reverse("monitoring:source", args=[found.pk]), _("来源的设置已保存。"))
    context = {"form": form, "source": found, "portrait": queries.portrait_of(found, now=now)}
    return render(request, "monitoring/source.html", context, status=422 if form.errors else 200)


@require_POST
def source_read(request: HttpRequest, source_id: int) -> HttpResponse:
    """Read one source now instead of at its turn; open gaps are read on."""
    found = source_for(request, source_id)
    new = read_now(source=found, now=timezone.now())
    found.refresh_from_db()
    sentence = found.last_error or _("读取完成，新增 %(n)d 条。") % {"n": new}
    return done(request, safe_next(request, reverse("monitoring:home")), sentence)


@require_POST
def source_pause(request: HttpRequest, source_id: int) -> HttpResponse:
    """Stop reading it, with the reason."""
    found, user = source_for(request, source_id), listener(request)
    pause_source(source=found, reason=request.POST.get("reason", ""), by=user, at=timezone.now())
    return done(
        request, reverse("monitoring:source", args=[found.pk]), _("来源“%(name)s”已停用。") % {"name": found.name}
    )


@require_POST
def source_resume(request: HttpRequest, source_id: int) -> HttpResponse:
    """Read it on."""
    found, user = source_for(request, source_id), listener(request)
    resume_source(source=found, by=user, at=timezone.now())
    sentence = _("来源“%(name)s”已恢复，从停用时接着读。") % {"name": found.name}
    return done(request, reverse("monitoring:source", args=[found.pk]), sentence)
