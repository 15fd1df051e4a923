"""What mentions are judged to be, what people say against it, and the versions of the model (M4, M8)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class MentionKind(models.TextChoices):
    """M8. A mention without one tells something else, or the model is not sure."""

    QUESTION = "question", _("提问")
    COMPLAINT = "complaint", _("投诉")
    PRAISE = "praise", _("表扬")
    SUGGESTION = "suggestion", _("建议")
    NOISE = "noise", _("无关")


class Polarity(models.IntegerChoices):
    """M4."""

    NEGATIVE = -1, _("负面")
    NEUTRAL = 0, _("中性")
    POSITIVE = 1, _("正面")


class Aspect(models.TextChoices):
    """What of a judgement is corrected."""

    POLARITY = "polarity", _("情感")
    KIND = "kind", _("类型")


class VersionState(models.TextChoices):
    TRAINING = "training", _("训练中")
    READY = "ready", _("待启用")
    IN_USE = "in_use", _("使用中")
    KEPT = "kept", _("已停用")
    FAILED = "failed", _("未完成")


class SenseVersion(models.Model):
    """The shipped model with the company's corrections learnt. No row is in use: the shipped one judges."""

    base = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=VersionState, default=VersionState.TRAINING)
    data = models.BinaryField(default=b"", help_text="the model file, see monitoring/sense/model.py")
    corrections = models.PositiveIntegerField(default=0, help_text="how many it has learnt")
    job = models.OneToOneField("core.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    figures = models.JSONField(default=dict, help_text="old and new, on held-out corrections and on our test set")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    switched_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    switched_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], name="monitoring_sense_in_use", condition=models.Q(state="in_use")
            )
        ]

    def __str__(self) -> str:
        return gettext("第 %(n)d 版") % {"n": self.pk}

    @property
    def badge(self) -> str:
        """The look of its state."""
        looks = {"training": "running", "ready": "open", "in_use": "ok", "kept": "closed", "failed": "failed"}
        return looks[self.state]


class MentionCorrection(models.Model):
    """A person says what a mention is. Outlives the mention: the text is kept with it, to learn from.

    `mention_id` is no key: mentions go by retention, month by month.
    """

    mention_id = models.BigIntegerField()
    text = models.TextField()
    aspect = models.CharField(max_length=8, choices=Aspect)
    was = models.CharField(max_length=10, blank=True, help_text="a polarity as -1, 0, 1 or a kind; empty: none")
    now = models.CharField(max_length=10, blank=True)
    certainty = models.SmallIntegerField(null=True, help_text="percent, of what it was; 100: another correction")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="taken back, or replaced by a later one")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mention_id", "aspect"],
                name="monitoring_correction_holds",
                condition=models.Q(ended_at__isnull=True),
            )
        ]
        indexes = [models.Index(fields=["at"], name="monitoring_correction_week")]  # drift by week

    def __str__(self) -> str:
        return f"{self.mention_id} {self.aspect}: {self.was} > {self.now}"

    @property
    def was_label(self) -> str:
        """What it was, in words."""
        return _named(self.aspect, self.was)

    @property
    def now_label(self) -> str:
        """What the person said, in words."""
        return _named(self.aspect, self.now)


class JudgedDay(models.Model):
    """How many mentions that came on a day were judged so: the other half of the drift."""

    day = models.DateField()
    aspect = models.CharField(max_length=8, choices=Aspect)
    value = models.CharField(max_length=10, blank=True)
    number = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["day", "aspect", "value"], name="monitoring_judged_day")]


class SenseSweep(models.Model):
    """How far the sweeps that judge, count and sort have come. One row."""

    reached = models.BigIntegerField(default=0, help_text="cursor of the newest mention that was looked at")
    sorted_to = models.BigIntegerField(default=0, help_text="cursor of the newest hit that was looked at")


def _named(aspect: str, value: str) -> str:
    if aspect == Aspect.POLARITY:
        return str(Polarity(int(value)).label) if value else gettext("未判断")
    return str(MentionKind(value).label) if value else gettext("都不是")
