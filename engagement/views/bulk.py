"""One action on many threads: its numbers first, then the work, then an undo (E1)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.http import done, safe_next, whole_numbers
from engagement.access import bulk_for, inbox_member
from engagement.queries.inbox import answering_people
from engagement.queries.sorting import pictures_told, wish_told
from engagement.services import Outcome, change_threads, preview_threads, undo_bulk
from engagement.services.bulk import Step
from engagement.sorting.wishes import Wish

PICK = "pick"
"""As the value of an assignment: who it is comes on the next page."""


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """What would come of it; once more with `sure` it is done."""
    user, now = inbox_member(request), timezone.now()
    action, _sep, value = request.POST.get("wish", "").partition(":")
    wish = Wish(action, value, whole_numbers(request.POST.getlist("thread")))
    address = safe_next(request, reverse("engagement:inbox"))
    if value == PICK:
        context = {"wish": wish, "people": answering_people(now), "next": address, "what": _("选一位同事。")}
        return render(request, "engagement/bulk.html", context)
    if not request.POST.get("sure"):
        outcome = preview_threads(wish=wish, by=user, at=now)
        context = {"wish": wish, "outcome": outcome, "refused": list(outcome.refused.items()), "next": address}
        told = {"what": wish_told(wish), "lines": _lines(wish.action, outcome)}
        return render(request, "engagement/bulk.html", context | told)
    outcome = change_threads(wish=wish, by=user, at=now)
    undo = reverse("engagement:bulk_undo", args=[outcome.bulk.pk]) if outcome.bulk else ""
    return done(request, address, _sentence(outcome), undo_url=undo)


@require_POST
def bulk_undo(request: HttpRequest, bulk_id: int) -> HttpResponse:
    """As it was."""
    user = inbox_member(request)
    outcome = undo_bulk(bulk=bulk_for(user, bulk_id), by=user, at=timezone.now())
    n = outcome.done
    sentence = ngettext("已撤销，%(n)d 条恢复原样。", "已撤销，%(n)d 条恢复原样。", n) % {"n": n}
    return done(request, reverse("engagement:inbox"), sentence)


def _lines(action: str, outcome: Outcome) -> list[tuple[Step, str, str]]:
    """Each thread with what it is now and what it will be."""
    now = pictures_told(action, [step.before for step in outcome.steps])
    then = pictures_told(action, [step.after for step in outcome.steps])
    return list(zip(outcome.steps, now, then, strict=True))


def _sentence(outcome: Outcome) -> str:
    n, left = outcome.done, sum(outcome.refused.values())
    sentence = ngettext("已处理 %(n)d 条。", "已处理 %(n)d 条。", n) % {"n": n}
    if left:
        sentence += ngettext("%(n)d 条没有改变。", "%(n)d 条没有改变。", left) % {"n": left}
    return sentence
