"""What the ways in remember so that they go on where they stopped: folder, stream, search (M2)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from monitoring.models.keywords import KeywordSet
from monitoring.models.mentions import MentionImport
from monitoring.models.sources import Source


class FolderState(models.TextChoices):
    GROWING = "growing", _("等待写完")
    TAKEN = "taken", _("正在导入")
    DONE = "done", _("已导入")
    REFUSED = "refused", _("未导入")


class FolderFile(models.Model):
    """A file of the watched folder. `size`, `modified_ns` and `inode` are those that it was taken with."""

    path = models.CharField(max_length=500, help_text="below the folder")
    size = models.BigIntegerField()
    modified_ns = models.BigIntegerField()
    inode = models.DecimalField(max_digits=20, decimal_places=0)
    still_since = models.DateTimeField(help_text="seen unchanged since")
    state = models.CharField(max_length=8, choices=FolderState, default=FolderState.GROWING)
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of what was taken")
    mention_import = models.OneToOneField(
        MentionImport, null=True, on_delete=models.SET_NULL, related_name="folder_file"
    )
    reason = models.TextField(blank=True, help_text="why it was not imported, or not again")
    moved_to = models.CharField(max_length=600, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["path"], name="monitoring_folder_open", condition=Q(state__in=["growing", "taken"])
            )
        ]
        indexes = [models.Index(fields=["digest"], name="monitoring_folder_digest", condition=~Q(digest=""))]

    def __str__(self) -> str:
        return self.path


class Subscription(models.Model):
    """What we asked the push stream for. With other words a new one is made, and the old one read to its end."""

    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="subscription")
    subid = models.CharField(max_length=40)
    words = models.JSONField(default=list)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.subid


class RepostCursor(models.Model):
    """How far the reposts of one of our posts were read: the newest repost, and how many Weibo counted then."""

    publication = models.OneToOneField("calendar.Publication", on_delete=models.CASCADE, related_name="repost_cursor")
    since_id = models.CharField(max_length=24, blank=True)
    told = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.publication_id} {self.told}"


class SetSearch(models.Model):
    """The search of one keyword set; its turns follow the set's interval."""

    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="set_search")
    keyword_set = models.OneToOneField(KeywordSet, on_delete=models.CASCADE, related_name="search")

    def __str__(self) -> str:
        return str(self.keyword_set)


class SearchCursor(models.Model):
    """How far one query has been searched.

    Everything up to `until` is read. A reading that stopped midway has read from `reached` up to `target`; what lies
    between `until` and `reached` comes next.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="search_cursors")
    word = models.CharField(max_length=200)
    until = models.DateTimeField()
    target = models.DateTimeField(null=True)
    reached = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["source", "word"], name="monitoring_search_word")]

    def __str__(self) -> str:
        return self.word
