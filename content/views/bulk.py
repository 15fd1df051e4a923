"""Actions on many posts of the library at once, and taking them back."""

from collections import Counter
from urllib.parse import urlencode

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.access import Person, member, require_somewhere, scope
from accounts.roles import Can
from content import services
from content.access import bulk_change_for, posts_for
from content.importing import export_header
from content.models import BulkAction, PostState
from content.queries import library as queries
from content.queries.exporting import export_rows
from content.queries.library_filter import LibraryFilter, library
from content.selecting import action_of
from content.services.bulk import AT_ONCE, Outcome
from core.dates import local_day
from core.exports import table_download
from core.http import done, safe_next, whole_numbers
from core.rate_limits import limited


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """One action on what was ticked, or on all that the filter finds. Cancelling what is planned asks first."""
    user = require_somewhere(request.user, Can.WRITE)
    back = safe_next(request, reverse("content:library"))
    wish = action_of(request.POST.get("do", ""), _chosen(request, user), reason=request.POST.get("reason", "")[:200])
    if wish.action == BulkAction.CANCEL and not request.POST.get("sure"):
        counts = queries.state_counts(posts_for(user).filter(pk__in=wish.post_ids))
        planned = [row for row in counts if row[0] in (PostState.APPROVED, PostState.SCHEDULED)]
        if planned:
            context = {"ids": wish.post_ids, "counts": counts, "planned": planned, "next": back}
            return render(request, "content/bulk_cancel.html", context)
    outcome = services.change_posts(wish=wish, by=user, at=timezone.now())
    undo = (
        f"{reverse('content:bulk_undo', args=[outcome.change.pk])}?{urlencode({'next': back})}"
        if outcome.change
        else ""
    )
    return done(request, back, _told(wish.action, outcome), undo_url=undo)


@require_POST
def bulk_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """As it was before, as far as nobody touched it since."""
    user = member(request)
    change = bulk_change_for(user, pk)
    outcome = services.undo_bulk_change(change=change, by=user, at=timezone.now())
    told = _left(outcome.refused)
    if change.action == BulkAction.CANCEL:
        again = ngettext("已恢复 %(n)d 条，", "已恢复 %(n)d 条，", outcome.done) % {"n": outcome.done}
        told = again + _("原来已通过的须重新提交审核。") + told
    else:
        told = (
            ngettext("已撤销，%(n)d 条恢复原样。", "已撤销，%(n)d 条恢复原样。", outcome.done) % {"n": outcome.done}
            + told
        )
    return done(request, safe_next(request, reverse("content:library")), told)


@require_POST
@limited("export")
def bulk_export(request: HttpRequest) -> StreamingHttpResponse | FileResponse:
    """What was ticked as a file that the import reads: CSV, or with `kind` XLSX."""
    user = require_somewhere(request.user, Can.VIEW)
    posts = posts_for(user).filter(pk__in=_chosen(request, user))
    name = _("内容库 %(day)s") % {"day": f"{local_day(timezone.now()):%Y-%m-%d}"}
    services.note_library_export(rows=posts.count(), by=user, at=timezone.now())
    return table_download(request.POST.get("kind", ""), name, export_header(), export_rows(posts))


def _chosen(request: HttpRequest, user: Person) -> list[int]:
    """The ticked posts, or with `all` those that the filter of the address finds (one more than may be: refused)."""
    if request.POST.get("all"):
        found = library(scope(request), LibraryFilter.of(request.GET)).order_by("-pk")
        return list(found.values_list("pk", flat=True)[: AT_ONCE + 1])
    return whole_numbers(request.POST.getlist("post"))[: AT_ONCE + 1]


def _told(action: BulkAction, outcome: Outcome) -> str:
    """What happened, in numbers."""
    n = outcome.done
    sentences = {
        BulkAction.CATEGORY: ngettext("已改 %(n)d 条的分类。", "已改 %(n)d 条的分类。", n),
        BulkAction.CAMPAIGN: ngettext("已改 %(n)d 条的活动。", "已改 %(n)d 条的活动。", n),
        BulkAction.CANCEL: ngettext("已取消 %(n)d 条。", "已取消 %(n)d 条。", n),
        BulkAction.RESTORE: ngettext("已恢复 %(n)d 条为草稿。", "已恢复 %(n)d 条为草稿。", n),
        BulkAction.SUBMIT: ngettext("已提交 %(n)d 条审核。", "已提交 %(n)d 条审核。", n),
    }
    same = ngettext("%(n)d 条本来就是这样。", "%(n)d 条本来就是这样。", outcome.same) % {"n": outcome.same}
    return sentences[action] % {"n": n} + (same if outcome.same else "") + _left(outcome.refused)


def _left(refused: Counter[str]) -> str:
    """How many were left as they are, and why, most frequent reason first."""
    if not refused:
        return ""
    total = sum(refused.values())
    parts = [_("%(why)s %(n)d 条") % {"why": why, "n": n} for why, n in refused.most_common(4)]
    sentence = ngettext("%(n)d 条没有改：%(why)s。", "%(n)d 条没有改：%(why)s。", total)
    return sentence % {"n": total, "why": _("，").join(parts)}
