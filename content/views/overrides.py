"""Let a finding pass with a reason, and take that back (C13)."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import member
from accounts.roles import Can
from content import services
from content.access import post_for
from core.http import done, safe_next, whole_number


@require_POST
def finding_override(request: HttpRequest, pk: int) -> HttpResponse:
    """`key` of the finding, `version` that was seen, `reason`; with `withdraw` it counts again."""
    user = member(request)
    post = post_for(user, pk, to=Can.REVIEW)
    version_id, key = whole_number(request.POST.get("version", "")) or 0, request.POST.get("key", "")[:160]
    url = safe_next(request, reverse("content:post", args=[pk]))
    if request.POST.get("withdraw"):
        services.withdraw_override(post=post, version_id=version_id, key=key, by=user, at=timezone.now())
        return done(request, url, _("已收回，这条检查结果重新计入。"))
    reason = request.POST.get("reason", "")
    services.override_finding(post=post, version_id=version_id, key=key, reason=reason, by=user, at=timezone.now())
    return done(request, url, _("已放行，理由会显示给审核的同事；内容一改就失效。"))
