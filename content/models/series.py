"""Series (C11): a name, a rhythm, numbers. Which number is next, and when, is derived (`content.serial`)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Series(models.Model):
    """A series of one account. Number `anchor_number` is due at `anchor_at`; the others follow by the rhythm."""

    name = models.CharField(_("名称"), max_length=60)
    account = models.ForeignKey("accounts.WeiboAccount", on_delete=models.PROTECT, related_name="series")
    category = models.ForeignKey("content.Category", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    note = models.TextField(_("写什么、怎么写"), blank=True)
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(), default=list, blank=True, help_text="0 = Monday; empty: every N days"
    )
    every_days = models.PositiveSmallIntegerField(_("每隔几天"), default=7)
    number_format = models.CharField(_("期号写法"), max_length=40, default="第%d期")
    anchor_number = models.PositiveIntegerField(default=1)
    anchor_at = models.DateTimeField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["account", "name"], name="content_series_name")]

    def __str__(self) -> str:
        return self.name

    def title_of(self, number: int) -> str:
        """第3期."""
        return self.number_format.replace("%d", str(number))
