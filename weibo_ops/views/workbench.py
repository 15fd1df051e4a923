"""The home page, and the sign of life for load balancers."""

from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import member, rights_of, scope
from accounts.gateway import is_sandbox
from accounts.roles import Can
from publishing.models import Slot, SlotState
from weibo_ops.queries import hands
from weibo_ops.queries import workbench as read
from weibo_ops.queries.company import company
from weibo_ops.queries.decisions import decisions
from weibo_ops.queries.doing import doing
from weibo_ops.queries.first_steps import first_steps
from weibo_ops.queries.workbench import Block, Reach

GONE = (SlotState.PUBLISHED, SlotState.SENDING, SlotState.UNKNOWN)


def workbench(request: HttpRequest) -> HttpResponse:
    """What waits for me, what failed, what goes out today."""
    user = member(request)
    rights = rights_of(user)
    scoped = "account" in request.GET or "group" in request.GET
    only = frozenset(scope(request).values_list("pk", flat=True)) if scoped else None
    reach = Reach(user, rights, timezone.now(), only)
    slots = read.slots_today(reach)
    steps = first_steps(user, rights)
    context: dict[str, Any] = {
        "doing": doing(reach),
        "main": _main(reach, slots),
        "side": _side(reach),
        "state": _state(slots),
        "steps": steps if not all(step.done for step in steps) else [],
        "steps_done": sum(step.done for step in steps),
        "company": company(),
        "sandbox_url": settings.WEIBO_SANDBOX_URL if is_sandbox() else "",
    }
    return render(request, "weibo_ops/workbench.html", context)


def _main(reach: Reach, slots: list[Slot]) -> list[Block]:
    """The wide column: what is wrong (left out when there is nothing), what goes out, what waits for this person."""
    may = reach.rights.may_somewhere
    wrong = (read.troubles(reach), read.at_risk(reach), read.connections(reach))
    blocks = [block for block in wrong if block.lines]
    blocks += [block for block in _hands(reach) if block.lines]
    blocks.append(read.today(slots, reach.now))
    if may(Can.SCHEDULE):
        blocks.append(read.empty_slots(reach, slots))
    if may(Can.REVIEW):
        blocks.append(read.reviews(reach))
    if may(Can.WRITE):
        blocks.append(read.sent_back(reach))
    return blocks


def _hands(reach: Reach) -> tuple[Block, ...]:
    """What somebody asked this person to do by hand."""
    return hands.hand_overs(reach), hands.stays(reach), read.duties(reach), hands.targets(reach)


def _side(reach: Reach) -> list[Block]:
    """The narrow column: what is to be decided (left out when there is nothing), and what people out there say."""
    may = reach.rights.may_somewhere
    blocks = [block for block in (decisions(reach),) if block.lines]
    if may(Can.MONITOR):
        blocks.append(read.alerts(reach))
    if may(Can.REPLY):
        blocks.append(read.comments(reach))
    if may(Can.MONITOR) and may(Can.WRITE):
        blocks.append(read.topics(reach))
    return blocks


def _state(slots: list[Slot]) -> str:
    """One sentence under the title."""
    if not slots:
        return _("今天还没有排期。")
    gone = sum(1 for slot in slots if slot.state in GONE)
    wrong = sum(1 for slot in slots if slot.state in {SlotState.FAILED, SlotState.MISSED, SlotState.HELD})
    sentence = _("今天 %(all)d 条，已发 %(gone)d 条") % {"all": len(slots), "gone": gone}
    if wrong:
        sentence += ngettext("，%(n)d 条未能按时发出", "，%(n)d 条未能按时发出", wrong) % {"n": wrong}
    return sentence + _("。")


def health(request: HttpRequest) -> JsonResponse:
    """For load balancers: the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return JsonResponse({"ok": True})
