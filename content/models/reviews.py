"""Reviews: a decision about one version, with the four scores of C7."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Decision(models.TextChoices):
    APPROVED = "approved", _("通过")
    CHANGES = "changes", _("要求修改")


class Review(models.Model):
    """Who decided what about which bytes. Never one's own post (K5)."""

    post = models.ForeignKey("content.Post", on_delete=models.CASCADE, related_name="reviews")
    version = models.ForeignKey("content.PostVersion", on_delete=models.PROTECT, related_name="reviews")
    content_hash = models.CharField(max_length=64)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="reviews")
    decision = models.CharField(max_length=10, choices=Decision)
    comment = models.TextField(_("意见"), blank=True)
    relevance = models.PositiveSmallIntegerField(_("关联性"), null=True, blank=True)
    fun = models.PositiveSmallIntegerField(_("趣味性"), null=True, blank=True)
    value = models.PositiveSmallIntegerField(_("价值性"), null=True, blank=True)
    communication = models.PositiveSmallIntegerField(_("沟通性"), null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
