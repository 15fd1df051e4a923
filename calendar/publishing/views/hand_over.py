"""Hand-over to a person (K6): the page for the phone, and what one does on it. Every step works as a plain form."""

import datetime as dt
import io
import zipfile
from typing import Any

from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import require, rights_of
from accounts.models import User
from accounts.roles import Can
from core.dates import BEIJING
from core.errors import Conflict, NotFound, Sentence, UserError
from core.http import done, whole_number
from publishing import queries, services
from publishing.access import slot_for
from publishing.dispatch.pasted import expanded
from publishing.forms import MoveForm
from publishing.models import Slot
from publishing.views.answers import undo_url

OFFERED = (15, 30, 60)


@require_GET
def sent_text(request: HttpRequest, slot_id: int) -> HttpResponse:
    """What a person needs on a phone: which account, what to post, the pictures in order, and the way to confirm."""
    return _page(request, slot_for(request.user, slot_id))


@require_GET
def hand_over_live(request: HttpRequest, slot_id: int) -> HttpResponse:
    """The part that changes by itself: the clock, who has it, what was found. Polled; the page anew when it is over."""
    found = slot_for(request.user, slot_id)
    if request.GET.get("state", found.state) != found.state:
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    return render(request, "calendar/_hand_over_live.html", _context(request, found))


@require_POST
def hand_over_take(request: HttpRequest, slot_id: int) -> HttpResponse:
    """I publish it; with `give_back` not I after all; with `from_other` I take it over."""
    found, user = _door(request, slot_id)
    if request.POST.get("give_back"):
        services.give_back_hand_over(slot=found, by=user, at=timezone.now())
        return _back(request, found, _("已放下，别人可以接手。"))
    wanted = bool(request.POST.get("from_other"))
    try:
        services.take_hand_over(slot=found, by=user, at=timezone.now(), from_other=wanted)
    except Conflict as error:
        if error.code != "calendar.taken":
            raise
        return _page(request, found, 409, taken_by_other=str(error))
    return _back(request, found, _("由您来发，别人会看到。"))


@require_POST
def hand_over_done(request: HttpRequest, slot_id: int) -> HttpResponse:
    """One click with the link: it is a publication. What was pasted stays when it is none."""
    found, user = _door(request, slot_id)
    link = request.POST.get("link", "")[:2000]
    try:
        whole = expanded(link, uid=found.account.uid or "")
        services.confirm_hand_over(slot=found, link=whole, by=user, at=timezone.now())
    except Conflict:
        raise
    except UserError as error:
        return _page(request, found, error.status, link=link, link_error=str(error))
    return _back(request, found, _("已记为已发布。"))


@require_POST
def hand_over_find(request: HttpRequest, slot_id: int) -> HttpResponse:
    """It is out, I have no link: look for it on the account's timeline now."""
    found, user = _door(request, slot_id)
    result = services.find_now(slot=found, by=user, at=timezone.now())
    said = {
        "found": _("找到了，已记为已发布。"),
        "asked": _("找到一条相近的，请确认是不是它。"),
        "waiting": _("时间线上还没有看到，稍后会再找，也可以贴链接。"),
    }
    return _back(request, found, said.get(result, _("系统看不到这个账号的微博，请贴链接。")))


@require_POST
def hand_over_near(request: HttpRequest, slot_id: int) -> HttpResponse:
    """Is this it? Yes makes it the publication, no is remembered."""
    found, user = _door(request, slot_id)
    is_it = request.POST.get("answer") == "yes"
    services.answer_near(slot=found, weibo_id=request.POST.get("weibo_id", ""), is_it=is_it, by=user, at=timezone.now())
    return _back(request, found, _("已记为已发布。") if is_it else _("好的，会继续找。"))


@require_POST
def hand_over_cannot(request: HttpRequest, slot_id: int) -> HttpResponse:
    """It cannot be published so: back to those who plan, with the reason."""
    found, user = _door(request, slot_id)
    reason, note = request.POST.get("reason", ""), request.POST.get("note", "")
    try:
        services.cannot_publish(slot=found, reason=reason, note=note, by=user, at=timezone.now())
    except Conflict:
        raise
    except UserError as error:
        return _page(request, found, error.status, cannot_error=str(error), note=note, reason=reason)
    return _back(request, found, _("已退回给排期的同事，并写明原因。"))


@require_POST
def hand_over_later(request: HttpRequest, slot_id: int) -> HttpResponse:
    """Another time, for the person in the underground: in a quarter of an hour, or at a time."""
    found, user = _door(request, slot_id)
    at, minutes = timezone.now(), request.POST.get("minutes", "")
    soon = {"start": queries.wall_clock(at + dt.timedelta(minutes=int(minutes)))} if _offered(minutes) else None
    form = MoveForm(soon or request.POST)
    try:
        if not form.is_valid():
            raise UserError(_("请选择新的时间。"), field="start")
        wanted = {"scheduled_at": form.cleaned_data["start"], "reason": request.POST.get("reason", "")}
        moved, change = services.move_slot(slot=found, by=user, at=at, **wanted)
    except Conflict:
        raise
    except UserError as error:
        return _page(request, found, error.status, later_error=str(error), later_form=request.POST)
    sentence = _("已改到 %(time)s，到时间再提醒。") % {"time": f"{moved.scheduled_at.astimezone(BEIJING):%m-%d %H:%M}"}
    return _back(request, moved, sentence, undo_url(change))


@require_GET
def hand_over_zip(request: HttpRequest, slot_id: int) -> HttpResponse:
    """All pictures in one file, named in the order in which they are posted."""
    found = slot_for(request.user, slot_id)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as packed:
        for number, row in enumerate(queries.pictures_of(found), 1):
            name = str(row.media.file.name)
            try:
                with default_storage.open(name) as file:
                    packed.writestr(f"{number}.{name.rpartition('.')[2]}", file.read())
            except OSError as error:
                raise NotFound(_("文件已不在服务器上，请重新上传。")) from error
    response = HttpResponse(buffer.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="weibo-{found.pk}.zip"'
    response["Cache-Control"] = "private, no-store"
    return response


def _offered(minutes: str) -> bool:
    return whole_number(minutes) in OFFERED


def _door(request: HttpRequest, slot_id: int) -> tuple[Slot, User]:
    found = slot_for(request.user, slot_id, to=Can.SCHEDULE)
    return found, require(request.user, Can.SCHEDULE, found.account_id)


def _context(request: HttpRequest, slot: Slot, **more: Any) -> dict[str, Any]:
    may = rights_of(request.user).may(Can.SCHEDULE, slot.account_id)
    sheet = queries.sheet_of(slot, request.user, at=timezone.now())
    by_hand = may and sheet.waits and slot.waits_for_id is None
    facts = {"slot": slot, "sheet": sheet, "may_schedule": may, "by_hand": by_hand}
    return {**facts, "offered": OFFERED, "reasons": services.REASONS, **more}


def _page(request: HttpRequest, slot: Slot, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, "calendar/hand_over.html", _context(request, slot, **more), status=status)


def _back(request: HttpRequest, slot: Slot, sentence: Sentence, undo: str = "") -> HttpResponse:
    """To the page again; its parts depend on each other, so it is shown whole."""
    url = reverse("calendar:sent_text", args=[slot.pk])
    return done(request, url, sentence, undo_url=undo)
