"""Views of the inbox that people keep under a name (E1)."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from content.access import filter_for
from content.models import Place
from content.services import remove_filter, save_filter
from core.http import done
from engagement.access import inbox_member
from engagement.forms import FilterForm


@require_POST
def view_save(request: HttpRequest) -> HttpResponse:
    """Keep what the address says now."""
    user = inbox_member(request)
    query = FilterForm(QueryDict(request.POST.get("query", "")[:2000])).address()
    name, shared = request.POST.get("name", ""), bool(request.POST.get("shared"))
    saved = save_filter(name=name, query=query, shared=shared, by=user, at=timezone.now(), place=Place.INBOX)
    return done(request, f"{reverse('engagement:inbox')}?{query}", _("已存为“%(name)s”。") % {"name": saved})


@require_POST
def view_remove(request: HttpRequest, saved_id: int) -> HttpResponse:
    """Throw one's own away."""
    user = inbox_member(request)
    saved = filter_for(user, saved_id)
    remove_filter(saved=saved, by=user, at=timezone.now())
    return done(request, reverse("engagement:inbox"), _("已删除视图“%(name)s”。") % {"name": saved})
