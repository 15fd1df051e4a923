"""What is known about links in texts: asked by a task, never while somebody waits (C13, and K's look ahead)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LinkState(models.TextChoices):
    """What asking an address has shown."""

    WAITING = "waiting", _("还没有检查")
    FINE = "fine", _("可以打开")
    BROKEN = "broken", _("打不开")
    UNKNOWN = "unknown", _("不能确定")


class LinkCheck(models.Model):
    """One address, whoever uses it. It is asked again at `next_at` as long as a text wanted it lately."""

    url = models.CharField(max_length=600, unique=True)
    state = models.CharField(max_length=8, choices=LinkState, default=LinkState.WAITING)
    status = models.PositiveSmallIntegerField(null=True, help_text="HTTP status of the last answer")
    final_url = models.CharField(max_length=2000, blank=True, help_text="where it led, when that is another address")
    reason = models.CharField(max_length=200, blank=True, help_text="why it is broken or unknown: a msgid")
    failures = models.PositiveSmallIntegerField(default=0, help_text="in a row")
    checked_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField()
    wanted_at = models.DateTimeField()

    class Meta:
        indexes = [
            # the sweep: what is due
            models.Index(fields=["next_at"], name="content_link_due"),
        ]

    def __str__(self) -> str:
        return self.url
