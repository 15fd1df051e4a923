"""Campaigns and their filing (P1, P2, P6)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CampaignKind(models.TextChoices):
    """The kinds of P1."""

    PRIZE_REPOST = "prize_repost", _("有奖转发")
    PRIZE_CALL = "prize_call", _("有奖征集")
    PRIZE_QUIZ = "prize_quiz", _("有奖竞猜")
    PRIZE_SURVEY = "prize_survey", _("有奖调查")
    VOTE = "vote", _("投票")
    COUPON = "coupon", _("优惠券")
    TEXT_CALL = "text_call", _("文字征集")
    TRIAL = "trial", _("申请试用")
    ONLINE_SALE = "online_sale", _("在线售卖")
    PAY_FOR_ME = "pay_for_me", _("代付")
    HOT_TOPIC = "hot_topic", _("热点话题讨论")
    PUBLIC_GOOD = "public_good", _("公益")


class Purpose(models.TextChoices):
    """Why a campaign is run (P2)."""

    NEW_FANS = "new_fans", _("吸引新粉丝")
    KEEP_FANS = "keep_fans", _("留住老粉丝")
    BRAND = "brand", _("品牌传播")
    SALES = "sales", _("带动销售")
    HOT_TOPIC = "hot_topic", _("参与热点")


class CampaignState(models.TextChoices):
    PLANNED = "planned", _("筹备中")
    RUNNING = "running", _("进行中")
    ENDED = "ended", _("已结束")
    CANCELLED = "cancelled", _("已取消")


class FilingState(models.TextChoices):
    """Filing with the platform (P6)."""

    NOT_NEEDED = "not_needed", _("无需备案")
    TO_FILE = "to_file", _("待备案")
    FILED = "filed", _("已备案")
    ANSWERED = "answered", _("已批复")


class FilingNeed(models.TextChoices):
    """What the rules ask for before a campaign may run (P6)."""

    NONE = "none", _("无需备案")
    FILE = "file", _("须备案")
    APPROVAL = "approval", _("须备案并获批复")


class Picking(models.TextChoices):
    """How those who get something are chosen."""

    DRAW = "draw", _("随机抽取")
    JUDGED = "judged", _("评选")
    EVERYONE = "everyone", _("符合条件即得")
    NOBODY = "nobody", _("没有奖品")


class Combine(models.TextChoices):
    """How the conditions of a campaign go together (P7)."""

    ALL = "all", _("全部满足")
    ANY = "any", _("满足其一")


class Campaign(models.Model):
    """One campaign. Its posts may be sent only while `may_run` holds."""

    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        CampaignState.PLANNED: frozenset({CampaignState.RUNNING, CampaignState.CANCELLED}),
        CampaignState.RUNNING: frozenset({CampaignState.ENDED, CampaignState.CANCELLED}),
        CampaignState.ENDED: frozenset(),
        CampaignState.CANCELLED: frozenset(),
    }
    TOOL_REASON = "使用微博官方活动工具"
    """Written as the reason when a campaign needs no filing because it runs on the platform's tool (P6)."""

    name = models.CharField(_("活动名称"), max_length=80)
    kind = models.CharField(_("活动类型"), max_length=20, choices=CampaignKind)
    purpose = models.CharField(_("目的"), max_length=20, choices=Purpose)
    audience = models.TextField(_("面向谁"), blank=True)
    target_entries = models.PositiveIntegerField(_("目标参与人数"), null=True, blank=True)
    target_new_followers = models.PositiveIntegerField(_("目标新增粉丝"), null=True, blank=True)
    target_kept_followers = models.PositiveIntegerField(_("目标留存粉丝"), null=True, blank=True)
    theme = models.CharField(_("主题"), max_length=80, blank=True)
    theme_on = models.DateField(_("主题日"), null=True, blank=True)
    combine = models.CharField(_("条件关系"), max_length=3, choices=Combine, default=Combine.ALL)
    budget = models.DecimalField(_("预算"), max_digits=12, decimal_places=2, null=True, blank=True)
    spent = models.DecimalField(_("其他支出"), max_digits=12, decimal_places=2, null=True, blank=True)
    """Yuan beside the prizes: promotion, postage, people. Told when it is known."""
    contact = models.CharField(_("主办方和联系方式"), max_length=200, blank=True)
    draws_at = models.DateTimeField(_("开奖时间"), null=True, blank=True)
    claim_days = models.PositiveSmallIntegerField(_("领奖期限"), default=5)
    launch_reason = models.CharField(_("为什么选这个时间"), max_length=200, blank=True)
    platform_reference = models.CharField(_("官方抽奖编号或链接"), max_length=200, blank=True)
    platform_winners = models.JSONField(default=list, blank=True)
    """Drawn by the platform's own tool: [name, prize] of each winner."""
    platform_drawn_at = models.DateTimeField(null=True, blank=True)
    copied_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    starts_at = models.DateTimeField(_("开始时间"))
    ends_at = models.DateTimeField(_("结束时间"))
    state = models.CharField(max_length=12, choices=CampaignState, default=CampaignState.PLANNED)
    on_platform_tool = models.BooleanField(_("使用微博官方活动工具"), default=False)
    filing_state = models.CharField(max_length=12, choices=FilingState, default=FilingState.TO_FILE)
    filing_reason = models.CharField(_("无需备案的理由"), max_length=200, blank=True)
    filing_reference = models.CharField(_("备案编号"), max_length=60, blank=True)
    filed_on = models.DateField(_("备案日期"), null=True, blank=True)
    filing_need = models.CharField(max_length=8, choices=FilingNeed, default=FilingNeed.FILE)
    # The hash of what the filing tells now, and of what was filed; kept by services whenever one of them changes.
    record_hash = models.CharField(max_length=64, blank=True)
    filed_hash = models.CharField(max_length=64, blank=True)
    picking = models.CharField(_("怎样产生获奖者"), max_length=8, choices=Picking, default=Picking.DRAW)
    rules_written = models.TextField(blank=True)
    """The rules as the record wrote them when somebody last took that text; what differs since is shown."""
    rules_text = models.TextField(_("活动规则"), blank=True)
    message_text = models.TextField(_("中奖私信"), blank=True)
    """Empty: the text that the product proposes. `{昵称}` and the like stand for what is each winner's own."""
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="campaigns")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="campaigns_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def may_run(self) -> bool:
        """P6: posts of a campaign that must be filed and isn't are refused by the send check.

        Filed is only what still reads as it was filed, and what needs an approval is filed when it has one.
        """
        if self.state == CampaignState.CANCELLED or self.filing_state == FilingState.TO_FILE:
            return False
        if self.filing_need == FilingNeed.APPROVAL and self.filing_state == FilingState.FILED:
            return False
        return self.filed_hash == self.record_hash
