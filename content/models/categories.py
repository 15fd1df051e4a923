"""Categories and quota plans (C1, C2)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.Model):
    """A column of the content plan. `preset` names the set it was shipped with."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("分类"), max_length=30, unique=True)
    colour = models.PositiveSmallIntegerField(_("颜色"), default=1, help_text=_("1 至 8，色盲可辨的色板。"))
    is_promotional = models.BooleanField(_("属于推广"), default=False)
    late_minutes = models.PositiveIntegerField(_("最多可迟发分钟数"), default=60)
    preset = models.CharField(max_length=20, blank=True)
    position = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(_("使用中"), default=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class QuotaPlan(models.Model):
    """Shares by category for one account (C1). Shares need not add up to 100: the rest is shown as unallocated."""

    account = models.OneToOneField("accounts.WeiboAccount", on_delete=models.CASCADE, related_name="quota_plan")
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.account}"


class QuotaShare(models.Model):
    """One category's share of the posts of a week, in percent."""

    plan = models.ForeignKey(QuotaPlan, on_delete=models.CASCADE, related_name="shares")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    percent = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        ordering = ["category__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "category"], name="content_share_unique"),
            models.CheckConstraint(
                condition=models.Q(percent__gte=0) & models.Q(percent__lte=100), name="content_share_is_percent"
            ),
        ]
