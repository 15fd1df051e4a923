"""What stands in the way of a planned post before its time has come (the at-risk board)."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Severity(models.TextChoices):
    """Whether it stops the post or may."""

    STOPS = "stops", _("发不出")
    WARNS = "warns", _("有风险")


class Risk(models.Model):
    """One thing that looking ahead has found about a slot. One open row for each slot and code; a row that is cleared
    stays as part of the slot's life."""

    slot = models.ForeignKey("calendar.Slot", on_delete=models.CASCADE, related_name="risks")
    code = models.CharField(max_length=30, help_text="which check; decides what can be done about it")
    severity = models.CharField(max_length=5, choices=Severity)
    text = models.TextField(help_text="a msgid with named placeholders")
    params = models.JSONField(default=dict)
    cause = models.CharField(max_length=80, help_text="what has to be mended; slots with the same are told together")
    first_seen_at = models.DateTimeField()
    checked_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["slot_id", "severity", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["slot", "code"], condition=models.Q(cleared_at__isnull=True), name="calendar_risk_open_once"
            )
        ]
        indexes = [
            # the sweep and the reminders: what is open by cause
            models.Index(fields=["cause"], name="calendar_risk_cause", condition=models.Q(cleared_at__isnull=True)),
            # throwing old ones away
            models.Index(fields=["cleared_at"], name="calendar_risk_cleared"),
        ]

    def __str__(self) -> str:
        return f"{self.code}: #{self.slot_id}"

    @property
    def sentence(self) -> str:
        """What it is, for people, in the language of the moment."""
        return gettext(self.text) % self.params if self.params else gettext(self.text)

    @property
    def stops(self) -> bool:
        """It keeps the post from leaving."""
        return self.severity == Severity.STOPS
