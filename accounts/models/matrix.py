"""The account matrix: groups, Weibo accounts with their position, and what their app level may do."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AccountGroup(models.Model):
    """A branch of the matrix: company → brand → region …"""

    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    name = models.CharField(_("分组名称"), max_length=60)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["parent", "name"], nulls_distinct=False, name="accounts_group_name_unique")
        ]

    def __str__(self) -> str:
        return self.name


class AccountKind(models.TextChoices):
    """The kinds of a matrix (A1)."""

    OFFICIAL = "official", _("企业官方")
    LEADER = "leader", _("领导人")
    EMPLOYEE = "employee", _("员工")
    BRAND = "brand", _("品牌")
    PRODUCT = "product", _("产品")
    CUSTOMER_SERVICE = "customer_service", _("客服")
    RECRUITING = "recruiting", _("招聘")
    PROMOTION = "promotion", _("促销活动")
    MASCOT = "mascot", _("吉祥物")
    ACADEMY = "academy", _("企业大学")
    DEPARTMENT = "department", _("部门")
    REGION = "region", _("区域")
    EXPERT = "expert", _("内部专家")
    FAN_CLUB = "fan_club", _("粉丝团")


class Channel(models.TextChoices):
    """How a post of this account leaves: by an ordinary app, a commercial app, or by a person (K6)."""

    SHARE = "share", _("普通应用")
    COMMERCIAL = "commercial", _("商业应用")
    HAND_OVER = "hand_over", _("人工发布")


class AccountState(models.TextChoices):
    UNCONNECTED = "unconnected", _("未授权")
    CONNECTED = "connected", _("已授权")
    EXPIRED = "expired", _("授权已失效")
    RETIRED = "retired", _("已停用")


class WeiboAccount(models.Model):
    """One account of the matrix (A1) with its positioning card (A2) and its deputy."""

    group = models.ForeignKey(AccountGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="accounts")
    nickname = models.CharField(_("昵称"), max_length=30, unique=True)
    uid = models.CharField(_("微博 UID"), max_length=20, null=True, blank=True, unique=True)
    kind = models.CharField(_("账号类型"), max_length=20, choices=AccountKind, default=AccountKind.OFFICIAL)
    state = models.CharField(max_length=12, choices=AccountState, default=AccountState.UNCONNECTED)
    channel = models.CharField(_("发布通道"), max_length=12, choices=Channel, default=Channel.SHARE)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="owned_accounts"
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="deputy_accounts"
    )
    audience = models.TextField(_("面向谁"), blank=True)
    service = models.TextField(_("为他们做什么"), blank=True)
    persona = models.TextField(_("人设"), blank=True)
    tone = models.TextField(_("语气"), blank=True)
    never_says = models.TextField(_("绝不说"), blank=True, help_text=_("每行一条。写作时会显示在旁边，也用于检查。"))
    link = models.URLField(
        _("默认链接"), blank=True, help_text=_("普通应用发微博必须带安全域名下的链接，正文没有时会补上这一条。")
    )
    avatar_url = models.URLField(blank=True, max_length=400)
    verified_type = models.IntegerField(null=True)
    verified_reason = models.CharField(max_length=200, blank=True)
    followers_count = models.BigIntegerField(null=True)
    description = models.CharField(max_length=300, blank=True)  # from here to profile_read_at: as Weibo shows them
    domain = models.CharField(max_length=60, blank=True)
    website = models.CharField(max_length=200, blank=True)
    profile_read_at = models.DateTimeField(null=True)
    registered_name = models.CharField(
        _("登记名称"), max_length=100, blank=True, help_text=_("营业执照上的名称。与昵称不同时，认证要另交说明。")
    )
    second = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="speaks_for", verbose_name=_("代言账号")
    )
    follow_inactive_days = models.PositiveSmallIntegerField(default=90)
    follow_review_days = models.PositiveSmallIntegerField(default=180)
    # empty: as the preset of its kind says (SilencePreset)
    silent_after_days = models.PositiveSmallIntegerField(_("断更提醒天数"), null=True, blank=True)
    last_call_ok_at = models.DateTimeField(null=True)
    last_post_at = models.DateTimeField(null=True)  # the newest post, whoever sent it: the silent-account watch
    profile_asked_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["nickname"]
        indexes = [models.Index(fields=["group", "kind"], name="accounts_account_group")]  # matrix page's filters

    def __str__(self) -> str:
        return self.nickname

    # Django's own translate and hash every choice for each row, which is a tenth of the matrix page.

    def get_kind_display(self) -> str:  # type: ignore[no-redef]
        """The name of the kind."""
        return str(AccountKind(self.kind).label) if self.kind in AccountKind else self.kind

    def get_channel_display(self) -> str:  # type: ignore[no-redef]
        """The name of the channel."""
        return str(Channel(self.channel).label) if self.channel in Channel else self.channel

    def get_state_display(self) -> str:  # type: ignore[no-redef]
        """The name of the state."""
        return str(AccountState(self.state).label) if self.state in AccountState else self.state
