"""The verification section (A5): state, requests and their decisions, who speaks in a leader's place."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import queries
from accounts.access import account_for, accounts_for, require, verification_for
from accounts.forms import VerificationForm
from accounts.models import WeiboAccount
from accounts.roles import Can
from accounts.services import ask_for_verification, decide_verification, name_second, withdraw_verification
from accounts.views.sections import section
from core.errors import UserError
from core.http import done


def _address(account: WeiboAccount) -> str:
    return reverse("accounts:account_verification", args=[account.pk])


def _page(request: HttpRequest, account: WeiboAccount, form: VerificationForm) -> HttpResponse:
    requests = queries.requests_of(account)
    context = {
        "word": queries.verification_word(account),
        "risk": queries.risk_sentence(account.kind),
        "concerns": queries.concerns_about(account),
        "requests": requests,
        "open": next((row for row in requests if row.state == "open"), None),
        "speaks_for": queries.speaks_for(account),
        "form": form,
    }
    return section(request, account, "verification", context, status=422 if form.is_bound else 200)


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
    user, wanted = require(request.user, Can.MANAGE_ACCOUNTS, account_id), request.POST.get("account", "")
    second = None
    if not request.POST.get("nobody"):
        chosen = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) <= 18 else 0
        second = accounts_for(user).filter(pk=chosen).first()
        if second is None:
            raise UserError(_("请选择代言账号。"), code="second.none", field="account")
    name_second(account=found, second=second, by=user, at=timezone.now())
    return done(request, _address(found), _("已记下代言账号。"))
