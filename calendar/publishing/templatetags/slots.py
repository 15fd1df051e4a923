"""Words for what happened to a slot, and for its rules."""

from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from publishing.models import LateRule

register = template.Library()

EVENTS: dict[str, str | Promise] = {
    "calendar.slot.placed": pgettext_lazy("event", "排期"),
    "calendar.relay.handed_over": _("交接了联动"),
    "calendar.window.added": _("添加了黄金时段"),
    "calendar.window.removed": _("移除了黄金时段"),
    "calendar.slot.moved": _("更改时间"),
    "calendar.publication.gone": _("微博上已不存在"),
    "calendar.slot.cancelled": _("取消排期"),
    "calendar.slot.lateness_set": _("修改了迟发规则"),
    "calendar.slot.undone": _("撤销改动"),
    "calendar.slot.taken_off": _("内容有改动，退出排期"),
    "calendar.slot.released": _("放回排期"),
    "calendar.slot.handed_over": _("改为人工发布"),
    "calendar.slot.hand_taken": _("说由自己来发"),
    "calendar.slot.hand_given_back": _("不由自己来发了"),
    "calendar.slot.hand_cannot": _("说发不了"),
    "calendar.slot.hand_missed": _("没有人发布，记为错过"),
    "calendar.slot.confirmed_by_hand": _("确认已人工发布"),
    "calendar.slot.found_by_itself": _("在时间线上自动找到"),
    "calendar.hand_over_duty.set": _("指定了由谁人工发布"),
    "calendar.slot.published": _("发布成功"),
    "calendar.slot.failed": _("发布失败"),
    "calendar.slot.held": _("暂停，等待授权"),
    "calendar.slot.sent_again": _("确认没有发出，自动再发一次"),
    "calendar.slot.confirmed_absent": _("确认未发出，重新发送"),
    "calendar.slot.confirmed_published": _("确认已在微博上"),
    "calendar.relay.saved": _("编排了联动"),
    "calendar.relay.launched": _("安排了联动"),
    "calendar.relay.started": _("联动开始，按首发的实际时间计时"),
    "calendar.relay.held": _("联动暂停"),
    "calendar.relay.resumed": _("继续联动"),
    "calendar.relay.ended": _("联动完成"),
    "calendar.relay.cancelled": _("取消了联动"),
    "calendar.relay.undone": _("撤销了联动的取消"),
    "calendar.relay_preset.set": _("修改了联动预设"),
    "calendar.relay_preset.removed": _("删除了联动预设"),
    "calendar.freeze.started": _("冻结了发布"),
    "calendar.freeze.ended": _("解除了冻结"),
    "calendar.release.asked": _("提出放回危机冻结的排期"),
    "calendar.release.accepted": _("同意放回"),
    "calendar.release.refused": _("不同意放回"),
    "calendar.release.withdrawn": _("撤回了放回的提议"),
    "calendar.release.undone": _("撤销了放回"),
    "calendar.silence_day.added": _("添加了静默日"),
    "calendar.silence_day.changed": _("修改了静默日"),
    "calendar.silence_day.removed": _("删除了静默日"),
    "calendar.policy.set": _("修改了发布频次"),
    "calendar.resend_rule.set": _("修改了没有发出时的规则"),
    "calendar.preset.set": _("修改了时段或频次预设"),
    "calendar.preset.removed": _("删除了时段或频次预设"),
    "calendar.slot_plan.set": _("修改了时段计划"),
    "calendar.special_day.added": _("添加了特殊日"),
    "calendar.special_day.changed": _("修改了特殊日"),
    "calendar.special_day.removed": _("删除了特殊日"),
    "calendar.special_day.undone": _("撤销了特殊日的改动"),
    "calendar.feed.made": _("生成了日历订阅"),
    "calendar.feed.ended": _("停用了日历订阅"),
    "calendar.share.made": _("生成了日历只读链接"),
    "calendar.share.ended": _("停用了日历只读链接"),
    "calendar.holidays.replaced": _("导入了节假日安排"),
}


@register.filter
def slot_event(code: str) -> str | Promise:
    """What an audit code of a slot means; the code itself when it is new."""
    return EVENTS.get(code, code)


@register.filter
def lateness(row: Any) -> str:
    """The lateness rule of a slot, or the preset of a category, in words."""
    if row.late_rule == LateRule.SEND:
        return gettext("最多迟 %(minutes)d 分钟仍会发出，再迟就不发") % {"minutes": row.late_minutes}
    return gettext("错过时间就不发") if row.late_rule == LateRule.SKIP else gettext("错过时间先不发，等人决定")
