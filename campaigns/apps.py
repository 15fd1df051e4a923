"""Campaigns, filing, entries, draw."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

AUDIT_LABELS = {
    "campaigns.campaign.handed_over": _("交接了活动"),
    "campaigns.campaign.planned": _("策划了活动"),
    "campaigns.campaign.updated": _("修改了活动"),
    "campaigns.campaign.filing_marked": _("登记了备案"),
    "campaigns.campaign.running": _("开始了活动"),
    "campaigns.campaign.ended": _("结束了活动"),
    "campaigns.campaign.cancelled": _("取消了活动"),
    "campaigns.campaign.spent": _("登记了活动支出"),
    "campaigns.duty.planned": _("安排了活动值守"),
    "campaigns.duty.handed": _("换了活动值守的人"),
    "campaigns.duty.done": _("记下看过活动"),
    "campaigns.lesson.added": _("写下了活动经验"),
    "campaigns.lesson.dropped": _("删除了活动经验"),
    "campaigns.draw.list_started": _("开始公布抽奖名单"),
    "campaigns.draw.list_failed": _("抽奖名单没有公布"),
    "campaigns.draw.list_cancelled": _("停止了公布抽奖名单"),
    "campaigns.draw.committed": _("公布了抽奖名单"),
    "campaigns.draw.value_typed": _("录入了公开数值"),
    "campaigns.draw.drawn": _("开奖"),
    "campaigns.platform.drawn": _("记下了官方抽奖的结果"),
    "campaigns.draw.voided": _("作废了抽奖"),
    "campaigns.winner.told": _("通知了中奖者"),
    "campaigns.winner.handed": _("发出了中奖私信"),
    "campaigns.winner.returned": _("记下奖品没有送到"),
    "campaigns.winners.exported": _("导出了寄送清单"),
    "campaigns.message.changed": _("修改了中奖私信"),
    "campaigns.winner.claimed": _("中奖者填写了收件信息"),
    "campaigns.winner.forfeited": _("中奖者放弃了奖品"),
    "campaigns.winner.promoted": _("候补递补中奖"),
    "campaigns.winner.sent": _("寄出了奖品"),
    "campaigns.winner.delivered": _("奖品已签收"),
    "campaigns.prizes.changed": _("修改了奖品"),
    "campaigns.conditions.changed": _("修改了参与条件"),
    "campaigns.rule.changed": _("修改了活动规则依据"),
    "campaigns.rule.added": _("增加了活动规则依据"),
    "campaigns.entries.import_started": _("导入参与文件"),
    "campaigns.entries.import_finished": _("参与文件导入完成"),
    "campaigns.entries.import_cancelled": _("取消了参与文件的导入"),
    "campaigns.entries.import_failed": _("参与文件导入失败"),
    "campaigns.entries.import_undone": _("撤销了参与文件的导入"),
    "campaigns.entries.rules_version": _("参与判定规则有了新版本"),
    "campaigns.entries.rules_changed": _("修改了参与判定的设置"),
    "campaigns.entries.decided": _("改判了一位参与者"),
    "campaigns.entries.decision_withdrawn": _("撤回了改判"),
    "campaigns.entries.appeal_recorded": _("记录了申诉"),
    "campaigns.entries.appeal_decided": _("处理了申诉"),
    "campaigns.entries.left_out": _("把人列入不参加抽奖的名单"),
    "campaigns.entries.let_in": _("把人移出不参加抽奖的名单"),
    "campaigns.entries.exported": _("导出了参与名单"),
    "campaigns.post.gone": _("活动微博已从微博上消失"),
    "campaigns.post.back": _("活动微博又能看到了"),
    "campaigns.post.noted": _("活动微博已发出"),
}


class CampaignsConfig(AppConfig):
    name = "campaigns"
    label = "campaigns"
    verbose_name = _("活动")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.holdings import hold
        from accounts.secrets import SEALED, SealedColumn
        from campaigns.services import HOLDINGS
        from core.audit import LABELS

        SEALED.append(SealedColumn("campaigns.Draw", "salt_key"))
        LABELS.update(AUDIT_LABELS)
        hold(*HOLDINGS)
        from campaigns import receivers

        receivers.connect()
