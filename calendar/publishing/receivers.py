"""Reactions to news of accounts and of the content library."""

from typing import Any

from django.utils import timezone

from accounts.events import token_renewed
from content.events import post_changed, post_channel_changed
from publishing.services import resume_after_renewal, take_back_from_person, take_off_changed


def take_off_schedule(*, post_id: int, **kwargs: Any) -> None:
    """An approval is void: the post leaves the schedule. One short service call, done at once so that the page that
    answers the edit shows it; were it lost, the last look before sending still says no."""
    take_off_changed(post_id=post_id, at=timezone.now())


def follow_channel(*, post_id: int, **kwargs: Any) -> None:
    """A post went back to its app: it no longer waits for a person."""
    take_back_from_person(post_id=post_id, at=timezone.now())


def resume(*, account_id: int, **kwargs: Any) -> None:
    """A grant was renewed: what waited for it goes on. Few rows, and the person who renewed it looks at them next."""
    resume_after_renewal(account_id=account_id, at=timezone.now())


def connect() -> None:
    """Called once when the app is ready."""
    token_renewed.connect(resume, dispatch_uid="publishing.resume_after_renewal")
    post_channel_changed.connect(follow_channel, dispatch_uid="publishing.follow_channel")
    post_changed.connect(take_off_schedule, dispatch_uid="publishing.take_off_schedule")
