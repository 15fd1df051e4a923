"""Categories and quota plans (C1, C2)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LateRule(models.TextChoices):
    """What to do when the time has passed: send if at most `late_minutes` late, never late, ask a person."""

    SEND = "send", _("限时内补发")
    SKIP = "skip", _("错过不发")
    ASK = "ask", _("错过后询问")


class Category(models.Model):
    """A column of the content plan. `preset` names the set it was shipped with.

    `late_rule` and `late_minutes` are what a slot of this category gets when it is placed; a slot may differ.
    """

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("分类"), max_length=30, unique=True)
    colour = models.PositiveSmallIntegerField(_("颜色"), default=1, help_text=_("1 至 8，色盲可辨的色板。"))
    is_promotional = models.BooleanField(_("属于推广"), default=False)
    late_rule = models.CharField(_("迟发规则"), max_length=5, choices=LateRule, default=LateRule.SEND)
    is_entertainment = models.BooleanField(_("属于娱乐"), default=False, help_text=_("静默日会暂停推广和娱乐内容。"))
    late_minutes = models.PositiveIntegerField(_("最多可迟发分钟数"), default=60)
    preset = models.CharField(max_length=20, blank=True)
    position = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(_("使用中"), default=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class QuotaPlan(models.Model):
    """Shares by category (C1). Shares need not add up to 100: the rest is shown as unallocated, never scaled.

    The plan without account is the preset: it counts for every account that has no plan of its own.
    """

    account = models.OneToOneField(
        "accounts.WeiboAccount", null=True, on_delete=models.CASCADE, related_name="quota_plan"
    )
    promotional_percent = models.PositiveSmallIntegerField(
        _("推广内容上限（%）"), default=20, help_text=_("每周推广类内容最多占多少，超出时写作会提醒。")
    )
    inviting_percent = models.PositiveSmallIntegerField(
        _("互动内容下限（%）"), default=50, help_text=_("每周至少有多少内容在邀请读者参与。")
    )
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account"], nulls_distinct=False, name="content_plan_one_preset")
        ]

    def __str__(self) -> str:
        return str(self.account) if self.account else str(_("默认配额"))


class QuotaShare(models.Model):
    """One category's share of the posts of a week, in percent: what it should be, and from where to where it may go."""

    plan = models.ForeignKey(QuotaPlan, on_delete=models.CASCADE, related_name="shares")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    minimum = models.DecimalField(_("下限（%）"), max_digits=5, decimal_places=2, null=True, blank=True)
    maximum = models.DecimalField(_("上限（%）"), max_digits=5, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["category__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "category"], name="content_share_unique"),
            models.CheckConstraint(
                condition=models.Q(percent__gte=0) & models.Q(percent__lte=100), name="content_share_is_percent"
            ),
            models.CheckConstraint(
                condition=(models.Q(minimum=None) | models.Q(minimum__gte=0, minimum__lte=models.F("percent")))
                & (models.Q(maximum=None) | models.Q(maximum__lte=100, maximum__gte=models.F("percent"))),
                name="content_share_between_bounds",
            ),
        ]


class QuotaPreset(models.Model):
    """A ready-made set of categories with its shares (C1, C2): rows of `shares` are [slug, percent, minimum, maximum].

    Where the document names no percent there is none: the team fills it in.
    """

    name = models.CharField(_("名称"), max_length=60, unique=True)
    source = models.CharField(_("出处"), max_length=40, blank=True)
    shares = models.JSONField(default=list)
    is_default = models.BooleanField(_("默认"), default=False)

    class Meta:
        ordering = ["-is_default", "pk"]

    def __str__(self) -> str:
        return self.name
