"""Filters that somebody kept."""

from dataclasses import dataclass

from django.db.models import Q

from accounts.models import User
from content.models import DefaultFilter, Place, SavedFilter


@dataclass(frozen=True, slots=True)
class Kept:
    """A saved filter as one person sees it."""

    saved: SavedFilter
    is_own: bool
    is_default: bool

    @property
    def address(self) -> str:
        """The query string that opens it; `saved` says which it is, and keeps the default from coming back."""
        return f"?{self.saved.query}&saved={self.saved.pk}" if self.saved.query else f"?saved={self.saved.pk}"


def kept_by(user: User, place: str = Place.LIBRARY) -> list[Kept]:
    """His own and those that are shared, his own first."""
    default = (
        None
        if place != Place.LIBRARY
        else DefaultFilter.objects.filter(user=user).values_list("saved", flat=True).first()
    )
    rows = SavedFilter.objects.filter(Q(owner=user) | Q(is_shared=True), place=place).select_related("owner")
    kept = [Kept(row, row.owner_id == user.pk, row.pk == default) for row in rows]
    return sorted(kept, key=lambda one: not one.is_own)


def opening_address(kept: list[Kept]) -> str:
    """With what the library opens; empty for everything."""
    return next((one.address for one in kept if one.is_default), "")
