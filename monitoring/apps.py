"""Keyword sets, sources, mentions, alerts; metric samples."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

AUDIT_LABELS = {
    "monitoring.mention.corrected": _("更正了监测内容的判断"),
    "monitoring.sense.training": _("开始训练情感模型"),
    "monitoring.sense.switched": _("切换了情感模型"),
    "monitoring.suggestion.collected": _("收集了一条建议"),
    "monitoring.suggestion.changed": _("处理了一条建议"),
    "monitoring.suggestion.dropped": _("移出了一条建议"),
    "monitoring.sorting.added": _("增加了分发规则"),
    "monitoring.sorting.switched": _("启停了分发规则"),
    "monitoring.sorting.deleted": _("删除了分发规则"),
    "monitoring.case.opened": _("立了危机案件"),
    "monitoring.case.joined": _("把内容归入了危机案件"),
    "monitoring.case.led": _("指定了危机案件的负责人"),
    "monitoring.case.graded": _("改了危机案件的等级"),
    "monitoring.case.decided": _("记下了危机案件的决定"),
    "monitoring.case.statement": _("起草了危机声明"),
    "monitoring.case.answered": _("首次回应了危机"),
    "monitoring.case.reviewed": _("写了危机复盘"),
    "monitoring.case.closed": _("结了危机案件"),
    "monitoring.case.handed_over": _("交接了危机案件"),
    "monitoring.crisis_rules.changed": _("修改了危机应对规则"),
    "monitoring.playbook.changed": _("修改了危机预案"),
    "monitoring.holding.changed": _("修改了声明稿"),
    "monitoring.drill.started": _("开始了演练"),
    "monitoring.drill.ended": _("结束了演练"),
    "monitoring.drill.cleared": _("清理了演练"),
    "monitoring.group.merged": _("合并了相似内容组"),
    "monitoring.group.split": _("拆分了相似内容组"),
    "monitoring.group.undone": _("撤销了相似内容组的拆分或合并"),
    "monitoring.group.muted": _("静音了相似内容组"),
    "monitoring.group.unmuted": _("取消了相似内容组的静音"),
    "monitoring.topic.hidden": _("把一个话题标为不适合我们"),
    "monitoring.topic.shown": _("恢复了标为不适合的话题"),
    "monitoring.speaker.judged": _("认定了账号是真人还是机器"),
    "monitoring.set.handed_over": _("交接了关键词组"),
    "monitoring.alert.raised": _("发出了预警"),
    "monitoring.alert.confirmed": _("确认了预警"),
    "monitoring.alert.dismissed": _("忽略了预警"),
    "monitoring.alert.taken": _("接手了预警"),
    "monitoring.alert.reopened": _("预警因新情况重新打开"),
    "monitoring.alert.joined": _("预警并入了整个词组的预警"),
    "monitoring.alert.escalated": _("预警无人接手，已升级"),
    "monitoring.rule.saved": _("修改了预警规则"),
    "monitoring.import.started": _("上传了采集文件"),
    "monitoring.import.finished": _("导入了采集文件"),
    "monitoring.import.failed": _("采集文件导入失败"),
    "monitoring.import.cancelled": _("取消了采集文件的导入"),
    "monitoring.import.undone": _("撤销了采集文件的导入"),
    "monitoring.retention.changed": _("修改了监测内容的保留期限"),
    "monitoring.retention.dropped": _("清理了过期的监测内容"),
    "monitoring.hit.noise": _("标记了误报，或取消了标记"),
    "monitoring.set.created": _("建立了词组"),
    "monitoring.set.changed": _("修改了词组"),
    "monitoring.set.deleted": _("删除了词组"),
    "monitoring.set.resweep": _("重新巡查了词组"),
    "monitoring.set.resweep_stopped": _("停止了词组的回查"),
    "monitoring.set.word_declined": _("回绝了一个提议的词"),
    "monitoring.source.changed": _("修改了监测来源"),
    "monitoring.source.paused": _("停用了监测来源"),
    "monitoring.source.resumed": _("恢复了监测来源"),
    "monitoring.own_post.decided": _("确认了一条系统外发布的微博"),
    "monitoring.competitor.added": _("加入了竞品账号"),
    "monitoring.competitor.removed": _("移出了竞品账号"),
    "monitoring.window.created": _("建立了监测时段"),
    "monitoring.window.changed": _("修改了监测时段"),
    "monitoring.window.deleted": _("移除了监测时段"),
    "monitoring.window.planned": _("排入了预设的监测时段"),
}


class MonitoringConfig(AppConfig):
    name = "monitoring"
    label = "monitoring"
    verbose_name = _("监测")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.holdings import hold
        from core.audit import LABELS
        from monitoring.services.handing import HOLDINGS

        LABELS.update(AUDIT_LABELS)
        hold(*HOLDINGS)
        from accounts.consequences import CONSEQUENCES
        from monitoring.queries.losses import lost_listening

        CONSEQUENCES.append(lost_listening)
        from content import contributions
        from monitoring import events, receivers
        from monitoring.services import statements
        from publishing.events import slots_published

        contributions.GATES.append(statements.why_not_yet)
        contributions.ANSWER_POINTS.append(statements.points_of_thread)
        contributions.RISKS["crisis"] = statements.statements_under_way
        slots_published.connect(receivers.on_slots_published, weak=False, dispatch_uid="monitoring.cases")
        events.import_queued.connect(receivers.on_import_queued, weak=False, dispatch_uid="monitoring.import")
        events.training_queued.connect(receivers.on_training_queued, weak=False, dispatch_uid="monitoring.train_sense")
        events.replay_queued.connect(receivers.on_replay_queued, weak=False, dispatch_uid="monitoring.replay")
        events.resweep_queued.connect(receivers.on_resweep_queued, weak=False, dispatch_uid="monitoring.resweep")
