"""Invitations: sent again and withdrawn by those who manage people, accepted by whoever has the link (A8)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import person_for, require
from accounts.forms import AcceptanceForm
from accounts.roles import Can
from accounts.services import accept_invitation, invite_again, read_invitation, withdraw_invitation
from accounts.sign_in import confirm_identity
from accounts.sign_in.invitations import count_wrong
from core.errors import NotFound, UserError
from core.http import done


@require_POST
@confirm_identity
def person_invite(request: HttpRequest, user_id: int) -> HttpResponse:
    """A new link; shown once when it was not mailed."""
    person, user = person_for(request.user, user_id, everywhere=True), require(request.user, Can.MANAGE_PEOPLE)
    by_mail = request.POST.get("by") == "mail"
    sent = invite_again(user=person, by_mail=by_mail, by=user, at=timezone.now())
    if sent.mailed:
        sentence = _("已把新的邀请链接发到 %(email)s，原链接作废。") % {"email": person.email}
        return done(request, reverse("accounts:person", args=[user_id]), sentence)
    return render(request, "accounts/link_once.html", {"sent": sent, "refused": by_mail})


@require_POST
def person_uninvite(request: HttpRequest, user_id: int) -> HttpResponse:
    """Withdraw an invitation."""
    person, user = person_for(request.user, user_id, everywhere=True), require(request.user, Can.MANAGE_PEOPLE)
    withdraw_invitation(user=person, by=user, at=timezone.now())
    return done(request, reverse("accounts:person", args=[user_id]), _("邀请已撤回，链接作废。"))


@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link: choose a password, once."""
    try:
        found = read_invitation(token=token, at=timezone.now())
        form = AcceptanceForm(request.POST or None, user=found.user)
        if request.user.is_authenticated:
            raise UserError(_("您已登录为 %(name)s，请先退出再打开邀请链接。") % {"name": request.user})
        if request.method == "POST" and form.is_valid():
            accept_invitation(token=token, acceptance=form.values(), at=timezone.now())
            messages.success(request, _("密码已设置，请登录。"))
            return redirect("account_login")
    except UserError as error:
        if isinstance(error, NotFound):
            count_wrong(request)
        return render(request, "accounts/invitation_closed.html", {"sentence": str(error)}, status=error.status)
    context = {"form": form, "invitation": found}
    return render(request, "accounts/invitation.html", context, status=422 if form.errors else 200)
