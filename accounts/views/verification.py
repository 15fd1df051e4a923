"""The verification section (A5): state, requests and their decisions, who speaks in a leader's place."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import queries
from accounts.access import account_for, require, verification_for
from accounts.forms import VerificationForm
from accounts.forms.picker import SecondForm
from accounts.models import AccountKind, WeiboAccount
from accounts.roles import Can
from accounts.services import ask_for_verification, decide_verification, name_second, withdraw_verification
from accounts.views.sections import section
from core.errors import UserError
from core.http import done


def _address(account: WeiboAccount) -> str:
    return reverse("accounts:account_verification", args=[account.pk])


def _page(
    request: HttpRequest, account: WeiboAccount, form: VerificationForm, *, second: SecondForm | None = None
) -> HttpResponse:
    requests = queries.requests_of(account)
    context = {
        "word": queries.verification_word(account),
        "risk": queries.risk_sentence(account.kind),
        "concerns": queries.concerns_about(account),
        "requests": requests,
        "open": next((row for row in requests if row.state == "open"), None),
        "speaks_for": queries.speaks_for(account),
        "form": form,
        "second_form": second or SecondForm(by=request.user),
    }
    status = 422 if form.is_bound or second is not None else 200
    return section(request, account, "verification", context, status=status)


@require_GET
def account_verification(request: HttpRequest, account_id: int) -> HttpResponse:
    """Is it verified, should it be, and what was decided."""
    return _page(request, account_for(request.user, account_id), VerificationForm())


@require_POST
def verification_ask(request: HttpRequest, account_id: int) -> HttpResponse:
    """Ask that the account be verified."""
    found = account_for(request.user, account_id, to=Can.WRITE)
    user, form = require(request.user, Can.WRITE, account_id), VerificationForm(request.POST)
    if form.is_valid():
        ask_for_verification(account=found, values=form.values(), by=user, at=timezone.now())
        return done(request, _address(found), _("已提交申请，由管理账号的同事决定。"))
    return _page(request, found, form)


@require_POST
def verification_decide(request: HttpRequest, account_id: int, request_id: int, verb: str) -> HttpResponse:
    """Agree or not, with a reason; or take the request back."""
    found = account_for(request.user, account_id, to=Can.WRITE)
    asked, user, now = verification_for(found, request_id), require(request.user, Can.WRITE, account_id), timezone.now()
    if verb == "withdraw":
        withdraw_verification(asked=asked, by=user, at=now)
        return done(request, _address(found), _("申请已撤回。"))
    reason = request.POST.get("reason", "").replace("\x00", "")
    decide_verification(asked=asked, approve=verb == "approve", reason=reason, by=user, at=now)
    return done(request, _address(found), _("已同意认证。") if verb == "approve" else _("未同意，理由已告诉申请人。"))


@require_POST
def account_second(request: HttpRequest, account_id: int) -> HttpResponse:
    """Name who speaks in a leader's place; without an account the name is taken back."""
    found = account_for(request.user, account_id, to=Can.MANAGE_ACCOUNTS)
    user, form = require(request.user, Can.MANAGE_ACCOUNTS, account_id), SecondForm(request.POST, by=request.user)
    nobody = bool(request.POST.get("nobody"))
    if not nobody and not form.is_valid():
        return _page(request, found, VerificationForm(), second=form)
    try:
        second = None if nobody else form.cleaned_data["account"]
        name_second(account=found, second=second, by=user, at=timezone.now())
    except UserError as error:
        if found.kind != AccountKind.LEADER:
            raise  # their page has no such form
        form.add_error("account", str(error))
        return _page(request, found, VerificationForm(), second=form)
    return done(request, _address(found), _("不再指定代言账号。") if nobody else _("已记下代言账号。"))
