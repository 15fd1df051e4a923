"""What people say about a passage of a text (K5): bound to the version, the place and the words that were marked."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PassageThread(models.Model):
    """A passage of one version with what was said about it. The version never changes, so the place never does.

    `start` and `end` count code points of the version's text. Where the passage stands in a later version is worked
    out when it is shown (`content.anchoring`). `review`: the decision that sent the post back with it.
    """

    post = models.ForeignKey("content.Post", on_delete=models.CASCADE, related_name="passages")
    version = models.ForeignKey("content.PostVersion", on_delete=models.CASCADE, related_name="passages")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    review = models.ForeignKey(
        "content.Review", null=True, blank=True, on_delete=models.SET_NULL, related_name="passages"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="content_passage_not_empty"),
        ]
        indexes = [
            # how many are open, in lists of posts and beside the composer
            models.Index(fields=["post"], name="content_passage_open", condition=models.Q(resolved_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.quote[:40]

    @property
    def is_open(self) -> bool:
        """Somebody still has to do something about it."""
        return self.resolved_at is None


class PassageComment(models.Model):
    """One thing said in a thread; the first one opened it."""

    thread = models.ForeignKey(PassageThread, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(_("意见"))
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:40]
