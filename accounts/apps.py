"""People, roles, grants; Weibo accounts, groups, tokens."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

AUDIT_LABELS = {
    "accounts.personal.kept": _("保存了个人信息"),
    "accounts.personal.read": _("查看了个人信息"),
    "accounts.personal.exported": _("导出了个人信息"),
    "accounts.personal.erased": _("删除了个人信息"),
    "accounts.personal.corrected": _("本人更正了个人信息"),
    "accounts.personal.shown": _("本人查看了个人信息"),
    "accounts.user.created": _("邀请了同事"),
    "accounts.user.updated": _("修改了同事资料"),
    "accounts.user.password_reset": _("重设了密码"),
    "accounts.user.returned": _("恢复了账户"),
    "accounts.user.deactivated": _("停用了账户"),
    "accounts.sessions.ended": _("结束了登录"),
    "accounts.sign_in.succeeded": _("登录成功"),
    "accounts.sign_in.failed": _("登录失败"),
    "accounts.user.password_changed": _("修改了密码"),
    "accounts.user.profile_changed": _("修改了自己的资料"),
    "accounts.factor.added": _("添加了两步验证方式"),
    "accounts.factor.removed": _("停用了两步验证方式"),
    "accounts.factor.renewed": _("重新生成了恢复码"),
    "accounts.identity.bound": _("绑定了公司账号"),
    "accounts.identity.unbound": _("解除了公司账号的绑定"),
    "accounts.sign_in_rule.saved": _("修改了登录要求"),
    "accounts.sign_in_rule.dropped": _("取消了登录要求"),
    "accounts.factor.reset": _("重置了两步验证"),
    "accounts.grant.given": _("授予了权限"),
    "accounts.grant.revoked": _("收回了权限"),
    "accounts.grant.prolonged": _("修改了权限的到期时间"),
    "accounts.user.handed_over": _("交接了工作"),
    "accounts.account.handed_over": _("换了负责人"),
    "accounts.invitation.sent": _("发出了邀请"),
    "accounts.invitation.resent": _("重新发出了邀请"),
    "accounts.invitation.withdrawn": _("撤回了邀请"),
    "accounts.invitation.accepted": _("接受了邀请"),
    "accounts.assessment.made": _("评定了操作资格"),
    "accounts.assessment.withdrawn": _("撤销了操作资格"),
    "accounts.role.created": _("建立了角色"),
    "accounts.role.changed": _("修改了角色"),
    "accounts.role.archived": _("归档了角色"),
    "accounts.group.created": _("建立了分组"),
    "accounts.group.updated": _("修改了分组"),
    "accounts.group.deleted": _("删除了分组"),
    "accounts.account.created": _("登记了账号"),
    "accounts.silence.changed": _("修改了断更天数"),
    "accounts.account.updated": _("修改了账号"),
    "accounts.account.positioned": _("修改了定位卡"),
    "accounts.account.retired": _("停用了账号"),
    "accounts.account.reopened": _("恢复了账号"),
    "accounts.account.connected": _("完成了授权"),
    "accounts.account.probed": _("更新了可用接口"),
    "accounts.account.refusal_learnt": _("记下了微博不允许的事"),
    "accounts.account.refusal_forgotten": _("允许再试被拒绝过的事"),
    "accounts.profile.ticked": _("勾选了资料项"),
    "accounts.profile.unticked": _("取消了资料项的勾选"),
    "accounts.profile.item_changed": _("修改了资料清单"),
    "accounts.link.declared": _("列入了互链"),
    "accounts.link.seen": _("核对到了互链"),
    "accounts.link.missed": _("没有看到互链"),
    "accounts.link.dropped": _("取消了互链"),
    "accounts.follow.added": _("加入了关注名单"),
    "accounts.follow.changed": _("修改了关注名单"),
    "accounts.follow.kept": _("复核后保留了关注"),
    "accounts.follow.removed": _("移出了关注名单"),
    "accounts.follow.restored": _("恢复了关注名单"),
    "accounts.follow.imported": _("导入了关注名单"),
    "accounts.follow.rules_changed": _("修改了关注名单的规则"),
    "accounts.verification.asked": _("申请了认证"),
    "accounts.verification.approved": _("同意了认证申请"),
    "accounts.verification.refused": _("没有同意认证申请"),
    "accounts.verification.withdrawn": _("撤回了认证申请"),
    "accounts.account.second_named": _("指定了代言账号"),
    "accounts.account.verification_changed": _("微博上的认证有变化"),
    "accounts.paper.stored": _("上传了证照"),
    "accounts.paper.changed": _("修改了证照的日期或备注"),
    "accounts.paper.downloaded": _("下载了证照"),
    "accounts.tag.taken": _("采用了标签"),
    "accounts.tag.proposed": _("把标签放入待选"),
    "accounts.tag.rejected": _("不采用标签"),
    "accounts.tag.removed": _("撤下了标签"),
    "accounts.tag.set_on_weibo": _("在微博上设置了标签"),
    "accounts.tag.off_weibo": _("在微博上撤下了标签"),
    "accounts.robot.saved": _("保存了机器人"),
    "accounts.robot.removed": _("删除了机器人"),
    "accounts.call_limit.saved": _("设定了调用额度"),
    "accounts.call_limit.dropped": _("取消了设定的调用额度"),
    "accounts.call_share.saved": _("修改了给发布留的额度"),
    "accounts.call_block.ended": _("解除了调用限制"),
    "accounts.token.died": _("发现授权失效"),
}


class AccountsConfig(AppConfig):
    name = "accounts"
    label = "accounts"
    verbose_name = _("矩阵")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import receivers  # noqa: F401  connects them
        from accounts.holdings import hold
        from accounts.services.handing import HOLDINGS
        from core.audit import LABELS

        LABELS.update(AUDIT_LABELS)
        hold(*HOLDINGS)
