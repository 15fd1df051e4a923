"""Roll-ups and the weekly report. Reads all, changes nobody."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

AUDIT_LABELS = {
    "reports.closing.compiled": _("生成了结案报告"),
    "reports.weekly.compiled": _("生成了周报或月报"),
    "reports.weekly.remarked": _("在报告上写了批注"),
    "reports.weekly.answered": _("回答了报告上的问题"),
    "reports.mail.again": _("再次寄送了报告"),
    "reports.recipients.saved": _("保存了报告收件组"),
    "reports.governance.owner": _("更换了管理体系的负责人"),
    "reports.recipients.removed": _("删除了报告收件组"),
    "reports.brand.set": _("修改了报告外观"),
    "reports.incentive.added": _("新增了激励方案"),
    "reports.incentive.withdrawn": _("撤回了激励方案"),
    "reports.statements.final": _("把月度激励结算定稿"),
    "reports.statements.disputed": _("对激励结算提出疑问"),
    "reports.statements.answered": _("答复了对激励结算的疑问"),
    "reports.statements.corrected": _("更正了激励结算"),
    "reports.statements.exported": _("导出了激励结算"),
    "reports.measures.chosen": _("选了一类账号的指标"),
    "reports.measures.reset": _("恢复了一类账号的预设指标"),
    "reports.measures.own_saved": _("保存了自定义指标"),
    "reports.measures.own_removed": _("移除了自定义指标"),
    "reports.weekly.signed": _("签阅了报告"),
}


class ReportsConfig(AppConfig):
    name = "reports"
    label = "reports"
    verbose_name = _("报表")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.holdings import Holding, hold
        from campaigns.planning.forecast import GAINS
        from core.audit import LABELS
        from reports.queries import gains_of, receives, remarks_of

        LABELS.update(AUDIT_LABELS)
        GAINS.append(gains_of)
        hold(Holding("reports.remarks", _("报告批注"), remarks_of, _("留作记录，不用交接。")))
        hold(Holding("reports.recipients", _("报告收件组"), receives, _("停用后不再寄给他；收件组里请另选一位。")))
