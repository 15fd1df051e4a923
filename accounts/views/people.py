"""Colleagues (A8)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import queries
from accounts.access import person_for, require, require_somewhere, rights_of
from accounts.forms import InvitationForm, PersonForm, Way
from accounts.models import User
from accounts.roles import Can
from accounts.services import RENEWAL, create_user, invite, reset_password, update_user
from accounts.sign_in import confirm_identity
from accounts.sign_in.invitations import mail_works
from core.errors import UserError
from core.http import done, int_param, page_or_fragment
from core.paging import key_page


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Colleagues with what they may do."""
    user, now = require_somewhere(request.user, Can.MANAGE_PEOPLE), timezone.now()
    words, which = request.GET.get("q", "").strip()[:60], request.GET.get("which", "")
    which = which if which in queries.Standing.values else queries.Standing.HERE
    found = queries.people(now=now, words=words, which=which)
    page = key_page(found, before=int_param(request, "before"), after=int_param(request, "after"))
    context = {
        "page": page,
        "words": words,
        "which": which,
        "now": now,
        "numbers": queries.people_numbers(now),
        "may_manage": rights_of(user).may(Can.MANAGE_PEOPLE),
    }
    return page_or_fragment(request, "accounts/people.html", "accounts/_people.html", context)


@require_http_methods(["GET", "POST"])
def person_new(request: HttpRequest) -> HttpResponse:
    """Invite a colleague; the password is shown once, on the page that answers."""
    user = require(request.user, Can.MANAGE_PEOPLE)
    form = InvitationForm(request.POST or None, mail=mail_works())
    if request.method == "POST" and form.is_valid():
        try:
            return _let_in(request, form, user)
        except UserError as error:
            form.add_error(error.field or None, str(error))
    return render(request, "accounts/person_form.html", {"form": form}, status=422 if form.is_bound else 200)


def _let_in(request: HttpRequest, form: InvitationForm, user: User) -> HttpResponse:
    """By mail, by a link or by a password, the last two shown once."""
    if form.way_chosen == Way.PASSWORD:
        invited = create_user(invitation=form.values(), by=user, at=timezone.now())
        return render(request, "accounts/password_once.html", {"invited": invited, "new": True})
    by_mail = form.way_chosen == Way.MAIL
    sent = invite(invitation=form.values(), by_mail=by_mail, by=user, at=timezone.now())
    if not sent.mailed:
        return render(request, "accounts/link_once.html", {"sent": sent, "refused": by_mail})
    person = sent.invitation.user
    sentence = _("邀请已发到 %(email)s，现在就可以授予权限。") % {"email": person.email}
    return done(request, reverse("accounts:person", args=[person.pk]), sentence)


@require_GET
def person(request: HttpRequest, user_id: int) -> HttpResponse:
    """One colleague: rights, accounts in charge."""
    user, found = require_somewhere(request.user, Can.MANAGE_PEOPLE), person_for(request.user, user_id)
    context = {
        "person": found,
        "grants": queries.grants_of(found, now=timezone.now()),
        "manageable": queries.manageable_ids(user, found, now=timezone.now()),
        "in_charge": queries.in_charge_of(found),
        "may_manage": rights_of(request.user).may(Can.MANAGE_PEOPLE),
        "may_see_figures": found == user or rights_of(user).may(Can.SIGN_OFF),
        "renewal_days": RENEWAL.days,
        "invitation": queries.invitation_of(found),
        "now": timezone.now(),
        "mail": mail_works(),
        "story": queries.story_of(found),
        "history": queries.assessments_of(found)[:3],
        "assessed": queries.is_assessed(found.pk, at=timezone.now()),
    }
    return render(request, "accounts/person.html", context)


@require_http_methods(["GET", "POST"])
def person_edit(request: HttpRequest, user_id: int) -> HttpResponse:
    """Change name and job."""
    found = person_for(request.user, user_id, everywhere=True)
    user = require(request.user, Can.MANAGE_PEOPLE)
    form = PersonForm(request.POST or None, initial={"name": found.name, "job_title": found.job_title})
    if request.method == "POST" and form.is_valid():
        update_user(user=found, **form.cleaned_data, by=user, at=timezone.now())
        return done(request, reverse("accounts:person", args=[user_id]), _("已保存。"))
    context = {"form": form, "person": found}
    return render(request, "accounts/person_form.html", context, status=422 if form.is_bound else 200)


@require_POST
@confirm_identity
def person_password(request: HttpRequest, user_id: int) -> HttpResponse:
    """A new password, shown once; also lets a colleague come back."""
    found = person_for(request.user, user_id, everywhere=True)
    invited = reset_password(user=found, by=require(request.user, Can.MANAGE_PEOPLE), at=timezone.now())
    return render(request, "accounts/password_once.html", {"invited": invited, "new": False})
