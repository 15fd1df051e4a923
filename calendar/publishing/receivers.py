"""Reactions to news of accounts and of the content library."""

from typing import Any

from django.utils import timezone

from accounts.events import capability_learnt, token_ended, token_renewed
from campaigns.events import campaign_changed
from content.events import finding_overridden, post_approved, post_changed, post_channel_changed
from publishing import tasks
from publishing.events import slot_changed
from publishing.queries.ahead import accounts_ahead
from publishing.services import offer_back, resume_after_renewal, take_back_from_person, take_off_changed
from publishing.services.lookouts import first_alarm


def take_off_schedule(*, post_id: int, **kwargs: Any) -> None:
    """An approval is void: the post leaves the schedule. One short service call, done at once so that the page that
    answers the edit shows it; were it lost, the last look before sending still says no."""
    take_off_changed(post_id=post_id, at=timezone.now())


def offer_former_place(*, post_id: int, **kwargs: Any) -> None:
    """It was approved again: the place that an edit took is offered back."""
    offer_back(post_id=post_id, at=timezone.now())


def follow_channel(*, post_id: int, **kwargs: Any) -> None:
    """A post went back to its app: it no longer waits for a person."""
    take_back_from_person(post_id=post_id, at=timezone.now())


def resume(*, account_id: int, **kwargs: Any) -> None:
    """A grant was renewed: what waited for it goes on. Few rows, and the person who renewed it looks at them next."""
    resume_after_renewal(account_id=account_id, at=timezone.now())


def look_again(*, account_id: int, **kwargs: Any) -> None:
    """A grant ended or was renewed, or an app has learnt what it may do: what endangers this account is another."""
    if first_alarm(account_id):
        tasks.look_ahead.apply_async(kwargs={"account_ids": [account_id]}, expires=600)


def look_at_changed(**kwargs: Any) -> None:
    """Something was placed, moved or taken off."""
    if first_alarm():
        tasks.look_at_changed.apply_async(expires=600)


def look_at_campaign(*, campaign_id: int, **kwargs: Any) -> None:
    """Its filing or its times are another."""
    for account_id in accounts_ahead(campaign_id=campaign_id, now=timezone.now()):
        look_again(account_id=account_id)


def connect() -> None:
    """Called once when the app is ready."""
    token_renewed.connect(resume, dispatch_uid="publishing.resume_after_renewal")
    for event in (token_renewed, token_ended, capability_learnt, finding_overridden):
        event.connect(look_again, dispatch_uid="publishing.look_again")
    slot_changed.connect(look_at_changed, dispatch_uid="publishing.look_at_changed")
    campaign_changed.connect(look_at_campaign, dispatch_uid="publishing.look_at_campaign")
    post_channel_changed.connect(follow_channel, dispatch_uid="publishing.follow_channel")
    post_approved.connect(offer_former_place, dispatch_uid="publishing.offer_former_place")
    post_changed.connect(take_off_schedule, dispatch_uid="publishing.take_off_schedule")
