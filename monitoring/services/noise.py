"""A person says that a set did not mean what it caught (M1)."""

from datetime import datetime

from accounts.models import User
from core.audit import Change, record
from monitoring.models import Hit


def mark_noise(*, hit: Hit, noise: bool, by: User, at: datetime) -> None:
    """Mark a hit as noise, or take that back. The words' figures show it; the hit stays. Again is once."""
    if (hit.noise_at is not None) == noise:
        return
    hit.noise_at = at if noise else None
    hit.noise_by = by if noise else None
    hit.save(update_fields=["noise_at", "noise_by"])
    change = Change(after={"mention": hit.mention_id, "noise": noise})
    record("monitoring.hit.noise", hit.keyword_set, by=by, at=at, change=change)
