"""The last day on which a post may go out (K8)."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import member
from accounts.roles import Can
from content import services
from content.access import post_for
from content.forms import FreshnessForm
from core.errors import UserError
from core.http import done


@require_POST
def best_before(request: HttpRequest, pk: int) -> HttpResponse:
    """Set it, or take it away with an empty field."""
    user = member(request)
    row = post_for(user, pk, to=Can.WRITE)
    form = FreshnessForm(request.POST)
    if not form.is_valid():
        raise UserError(_("请用日期选择框填写最迟发布日。"), field="best_before")
    services.set_best_before(post=row, day=form.cleaned_data["best_before"], by=user, at=timezone.now())
    return done(request, reverse("content:post", args=[row.pk]), _("已保存最迟发布日。"))
