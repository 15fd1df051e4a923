"""People outside the company: asked by colleagues, and the page behind their link (K5).

The page needs no account. Nobody keeps it, indexes it, or learns its address from another page; opening it decides
nothing.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import member
from content import services
from content.access import asked_post_for, outside_ask_for
from content.forms.outside import AnswerForm, OutsideForm, RenewForm
from content.models import OutsideAsk
from content.queries.outside import ask_behind, outside_page, picture_behind
from core import uploads
from core.errors import UserError
from core.http import done
from core.rate_limits import limited


@require_POST
def outside_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """A link for somebody outside; shown once, and mailed when wanted."""
    user = member(request)
    post, form = asked_post_for(user, pk), OutsideForm(request.POST)
    _refuse_invalid(form)
    link = services.ask_outside(post=post, wanted=form.values(), by=user, at=timezone.now())
    return _shown_once(request, link, refused=form.cleaned_data["by_mail"] and not link.mailed)


@require_POST
def outside_renew(request: HttpRequest, pk: int) -> HttpResponse:
    """A new link for the same question."""
    user = member(request)
    ask, form = outside_ask_for(user, pk), RenewForm(request.POST)
    _refuse_invalid(form)
    link = services.renew_outside(ask=ask, **form.cleaned_data, by=user, at=timezone.now())
    return _shown_once(request, link, refused=form.cleaned_data["by_mail"] and not link.mailed)


def _shown_once(request: HttpRequest, link: services.OutsideLink, *, refused: bool) -> HttpResponse:
    response = render(request, "content/outside_once.html", {"link": link, "refused": refused})
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def outside_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """The link shows nothing any more."""
    user = member(request)
    ask = services.revoke_outside(ask=outside_ask_for(user, pk), by=user, at=timezone.now())
    return done(request, reverse("content:post", args=[ask.post_id]) + "#outside", _("链接已撤回，立刻失效。"))


@sensitive_variables("token")
@limited("outside")
@require_http_methods(["GET", "POST"])
def outside(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link: one version of one post, and the answer."""
    form = AnswerForm(request.POST if request.method == "POST" else None)
    try:
        ask = ask_behind(token, timezone.now())
        if request.method == "POST":
            if request.user.is_authenticated:
                raise UserError(_("您已登录。同事请在系统里审核，这个链接只给外部审核人用。"))
            if form.is_valid():
                ask = services.decide_outside(token=token, answer=form.answer(), at=timezone.now())
                return _private(render(request, "content/outside_done.html", {"ask": ask}))
        services.note_seen(ask=ask, at=timezone.now())
    except UserError as error:
        return _private(render(request, "content/outside_closed.html", {"sentence": str(error)}, status=error.status))
    return _private(_page(request, token, ask, form))


def _page(request: HttpRequest, token: str, ask: OutsideAsk, form: AnswerForm) -> HttpResponse:
    context = {"shown": outside_page(ask), "token": token, "form": form}
    return render(request, "content/outside.html", context, status=422 if form.errors else 200)


@sensitive_variables("token")
@limited("outside_picture")
@require_GET
def outside_picture(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """A picture of exactly the version behind the link."""
    ask = ask_behind(token, timezone.now())
    response = uploads.serve_picture(picture_behind(ask, pk).file.name or "")
    response["Cache-Control"] = "private, no-store"
    return response


def _private(response: HttpResponse) -> HttpResponse:
    """Nobody indexes or keeps it. No page learns its address; our own form still sends an Origin, which `no-referrer`
    would make "null" and the check against forged requests would refuse."""
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "strict-origin"
    response["Cache-Control"] = "private, no-store"
    return response


def _refuse_invalid(form: OutsideForm | RenewForm) -> None:
    """The first error as a sentence that names its field."""
    if form.is_valid():
        return
    name, errors = next(iter(form.errors.items()))
    raise UserError(
        _("%(label)s：%(error)s") % {"label": form.fields[name].label or "", "error": errors[0]}, field=name
    )
