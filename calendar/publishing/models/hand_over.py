"""Hand-over to a person (K6): who is asked for an account, and how far one slot has come."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class HandOverDuty(models.Model):
    """Who publishes by hand for an account, and who steps in after a quarter of an hour. Without a row: the post's
    author, then the people of the account."""

    account = models.OneToOneField("accounts.WeiboAccount", on_delete=models.CASCADE, related_name="hand_over_duty")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("由谁发布"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    stand_in = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("由谁接替"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.account)


class HandOverStage(models.IntegerChoices):
    """Who has been told so far."""

    NOBODY = 0, _("还没有提醒")
    SOON = 1, _("已预告")
    DUE = 2, _("已提醒")
    STAND_IN = 3, _("已提醒接替的人")
    EVERYBODY = 4, _("已提醒所有能排期的人")


class HandOver(models.Model):
    """What happens around one slot that a person publishes. Begun anew when the slot gets another time."""

    slot = models.OneToOneField("calendar.Slot", on_delete=models.CASCADE, related_name="hand_over")
    due_at = models.DateTimeField(help_text="the slot's time when this began")
    stage = models.PositiveSmallIntegerField(choices=HandOverStage, default=HandOverStage.NOBODY)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    taken_at = models.DateTimeField(null=True)
    check_after = models.DateTimeField(null=True, help_text="when to read the account's own timeline next")
    checks = models.PositiveSmallIntegerField(default=0)
    check_detail = models.TextField(blank=True, help_text="the sentence why it cannot be found by itself")
    near = models.JSONField(default=dict, help_text="a post that is nearly it: id, text, at; a person is asked")
    not_it = models.JSONField(default=list, help_text="ids of posts of which a person said that they are not it")
    found_by_itself = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # the sweep that reads timelines
            models.Index(
                fields=["check_after"], name="calendar_hand_over_check", condition=models.Q(ended_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.slot_id}"
