"""What people talk of more than usual, as last looked at, and what somebody does not want to see (M7)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class TopicSpan(models.TextChoices):
    HOURS = "hours", _("6 小时")
    DAY = "day", _("24 小时")
    WEEK = "week", _("7 天")


class TopicState(models.TextChoices):
    """As `hot.rising.State`."""

    RISING = "rising", _("在升温")
    STEADY = "steady", _("和平时一样")
    FEW = "few", _("条数太少")
    UNKNOWN = "unknown", _("没有过去可比")
    MACHINES = "machines", _("只有疑似机器账号")


class TopicBoard(models.Model):
    """The matters of one span when they were last looked at. Made anew by each sweep."""

    span = models.CharField(max_length=5, choices=TopicSpan, unique=True)
    made_at = models.DateTimeField()
    since = models.DateTimeField()
    read = models.IntegerField(help_text="posts that were caught in the span and looked through")
    heard = models.SmallIntegerField(help_text="percent of the span in which the sources that matter were heard")
    sampled = models.IntegerField(default=1, help_text="every how manyth post of the past was read")
    newcomers = models.IntegerField(help_text="of `read`, those of sources without a past")

    def __str__(self) -> str:
        return self.span


class HotMatter(models.Model):
    """Topics and terms that belong together, with how far they rose and how they fit us.

    `facts`: members, leaders, figures of the usual, shares, reasons of the score; as `queries.topics` reads them.
    """

    board = models.ForeignKey(TopicBoard, on_delete=models.CASCADE, related_name="matters")
    place = models.IntegerField()
    key = models.CharField(max_length=60, help_text="of the topic or term that leads it")
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=TopicState)
    posts = models.IntegerField(help_text="of people, suspected machines aside")
    people = models.IntegerField()
    machines = models.IntegerField(help_text="posts of suspected machines")
    fit = models.SmallIntegerField()
    category = models.ForeignKey("content.Category", null=True, on_delete=models.SET_NULL, related_name="+")
    first_at = models.DateTimeField(help_text="of what is kept, or of the weeks compared with")
    rose_at = models.DateTimeField(null=True, help_text="when a sweep first found that it rises")
    mention_id = models.BigIntegerField(help_text="the newest that carries it")
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["board", "key"], name="monitoring_hotmatter_unique")]

    def __str__(self) -> str:
        return self.name


class HiddenTopic(models.Model):
    """A matter that somebody said is not for us; it stays away until taken back."""

    key = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name
