"""What somebody has to do to take part (P3, P7)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaigns import Campaign


class ConditionKind(models.TextChoices):
    """What a machine can check."""

    REPOST = "repost", _("转发")
    COMMENT = "comment", _("评论")
    MENTION = "mention", _("@好友")
    FOLLOW = "follow", _("关注")
    TOPIC = "topic", _("带话题")
    ANSWER = "answer", _("回答正确")


class Condition(models.Model):
    """One condition. `number` is of the friends to mention; `words` are the answers taken as right, or the topics."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="conditions")
    kind = models.CharField(_("条件"), max_length=10, choices=ConditionKind)
    number = models.PositiveSmallIntegerField(_("人数"), default=10)
    words = models.JSONField(_("词"), default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["campaign", "kind"], name="campaigns_condition_kind")]

    def __str__(self) -> str:
        return str(self.get_kind_display())
