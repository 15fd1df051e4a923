"""The fans service brings numbers, not names: who wrote is asked for once (E1)."""

import datetime as dt
from functools import partial
from typing import Final

from django.db import transaction

from accounts.asking import ask
from accounts.models import Purpose
from engagement.models import FansPerson, Thread
from engagement.queries.windows import line_of
from weibo.calls import talks, users
from weibo.calls.call import Call
from weibo.errors import Refused
from weibo.types import FanInfo, User

AT_ONCE: Final = 20


def name_people(*, now: dt.datetime) -> int:
    """Ask for names that are not known, the newest people first. Returns how many got theirs."""
    nameless = FansPerson.objects.filter(named_at=None).select_related("account").order_by("-pk")[:AT_ONCE]
    return sum(_name(person, now) for person in nameless)


def _name(person: FansPerson, now: dt.datetime) -> bool:
    name, is_answered = (person.name, True) if person.name else _asked(person, now)
    if not is_answered:
        return False  # not now: the next sweep asks again
    with transaction.atomic():
        FansPerson.objects.filter(pk=person.pk).update(name=name, named_at=now)
        if name:
            Thread.objects.filter(person=person, author_name="").update(author_name=name)
    return bool(name)


def _asked(person: FansPerson, now: dt.datetime) -> tuple[str, bool]:
    """The name, and whether the platform answered at all: the fans service knows fans, `users/show` the others."""
    line = line_of(person.account)
    if line is not None and line.ciphertext:
        build = partial(_fan, person.uid)
        fan = ask(person.account, "eps/user/info", build, now=now, purpose=Purpose.INBOX, sealed=line.ciphertext).answer
        if fan is not None and fan.nickname:
            return fan.nickname[:80], True
    shown = ask(person.account, "users/show", partial(_user, person.uid), now=now, purpose=Purpose.INBOX)
    if shown.answer is not None:
        return shown.answer.screen_name[:80], True
    return "", isinstance(shown.error, Refused)


def _fan(uid: str, token: str) -> Call[FanInfo]:
    return talks.eps_user_info(token, uid)


def _user(uid: str, token: str) -> Call[User]:
    return users.users_show(token, uid=uid)
