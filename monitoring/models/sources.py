"""Where we listen, what each read brought and from when to when we could hear (M2)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class SourceKind(models.TextChoices):
    MENTIONS = "mentions", _("@提及")
    COMMENTS = "comments", _("评论")
    REPOSTS = "reposts", _("转发")
    OWN = "own", _("本账号微博")
    TIMELINE = "timeline", _("账号微博")
    SEARCH = "search", _("商业搜索")
    STREAM = "stream", _("推送流")
    FILE = "file", _("采集文件")
    FOLDER = "folder", _("采集文件夹")


FILE_KINDS = frozenset({SourceKind.FILE, SourceKind.FOLDER})
"""What others fetch for us: nobody can ask for it again, it comes when it comes."""

ASKED_KINDS = frozenset(
    {SourceKind.MENTIONS, SourceKind.COMMENTS, SourceKind.REPOSTS, SourceKind.OWN, SourceKind.SEARCH}
)
"""What is read at our own time, by one call for one source. A stream comes by itself, competitors go in turn."""


class SourceQuerySet(models.QuerySet["Source"]):
    """Sources."""

    def of_others(self) -> "SourceQuerySet":
        """Without own timelines: what we say ourselves is nobody's voice (M2)."""
        return self.exclude(kind=SourceKind.OWN)


class Source(models.Model):
    """One place that is read: when it last ran, what came, what went wrong (M2)."""

    kind = models.CharField(max_length=10, choices=SourceKind)
    name = models.CharField(_("名称"), max_length=80)
    account = models.ForeignKey("accounts.WeiboAccount", null=True, on_delete=models.CASCADE, related_name="sources")
    owner = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.SET_NULL, related_name="+", help_text="told when it is blind"
    )
    is_active = models.BooleanField(default=True)
    paused_at = models.DateTimeField(null=True)
    paused_reason = models.CharField(max_length=200, blank=True)
    interval_minutes = models.PositiveIntegerField(default=5)
    rhythm_hours = models.PositiveSmallIntegerField(
        null=True, help_text="a file is expected so often; 0: at no rhythm; empty: as it came so far"
    )
    since_id = models.CharField(max_length=24, blank=True)
    heard_until = models.DateTimeField(null=True, help_text="everything published before was read, gaps aside")
    last_run_at = models.DateTimeField(null=True)
    last_ok_at = models.DateTimeField(null=True)
    last_new = models.IntegerField(null=True)
    last_error = models.TextField(blank=True)
    blind_since = models.DateTimeField(null=True, help_text="as last found by the sweep that tells the owner")
    quiet_since = models.DateTimeField(null=True, help_text="far less than usual, as last found by the same sweep")

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "name", "account"], nulls_distinct=False, name="monitoring_source_unique"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def can_be_asked(self) -> bool:
        """Whether reading it out of turn does something."""
        return self.kind in ASKED_KINDS


class RunOutcome(models.TextChoices):
    """How a read ended. Capped: it stopped at the bound, the rest is a gap. Partial: the place gives a sample only."""

    OK = "ok", _("完成")
    CAPPED = "capped", _("没有读完")
    PARTIAL = "partial", _("只有部分内容")
    FAILED = "failed", _("失败")


class SourceRun(models.Model):
    """One read of a source. Uneventful ones are forgotten after days, the others after months."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="runs")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=RunOutcome)
    fetched = models.IntegerField(default=0)
    new = models.IntegerField(default=0)
    pages = models.IntegerField(default=0)
    calls = models.IntegerField(default=0, help_text="spent of the budget")
    covers_from = models.DateTimeField(null=True)
    covers_until = models.DateTimeField(null=True)
    gap_from = models.DateTimeField(null=True)
    gap_until = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["source", "-began_at"], name="monitoring_run_source"),  # the page of a source
            models.Index(fields=["ended_at"], name="monitoring_run_ended"),  # retention
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.outcome}"


class StretchState(models.TextChoices):
    """What can be said of a source between two instants (M2)."""

    FULL = "full", _("完整")
    PARTIAL = "partial", _("部分")
    BLIND = "blind", _("读不到")
    UNKNOWN = "unknown", _("未知")


class SourceStretch(models.Model):
    """From when to when a source was heard; neighbours are one row. What no row covers was not heard."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="stretches")
    start = models.DateTimeField()
    end = models.DateTimeField()
    state = models.CharField(max_length=8, choices=StretchState)
    # Of a file, and then never merged: it goes when the import is undone.
    mention_import = models.ForeignKey(
        "monitoring.MentionImport", null=True, on_delete=models.CASCADE, related_name="stretches"
    )

    class Meta:
        ordering = ["start"]
        indexes = [models.Index(fields=["source", "end"], name="monitoring_stretch_source")]
        constraints = [
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="monitoring_stretch_order"),
            models.CheckConstraint(condition=Q(state__in=["full", "partial"]), name="monitoring_stretch_heard"),
        ]

    def __str__(self) -> str:
        return f"{self.start} – {self.end}"


class GapState(models.TextChoices):
    OPEN = "open", _("待补读")
    FETCHED = "fetched", _("已补齐")
    LOST = "lost", _("已无法补齐")


class SourceGap(models.Model):
    """What a read could not reach. With ids it is read on downwards, `max_id` sinking, until nothing is left."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="gaps")
    start = models.DateTimeField()
    end = models.DateTimeField()
    since_id = models.CharField(max_length=24, blank=True, help_text="exclusive; with no ids nothing can be fetched")
    max_id = models.CharField(max_length=24, blank=True, help_text="inclusive")
    state = models.CharField(max_length=8, choices=GapState, default=GapState.OPEN)
    found_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True, help_text="why it is lost")

    class Meta:
        ordering = ["-end"]
        indexes = [
            models.Index(fields=["source"], name="monitoring_gap_open", condition=Q(state="open")),  # read on
        ]
        constraints = [models.CheckConstraint(condition=Q(end__gte=F("start")), name="monitoring_gap_order")]

    def __str__(self) -> str:
        return f"{self.start} – {self.end}"
