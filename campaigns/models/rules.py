"""Rules of law, of the platform and of the house, as data with source and date (P3, P5, P6)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RuleGroup(models.TextChoices):
    """Who says so."""

    LAW = "law", _("法律法规")
    PLATFORM = "platform", _("平台规则")
    HOUSE = "house", _("公司约定")


class Certainty(models.TextChoices):
    """How sure we are that it says so."""

    READ = "read", _("已读原文")
    NOTES = "notes", _("据律所解读")
    NEWS = "news", _("据新闻报道")
    WEAK = "weak", _("来源较弱，待核实")
    OWN = "own", _("公司自定")


class CampaignRule(models.Model):
    """One number or sentence that campaigns are held against.

    Several rows of one `topic` may contradict each other: all are shown, people choose which are `in_force`; of
    those in force the strictest counts. `blocks`: it is in the way of a launch; otherwise something to think about.
    `text` is the sentence that is shown, with `{n}` for the number.
    """

    topic = models.CharField(max_length=40)
    group = models.CharField(_("来自"), max_length=10, choices=RuleGroup)
    number = models.DecimalField(_("数值"), max_digits=12, decimal_places=2, null=True, blank=True)
    text = models.CharField(_("说明"), max_length=300)
    source = models.CharField(_("出处"), max_length=200)
    source_on = models.DateField(_("出处日期"), null=True, blank=True)
    certainty = models.CharField(_("可靠程度"), max_length=8, choices=Certainty)
    in_force = models.BooleanField(_("按此执行"), default=False)
    blocks = models.BooleanField(_("不符合就不能开始"), default=False)
    position = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            # What the house counts with (weights, windows, shares) has one row each.
            models.UniqueConstraint(
                fields=["topic"], condition=models.Q(group=RuleGroup.HOUSE), name="campaigns_rule_house"
            )
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def sentence(self) -> str:
        """The text with its number."""
        return self.text.replace("{n}", "—" if self.number is None else f"{self.number.normalize():,f}")
