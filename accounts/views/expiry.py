"""Grants by their end: what fails with each, and renewing them one after the other."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts import queries
from accounts.access import require_somewhere, rights_of
from accounts.roles import Can
from accounts.services import mail_renewal_links
from core.http import done, int_param, whole_numbers

SOON = dt.timedelta(days=7)


@require_GET
def expiry(request: HttpRequest) -> HttpResponse:
    """All grants, the next end first; `?show=soon` only those that end within a week or are over."""
    rights = rights_of(require_somewhere(request.user, Can.MANAGE_ACCOUNTS))
    now, soon = timezone.now(), request.GET.get("show") == "soon"
    page, rows = queries.tokens_page(
        rights,
        within=SOON if soon else None,
        now=now,
        before=int_param(request, "before"),
        after=int_param(request, "after"),
    )
    context = {"page": page, "rows": rows, "soon": soon, "numbers": queries.count_ending(rights, now=now)}
    return render(request, "accounts/expiry.html", context)


@require_POST
def expiry_mail(request: HttpRequest) -> HttpResponse:
    """Send me a mail with a renewal link for each chosen grant."""
    user = require_somewhere(request.user, Can.MANAGE_ACCOUNTS)
    chosen = whole_numbers(request.POST.getlist("token"))[:500]
    count = mail_renewal_links(token_ids=chosen, by=user, at=timezone.now())
    sentence = ngettext("已把 %(n)d 个续期链接寄到 %(to)s。", "已把 %(n)d 个续期链接寄到 %(to)s。", count)
    return done(request, reverse("accounts:expiry"), sentence % {"n": count, "to": user.email})
