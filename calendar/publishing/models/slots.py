"""Slots, attempts, publications."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.models import LateRule


class SlotState(models.TextChoices):
    PLANNED = "planned", _("已排期")
    SENDING = "sending", _("发送中")
    PUBLISHED = "published", _("已发布")
    FAILED = "failed", _("发布失败")
    UNKNOWN = "unknown", _("待核实")
    MISSED = "missed", _("已错过")
    HELD = "held", _("已冻结")
    CANCELLED = "cancelled", _("已取消")


S = SlotState
TRANSITIONS: dict[str, frozenset[str]] = {
    S.PLANNED: frozenset({S.SENDING, S.MISSED, S.HELD, S.FAILED, S.CANCELLED}),
    # back to planned, held or missed only while no call has begun
    S.SENDING: frozenset({S.PUBLISHED, S.FAILED, S.UNKNOWN, S.PLANNED, S.HELD, S.MISSED}),
    S.UNKNOWN: frozenset({S.PUBLISHED, S.FAILED, S.PLANNED}),
    S.MISSED: frozenset({S.PLANNED, S.CANCELLED}),
    S.HELD: frozenset({S.PLANNED, S.CANCELLED}),
    S.FAILED: frozenset({S.PLANNED, S.CANCELLED}),
    S.PUBLISHED: frozenset(),
    S.CANCELLED: frozenset(),
}


class SlotQuerySet(models.QuerySet["Slot"]):
    def between(self, start: dt.datetime, end: dt.datetime) -> "SlotQuerySet":
        return self.filter(scheduled_at__gte=start, scheduled_at__lt=end)

    def due(self, until: dt.datetime, now: dt.datetime) -> "SlotQuerySet":
        """Planned for `until` or before, not handed to a person, not waiting for another slot or longer than `now`."""
        waiting = models.Q(check_after__isnull=True) | models.Q(check_after__lte=now)
        free = self.filter(handed_over_at__isnull=True, waits_for__isnull=True)
        return free.filter(waiting, state=SlotState.PLANNED, scheduled_at__lte=until)


class Slot(models.Model):
    """One post at one time. PostgreSQL is the only schedule."""

    account = models.ForeignKey("accounts.WeiboAccount", on_delete=models.PROTECT, related_name="slots")
    post = models.ForeignKey("content.Post", on_delete=models.PROTECT, related_name="slots")
    scheduled_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=SlotState, default=SlotState.PLANNED)
    late_rule = models.CharField(max_length=5, choices=LateRule, default=LateRule.SEND)
    late_minutes = models.PositiveIntegerField(default=60)
    spread_seconds = models.PositiveIntegerField(
        default=0,
        db_default=0,
        help_text="K6: drawn once when it was placed; `scheduled_at`, which the dispatcher keeps, is so much after the "
        "planned minute. 0: to the minute",
    )
    generation = models.PositiveIntegerField(
        default=0, help_text="attempts made so far; a new attempt takes the next number"
    )
    reason = models.CharField(_("破例理由"), max_length=200, blank=True)
    state_detail = models.TextField(blank=True, help_text="the sentence for people about the present state")
    check_after = models.DateTimeField(
        null=True, help_text="unknown: when to read the timeline next; limited: not before"
    )
    checks = models.PositiveSmallIntegerField(default=0)
    absence_proven_at = models.DateTimeField(
        null=True, help_text="unknown: since when the timeline proves that it does not stand on Weibo"
    )
    sent_again_at = models.DateTimeField(
        null=True, help_text="when it was sent once more by itself after a proven absence; never twice"
    )
    handed_over_at = models.DateTimeField(
        null=True, help_text="K6: since when a person is asked to publish it; the dispatcher leaves it alone"
    )
    waits_for = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.SET_NULL,
        related_name="waiting",
        help_text="A11: its time is counted from this slot's publication; until then the dispatcher leaves it",
    )
    held_by = models.ForeignKey(
        "calendar.Freeze", null=True, on_delete=models.SET_NULL, related_name="held_slots", help_text="the freeze"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = SlotQuerySet.as_manager()

    class Meta:
        ordering = ["scheduled_at", "pk"]
        indexes = [
            # the dispatcher's claim: due slots in order of time, without those that a person or another slot keeps
            models.Index(
                fields=["scheduled_at", "id"],
                name="calendar_slot_claim",
                condition=models.Q(state="planned", handed_over_at__isnull=True, waits_for__isnull=True),
            ),
            # the sweeps over slots under way or unknown
            models.Index(
                fields=["state", "check_after"],
                name="calendar_slot_open",
                condition=models.Q(state__in=["sending", "unknown"]),
            ),
            # the Missed box and its sweep
            models.Index(fields=["scheduled_at"], name="calendar_slot_missed", condition=models.Q(state="missed")),
            # calendar and policy check: one account's slots in a span of time
            models.Index(fields=["account", "scheduled_at"], name="calendar_slot_account_time"),
            # calendar of the whole matrix
            models.Index(fields=["scheduled_at"], name="calendar_slot_time"),
        ]
        constraints = [
            # one live slot per post: a post cannot stand on the calendar twice
            models.UniqueConstraint(
                fields=["post"],
                condition=models.Q(state__in=["planned", "sending", "unknown", "held", "missed", "published"]),
                name="calendar_slot_one_live_per_post",
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def planned_at(self) -> dt.datetime:
        """The minute that people chose (K6); the send is `spread_seconds` later."""
        return self.scheduled_at - dt.timedelta(seconds=self.spread_seconds)


class Outcome(models.TextChoices):
    PUBLISHED = "published", _("已发布")
    REFUSED = "refused", _("被拒绝")
    UNKNOWN = "unknown", _("结果未知")
    NOT_SENT = "not_sent", _("未发出")
    LIMITED = "limited", _("频次受限")
    TOKEN_DEAD = "token_dead", _("授权失效")


class Attempt(models.Model):
    """One try to send a slot: written and committed before any network call."""

    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="attempts")
    generation = models.PositiveIntegerField()
    worker = models.CharField(max_length=80)
    worker_life = models.BigIntegerField(
        null=True, help_text="the advisory lock that its worker holds as long as it lives (services.liveness)"
    )
    content_hash = models.CharField(max_length=64)
    text = models.TextField(help_text="exactly what is sent")
    claimed_at = models.DateTimeField()
    lease_until = models.DateTimeField()
    send_by = models.DateTimeField(null=True, help_text="the last instant at which the lateness rule lets it begin")
    called_at = models.DateTimeField(null=True, help_text="set and committed right before the request leaves")
    answered_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    http_status = models.IntegerField(null=True)
    error_code = models.IntegerField(null=True)
    error_text = models.TextField(blank=True, help_text="what Weibo answered, shortened and free of secrets")
    sentence = models.TextField(blank=True, default="", db_default="", help_text="what the answer means, for people")
    weibo_id = models.CharField(max_length=24, blank=True)
    channel = models.CharField(max_length=12, blank=True, help_text="the app that sent it, or hand_over")
    repost_of = models.CharField(
        max_length=24, blank=True, help_text="the weibo_id that it reposted; empty for a post of its own"
    )

    class Meta:
        ordering = ["slot_id", "-generation"]
        constraints = [models.UniqueConstraint(fields=["slot", "generation"], name="calendar_attempt_generation")]
        indexes = [
            # the lease reaper: attempts without an outcome
            models.Index(fields=["lease_until"], name="calendar_attempt_open", condition=models.Q(outcome=""))
        ]


class Publication(models.Model):
    """A post that is on Weibo."""

    slot = models.OneToOneField(Slot, on_delete=models.PROTECT, related_name="publication")
    account = models.ForeignKey("accounts.WeiboAccount", on_delete=models.PROTECT, related_name="publications")
    post = models.ForeignKey("content.Post", on_delete=models.PROTECT, related_name="publications")
    version = models.ForeignKey("content.PostVersion", on_delete=models.PROTECT, related_name="+")
    weibo_id = models.CharField(max_length=24, unique=True)
    mid62 = models.CharField(max_length=16)
    url = models.URLField(max_length=300)
    text = models.TextField(help_text="as Weibo shows it")
    published_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-published_at", "-pk"]
        indexes = [
            models.Index(
                fields=["account", "-published_at"], name="calendar_publication_account"
            ),  # account and roll-up
            models.Index(fields=["-published_at"], name="calendar_publication_time"),  # roll-up of a day
        ]

    def __str__(self) -> str:
        return self.weibo_id
