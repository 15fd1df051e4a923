"""What can be won (P4)."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaigns import Campaign


class Prize(models.Model):
    """One tier of prizes; 1 is the highest. Costs are yuan a piece."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="prizes")
    tier = models.PositiveSmallIntegerField(_("等级"), validators=[MinValueValidator(1)])
    name = models.CharField(_("奖品"), max_length=80)
    quantity = models.PositiveIntegerField(_("数量"), validators=[MinValueValidator(1)])
    stock = models.PositiveIntegerField(_("库存"), null=True, blank=True)
    unit_cost = models.DecimalField(_("单价"), max_digits=10, decimal_places=2)
    is_physical = models.BooleanField(_("实物"), default=True)
    brand_link = models.CharField(_("与品牌的关系"), max_length=200, blank=True)
    picture = models.FileField(_("图片"), blank=True)
    delivery_days = models.PositiveSmallIntegerField(_("多少天内寄出"), default=15)

    class Meta:
        ordering = ["tier"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "tier"], name="campaigns_prize_tier"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="campaigns_prize_some"),
        ]

    def __str__(self) -> str:
        return self.name
