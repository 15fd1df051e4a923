"""Filters that people keep: their own, and those they share with everybody; of the library and of the inbox."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Place(models.TextChoices):
    """Which list a filter is for."""

    LIBRARY = "library"
    INBOX = "inbox"


class SavedFilter(models.Model):
    """What the address of a list said when somebody kept it, under a name."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=10, choices=Place, default=Place.LIBRARY, db_default=Place.LIBRARY)
    name = models.CharField(_("名称"), max_length=40)
    query = models.CharField(max_length=800, help_text="the query string, without keys of a page")
    is_shared = models.BooleanField(_("共享给团队"), default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "place", "name"], name="content_saved_filter_name")]

    def __str__(self) -> str:
        return self.name


class DefaultFilter(models.Model):
    """With which filter the library opens for a person."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    saved = models.ForeignKey(SavedFilter, on_delete=models.CASCADE, related_name="+")
