"""Content library: posts, versions, media, categories and quotas, lint, review."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

AUDIT_LABELS = {
    "content.post.handed_over": _("交接给了同事"),
    "content.campaign.drafted": _("起草了活动微博"),
    "content.post.written": _("写了内容"),
    "content.post.submitted": _("提交了审核"),
    "content.post.approved": _("通过了审核"),
    "content.post.step_approved": _("通过了一步审核"),
    "content.post.approval_expired": _("审核通过后过期"),
    "content.post.review_escalated": _("逾期未审，已上报"),
    "content.review.step_set": _("修改了审核步骤"),
    "content.review.risk_set": _("修改了风险规则"),
    "content.review.rules_set": _("修改了审核设置"),
    "content.review.deputy_set": _("安排了审核代理"),
    "content.review.deputy_ended": _("结束了审核代理"),
    "content.post.changes_requested": _("退回修改"),
    "content.post.decision_taken_back": _("撤回了审核决定"),
    "content.passage.marked": _("对一处文字提了意见"),
    "content.passage.answered": _("回复了一处意见"),
    "content.passage.resolved": _("解决了一处意见"),
    "content.passage.reopened": _("重新打开了一处意见"),
    "content.passage.withdrawn": _("撤回了一条意见"),
    "content.outside.asked": _("请外部人员审核"),
    "content.outside.resent": _("重新生成了外部审核链接"),
    "content.outside.revoked": _("撤回了外部审核链接"),
    "content.outside.approved": _("作为外部审核人同意了"),
    "content.outside.changes": _("作为外部审核人要求修改"),
    "content.post.cancelled": _("作废了内容"),
    "content.post.freshness_set": _("改了最迟发布日"),
    "content.post.channel_changed": _("改了发布方式"),
    "content.post.reopened": _("重新打开了内容"),
    "content.post.sorted": _("改了分类或活动"),
    "content.filter.saved": _("存了内容库的筛选"),
    "content.filter.removed": _("删除了内容库的筛选"),
    "content.category.set": _("修改了分类"),
    "content.category.moved": _("调整了分类的顺序"),
    "content.category.switched": _("启用或停用了分类"),
    "content.quota.set": _("设置了配额"),
    "content.quota.cleared": _("清除了配额"),
    "content.idea.created": _("记下了想法"),
    "content.idea.dropped": _("放弃了想法"),
    "content.idea.changed": _("改了选题"),
    "content.idea.moved": _("移动了选题"),
    "content.series.made": _("新建了系列"),
    "content.series.changed": _("改了系列"),
    "content.series.ended": _("结束了系列"),
    "content.series.resumed": _("继续了系列"),
    "content.post.series_set": _("改了系列和期号"),
    "content.story.collected": _("收下了用户故事"),
    "content.story.permission": _("记下了用户的授权"),
    "content.story.thanked": _("谢过了用户"),
    "content.import.uploaded": _("上传了内容文件"),
    "content.import.confirmed": _("确认了导入"),
    "content.import.finished": _("导入了内容"),
    "content.import.undone": _("撤销了内容导入"),
    "content.library.exported": _("导出了内容库"),
    "content.media.stored": _("上传了图片"),
    "content.link_preset.set": _("修改了链接参数"),
    "content.link_preset.removed": _("移除了链接参数"),
    "content.media.rights_set": _("改了素材的授权"),
    "content.same_text.set": _("修改了同文规则"),
    "content.category.lateness_set": _("修改了迟发规则"),
    "content.category.flagged": _("修改了分类的娱乐、推广标记"),
    "content.finding.overridden": _("放行了一条检查结果"),
    "content.finding.override_withdrawn": _("收回了放行"),
    "content.words.list_made": _("新建了词表"),
    "content.words.replaced": _("更换了词表的内容"),
    "content.words.restored": _("恢复了词表的旧版本"),
    "content.words.exported": _("导出了词表"),
    "content.words.list_set": _("修改了词表"),
    "content.words.term_set": _("修改了词条"),
    "content.words.term_removed": _("删除了词条"),
}


class ContentConfig(AppConfig):
    name = "content"
    label = "content"
    verbose_name = _("内容")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.holdings import hold
        from campaigns.contributions import WORDINGS
        from content.queries.wordings import wordings
        from content.services.handing import HOLDINGS
        from core.audit import LABELS

        LABELS.update(AUDIT_LABELS)
        hold(*HOLDINGS)
        WORDINGS.append(wordings)
