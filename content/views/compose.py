"""The composer: one idea, a text for each account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import account_for, require_somewhere, rights_of
from accounts.models import User
from accounts.queries import abilities_of, why_alone
from accounts.recent import recent_accounts, remember_account
from accounts.roles import Can
from content import lint
from content.access import post_for
from content.composing import Composition, Pane, checked_pane, composition, pane_for
from content.services.composing import Saved, save_together
from core.http import done, whole_number
from core.rate_limits import limited


@require_http_methods(["GET", "POST"])
def compose(request: HttpRequest) -> HttpResponse:
    """Write for the accounts in the address; POST saves or submits."""
    user = require_somewhere(request.user, Can.WRITE)
    if request.method == "POST":
        return _save(request, user)
    return _page(request, composition(user, request.GET, recent=recent_accounts(request)), status=200)


@require_GET
def post_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The composer with this post and, as tabs, the others of its idea that may be edited."""
    user = require_somewhere(request.user, Can.VIEW)
    row = post_for(user, pk, to=Can.WRITE)
    return _page(request, composition(user, request.GET, post=row, recent=recent_accounts(request)), status=200)


def _page(request: HttpRequest, found: Composition, *, status: int) -> HttpResponse:
    context = {"composition": found, "alone": why_alone(found.user, at=timezone.now())}
    return render(request, "content/compose.html", context, status=status)


def _save(request: HttpRequest, user: User) -> HttpResponse:
    found = composition(user, request.POST, bound=True)
    drafts = found.drafts()
    if drafts is None:
        return _page(request, found, status=422)
    submit = request.POST.get("action") == "submit"
    saved = save_together(drafts=drafts, submit=submit, by=user, at=timezone.now())
    if any(item.error for item in saved):
        return _page(request, found.after(saved), status=422)
    return done(request, _next_page(saved), _sentence(saved, submit))


def _next_page(saved: list[Saved]) -> str:
    first = saved[0].post
    if len(saved) == 1 or first is None or first.idea_id is None:
        return reverse("content:post", args=[first.pk if first else 0])
    return f"{reverse('content:library')}?idea={first.idea_id}"


def _sentence(saved: list[Saved], submit: bool) -> str:
    number = {"n": len(saved)}
    if submit:
        return ngettext("已提交 %(n)d 条，等待审核。", "已提交 %(n)d 条，等待审核。", len(saved)) % number
    return _("草稿已保存。")


@require_GET
def pane(request: HttpRequest, account_id: int) -> HttpResponse:
    """One more account, as a fragment; `text` may be carried over from the pane beside it."""
    user = require_somewhere(request.user, Can.WRITE)
    account = account_for(user, account_id, to=Can.WRITE)
    remember_account(request, account_id)
    found: Pane = pane_for(account, user, text=request.GET.get("text", ""))
    return render(request, "content/_pane.html", {"pane": found, "added": True})


@require_POST
@limited("check")
def check(request: HttpRequest) -> HttpResponse:
    """Findings for what stands in one pane now; the same rules as on submit."""
    user = require_somewhere(request.user, Can.WRITE)
    account = account_for(user, whole_number(request.POST.get("check", "")) or 0, to=Can.WRITE)
    found, rights = checked_pane(account, request.POST, at=timezone.now()), rights_of(user)
    context = {
        "findings": [] if found.is_blank else found.findings,
        "near": found.near if found.near and rights.may(Can.VIEW, found.near.account_id) else None,
        "is_repeat": found.is_repeat,
        "asks_reason": any(finding.rule == "same_text" for finding in found.findings),
        "blocked": lint.has_errors(found.findings),
        "blank": found.is_blank,
        "abilities": abilities_of(account, by_hand=found.writing.handed_over),
        "may_hand_over": rights.may(Can.SCHEDULE, account.pk),
    }
    return render(request, "content/_findings.html", context)
