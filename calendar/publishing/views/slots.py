"""One slot: its life, and what people do with it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_POST

from accounts.access import require, require_somewhere
from accounts.roles import Can
from content.services import set_by_hand
from core.dates import BEIJING, at_local
from core.errors import UserError
from core.http import done, page_or_fragment, toast, wants_fragment
from publishing import services
from publishing.access import slot_for
from publishing.dispatch.pasted import expanded
from publishing.forms import MoveForm
from publishing.models import Slot
from publishing.views.answers import read_undo, shown, slot_context, tell_calendar, undo_url, wants_json
from publishing.views.freezes import release_undo_url, said


@require_GET
def slot(request: HttpRequest, slot_id: int) -> HttpResponse:
    """A slot's whole life: what was sent, when, the answer, who did what."""
    found = slot_for(request.user, slot_id)
    return page_or_fragment(request, "calendar/slot.html", "calendar/_slot.html", slot_context(request, found))


@require_POST
def move(request: HttpRequest, slot_id: int) -> HttpResponse:
    """Another time, by drag or by form; a broken rule asks for a reason first."""
    found = slot_for(request.user, slot_id, to=Can.SCHEDULE)
    user, at = require(request.user, Can.SCHEDULE, found.account_id), timezone.now()
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _asked_again(request, found, form, 422)
    wanted = form.cleaned_data["start"] or _same_clock(found, form.cleaned_data["day"])
    how = {name: form.cleaned_data[name] for name in ("reason", "exact")}
    try:
        moved, change = services.move_slot(slot=found, scheduled_at=wanted, by=user, at=at, **how)
    except UserError as error:
        if wants_json(request):
            raise
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _asked_again(request, found, form, error.status)
    sentence = _("已移到 %(time)s。") % {"time": f"{moved.planned_at.astimezone(BEIJING):%m-%d %H:%M}"}
    return shown(request, moved, sentence, undo_url(change))


def _same_clock(slot: Slot, day: Any) -> Any:
    """Dragged by day: the clock time stays."""
    return at_local(day, slot.planned_at.astimezone(BEIJING).time())


def _asked_again(request: HttpRequest, slot: Slot, form: MoveForm, status: int) -> HttpResponse:
    if wants_json(request):
        raise UserError(_("没有收到新的时间。"))
    context = slot_context(request, slot, move_form=form)
    return page_or_fragment(request, "calendar/slot.html", "calendar/_slot.html", context, status=status)


@require_POST
def cancel(request: HttpRequest, slot_id: int) -> HttpResponse:
    """Off the calendar; the post stays approved. Can be undone for ten seconds."""
    found = slot_for(request.user, slot_id, to=Can.SCHEDULE)
    user = require(request.user, Can.SCHEDULE, found.account_id)
    gone, change = services.cancel_slot(slot=found, by=user, at=timezone.now())
    return shown(request, gone, _("已取消排期，内容仍可重新排期。"), undo_url(change))


@require_POST
def undo(request: HttpRequest, token: str) -> HttpResponse:
    """The button of the toast."""
    require_somewhere(request.user, Can.SCHEDULE)
    change = read_undo(token)
    found = slot_for(request.user, change.slot_id, to=Can.SCHEDULE)
    user = require(request.user, Can.SCHEDULE, found.account_id)
    services.undo_change(change=change, by=user, at=timezone.now())
    if not wants_fragment(request):
        return done(request, reverse("calendar:slot", args=[found.pk]), _("已撤销。"))
    return tell_calendar(toast(HttpResponse(status=204), _("已撤销。")))


@require_POST
def send_now(request: HttpRequest, slot_id: int) -> HttpResponse:
    """A missed or failed one goes out now; rules of frequency are overridden by the person who clicks."""
    found = slot_for(request.user, slot_id, to=Can.SCHEDULE)
    user, at = require(request.user, Can.SCHEDULE, found.account_id), timezone.now()
    moved = services.move_slot(slot=found, scheduled_at=at, by=user, at=at, reason=gettext_noop("立即发布"))[0]
    return shown(request, moved, _("即将发出。"))


@require_POST
def release(request: HttpRequest, slot_id: int) -> HttpResponse:
    """A held one goes back on the schedule."""
    found = slot_for(request.user, slot_id, to=Can.SCHEDULE)
    user = require(request.user, Can.SCHEDULE, found.account_id)
    result = services.release_held(wish=services.ReleaseWish((found.pk,)), by=user, at=timezone.now())
    return shown(request, slot_for(user, slot_id), said(result), release_undo_url(result))


@require_POST
def by_hand(request: HttpRequest, slot_id: int) -> HttpResponse:
    """Hand this one to a person (K6), or with `back` to the app of its account again."""
    found = slot_for(request.user, slot_id, to=Can.SCHEDULE)
    user, at = require(request.user, Can.SCHEDULE, found.account_id), timezone.now()
    if request.POST.get("back") or request.GET.get("back"):
        set_by_hand(post=found.post, by_hand=False, by=user, at=at)
        return shown(request, slot_for(user, slot_id), _("已改回由系统发布。"))
    services.hand_over_slot(slot=found, by=user, at=at)
    undo = f"{reverse('calendar:by_hand', args=[slot_id])}?back=1" if found.state == "planned" else ""
    return shown(request, slot_for(user, slot_id), _("已改为人工发布，到时间会提醒。"), undo)


@require_POST
def absent(request: HttpRequest, slot_id: int) -> HttpResponse:
    """Somebody says that it does not stand on Weibo: the timeline is read once more, then it is sent again."""
    found = slot_for(request.user, slot_id, to=Can.SCHEDULE)
    user, at = require(request.user, Can.SCHEDULE, found.account_id), timezone.now()
    if services.look_once_more(slot=found, now=at):
        return shown(request, slot_for(user, slot_id), _("已在微博上找到这条，没有再发。"))
    again = services.confirm_absent(slot=found, by=user, at=timezone.now())
    return shown(request, again, _("已确认未发出，即将重新发送。"))


@require_POST
def stands(request: HttpRequest, slot_id: int) -> HttpResponse:
    """Somebody has published it by hand (K6), or has found it on Weibo: the link makes it a publication."""
    found = slot_for(request.user, slot_id, to=Can.SCHEDULE)
    user, at, link = require(request.user, Can.SCHEDULE, found.account_id), timezone.now(), request.POST.get("link", "")
    confirm = services.confirm_published if found.state == "unknown" else services.confirm_hand_over
    try:
        confirm(slot=found, link=expanded(link, uid=found.account.uid or ""), by=user, at=at)
    except UserError as error:
        if request.POST.get("from") == "board":
            raise  # said by a toast
        context = slot_context(request, found, link=link, link_error=str(error))
        return page_or_fragment(request, "calendar/slot.html", "calendar/_slot.html", context, status=error.status)
    return shown(request, slot_for(user, slot_id), _("已记为已发布。"))
