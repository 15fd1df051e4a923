"""Posts on our accounts that were not sent from here (M2)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    """What a person says of such a post."""

    OPEN = "", _("待确认")
    OURS = "ours", _("我们发的")
    STRANGE = "strange", _("不是我们发的")


class OwnPost(models.Model):
    """One post on one of our accounts that no slot published. It is our own voice, so it is no mention."""

    account = models.ForeignKey("accounts.WeiboAccount", on_delete=models.CASCADE, related_name="own_posts")
    weibo_id = models.CharField(max_length=24, unique=True)
    text = models.TextField()
    url = models.CharField(max_length=300, blank=True)
    via = models.CharField(max_length=60, blank=True, help_text="the program it was sent by, as Weibo names it")
    published_at = models.DateTimeField()
    first_seen_at = models.DateTimeField()
    verdict = models.CharField(max_length=8, choices=Verdict, blank=True, default=Verdict.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            # the list of an account, and how many wait for somebody's word
            models.Index(fields=["account", "-id"], name="monitoring_own_post_list"),
            models.Index(fields=["account"], name="monitoring_own_post_open", condition=models.Q(verdict="")),
        ]

    def __str__(self) -> str:
        return self.text[:40]
