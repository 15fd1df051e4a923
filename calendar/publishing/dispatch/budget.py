"""The last look at the call budget: a post waits for its window as long as its lateness rule lets it (issue 4)."""

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.budget import Shortage
from core.templatetags.show import when_text
from publishing.dispatch.lateness import latest
from publishing.dispatch.verdicts import No, Verdict, Wait
from publishing.models import Slot, SlotState
from weibo.errors import Scope
from weibo.limits import Unit

if TYPE_CHECKING:
    from publishing.dispatch.facts import Facts


def no_because_of_budget(slot: Slot, facts: "Facts") -> Verdict | None:
    """Its calls fit into what is left; otherwise it waits until they do, or misses its time."""
    short = facts.budgets.shortage(slot, facts.now)
    if short is None:
        return None
    sentence = sentence_of(short, facts.now)
    if short.until <= latest(slot):
        return Wait(short.until, sentence)
    return No(SlotState.MISSED, sentence + _("等到那时已超过最多可迟的时间，没有发出。"))


def sentence_of(short: Shortage, now: dt.datetime) -> str:
    """Which limit, how much of it is used, when it is free again."""
    values = {"until": when_text(short.until, now), "used": short.used, "limit": short.limit, "code": short.code}
    if short.limit is None:
        return _("微博说调用太频繁（%(code)s），%(until)s 恢复。") % values
    texts = {
        (Scope.IP, Unit.HOUR): _("应用这一小时的调用额度已用 %(used)d / %(limit)d，%(until)s 恢复。"),
        (Scope.IP, Unit.DAY): _("应用今天的调用额度已用 %(used)d / %(limit)d，%(until)s 恢复。"),
        (Scope.USER, Unit.HOUR): _("账号这一小时的调用额度已用 %(used)d / %(limit)d，%(until)s 恢复。"),
        (Scope.USER, Unit.DAY): _("账号今天的调用额度已用 %(used)d / %(limit)d，%(until)s 恢复。"),
        (Scope.ENDPOINT, Unit.HOUR): _("账号这一小时的发布次数已用 %(used)d / %(limit)d，%(until)s 恢复。"),
        (Scope.ENDPOINT, Unit.DAY): _("账号今天的发布次数已用 %(used)d / %(limit)d，%(until)s 恢复。"),
    }
    return texts[short.scope, short.unit or Unit.HOUR] % values
