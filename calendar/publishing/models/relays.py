"""Relays (A11): one idea over several accounts; the first publishes, the others follow, never all at once."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class StepKind(models.TextChoices):
    """What an account of a relay does."""

    OWN = "own", _("发自己的一条")
    REPOST = "repost", _("转发首发")


class RelayPreset(models.Model):
    """How the accounts follow each other. `waves` is a list, in order: {"kinds": [account kinds, none for all others],
    "what": own or repost, "offset": minutes after the first, "spread": minutes over which it is spread}."""

    name = models.CharField(_("名称"), max_length=60, unique=True)
    source = models.CharField(_("出处"), max_length=40, blank=True)
    min_gap_minutes = models.PositiveSmallIntegerField(_("任意两个账号至少隔（分钟）"), default=10)
    waves = models.JSONField(default=list)
    is_default = models.BooleanField(_("默认"), default=False)

    class Meta:
        ordering = ["-is_default", "pk"]

    def __str__(self) -> str:
        return self.name


class RelayState(models.TextChoices):
    DRAFT = "draft", _("草稿")
    ARMED = "armed", _("等待首发")
    RUNNING = "running", _("接力中")
    HELD = "held", _("已暂停")
    DONE = "done", _("已完成")
    CANCELLED = "cancelled", _("已取消")


R = RelayState
RELAY_TRANSITIONS: dict[str, frozenset[str]] = {
    R.DRAFT: frozenset({R.ARMED, R.CANCELLED}),
    R.ARMED: frozenset({R.RUNNING, R.HELD, R.CANCELLED}),
    R.RUNNING: frozenset({R.HELD, R.DONE, R.CANCELLED}),
    R.HELD: frozenset({R.ARMED, R.RUNNING, R.DONE, R.CANCELLED}),
    R.DONE: frozenset({R.RUNNING}),
    R.CANCELLED: frozenset({R.DRAFT, R.ARMED, R.RUNNING, R.HELD}),  # only by undo
}


class Relay(models.Model):
    """One idea planned over several accounts. Times count from `started_at`, the real publication of the first."""

    title = models.CharField(_("联动名称"), max_length=80)
    idea = models.ForeignKey("content.Idea", null=True, on_delete=models.SET_NULL, related_name="relays")
    category = models.ForeignKey("content.Category", on_delete=models.PROTECT, related_name="+")
    preset_name = models.CharField(max_length=60, blank=True)
    min_gap_minutes = models.PositiveSmallIntegerField(_("任意两个账号至少隔（分钟）"), default=10)
    state = models.CharField(max_length=10, choices=RelayState, default=RelayState.DRAFT)
    state_detail = models.TextField(blank=True, help_text="the sentence for people about the present state")
    starts_at = models.DateTimeField(null=True, help_text="when the first is planned")
    started_at = models.DateTimeField(null=True, help_text="when the first really stood on Weibo")
    copy_reason = models.CharField(_("同文理由"), max_length=200, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            # the sweep that lets relays go on
            models.Index(
                fields=["state"],
                name="calendar_relay_open",
                condition=models.Q(state__in=["armed", "running", "held"]),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def tone(self) -> str:
        """The state colour that its state shares with others."""
        return {RelayState.ARMED: "scheduled", RelayState.RUNNING: "sending"}.get(RelayState(self.state), self.state)


class RelayStep(models.Model):
    """What one account does, and when: `minute` after the first, drawn once from `offset` and `spread`."""

    relay = models.ForeignKey(Relay, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(help_text="0 is the first, whose publication everything counts from")
    account = models.ForeignKey("accounts.WeiboAccount", on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=8, choices=StepKind, default=StepKind.REPOST)
    post = models.OneToOneField("content.Post", on_delete=models.PROTECT, related_name="relay_step")
    offset_minutes = models.PositiveIntegerField(default=0)
    spread_minutes = models.PositiveIntegerField(default=0)
    minute = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["relay_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["relay", "account"], name="calendar_relay_step_account"),
            models.UniqueConstraint(
                fields=["relay", "position"],
                name="calendar_relay_step_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position + 1}. {self.account}"
