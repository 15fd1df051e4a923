"""Filters of the library under a name."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import member
from content import services
from content.access import filter_for
from content.queries.library_filter import address_of
from core.http import done, whole_number


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep what the address says now; the page opens with it."""
    user = member(request)
    query = address_of(QueryDict(request.POST.get("query", "")[:2000]))
    name, shared = request.POST.get("name", ""), bool(request.POST.get("shared"))
    saved = services.save_filter(name=name, query=query, shared=shared, by=user, at=timezone.now())
    if request.POST.get("opening"):
        services.open_with_filter(saved=saved, by=user)
    address = f"{reverse('content:library')}?{query}&saved={saved.pk}"
    return done(request, address, _("已存为“%(name)s”。") % {"name": saved})


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw one's own away."""
    user = member(request)
    saved = filter_for(user, pk)
    services.remove_filter(saved=saved, by=user, at=timezone.now())
    return done(request, f"{reverse('content:library')}?saved=0", _("已删除筛选“%(name)s”。") % {"name": saved})


@require_POST
def opening(request: HttpRequest) -> HttpResponse:
    """The library opens with this one from now on; without a key with everything."""
    user = member(request)
    number = whole_number(request.POST.get("saved", ""))
    saved = filter_for(user, number) if number else None
    services.open_with_filter(saved=saved, by=user)
    if saved is None:
        return done(request, f"{reverse('content:library')}?saved=0", _("以后打开内容库时显示全部。"))
    sentence = _("以后打开内容库时用“%(name)s”。") % {"name": saved}
    return done(request, f"{reverse('content:library')}?{saved.query}&saved={saved.pk}", sentence)
