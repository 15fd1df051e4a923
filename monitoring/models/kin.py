"""Near-identical texts: by which keys they find each other, and what each group comes to (M4)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class KinBand(models.Model):
    """A key that a group's texts share, with the print of its first text. The first group with a key has it."""

    band = models.BigIntegerField(primary_key=True)
    group_id = models.BigIntegerField()
    print = models.BinaryField(max_length=32)
    day = models.DateField(help_text="when it was met last, so that what is old is forgotten")

    def __str__(self) -> str:
        return str(self.band)


class MentionGroup(models.Model):
    """At least two mentions that say nearly the same; its figures follow what comes in. Its key is `Mention.group_id`.

    Unknown is empty: reach and speakers count only what the mentions tell.
    """

    id = models.BigIntegerField(primary_key=True)
    size = models.IntegerField()
    speakers = models.IntegerField()
    reach = models.BigIntegerField(null=True, help_text="followers of all its speakers, each once")
    judged = models.IntegerField(help_text="how many have a polarity")
    negative = models.IntegerField(help_text="how many of those are negative")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    peak_at = models.DateTimeField(help_text="the hour in which most came")
    peak = models.IntegerField()
    shown_id = models.BigIntegerField(help_text="the mention that stands for the group: the first")
    counted_at = models.DateTimeField()
    weighed = models.IntegerField(default=0, db_default=0, help_text="how many of its speakers were weighed")
    suspects = models.IntegerField(default=0, db_default=0, help_text="how many of those are suspected machines")
    # Said by a person; no sweep touches it.
    muted_at = models.DateTimeField(null=True)
    muted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-last_at"]
        indexes = [
            models.Index(fields=["-last_at"], name="monitoring_group_last"),  # page of groups
            models.Index(fields=["-size", "-id"], name="monitoring_group_size"),  # the same, the largest first
        ]

    def __str__(self) -> str:
        return str(self.pk)


class KinSweep(models.Model):
    """One row: up to which arrival groups are counted."""

    read_to = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.read_to)


class GroupChangeKind(models.TextChoices):
    SPLIT = "split", _("拆出")
    MERGE = "merge", _("合并")


class GroupChange(models.Model):
    """A person split a group or merged two; sweeps keep to it, and it can be taken back.

    Mentions and keys (`KinBand`) that moved are kept by number. As long as a merge stands, what still comes in under
    the old number is brought along.
    """

    kind = models.CharField(max_length=5, choices=GroupChangeKind)
    from_id = models.BigIntegerField()
    into_id = models.BigIntegerField()
    mention_ids = ArrayField(models.BigIntegerField(), default=list)
    bands = ArrayField(models.BigIntegerField(), default=list)
    made_bands = ArrayField(models.BigIntegerField(), default=list, help_text="keys that did not exist before")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["from_id"], name="monitoring_groupchange_from"),  # what stands, page of a group
            models.Index(fields=["into_id"], name="monitoring_groupchange_into"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.from_id} {self.into_id}"
