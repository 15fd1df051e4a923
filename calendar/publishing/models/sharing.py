"""What leads out of the calendar: feeds for calendar programs, read-only links for people without an account (K7)."""

import datetime as dt
import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def new_key() -> str:
    """What makes an address unguessable, beside the signature; a new one ends every address of before."""
    return secrets.token_urlsafe(12)


class Outlet(models.Model):
    """Which part of the calendar an address shows, and until when it lives. Filters as the calendar's own address."""

    name = models.CharField(_("名称"), max_length=60)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    filters = models.CharField(max_length=300, blank=True, help_text="query string: account, group, category, …")
    key = models.CharField(max_length=40, default=new_key)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_read_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class CalendarFeed(Outlet):
    """An iCalendar address of a person: shows what he may see at the time of reading (RFC 5545)."""


class CalendarShare(Outlet):
    """A read-only page for outsiders: shows what its maker may see at the time of reading, within the filters."""

    expires_at = models.DateTimeField()
    password = models.CharField(max_length=200, blank=True, help_text="hash; empty: none is asked")
    future_only = models.BooleanField(_("只显示今天起"), default=True)
    views = models.PositiveIntegerField(default=0)

    def is_open(self, now: dt.datetime) -> bool:
        """Whether it still shows anything."""
        return self.revoked_at is None and now < self.expires_at
