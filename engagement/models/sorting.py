"""How threads are sorted: the team's own tags, and rules that do what somebody would do by hand (E1)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Priority(models.IntegerChoices):
    NORMAL = 0, _("普通")
    HIGH = 1, _("优先")
    URGENT = 2, _("紧急")


class ThreadTag(models.Model):
    """A word of the team on threads (`Thread.tag_ids`), with a colour beside it."""

    name = models.CharField(_("名称"), max_length=20, unique=True)
    colour = models.PositiveSmallIntegerField(_("颜色"), default=1, help_text=_("1 至 8，色盲可辨的色板。"))
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class InboxRule(models.Model):
    """If a new thread is so, then do this. `values` holds conditions and actions (`engagement.ruling.values`)."""

    name = models.CharField(_("名称"), max_length=40)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("使用中"), default=True)
    values = models.JSONField(default=dict)
    number = models.PositiveIntegerField(default=1, help_text="of the version in force")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class InboxRuleVersion(models.Model):
    """What a rule said from `at` on."""

    rule = models.ForeignKey(InboxRule, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=40)
    values = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["rule", "number"], name="engagement_rule_version_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


class RuleTouch(models.Model):
    """A rule did something with a thread; kept for 90 days so that people see what it does."""

    rule = models.ForeignKey(InboxRule, on_delete=models.CASCADE, related_name="touches")
    number = models.PositiveIntegerField()
    thread = models.ForeignKey("engagement.Thread", on_delete=models.CASCADE, related_name="touches")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "thread"], name="engagement_touch_once")]
        indexes = [
            # what a rule did lately, and what is forgotten
            models.Index(fields=["rule", "-at"], name="engagement_touch_of_rule"),
            models.Index(fields=["at"], name="engagement_touch_at"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.thread_id}"


class ThreadBulk(models.Model):
    """What was done with many threads in one go, so that it can be taken back in one go."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    action = models.CharField(max_length=10)
    before = models.JSONField(help_text="what was changed, by thread")
    after = models.JSONField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        # the sweep that forgets what can no longer be taken back
        indexes = [models.Index(fields=["at"], name="engagement_bulk_at")]

    def __str__(self) -> str:
        return f"{self.action} {len(self.before)}"
