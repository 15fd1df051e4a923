"""Who speaks: the list, one account, and what a person says of it (M4)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.http import done, int_param, page_or_fragment, text_param
from monitoring.access import listener, mention_for, speaker_for
from monitoring.queries import speakers as queries
from monitoring.queries.spread import spread_of
from monitoring.services import judge_speaker


@require_GET
def speakers(request: HttpRequest) -> HttpResponse:
    """Suspected machines, the loud ones, or what people decided."""
    listener(request)
    show = request.GET.get("show", "suspect")
    filters = queries.SpeakerFilters(show if show in queries.ORDERS else "suspect", text_param(request, "q"))
    page = queries.speaker_page(filters, before=int_param(request, "before"), after=int_param(request, "after"))
    rows = [(one, queries.reasons_of(one)) for one in page.rows]
    context = {"page": page, "rows": rows, "filters": filters}
    return page_or_fragment(request, "monitoring/speakers.html", "monitoring/_speakers.html", context)


@require_GET
def speaker(request: HttpRequest, uid: str) -> HttpResponse:
    """One account: what it wrote, in which groups, why it is suspected."""
    found = speaker_for(request, uid)
    before, after = int_param(request, "before"), int_param(request, "after")
    context = queries.page_of(found, before=before, after=after, now=timezone.now())
    return render(request, "monitoring/speaker.html", context)


@require_POST
def speaker_judge(request: HttpRequest, uid: str) -> HttpResponse:
    """A person says what it is."""
    found, user = speaker_for(request, uid), listener(request)
    judged = judge_speaker(uid=found.uid, word=request.POST.get("word", ""), by=user, at=timezone.now())
    sentence = _("已认定为%(word)s，之后不再改动。") % {"word": judged.get_word_display()}
    url = reverse("monitoring:speaker", args=[found.uid])
    return done(request, url, sentence if judged.word else _("已撤销认定，按规则评分。"))


@require_GET
def spread(request: HttpRequest, mention_id: int) -> HttpResponse:
    """Who carried a post on, and when."""
    found = mention_for(request, mention_id)
    return render(request, "monitoring/spread.html", spread_of(found))
