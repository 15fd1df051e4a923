"""Roll-ups of days and what was restated (I1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Dimension(models.TextChoices):
    MATRIX = "matrix", _("全部")
    ACCOUNT = "account", _("账号")
    POST = "post", _("微博")
    CATEGORY = "category", _("分类")
    CAMPAIGN = "campaign", _("活动")
    PERSON = "person", _("人员")
    ELEMENT = "element", _("要素")
    HOUR = "hour", _("发布时段")


FIGURES = (
    "posts", "failed", "missed", "reposts", "comments", "likes", "followers", "followers_growth", "threads", "answered",
    "answer_minutes", "mentions", "negative", "judged", "participants", "samples_due", "samples_taken",
)  # fmt: skip


class DailyRollup(models.Model):
    """Numbers of one Beijing day for one thing. Recomputed and upserted; running twice changes nothing (I1).

    `reposts`, `comments`, `likes` are growth within the day; `key` is the id of the account, post … (0 for the matrix).
    Categories, elements and hours are kept per account, categories and elements also for all of them together:
    `account_id` is 0 where a row speaks of all accounts. The key
    of an element is its place among the nine (C3), that of an hour the Beijing hour in which its posts were published.
    """

    day = models.DateField()
    dimension = models.CharField(max_length=10, choices=Dimension)
    key = models.BigIntegerField(default=0)
    account_id = models.BigIntegerField(default=0)
    posts = models.IntegerField(default=0)
    failed = models.IntegerField(default=0)
    missed = models.IntegerField(default=0)
    reposts = models.BigIntegerField(default=0)
    comments = models.BigIntegerField(default=0)
    likes = models.BigIntegerField(default=0)
    followers = models.BigIntegerField(null=True)
    followers_growth = models.BigIntegerField(null=True)
    threads = models.IntegerField(default=0)
    answered = models.IntegerField(default=0)
    answer_minutes = models.FloatField(null=True, help_text="median minutes to the first answer")
    mentions = models.IntegerField(default=0)
    negative = models.IntegerField(default=0, help_text="of the mentions that were judged")
    judged = models.IntegerField(default=0, help_text="mentions with a polarity")
    participants = models.IntegerField(
        null=True, help_text="different people who spoke to the account that day; null where it was not counted yet"
    )
    samples_due = models.IntegerField(default=0)
    samples_taken = models.IntegerField(default=0)

    class Meta:
        ordering = ["day", "dimension", "key"]
        constraints = [
            models.UniqueConstraint(fields=["day", "dimension", "key", "account_id"], name="reports_rollup_unique")
        ]
        indexes = [
            models.Index(fields=["dimension", "key", "day"], name="reports_rollup_series"),  # charts
            # the categories and elements of one account; posts, of which there are most, stay out
            models.Index(
                fields=["account_id", "dimension", "day"],
                include=["key", "posts", "reposts", "comments", "likes"],
                name="reports_rollup_own",
                condition=models.Q(dimension__in=["category", "element"]),
            ),
            # the accounts of one category or element over a long span
            models.Index(
                fields=["dimension", "key", "day"],
                include=["account_id", "posts", "reposts", "comments", "likes"],
                name="reports_rollup_shares",
                condition=models.Q(dimension__in=["category", "element"], account_id__gt=0),
            ),
            # the accounts beside each other over a long span, by whatever is counted
            models.Index(
                fields=["day", "key"],
                include=FIGURES,
                name="reports_rollup_accounts",
                condition=models.Q(dimension="account"),
            ),
        ]


class RollupRun(models.Model):
    """When a day was rolled up, over what, and whether figures changed that had been shown before."""

    day = models.DateField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    rows = models.IntegerField(default=0)
    changed = models.IntegerField(default=0)

    class Meta:
        ordering = ["-pk"]


class Restatement(models.Model):
    """Figures of a day that was over and rolled up already, and that later data changed: what they were, what they are.

    `was` and `now` hold the counters of `DailyRollup` by name; all null where the row did not exist.
    """

    day = models.DateField()
    dimension = models.CharField(max_length=10, choices=Dimension)
    key = models.BigIntegerField()
    account_id = models.BigIntegerField()
    was = models.JSONField()
    now = models.JSONField()
    restated_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        # what was restated among the days that a page shows
        indexes = [models.Index(fields=["dimension", "key", "day"], name="reports_restatement_series")]

    def __str__(self) -> str:
        return f"{self.day} {self.dimension} {self.key}"
