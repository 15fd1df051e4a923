"""Posts on our accounts that were not sent from here (M2)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import scope
from accounts.roles import Can
from core.http import done, int_param
from monitoring.access import listener, own_post_for
from monitoring.models import Verdict
from monitoring.queries import own_posts as queries
from monitoring.services.own_posts import decide_own_post


@require_GET
def own_posts(request: HttpRequest) -> HttpResponse:
    """Those that wait for somebody's word, or all."""
    listener(request)
    accounts, only_open = scope(request, can=Can.MONITOR), request.GET.get("show") != "all"
    page = queries.own_post_page(
        accounts, only_open=only_open, before=int_param(request, "before"), after=int_param(request, "after")
    )
    waiting = queries.open_own_posts(accounts).count()
    return render(request, "monitoring/own_posts.html", {"page": page, "only_open": only_open, "waiting": waiting})


@require_POST
def own_post_decide(request: HttpRequest, post_id: int) -> HttpResponse:
    """It is ours, or it is not."""
    found, user = own_post_for(request, post_id), listener(request)
    decided = decide_own_post(post=found, verdict=request.POST.get("verdict", ""), by=user, at=timezone.now())
    sentence = _("已确认是我们发的。")
    if decided.verdict == Verdict.STRANGE:
        sentence = _("已记下。请马上修改这个账号的微博密码、收回不认识的授权，再决定要不要立案。")
    return done(request, reverse("monitoring:own_posts"), sentence)
