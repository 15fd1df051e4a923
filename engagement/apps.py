"""Inbox, replies, tasks."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

AUDIT_LABELS = {
    "engagement.thread.assigned": _("分配了留言"),
    "engagement.thread.closed": _("关闭了留言"),
    "engagement.thread.reopened": _("重新打开了留言"),
    "engagement.thread.snoozed": _("推迟了留言"),
    "engagement.thread.woken": _("取消了留言的推迟"),
    "engagement.thread.noted": _("给留言加了备注"),
    "engagement.thread.sorted": _("修改了留言的标签或优先级"),
    "engagement.thread.bulk_undone": _("撤销了对留言的批量操作"),
    "engagement.thread.ruled": _("按规则处理了留言"),
    "engagement.rule.saved": _("保存了收件箱规则"),
    "engagement.rule.moved": _("调整了收件箱规则的顺序"),
    "engagement.rule.removed": _("删除了收件箱规则"),
    "engagement.away.set": _("登记了外出"),
    "engagement.away.ended": _("结束了外出"),
    "engagement.capacity.set": _("修改了同时处理的上限"),
    "engagement.team.saved": _("保存了回复小组"),
    "engagement.team.removed": _("删除了回复小组"),
    "engagement.tag.saved": _("保存了留言标签"),
    "engagement.tag.removed": _("删除了留言标签"),
    "engagement.saved_reply.saved": _("保存了常用回复"),
    "engagement.saved_reply.removed": _("删除了常用回复"),
    "engagement.reply.written": _("写了回复"),
    "engagement.reply.asked": _("请同事批准回复"),
    "engagement.reply.approved": _("批准了回复"),
    "engagement.reply.returned": _("退回了回复"),
    "engagement.reply.sent": _("发出了回复"),
    "engagement.reply.refused": _("回复被拒绝"),
    "engagement.reply.looked_up": _("核对了私信是否发出"),
    "engagement.reply.unknown": _("回复结果未知"),
    "engagement.reply.noted": _("登记了在微博上的回复"),
    "engagement.reply.unnoted": _("撤回了登记的回复"),
    "engagement.reply.read_back": _("读回了在微博上的回复"),
    "engagement.stay.begun": _("开始陪伴评论"),
    "engagement.stay.done": _("完成了陪伴评论"),
    "engagement.stay.skipped": _("略过了陪伴评论"),
    "engagement.stay.snoozed": _("推迟了陪伴评论"),
    "engagement.stay.reopened": _("重新打开了陪伴评论"),
    "engagement.stay.assigned": _("换了陪伴评论的人"),
    "engagement.stay_rule.saved": _("修改了陪伴评论的规则"),
    "engagement.stay_rule.removed": _("删除了陪伴评论的规则"),
    "engagement.fan.added": _("添加了粉丝"),
    "engagement.fan.changed": _("修改了粉丝资料"),
    "engagement.fan.contacted": _("记录了与粉丝的联系"),
    "engagement.fan.merged": _("合并了粉丝记录"),
    "engagement.fan.imported": _("从文件导入了粉丝"),
    "engagement.fan.erased": _("应本人要求删除了粉丝资料"),
    "engagement.target.followed": _("关注了互动对象"),
    "engagement.target.commented": _("评论了互动对象"),
    "engagement.target.unmarked": _("撤销了互动记录"),
    "engagement.target.skipped": _("换掉了互动对象"),
    "engagement.target.unskipped": _("找回了互动对象"),
    "engagement.target.added": _("添加了互动对象"),
    "engagement.target_rule.saved": _("修改了每日互动的规则"),
    "engagement.target_rule.removed": _("删除了每日互动的规则"),
    "engagement.line.saved": _("修改了账号的私信设置"),
    "engagement.goals.changed": _("修改了回复时限"),
}


class EngagementConfig(AppConfig):
    name = "engagement"
    label = "engagement"
    verbose_name = _("互动")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.holdings import hold
        from core.audit import LABELS
        from engagement import receivers
        from engagement.services.handing import HOLDINGS

        LABELS.update(AUDIT_LABELS)
        hold(*HOLDINGS)
        from accounts.consequences import CONSEQUENCES
        from engagement.queries.losses import lost_replies

        CONSEQUENCES.append(lost_replies)
        from content.contributions import NAMES
        from engagement.queries.names import fans_like

        NAMES.append(fans_like)
        from accounts.secrets import SEALED, SealedColumn

        SEALED.append(SealedColumn("engagement.FansLine", "ciphertext"))
        receivers.connect()
