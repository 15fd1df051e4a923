"""What was typed into a step and is not saved yet; nothing typed is lost (P2)."""

import datetime as dt
from collections.abc import Mapping

from accounts.models import User
from campaigns.models import Campaign, PlanDraft

LONGEST = 20_000
MOST = 400


def keep_draft(
    *, campaign: Campaign | None, step: str, typed: Mapping[str, list[str]], by: User, at: dt.datetime
) -> PlanDraft:
    """Keep the fields of a step for the person; later ones replace earlier ones."""
    fields = {name[:60]: [value[:LONGEST] for value in values][:50] for name, values in list(typed.items())[:MOST]}
    row, _new = PlanDraft.objects.update_or_create(
        user=by, campaign=campaign, step=step, defaults={"typed": fields, "saved_at": at}
    )
    return row


def drop_draft(*, campaign: Campaign | None, step: str, by: User) -> None:
    """It was saved, or is not wanted."""
    PlanDraft.objects.filter(user=by, campaign=campaign, step=step).delete()
