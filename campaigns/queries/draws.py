"""Reads of draws: what is ready, what was typed, who is on the list (P8)."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.secrets import unseal
from campaigns import draw_files
from campaigns.draw import entry_id
from campaigns.draw.merkle import Proof
from campaigns.models import Campaign, Draw, DrawValue, Entry, Judgement, Winner
from core.dates import BEIJING
from core.errors import NotFound
from core.models import Job, JobState

LIST_KIND = "campaigns.publish_list"
NEEDED = 2
"""People who must type the same agreed number."""


def draws_of(campaign: Campaign) -> list[Draw]:
    """All of a campaign, the newest first; void ones too."""
    return list(campaign.draws.select_related("committed_by"))


def list_job(campaign: Campaign, *, is_open: bool = False) -> Job | None:
    """The newest publishing of a list of this campaign; with `is_open` only one that is not over."""
    jobs = Job.objects.filter(kind=LIST_KIND, params__campaign=campaign.pk)
    return (jobs.filter(state__in=[JobState.WAITING, JobState.RUNNING]) if is_open else jobs).order_by("-pk").first()


def public_draw(slug: str) -> Draw:
    """The draw behind a public address. Raises `NotFound`."""
    found = Draw.objects.select_related("campaign").filter(slug=slug).first()
    if found is None:
        raise NotFound(_("没有找到这次抽奖。"))
    return found


def published_file(draw: Draw) -> Path:
    """Where the entries file lies. Raises `NotFound` once it was taken away after its term."""
    path = draw_files.path_of(draw.folder)
    if not path.is_file():
        raise NotFound(_("名单文件已经不在了。"))
    return path


def rules_of(campaign: Campaign) -> dict[str, Any]:
    """The rules the entries were judged by."""
    last = Judgement.objects.filter(campaign=campaign).order_by("-number").first()
    return dict(last.rules) if last else {}


def agreed_values(draw: Draw) -> list[str | None]:
    """The value of each source that counts; None while it is missing or people disagree.

    A drand value counts when its signature was checked. Everything else counts when two people typed the same and
    nobody typed anything else.
    """
    typed = list(draw.values.all())
    agreed: list[str | None] = []
    for place in range(len(draw.sources)):
        of_source = [value for value in typed if value.source == place]
        proved = {value.text for value in of_source if value.is_proved}
        different = {(value.text, value.is_next) for value in of_source}
        if len(proved) == 1:
            agreed.append(proved.pop())
        elif len(different) == 1 and len(of_source) >= NEEDED:
            agreed.append(of_source[0].text)
        else:
            agreed.append(None)
    return agreed


@dataclass(frozen=True)
class SourceState:
    """One named value on the organiser's page. `mine` is what the asking person typed; he sees nobody else's."""

    place: int
    sentence: str
    at: dt.datetime
    form: str
    value: str | None
    typed: int
    mine: str
    differ: bool
    is_open: bool


def source_states(draw: Draw, user_id: int | None, now: dt.datetime) -> list[SourceState]:
    """How each named value stands."""
    typed, states = list(draw.values.all()), []
    for place, (named, value) in enumerate(zip(draw.sources, agreed_values(draw), strict=True)):
        of_source = [one for one in typed if one.source == place]
        mine = next((one.text for one in of_source if one.typed_by_id == user_id), "")
        at = dt.datetime.fromisoformat(named["at"])
        form = " ".join("0" * length for length in named.get("form", []))
        differ = len({one.text for one in of_source}) > 1 and value is None
        states.append(
            SourceState(place, source_sentence(named), at, form, value, len(of_source), mine, differ, now >= at)
        )
    return states


def source_sentence(named: dict[str, Any]) -> str:
    """A named value in words."""
    at = dt.datetime.fromisoformat(named["at"]).astimezone(BEIJING)
    if named["kind"] == "drand":
        return _("drand 公共随机数第 %(n)d 轮，%(at)s 产生") % {"n": named["round"], "at": f"{at:%Y-%m-%d %H:%M:%S}"}
    return _("%(name)s，%(at)s 公布") % {"name": named["name"], "at": f"{at:%Y-%m-%d %H:%M}"}


def winners_of(draw: Draw) -> "QuerySet[Winner]":
    """In the order in which they were drawn."""
    return draw.winners.select_related("entry", "prize").order_by("place")


def hidden(name: str) -> str:
    """A name as strangers may see it."""
    return f"{name[:1]}**{name[-1:] if len(name) > 3 else ''}"


@dataclass(frozen=True)
class Inclusion:
    """One entrant's place in the published list, and how to prove it."""

    line: str
    number: int
    salt: str
    uid: str
    verdict: str
    proof: Proof
    winner: Winner | None


def inclusion_of(draw: Draw, asked: str) -> Inclusion | None:
    """The entry of somebody who gives his uid or his whole nickname; None when there is none."""
    entries = Entry.objects.filter(campaign=draw.campaign_id)
    entry = entries.filter(uid=asked).first() or entries.filter(name=asked).first()
    if entry is None:
        return None
    name, salt = entry_id(entry.uid, bytes.fromhex(unseal(draw.salt_key)))
    found = draw_files.find(draw.folder, name)
    if found is None:
        return None
    number, line = found
    winner = draw.winners.filter(entry=entry).select_related("prize").first()
    verdict, proof = str(entry.get_verdict_display()), draw_files.proof(draw.folder, number, draw.entries)
    return Inclusion(line, number, salt, entry.uid, verdict, proof, winner)


def values_of(draw: Draw) -> list[DrawValue]:
    """What was typed, for the public page once the draw is over."""
    return list(draw.values.select_related("typed_by"))
