"""Who took part: the acts that were seen, and one entry a person with its verdict (P7)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import WeiboAccount
from campaigns.models.campaigns import Campaign


class PostRole(models.TextChoices):
    """What a post of ours is for in its campaign (P10)."""

    ANNOUNCEMENT = "announcement", _("发起")
    REMINDER = "reminder", _("提醒")
    RESULT = "result", _("结果")


class CampaignPost(models.Model):
    """A published post whose reposts, comments and mentions are entries. `mid` is Weibo's id.

    `gone_at`: Weibo says that there is no such post any more. What was read before goes on counting.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="published_posts")
    account = models.ForeignKey(WeiboAccount, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=PostRole, default=PostRole.ANNOUNCEMENT)
    mid = models.CharField(max_length=20)
    url = models.URLField(blank=True)
    published_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["published_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["mid"], name="campaigns_post_mid")]

    def __str__(self) -> str:
        return self.mid


class ActKind(models.TextChoices):
    """What somebody did."""

    REPOST = "repost", _("转发")
    COMMENT = "comment", _("评论")
    MENTION = "mention", _("@我们")


class Act(models.Model):
    """One repost, comment or mention as it was first seen. Deleted later: `gone_at`; edited later: `edited_text`.

    `text` stays what was read first and is what is judged. `print` and `circle` are what machine rules compare:
    the words without names, links and signs, and the people mentioned (`judging.texts`); None when there is too little.
    """

    # Every index that is left out is time saved a million times: the constraint below begins with the campaign, too.
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="acts", db_index=False)
    kind = models.CharField(max_length=8, choices=ActKind)
    external_id = models.CharField(max_length=20)
    uid = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    text = models.TextField(blank=True)
    acted_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_text = models.TextField(blank=True)
    followers = models.PositiveIntegerField(null=True, blank=True)
    follows_us = models.BooleanField(null=True, blank=True)
    print = models.BigIntegerField(null=True, blank=True)
    circle = models.BigIntegerField(null=True, blank=True)
    # Which file brought it first and last; None: read on Weibo. An undo takes out what only one file saw.
    # An import that brought anything is never deleted without its campaign.
    first_import = models.ForeignKey(
        "campaigns.EntryImport",
        null=True,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    last_import = models.ForeignKey(
        "campaigns.EntryImport",
        null=True,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )

    class Meta:
        # Judging reads all acts of a campaign person by person.
        indexes = [models.Index(fields=["campaign", "uid"], name="campaigns_act_person")]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "kind", "external_id"], name="campaigns_act_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.external_id}"


class Verdict(models.TextChoices):
    """What holds for an entry; only `valid` is drawn from. Unsure: a condition that our app cannot see decides."""

    VALID = "valid", _("有效")
    REFUSED = "refused", _("不符合条件")
    SUSPECT = "suspect", _("疑似机器账号")
    UNSURE = "unsure", _("待核实")


class Entry(models.Model):
    """One person in one campaign. `reasons` are codes, `facts` their numbers.

    `ruled` is what the rules say, `verdict` what holds: the same, unless somebody decided otherwise.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="entries", db_index=False)
    uid = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    entered_at = models.DateTimeField()
    verdict = models.CharField(max_length=8, choices=Verdict)
    ruled = models.CharField(max_length=8, choices=Verdict, default=Verdict.REFUSED)
    reasons = models.JSONField(default=list)
    facts = models.JSONField(default=dict)
    suspicion = models.PositiveSmallIntegerField(default=0)
    weight = models.PositiveSmallIntegerField(default=1)
    rules_version = models.PositiveIntegerField(default=1)
    judged_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, db_index=False
    )
    """Who decided otherwise than the rules, after an appeal."""
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            # The list of entries by verdict, paged by key; the draw reads the same.
            models.Index(fields=["campaign", "verdict", "id"], name="campaigns_entry_verdict"),
            # In how many campaigns one person takes part.
            models.Index(fields=["uid"], name="campaigns_entry_uid"),
        ]
        constraints = [models.UniqueConstraint(fields=["campaign", "uid"], name="campaigns_entry_person")]

    def __str__(self) -> str:
        return self.name
