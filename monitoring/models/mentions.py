"""What was said (M2)."""

from typing import Any

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Func, Q, Value

from monitoring.collect.keys import key_of
from monitoring.models.sources import Source


class MentionImport(models.Model):
    """A crawler file taken in. Its mentions appear all at once, and can be taken out again."""

    job = models.OneToOneField("core.Job", on_delete=models.CASCADE, related_name="mention_import")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="imports")
    original_name = models.CharField(max_length=200)
    stored_path = models.CharField(max_length=400)
    size = models.BigIntegerField(default=0)
    format = models.CharField(max_length=40, blank=True)
    seen_at = models.DateTimeField(null=True, help_text="the file's own time: counts of a later sight are kept")
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

    author_followers = models.IntegerField(null=True)
    author_verified = models.SmallIntegerField(null=True, help_text="Weibo's verified_type")
    author_suspect = models.SmallIntegerField(null=True, help_text="percent, that it is a machine")
    group_id = models.BigIntegerField(null=True, help_text="of near-identical texts")

    class Meta:
        abstract = True


class Mention(MentionFields):
    """One post or comment that we saw; counts are those of the latest sight.

    The key is Weibo's own clock (`collect.keys.key_of`), and the table stands in monthly parts by it (ADR 14): newest
    first is `-pk`. `arrival` tells what came since; it grows in the order of commits. Rows are made by
    `collect.merging`; keys into this table that live longer than a mention are plain numbers.
    """

    id = models.BigIntegerField(primary_key=True)
    arrival = models.BigIntegerField(db_default=Func(Value("monitoring_mention_arrival"), function="nextval"))
    # Without constraints in the database: three checks a row would cost more than the row.
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="mentions", db_constraint=False, db_index=False
    )
    first_import = models.ForeignKey(
        MentionImport,
        null=True,
        on_delete=models.SET_NULL,
        related_name="mentions",
        db_constraint=False,
        db_index=False,
    )
    # The import that saw it last; empty when a live source did. Undoing an import spares what others saw, too.
    last_import = models.ForeignKey(
        MentionImport, null=True, on_delete=models.SET_NULL, related_name="+", db_constraint=False, db_index=False
    )
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["arrival"], name="monitoring_mention_arrival_ix"),  # sweeps
            models.Index(fields=["published_at"], name="monitoring_mention_time"),  # was anything heard then (M4)
            models.Index(fields=["source", "id"], name="monitoring_mention_source"),  # list by source
            models.Index(fields=["author_id", "id"], name="monitoring_mention_author"),  # list by author, speakers
            BrinIndex(fields=["first_import"], name="monitoring_mention_import", pages_per_range=32),  # undo
            # the list by polarity, by kind, and of what was loud
            models.Index(fields=["polarity", "id"], name="monitoring_mention_polar", condition=Q(polarity__in=[-1, 1])),
            models.Index(fields=["topic_kind", "id"], name="monitoring_mention_kind", condition=~Q(topic_kind="")),
            models.Index(fields=["group_id", "id"], name="monitoring_mention_group", condition=~Q(group_id=None)),
            models.Index(
                fields=["retweet_id"], name="monitoring_mention_retweet", condition=~Q(retweet_id="")
            ),  # spread
        ]

    def __str__(self) -> str:
        return self.external_id

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The key follows from what it is."""
        if not self.pk:
            self.pk = key_of(self.external_id, is_comment=self.is_comment)
        super().save(*args, **kwargs)


class StagedMention(MentionFields):
    """A row of a file that is still being read; merged into `Mention` in one transaction at the end."""

    mention_import = models.ForeignKey(MentionImport, on_delete=models.CASCADE, related_name="staged")
    key = models.BigIntegerField(help_text="of the mention that it becomes")
    line = models.IntegerField()
