"""Tell people in time what will keep posts from leaving: one notice for one cause, however many posts it endangers.

Told when it is found, again a day and two hours before the first of them, and settled when it is mended.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_noop

from accounts.access import people_who_may
from accounts.models import User
from accounts.roles import Can
from accounts.services.tokens import renewal_url
from core.models import Notice, NoticeLevel
from core.notices import Message, notify, settle
from publishing.dispatch.ahead import clock
from publishing.models import Risk
from publishing.queries.risks import open_risks

STEPS: Final = (("2h", dt.timedelta(hours=2)), ("24h", dt.timedelta(hours=24)))
FOUND: Final = "found"
PREFIX: Final = "risk:"

ONE = gettext_noop("“%(account)s” %(at)s 的一条：%(what)s")
MANY = gettext_noop("%(what)s共 %(n)d 条，最早的 %(at)s。")


@dataclass(frozen=True, slots=True)
class Matter:
    """One cause with what it endangers, the first post first."""

    cause: str
    risks: list[Risk]

    @property
    def first(self) -> Risk:
        return self.risks[0]

    def step(self, now: dt.datetime) -> str:
        """Which reminder is due."""
        left = self.first.slot.scheduled_at - now
        return next((name for name, span in STEPS if left <= span), FOUND)

    def key(self, now: dt.datetime) -> str:
        return f"{PREFIX}{self.cause}:{self.step(now)}"


def remind_of_risks(*, now: dt.datetime) -> int:
    """Tell who wrote or placed the posts, who is in charge of the account, and who may mend it. Returns how many."""
    matters = _matters()
    keys = {matter.key(now) for matter in matters}
    known = _settle_old(keys, now)
    people = {matter.cause: _people(matter) for matter in matters}
    wanted = {pk for each in people.values() for pk in each}
    users = {user.pk: user for user in User.objects.filter(pk__in=wanted, is_active=True)} if wanted else {}
    told = 0
    for matter in matters:
        new = [users[pk] for pk in sorted(people[matter.cause]) if pk in users]
        new = [user for user in new if (matter.key(now), user.pk) not in known]
        told += _tell(matter, new, now) if new else 0
    return told


def _matters() -> list[Matter]:
    by_cause: dict[str, list[Risk]] = defaultdict(list)
    for risk in open_risks().select_related("slot__account", "slot__post", "slot__post__campaign"):
        by_cause[risk.cause].append(risk)
    return [Matter(cause, sorted(risks, key=lambda risk: risk.slot.scheduled_at)) for cause, risks in by_cause.items()]


def _settle_old(keys: set[str], now: dt.datetime) -> set[tuple[str, int]]:
    """Notices of causes that are mended, or that have reached the next step, are off the list; answers the others."""
    rows = Notice.objects.filter(key__startswith=PREFIX, settled_at=None).values_list("key", "user_id")
    known = set(rows)
    for key in sorted({key for key, _user in known} - keys):
        settle(key_prefix=key, at=now)
    return {(key, user) for key, user in known if key in keys}


def _people(matter: Matter) -> set[int]:
    found: set[int | None] = set()
    for risk in matter.risks:
        account = risk.slot.account
        found |= {risk.slot.post.author_id, risk.slot.created_by_id, account.owner_id, account.deputy_id}
    campaign = matter.first.slot.post.campaign
    if campaign is not None and matter.first.code.startswith("campaign"):
        found.add(campaign.owner_id)
    if matter.first.code in {"token", "account", "refused"}:
        found |= _menders(matter)
    return {pk for pk in found if pk is not None}


def _menders(matter: Matter) -> set[int]:
    return {user.pk for user in people_who_may(Can.MANAGE_ACCOUNTS, matter.first.slot.account)}


def _tell(matter: Matter, people: list[User], now: dt.datetime) -> int:
    """In everybody's language, for the sentence is made of another one."""
    menders = _menders(matter) if matter.first.code == "token" else set()
    groups: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for user in people:
        groups[user.language, user.pk in menders].append(user.pk)
    told = 0
    for (language, may_renew), to in groups.items():
        with translation.override(language):
            told += notify(to=to, key=matter.key(now), message=_message(matter, may_renew, now), at=now)
    return told


def _message(matter: Matter, may_renew: bool, now: dt.datetime) -> Message:
    risk, step = matter.first, matter.step(now)
    params = {
        "account": risk.slot.account.nickname,
        "at": clock(risk.slot.scheduled_at),
        "n": len(matter.risks),
        "what": risk.sentence,
    }
    level = NoticeLevel.DANGER if risk.stops and step != FOUND else NoticeLevel.WARNING
    text = ONE if len(matter.risks) == 1 else MANY
    return Message(text, params, _url(matter, may_renew), level, mail=risk.stops)


def _url(matter: Matter, may_renew: bool) -> str:
    slot = matter.first.slot
    if may_renew:
        return renewal_url(slot.account_id, matter.cause.rsplit(":", 1)[1])
    if len(matter.risks) == 1:
        return reverse("calendar:slot", args=[slot.pk])
    return f"{reverse('calendar:board')}?account={slot.account_id}#col-at_risk"
