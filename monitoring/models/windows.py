"""Days on which we listen more closely (M3)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from monitoring.models.keywords import KeywordSet


class WatchWindow(models.Model):
    """From the first to the last day, in Beijing, sets are swept more often and listen for more words.

    `origin` names the preset and year it was planned from, so that none is planned twice; empty for one's own.
    Without `sets` it holds for every set.
    """

    name = models.CharField(_("名称"), max_length=60)
    first_on = models.DateField(_("开始"))
    last_on = models.DateField(_("结束"))
    interval_minutes = models.PositiveSmallIntegerField(_("巡查间隔（分钟）"), default=5)
    words = models.JSONField(_("加听的词"), default=list, blank=True)
    sets = models.ManyToManyField(KeywordSet, blank=True, related_name="windows", verbose_name=_("词组"))
    is_active = models.BooleanField(_("启用"), default=True)
    origin = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["first_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="monitoring_window_days"),
            models.UniqueConstraint(fields=["origin"], condition=~Q(origin=""), name="monitoring_window_origin"),
        ]

    def __str__(self) -> str:
        return self.name
