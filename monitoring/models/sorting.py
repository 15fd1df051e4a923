"""Who is told of what people say, and what they suggest (M8)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from monitoring.models.sense import MentionKind


class SortRule(models.Model):
    """Mentions of a kind, caught by a set or by any, are told to a person or to everybody with a role; bundled."""

    kind = models.CharField(_("类型"), max_length=10, choices=MentionKind)
    keyword_set = models.ForeignKey(
        "monitoring.KeywordSet", null=True, blank=True, on_delete=models.CASCADE, related_name="sort_rules"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="sort_rules"
    )
    role = models.CharField(_("角色"), max_length=60, blank=True)
    certainty = models.PositiveSmallIntegerField(_("最低把握（%）"), default=60)
    is_active = models.BooleanField(_("启用"), default=True)
    bundle_minutes = models.PositiveIntegerField(_("合并时间（分钟）"), default=30)
    told_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, role="")
                | (models.Q(person__isnull=True) & ~models.Q(role="")),
                name="monitoring_sort_rule_one_receiver",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"


class SortedMention(models.Model):
    """A mention that a rule found: told once, with the others that came in the same while."""

    rule = models.ForeignKey(SortRule, on_delete=models.CASCADE, related_name="found")
    mention_id = models.BigIntegerField()
    found_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["rule", "mention_id"], name="monitoring_sorted_once")]
        indexes = [
            # what is still to be told, by rule
            models.Index(fields=["rule"], name="monitoring_sorted_untold", condition=models.Q(told_at__isnull=True))
        ]


class SuggestionState(models.TextChoices):
    NEW = "new", _("待看")
    TAKEN_UP = "taken_up", _("已采纳")
    DECLINED = "declined", _("不采纳")
    DONE = "done", _("已实现")


class Suggestion(models.Model):
    """What a user would like, collected for those who make the product. Outlives the mention."""

    mention_id = models.BigIntegerField(unique=True)
    text = models.TextField()
    author_name = models.CharField(max_length=80, blank=True)
    url = models.CharField(max_length=300, blank=True)
    said_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=SuggestionState, default=SuggestionState.NEW)
    note = models.TextField(_("备注"), blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "-id"], name="monitoring_suggestion_state")]  # the list by state

    def __str__(self) -> str:
        return self.text[:40]
