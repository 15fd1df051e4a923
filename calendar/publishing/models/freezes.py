"""Freezes: publishing is stopped in a scope; and the decisions by which held slots go back."""

import datetime as dt

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FreezeScope(models.TextChoices):
    """The narrowest thing that a freeze names; its other fields may narrow it further."""

    ALL = "all", _("全部账号")
    GROUP = "group", _("分组")
    ACCOUNT = "account", _("账号")
    CAMPAIGN = "campaign", _("活动")
    CATEGORY = "category", _("分类")
    WORDS = "words", _("含有词语")


class FreezeOrigin(models.TextChoices):
    """What a crisis has stopped goes back only when two people say so; a silence day begins and ends by itself."""

    HAND = "hand", _("手动")
    CRISIS = "crisis", pgettext_lazy("freeze", "危机")
    SILENCE = "silence", _("静默日")


class Freeze(models.Model):
    """Publishing is stopped from `started_at` until somebody ends it, for what fits every field that is filled.

    The freeze of a silence day is written ahead: it stops only what would go out from `from_at` to `until_at`.
    """

    scope = models.CharField(max_length=10, choices=FreezeScope)
    group = models.ForeignKey(
        "accounts.AccountGroup", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    account = models.ForeignKey(
        "accounts.WeiboAccount", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    campaign = models.ForeignKey(
        "campaigns.Campaign", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    category_ids = ArrayField(models.IntegerField(), default=list, help_text="one of these; empty: every category")
    words = ArrayField(models.CharField(max_length=60), default=list, help_text="the text holds one of these")
    reason = models.CharField(_("理由"), max_length=200)
    origin = models.CharField(max_length=8, choices=FreezeOrigin, default=FreezeOrigin.HAND)
    source = models.CharField(max_length=200, blank=True, help_text="address or name of the case behind it")
    day = models.ForeignKey("calendar.SilenceDay", null=True, on_delete=models.SET_NULL, related_name="freezes")
    from_at = models.DateTimeField(null=True)
    until_at = models.DateTimeField(null=True)
    held_at_start = models.PositiveIntegerField(default=0)
    leaving = ArrayField(
        models.BigIntegerField(), default=list, help_text="attempts whose call had begun: they could not be stopped"
    )
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["id"], name="calendar_freeze_live", condition=models.Q(ended_at__isnull=True))]
        constraints = [
            # a silence day is written down once, however many sweeps look ahead
            models.UniqueConstraint(
                fields=["day", "from_at"], name="calendar_freeze_day", condition=models.Q(day__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return self.reason

    @property
    def is_crisis(self) -> bool:
        """Whether two people must agree before what it holds goes back."""
        return self.origin == FreezeOrigin.CRISIS

    @property
    def is_of_case(self) -> bool:
        """Whether a crisis case of this product made it: it spares what answers for a crisis."""
        return self.is_crisis and self.source.startswith("/")

    def bars(self, user_id: int) -> bool:
        """Whether this person may not be the second one: who froze for a case does not decide what goes back."""
        return self.is_of_case and self.started_by_id == user_id

    @property
    def begun_at(self) -> dt.datetime:
        """Since when it holds."""
        return self.from_at or self.started_at


class ReleaseKind(models.TextChoices):
    """What becomes of held slots."""

    BACK = "back", _("放回原定时间")
    TIME = "time", _("改到新的时间")
    CANCEL = "cancel", _("取消排期")


class ReleaseState(models.TextChoices):
    ASKED = "asked", _("等待第二人决定")
    DONE = "done", _("已执行")
    REFUSED = "refused", _("未同意")
    WITHDRAWN = "withdrawn", _("已撤回")
    UNDONE = "undone", _("已撤销")


class Release(models.Model):
    """A decision about slots that one freeze holds, or that wait for another reason; in a crisis first a proposal."""

    freeze = models.ForeignKey(Freeze, null=True, on_delete=models.PROTECT, related_name="releases")
    kind = models.CharField(max_length=8, choices=ReleaseKind, default=ReleaseKind.BACK)
    scheduled_at = models.DateTimeField(null=True, help_text="the new time, for one slot")
    reason = models.CharField(_("理由"), max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=ReleaseState, default=ReleaseState.DONE)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(_("意见"), max_length=200, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            # the page of a freeze and the bell: what waits for a second person
            models.Index(fields=["freeze"], name="calendar_release_asked", condition=models.Q(state="asked"))
        ]

    def __str__(self) -> str:
        return self.reason or self.get_kind_display()


class ReleasedSlot(models.Model):
    """One slot of a decision, with what undo needs."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="slots")
    slot = models.ForeignKey("calendar.Slot", on_delete=models.PROTECT, related_name="releases")
    scheduled_at = models.DateTimeField(help_text="its time before")
    state_detail = models.TextField(blank=True, help_text="its sentence before")
    outcome = models.CharField(max_length=10, blank=True, help_text="its state right afterwards; empty: untouched")
    stamp = models.DateTimeField(null=True, help_text="its updated_at right afterwards")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["release", "slot"], name="calendar_released_slot_once")]
