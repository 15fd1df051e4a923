"""Stay-with-it tasks (K6): after each post somebody answers the first comments."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Outside(models.TextChoices):
    """Who stays with a post that goes out outside working hours."""

    OWNER = "owner", _("仍由负责人陪伴")
    DUTY = "duty", _("交给值班的人")
    NOBODY = "nobody", _("不建任务")


class StayRule(models.Model):
    """For how long, and who when the owner does not work. The most telling row counts: account and category, account,
    category, and the one without either, which always stands. 0 minutes: no task."""

    account = models.ForeignKey(
        "accounts.WeiboAccount", null=True, blank=True, on_delete=models.CASCADE, related_name="stay_rules"
    )
    category = models.ForeignKey(
        "content.Category", null=True, blank=True, on_delete=models.CASCADE, related_name="stay_rules"
    )
    minutes = models.PositiveSmallIntegerField(_("陪伴多少分钟"), default=60)
    outside = models.CharField(_("工作时间以外"), max_length=8, choices=Outside, default=Outside.DUTY)
    starts = models.TimeField(_("上班"), default=dt.time(9))
    ends = models.TimeField(_("下班"), default=dt.time(18))
    duty = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("值班的人"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "category"], name="engagement_stay_rule_once", nulls_distinct=False
            )
        ]


class StayState(models.TextChoices):
    OPEN = "open", _("进行中")
    DONE = "done", _("已完成")
    SKIPPED = "skipped", _("已略过")
    NONE = "none", _("不需要")  # looked at once: its rule wants no task, or nobody is on duty


class StayTask(models.Model):
    """Somebody answers first comments under one publication from `starts_at` to `due_at`."""

    publication = models.OneToOneField("calendar.Publication", on_delete=models.CASCADE, related_name="stay")
    account = models.ForeignKey("accounts.WeiboAccount", on_delete=models.CASCADE, related_name="stays")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="stays")
    is_duty = models.BooleanField(default=False, help_text="given to the duty person: the owner does not work now")
    starts_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="when the first minutes are over")
    state = models.CharField(max_length=8, choices=StayState, default=StayState.OPEN)
    begun_at = models.DateTimeField(null=True, help_text="when its owner opened it first")
    snoozed_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    comments = models.PositiveIntegerField(null=True, help_text="how many there were when it ended")
    unanswered = models.PositiveIntegerField(null=True, help_text="how many of them waited when it ended")
    reason = models.CharField(_("理由"), max_length=200, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [
            # one person's list, and the sweep that reminds
            models.Index(fields=["owner", "due_at"], name="engagement_stay_open", condition=models.Q(state="open")),
            # figures of a week
            models.Index(fields=["starts_at"], name="engagement_stay_time"),
        ]

    def __str__(self) -> str:
        return f"#{self.publication_id}"
