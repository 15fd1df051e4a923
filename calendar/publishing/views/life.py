"""The way to a post's life, and the account's rule for what is certainly absent."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import account_for, require
from accounts.roles import Can
from content.access import post_for
from core.errors import NotFound
from core.http import done
from publishing import queries, services
from publishing.access import slot_for


@require_GET
def post_life(request: HttpRequest, post_id: int) -> HttpResponse:
    """From a post to the page with its whole life: that of its latest slot."""
    post = post_for(request.user, post_id)
    slot_id = queries.slot_of_post(post.pk)
    if slot_id is None:
        raise NotFound(_("这条内容还没有排期。"))
    return redirect("calendar:slot", slot_for(request.user, slot_id).pk)


@require_POST
def resend_rule(request: HttpRequest, account_id: int) -> HttpResponse:
    """Send a proven absent post once more by itself, or ask."""
    account = account_for(request.user, account_id, to=Can.SCHEDULE)
    user = require(request.user, Can.SCHEDULE, account_id)
    wanted = bool(request.POST.get("is_automatic"))
    services.set_resend_rule(account=account, is_automatic=wanted, by=user, at=timezone.now())
    sentence = _("已改为自动再发一次。") if wanted else _("已改为由人决定。")
    return done(request, reverse("calendar:plan", args=[account_id]), sentence)
