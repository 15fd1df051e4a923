"""One word list: its words, what is said about it, files in and out, versions."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.access import member, require, rights_of
from accounts.roles import Can
from content import services
from content.access import list_for, term_for, upload_for, version_for
from content.forms import ListForm, TermForm, UploadForm
from content.importing.words import WordRow
from content.models import WordList
from content.queries import words as queries
from core.errors import UserError
from core.exports import csv_download
from core.http import done, int_param, text_param
from core.paging import key_page
from core.rate_limits import limited

REMOVED = "removed_term"


@require_GET
def word_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Its words, newest first; `?q=`, `?show=` and `?subject=` narrow them."""
    return _page(request, list_for(member(request), pk, to=Can.VIEW))


def _page(request: HttpRequest, row: WordList, *, form: ListForm | None = None) -> HttpResponse:
    query, shown, subject = (text_param(request, name) for name in ("q", "show", "subject"))
    terms = queries.terms_of(row, query=query, shown=shown, subject=subject)
    context = {
        "list": row,
        "page": key_page(terms, before=int_param(request, "before"), after=int_param(request, "after")),
        "q": query,
        "show": shown,
        "subject": subject,
        "subjects": queries.subjects_of(row),
        "count": row.terms.count(),
        "versions": queries.versions_of(row),
        "newer": queries.newer_preset(row),
        "form": form or ListForm(instance=row),
        "term_form": TermForm(),
        "upload_form": UploadForm(),
        "may_edit": rights_of(request.user).may(Can.REVIEW),
    }
    return render(request, "content/word_list.html", context, status=422 if form is not None else 200)


@require_POST
def list_set(request: HttpRequest, pk: int) -> HttpResponse:
    """How strict a list is, who may let its words pass, whether it counts."""
    user = require(request.user, Can.REVIEW)
    row = list_for(user, pk)
    form = ListForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form=form)
    services.set_list(word_list=row, values=form.values(), by=user, at=timezone.now())
    return done(request, reverse("content:word_list", args=[pk]), _("词表已更新。"))


@require_POST
def term_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add or change a word."""
    user = require(request.user, Can.REVIEW)
    form = TermForm(request.POST)
    row = list_for(user, pk)
    if not form.is_valid():
        raise UserError(_("词语不能为空，最多 60 字；建议最多 100 字。"), field="word")
    services.add_term(word_list=row, term=form.row(), by=user, at=timezone.now())
    return done(request, _list_url(pk), _("已保存“%(word)s”。") % {"word": form.row().word})


@require_POST
def term_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a word off its list; the toast offers to put it back."""
    user = require(request.user, Can.REVIEW)
    term = term_for(user, pk)
    was = services.remove_term(term=term, by=user, at=timezone.now())
    request.session[REMOVED] = {"list": term.list_id, "term": asdict(was)}
    undo = reverse("content:term_back", args=[term.list_id])
    return done(request, _list_url(term.list_id), _("已移除“%(word)s”。") % {"word": was.word}, undo_url=undo)


@require_POST
def term_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Put back the word that this person took off last."""
    user = require(request.user, Can.REVIEW)
    row, removed = list_for(user, pk), request.session.pop(REMOVED, None)
    if not removed or removed["list"] != pk:
        raise UserError(_("没有可以放回的词。"))
    services.add_term(word_list=row, term=WordRow(**removed["term"]), by=user, at=timezone.now())
    return done(request, _list_url(pk), _("已放回“%(word)s”。") % {"word": removed["term"]["word"]})


@require_GET
@limited("export")
def list_export(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """All words as CSV, in the form that can be imported again."""
    user = require(request.user, Can.REVIEW)
    row = list_for(user, pk)
    services.note_export(word_list=row, by=user, at=timezone.now())
    header = [_("词"), _("建议"), _("白名单"), _("级别"), _("类别"), _("备注")]
    return csv_download(row.name, header, queries.export_rows(row))


@require_POST
@limited("import")
def words_upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file in and show what it would change."""
    user = require(request.user, Can.REVIEW)
    row = list_for(user, pk)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        raise UserError(_("请选择文件。"), field="file")
    upload = services.receive_words(word_list=row, file=form.cleaned_data["file"], by=user, at=timezone.now())
    return done(request, reverse("content:words_preview", args=[upload.pk]))


@require_GET
def words_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What a file would change, which rows cannot be taken, and what that would say about the newest posts."""
    upload = upload_for(require(request.user, Can.REVIEW), pk)
    context = {"upload": upload, "list": upload.list, "preview": queries.preview_of(upload)}
    return render(request, "content/words_preview.html", context)


@require_POST
def words_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """The file's words become the list's, as a new version that can be taken back."""
    user = require(request.user, Can.REVIEW)
    upload = upload_for(user, pk)
    merge = request.POST.get("mode") != "replace"
    former = services.apply_words(upload=upload, merge=merge, by=user, at=timezone.now())
    return _replaced(request, former.list_id, former.pk)


@require_POST
def preset_renew(request: HttpRequest, pk: int) -> HttpResponse:
    """The words as they are shipped now."""
    user = require(request.user, Can.REVIEW)
    former = services.renew_preset(word_list=list_for(user, pk), by=user, at=timezone.now())
    return _replaced(request, former.list_id, former.pk)


@require_POST
def version_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """The words of a former version again; that, too, can be taken back."""
    user = require(request.user, Can.REVIEW)
    former = services.restore_version(version=version_for(user, pk), by=user, at=timezone.now())
    return _replaced(request, former.list_id, former.pk)


def _replaced(request: HttpRequest, pk: int, former: int) -> HttpResponse:
    count = list_for(request.user, pk).terms.count()
    sentence = ngettext("已更换，现在有 %(n)d 个词。", "已更换，现在有 %(n)d 个词。", count) % {"n": count}
    return done(request, _list_url(pk), sentence, undo_url=reverse("content:version_restore", args=[former]))


def _list_url(pk: int) -> str:
    return reverse("content:word_list", args=[pk])
