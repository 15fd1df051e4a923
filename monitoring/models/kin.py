"""Near-identical texts: by which keys they find each other, and what each group comes to (M4)."""

from django.db import models


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

    class Meta:
        ordering = ["-last_at"]
        indexes = [
            models.Index(fields=["-last_at"], name="monitoring_group_last"),  # page of groups
        ]

    def __str__(self) -> str:
        return str(self.pk)


class KinSweep(models.Model):
    """One row: up to which arrival groups are counted."""

    read_to = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.read_to)
