"""The papers section (A4): only for those who manage the account."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import queries
from accounts.access import account_for, paper_for, require
from accounts.forms import PaperForm
from accounts.models import Paper, WeiboAccount
from accounts.roles import Can
from accounts.services import change_paper, note_download, store_paper
from accounts.views.sections import section
from core.dates import local_day
from core.errors import UserError
from core.http import done
from core.uploads import Kind, serve


def _page(request: HttpRequest, account: WeiboAccount, form: PaperForm, changing: Paper | None = None) -> HttpResponse:
    rows = queries.papers_of(account, local_day(timezone.now()))
    context = {"rows": rows, "form": form, "changing": changing, "wanting": sum(row.wanting for row in rows)}
    return section(request, account, "papers", context, status=422 if form.is_bound else 200)


@require_GET
def account_papers(request: HttpRequest, account_id: int) -> HttpResponse:
    """Which papers there are, which are missing, which end."""
    found = account_for(request.user, account_id, to=Can.MANAGE_ACCOUNTS)
    return _page(request, found, PaperForm(initial={"kind": request.GET.get("kind")}))


@require_POST
def paper_upload(request: HttpRequest, account_id: int) -> HttpResponse:
    """A new paper, or a new version of one."""
    found = account_for(request.user, account_id, to=Can.MANAGE_ACCOUNTS)
    user, form = require(request.user, Can.MANAGE_ACCOUNTS, account_id), PaperForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            paper = store_paper(
                account=found, values=form.values(), file=form.cleaned_data["file"], by=user, at=timezone.now()
            )
        except UserError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            address = reverse("accounts:account_papers", args=[account_id])
            return done(request, address, _("已保存%(name)s，旧版本保留在下面。") % {"name": paper})
    return _page(request, found, form)


@require_POST
def paper_change(request: HttpRequest, account_id: int, paper_id: int) -> HttpResponse:
    """Other dates or another note for the version in use."""
    found = account_for(request.user, account_id, to=Can.MANAGE_ACCOUNTS)
    paper, user = paper_for(found, paper_id), require(request.user, Can.MANAGE_ACCOUNTS, account_id)
    form = PaperForm({**request.POST.dict(), "kind": paper.kind}, changing=True)
    if form.is_valid():
        try:
            change_paper(paper=paper, values=form.values(), by=user, at=timezone.now())
        except UserError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return done(request, reverse("accounts:account_papers", args=[account_id]), _("已保存。"))
    return _page(request, found, form, paper)


@require_GET
def paper_file(request: HttpRequest, account_id: int, paper_id: int) -> HttpResponse:
    """A copy of the file; who took it is written down."""
    found = account_for(request.user, account_id, to=Can.MANAGE_ACCOUNTS)
    paper, user = paper_for(found, paper_id), require(request.user, Can.MANAGE_ACCOUNTS, account_id)
    kind = Kind(str(paper.file.name).rpartition(".")[2])
    response = serve(str(paper.file.name), kind, name=f"{found.nickname}-{paper}.{kind}")
    response["Content-Disposition"] = response["Content-Disposition"].replace("inline", "attachment", 1)
    note_download(paper=paper, by=user, at=timezone.now())
    return response
