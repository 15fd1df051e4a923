"""Media with their rights, and library imports."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class MediaRights(models.TextChoices):
    OWN = "own", _("自有")
    LICENSED = "licensed", _("已获授权")
    USER = "user", _("用户授权")
    UNKNOWN = "unknown", _("未确认")


class Consent(models.TextChoices):
    """Whether the people in a picture agreed to be shown."""

    NOBODY = "nobody", _("没有人物")
    GIVEN = "given", _("已取得同意")
    MISSING = "missing", _("未取得同意")
    UNKNOWN = "unknown", _("未确认")


class Media(models.Model):
    """A picture, decoded and re-encoded on upload; known by the hash of its bytes."""

    sha256 = models.CharField(max_length=64, unique=True)
    file = models.FileField(upload_to="media/%Y/%m/")
    thumbnail = models.FileField(upload_to="media/%Y/%m/", blank=True)
    mime = models.CharField(max_length=40)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField(help_text="bytes")
    original_name = models.CharField(max_length=200, blank=True)
    source = models.CharField(_("来源"), max_length=200, blank=True)
    rights = models.CharField(_("版权"), max_length=12, choices=MediaRights, default=MediaRights.UNKNOWN)
    rights_until = models.DateField(
        _("授权到期"), null=True, blank=True, help_text="the last day on which it may be used; empty: for good"
    )
    licence = models.TextField(_("授权内容"), blank=True, help_text="the words of the licence")
    people = models.CharField(_("出镜人物"), max_length=200, blank=True)
    consent = models.CharField(_("人物同意"), max_length=8, choices=Consent, default=Consent.UNKNOWN)
    consent_note = models.CharField(_("同意凭据"), max_length=200, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            # the sweep of rights that end, and the media page's "soon to end"
            models.Index(
                fields=["rights_until"], name="content_media_until", condition=models.Q(rights_until__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.original_name or self.sha256[:12]


class PostImport(models.Model):
    """One library file taken in: its posts become visible all at once, and can be taken out again all at once."""

    job = models.OneToOneField("core.Job", on_delete=models.CASCADE, related_name="post_import")
    file = models.FileField(upload_to="imports/%Y/%m/")
    original_name = models.CharField(max_length=200)
    account = models.ForeignKey("accounts.WeiboAccount", null=True, on_delete=models.SET_NULL, related_name="+")
    category = models.ForeignKey("content.Category", null=True, on_delete=models.SET_NULL, related_name="+")
    mapping = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)


class KnownHeader(models.Model):
    """Which column is what in files with this header, as a person confirmed it last."""

    key = models.CharField(max_length=64, unique=True, help_text="hash of the header's cells")
    mapping = models.JSONField(default=dict)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key[:12]
