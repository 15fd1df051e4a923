"""A draw that anyone can repeat, and who won (P8, P9)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaigns import Campaign
from campaigns.models.entries import Entry
from campaigns.models.prizes import Prize


class DrawState(models.TextChoices):
    COMMITTED = "committed", _("名单已公布")
    DRAWN = "drawn", _("已开奖")
    VOID = "void", _("作废")


class Draw(models.Model):
    """The commitment (what was published before the value existed), then the value, then the winners.

    `folder` holds `entries.txt`, which is public, and what answers an entrant quickly: the nodes of the tree, and the
    keys of the rows in the order of the file.
    """

    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        DrawState.COMMITTED: frozenset({DrawState.DRAWN, DrawState.VOID}),
        DrawState.DRAWN: frozenset(),
        DrawState.VOID: frozenset(),
    }

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="draws")
    slug = models.CharField(max_length=22, unique=True)
    state = models.CharField(max_length=10, choices=DrawState, default=DrawState.COMMITTED)
    engine = models.CharField(max_length=20)
    commitment = models.CharField(max_length=64, default="")
    rules_hash = models.CharField(max_length=64)
    root = models.CharField(max_length=64)
    entries = models.PositiveIntegerField()
    valid = models.PositiveIntegerField(default=0)
    places = models.PositiveIntegerField(default=0, help_text="prizes, without reserves")
    reserves = models.PositiveIntegerField(default=0)
    sources = models.JSONField(default=list)
    """The public values named in advance, in their order, as they stand in the file."""
    value_due_at = models.DateTimeField()
    folder = models.CharField(max_length=60, default="")
    salt_key = models.BinaryField(default=bytes)
    """Sealed. From it each entrant's own salt is computed; it decides nothing about who wins."""
    committed_at = models.DateTimeField()
    committed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    drawn_at = models.DateTimeField(null=True, blank=True)
    seed = models.CharField(max_length=64, blank=True)
    void_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(_("作废原因"), max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign"], condition=~models.Q(state="void"), name="campaigns_one_live_draw"
            )
        ]

    def __str__(self) -> str:
        return self.slug

    def __repr__(self) -> str:
        return f"<Draw {self.pk} {self.slug}>"


class DrawValue(models.Model):
    """What one person read at a source: a number counts once two people typed the same, drand by its signature.

    A source whose named value never came may be read once more, as `is_next`.
    """

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="values")
    source = models.PositiveSmallIntegerField(help_text="its place among the sources, from 0")
    text = models.CharField(max_length=200)
    is_next = models.BooleanField(default=False, help_text="the next value of the source: the named one never came")
    is_proved = models.BooleanField(default=False, help_text="its signature was checked")
    typed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    typed_at = models.DateTimeField()

    class Meta:
        ordering = ["source", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "source", "typed_by"], name="campaigns_value_once_a_person")
        ]

    def __str__(self) -> str:
        return self.text


class WinnerState(models.TextChoices):
    RESERVE = "reserve", _("候补")
    WON = "won", _("已中奖")
    TOLD = "told", _("已通知")
    CLAIMED = "claimed", _("已领奖")
    SENT = "sent", _("已寄出")
    RETURNED = "returned", _("没有送到")
    DELIVERED = "delivered", _("已签收")
    FORFEITED = "forfeited", _("已放弃")


class Winner(models.Model):
    """Somebody on the list of a draw: `place` is the order in which the draw named them; reserves have no prize yet."""

    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        WinnerState.RESERVE: frozenset({WinnerState.WON}),
        WinnerState.WON: frozenset({WinnerState.TOLD, WinnerState.FORFEITED}),
        WinnerState.TOLD: frozenset({WinnerState.CLAIMED, WinnerState.SENT, WinnerState.FORFEITED}),
        WinnerState.CLAIMED: frozenset({WinnerState.SENT, WinnerState.FORFEITED}),
        WinnerState.SENT: frozenset({WinnerState.DELIVERED, WinnerState.RETURNED}),
        WinnerState.RETURNED: frozenset({WinnerState.CLAIMED, WinnerState.SENT, WinnerState.FORFEITED}),
        WinnerState.DELIVERED: frozenset(),
        WinnerState.FORFEITED: frozenset(),
    }

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="winners")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    prize = models.ForeignKey(Prize, null=True, blank=True, on_delete=models.PROTECT, related_name="winners")
    place = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=WinnerState)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "place"], name="campaigns_winner_place"),
            models.UniqueConstraint(fields=["draw", "entry"], name="campaigns_winner_once"),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.entry}"
