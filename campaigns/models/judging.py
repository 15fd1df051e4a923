"""By which rules entries are judged, every change of a verdict, and what people said against one (P7)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaigns import Campaign
from campaigns.models.entries import Entry, Verdict


class UnknownFollows(models.TextChoices):
    """What becomes of an entry when nobody can say whether the person follows."""

    APART = "apart", _("单独列出，核实前不参加抽奖")
    CHECK_WINNERS = "winners", _("先参加抽奖，中奖后核对是否关注")


class EntryRules(models.Model):
    """What a campaign decides about its entries, beside its conditions. Without a row the presets hold."""

    campaign = models.OneToOneField(Campaign, on_delete=models.CASCADE, related_name="entry_rules")
    unknown_follows = models.CharField(
        _("无法确认是否关注时"), max_length=8, choices=UnknownFollows, default=UnknownFollows.APART
    )
    machine_rules = models.BooleanField(_("抽奖前剔出疑似机器账号"), default=True)
    leave_out_staff = models.BooleanField(_("员工不参加"), default=True)
    leave_out_winners_days = models.PositiveSmallIntegerField(_("多少天内中过奖的不再参加"), default=0)
    """0: they may win again."""

    def __str__(self) -> str:
        return str(self.campaign_id)


class Judgement(models.Model):
    """One version of the rules of a campaign, as data, with what it found when it was last applied."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="judgements")
    number = models.PositiveIntegerField()
    rules = models.JSONField()
    rules_hash = models.CharField(max_length=64)
    counts = models.JSONField(default=dict)
    changed = models.PositiveIntegerField(default=0)
    judged_until = models.BigIntegerField(default=0, help_text="the newest act that was read")
    acts_at = models.DateTimeField(null=True, help_text="when the newest act that was read had been seen")
    made_at = models.DateTimeField()
    judged_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["campaign", "number"], name="campaigns_judgement_number")]

    def __str__(self) -> str:
        return f"{self.campaign_id} v{self.number}"


class VerdictChange(models.Model):
    """A verdict that became another one: by rules (`rules_version`), or by a person."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="changes")
    before = models.CharField(max_length=8, choices=Verdict)
    after = models.CharField(max_length=8, choices=Verdict)
    reasons = models.JSONField(default=list, help_text="those of the verdict before")
    rules_version = models.PositiveIntegerField(default=0, help_text="0: a person decided")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class AppealState(models.TextChoices):
    OPEN = "open", _("待处理")
    GRANTED = "granted", _("已改判")
    REFUSED = "refused", _("维持原判")


class Appeal(models.Model):
    """What an entrant said against a verdict, and what was decided, by whom, when and why."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="appeals")
    text = models.TextField(_("申诉内容"))
    state = models.CharField(max_length=8, choices=AppealState, default=AppealState.OPEN)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(_("处理说明"), max_length=200, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=models.Q(state="open"), name="campaigns_one_open_appeal"
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.state}"


class LeftOut(models.Model):
    """Somebody who takes part in no draw of ours: staff and their families, agencies. Known by uid."""

    uid = models.CharField(_("微博 UID"), max_length=20, unique=True)
    name = models.CharField(_("昵称"), max_length=60, blank=True)
    note = models.CharField(_("说明"), max_length=100, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name or self.uid
