"""Where we listen and what was said (M2)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SourceKind(models.TextChoices):
    MENTIONS = "mentions", _("@提及")
    COMMENTS = "comments", _("评论")
    FILE = "file", _("采集文件")
    SEARCH = "search", _("商业搜索")


class Source(models.Model):
    """One place that is read: when it last ran, what came, what went wrong (M2)."""

    kind = models.CharField(max_length=10, choices=SourceKind)
    name = models.CharField(_("名称"), max_length=80)
    account = models.ForeignKey("accounts.WeiboAccount", null=True, on_delete=models.CASCADE, related_name="sources")
    is_active = models.BooleanField(default=True)
    interval_minutes = models.PositiveIntegerField(default=5)
    since_id = models.CharField(max_length=24, blank=True)
    last_run_at = models.DateTimeField(null=True)
    last_ok_at = models.DateTimeField(null=True)
    last_new = models.IntegerField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "name", "account"], nulls_distinct=False, name="monitoring_source_unique"
            )
        ]

    def __str__(self) -> str:
        return self.name


class MentionImport(models.Model):
    """A crawler file taken in. Its mentions appear all at once, and can be taken out again."""

    job = models.OneToOneField("core.Job", on_delete=models.CASCADE, related_name="mention_import")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="imports")
    original_name = models.CharField(max_length=200)
    stored_path = models.CharField(max_length=400)
    size = models.BigIntegerField(default=0)
    format = models.CharField(max_length=40, blank=True)
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.original_name


class MentionFields(models.Model):
    """What we keep of somebody's post or comment."""

    external_id = models.CharField(max_length=24)
    author_id = models.CharField(max_length=24, blank=True)
    author_name = models.CharField(max_length=80, blank=True)
    text = models.TextField()
    published_at = models.DateTimeField(null=True)
    url = models.CharField(max_length=300, blank=True)
    reposts = models.IntegerField(null=True)
    comments = models.IntegerField(null=True)
    likes = models.IntegerField(null=True)
    retweet_id = models.CharField(max_length=24, blank=True)
    is_comment = models.BooleanField(default=False)
    # As judged at ingest or by the sweep (M4, M8); a person's correction stands here, too. No polarity: not judged yet.
    polarity = models.SmallIntegerField(null=True, help_text="-1, 0, 1")
    polarity_certainty = models.SmallIntegerField(null=True, help_text="percent; 100 when a person said so")
    topic_kind = models.CharField(max_length=10, blank=True, db_default="", help_text="a MentionKind; empty: none")
    kind_certainty = models.SmallIntegerField(null=True, help_text="percent; 100 when a person said so")

    class Meta:
        abstract = True


class Mention(MentionFields):
    """One post or comment that we saw, unique by its id; counts are refreshed on every sight."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="mentions")
    first_import = models.ForeignKey(MentionImport, null=True, on_delete=models.SET_NULL, related_name="mentions")
    # The import that saw it last; empty when a live source did. Undoing an import spares what others saw, too.
    last_import = models.ForeignKey(
        MentionImport, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["is_comment", "external_id"], name="monitoring_mention_unique")]
        indexes = [
            models.Index(fields=["-published_at"], name="monitoring_mention_time"),  # monitoring page, newest first
            models.Index(fields=["source", "-id"], name="monitoring_mention_source"),  # source page
        ]

    def __str__(self) -> str:
        return self.external_id


class StagedMention(MentionFields):
    """A row of a file that is still being read; merged into `Mention` in one transaction at the end."""

    mention_import = models.ForeignKey(MentionImport, on_delete=models.CASCADE, related_name="staged")
    line = models.IntegerField()
