"""Looking ahead: what will keep a planned post from leaving at its own time, or may. Pure, like the last look.

The checks of the last look are asked with facts whose `now` is the slot's own time; what they refuse stops the post.
What only warns is asked here besides. Everything was read for many slots at once (`publishing.queries.ahead`).
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext_noop

from accounts.budget import Shortage
from accounts.gateway import app_of
from accounts.models import AccountState
from campaigns.models import CampaignState
from content import lint
from content.lint import links
from core.dates import BEIJING
from publishing.dispatch import last_look
from publishing.dispatch.budget import no_because_of_budget, sentence_of
from publishing.dispatch.facts import Facts
from publishing.dispatch.lateness import latest
from publishing.dispatch.turns import no_because_of_turn
from publishing.dispatch.verdicts import No
from publishing.models import Severity, Slot, SlotState
from publishing.planner import Limits, Neighbour, breaches
from publishing.queries.rules import by_a_person

DAY = dt.timedelta(days=1)
NEVER_LEFT = frozenset({SlotState.FAILED, SlotState.MISSED, SlotState.HELD, SlotState.CANCELLED})


@dataclass(frozen=True, slots=True)
class Found:
    """One thing about one slot. `text` is a msgid with `params`, or a sentence that is finished already."""

    code: str
    severity: Severity
    text: str
    cause: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """What the slots of one batch share."""

    facts: Facts
    short: Mapping[int, Shortage]  # by slot: why its calls will not fit
    lexicon: lint.Lexicon
    hosts: Mapping[str, str]
    urls: frozenset[str]
    links: tuple[lint.Link, ...]
    known_findings: Mapping[int | None, frozenset[str]]  # by version: what its reviewer saw
    limits: Mapping[int, Limits]
    neighbours: Mapping[int, Sequence[tuple[int, Neighbour]]]  # by account: slot id, what stands there
    firsts: Mapping[int, str]  # by slot that others wait for: its state
    here: frozenset[int]  # people who may sign in


Check = Callable[[Slot, Known], Iterator[Found]]
Words = Callable[[Slot, Known, No], Found]


def clock(at: dt.datetime) -> str:
    """A time as sentences say it."""
    return f"{at.astimezone(BEIJING):%m-%d %H:%M}"


def find_risks(slot: Slot, known: Known) -> list[Found]:
    """Everything that stands in the way, what stops first. At most one for each code."""
    found: dict[str, Found] = {}
    for check in (refused_at_its_time, *WARNINGS):
        for each in check(slot, known):
            found.setdefault(each.code, each)
    if "account" in found:
        found.pop("token", None)  # nobody renews the grant of an account that is out of use
    return sorted(found.values(), key=lambda each: each.severity != Severity.STOPS)


def refused_at_its_time(slot: Slot, known: Known) -> Iterator[Found]:
    """Every no that the last look would say, not only the first. What merely waits a little is no risk."""
    then = known.facts.looking_at(slot.scheduled_at)
    person = by_a_person(slot.post)
    for check in last_look.CHECKS if person else last_look.CHECKS + last_look.CALL_CHECKS:
        if check is no_because_of_budget or (check is no_because_of_turn and slot.waits_for_id is not None):
            continue  # asked for all that is planned together, and when the first has been published
        verdict = check(slot, then)
        if isinstance(verdict, No):
            yield WORDS.get(check, _as_it_says(check.__name__))(slot, known, verdict)


def _as_it_says(name: str) -> Words:
    code = name.removeprefix("no_because_of_").removeprefix("no_because_")[:30]
    return lambda slot, known, no: Found(code, Severity.STOPS, no.sentence, f"slot:{slot.pk}")


def _stops(code: str, text: str, cause: str, **params: Any) -> Found:
    return Found(code, Severity.STOPS, text, cause, params)


def _warns(code: str, text: str, cause: str, **params: Any) -> Found:
    return Found(code, Severity.WARNS, text, cause, params)


def _approval(slot: Slot, known: Known, no: No) -> Found:
    text = gettext_noop("内容与审核通过的版本不一致，到时发不出。请重新提交审核。")
    return _stops("approval", text, f"slot:{slot.pk}")


def _campaign(slot: Slot, known: Known, no: No) -> Found:
    campaign = slot.post.campaign
    text = gettext_noop("活动“%(name)s”还没有备案，到时发不出。")
    if campaign is not None and campaign.state == CampaignState.CANCELLED:
        text = gettext_noop("活动“%(name)s”已取消，到时发不出。")
    return _stops("campaign", text, f"campaign:{slot.post.campaign_id}", name=campaign.name if campaign else "")


def _frozen(slot: Slot, known: Known, no: No) -> Found:
    return _stops("frozen", gettext_noop("发布已冻结，到时会被拦下。"), f"freeze:{no.freeze_id}")


def _account(slot: Slot, known: Known, no: No) -> Found:
    if slot.account.state != AccountState.RETIRED:
        return _token(slot, known, no)
    text = gettext_noop("账号“%(name)s”已停用，到时发不出。")
    return _stops("account", text, f"account:{slot.account_id}", name=slot.account.nickname)


def _token(slot: Slot, known: Known, no: No) -> Found:
    account = slot.account
    token, name = known.facts.tokens.by_account.get(account.pk), account.nickname
    cause = f"token:{account.pk}:{app_of(account)}"
    if token is None:
        return _stops("token", gettext_noop("账号“%(name)s”还没有授权，到时发不出。"), cause, name=name)
    if token.dead_at is not None or account.state == AccountState.EXPIRED:
        return _stops("token", gettext_noop("账号“%(name)s”的授权已失效，到时发不出。"), cause, name=name)
    text = gettext_noop("账号“%(name)s”的授权 %(at)s 到期，早于发布时间。")
    return _stops("token", text, cause, name=name, at=clock(token.expires_at))


def _refused(slot: Slot, known: Known, no: No) -> Found:
    able = known.facts.draft(slot).abilities
    text = gettext_noop("微博拒绝过账号“%(name)s”通过%(channel)s发布，到时发不出。")
    cause = f"refused:{slot.account_id}"
    return _stops("refused", text, cause, name=slot.account.nickname, channel=able.channel_label)


def _words(slot: Slot, known: Known, no: No) -> Found:
    finding = known.facts.listed[slot.post.version_id or 0]
    return _stops("lint", finding.whole, f"slot:{slot.pk}")


def _capability(slot: Slot, known: Known, no: No) -> Found:
    return _stops("capability", no.sentence, f"slot:{slot.pk}")


def _media(slot: Slot, known: Known, no: No) -> Found:
    text = gettext_noop("有图片文件已丢失，到时发不出。请重新上传图片并提交审核。")
    return _stops("media", text, f"slot:{slot.pk}")


WORDS: dict[last_look.Check, Words] = {
    last_look.no_because_of_approval: _approval,
    last_look.no_because_of_campaign: _campaign,
    last_look.no_because_frozen: _frozen,
    last_look.no_because_of_account: _account,
    last_look.no_because_refused_before: _refused,
    last_look.no_because_of_text: _capability,
    last_look.no_because_of_words: _words,
    last_look.no_because_of_media: _media,
    last_look.no_because_of_token: _token,
}
"""How a no sounds before its time, and what has to be mended. A check that is not here speaks for itself."""


def budget_lasts(slot: Slot, known: Known) -> Iterator[Found]:
    """Its calls fit behind everything that is planned before it."""
    short = known.short.get(slot.pk)
    if short is not None:
        kind = _warns if short.until <= latest(slot) else _stops
        yield kind("budget", sentence_of(short, slot.scheduled_at), f"budget:{slot.account_id}:{short.until:%m%d%H}")


def campaign_runs(slot: Slot, known: Known) -> Iterator[Found]:
    """P6: its campaign is running at that time."""
    campaign = slot.post.campaign
    if campaign is None or not campaign.may_run:
        return
    cause, name = f"campaign:{campaign.pk}", {"name": campaign.name}
    if campaign.state == CampaignState.ENDED or slot.scheduled_at > campaign.ends_at:
        yield _warns("campaign_time", gettext_noop("到发布时活动“%(name)s”已经结束。"), cause, **name)
    elif slot.scheduled_at < campaign.starts_at:
        text = gettext_noop("到发布时活动“%(name)s”还没有开始（%(at)s 开始）。")
        yield _warns("campaign_time", text, cause, at=clock(campaign.starts_at), **name)


def words_listed_since(slot: Slot, known: Known) -> Iterator[Found]:
    """C13: what today's lists warn of and did not when it was approved. What stops it is told by the last look."""
    version = slot.post.version
    before = known.known_findings.get(version.pk) if version is not None else None
    if version is None or before is None:
        return
    for each in lint.check_words(lint.Draft(version.text, lexicon=known.lexicon)):
        if each.severity == lint.Severity.WARNING and each.key not in before:
            yield _warns("listed", each.whole, f"slot:{slot.pk}")


def links_open(slot: Slot, known: Known) -> Iterator[Found]:
    """C5: its links answered when they were asked last."""
    draft = replace(known.facts.draft(slot), links=known.links, blocked_hosts=known.hosts)
    for each in links.check(draft):
        if each.severity == lint.Severity.WARNING and each.key not in known.known_findings.get(
            slot.post.version_id, ()
        ):
            yield _warns("link", each.whole, f"slot:{slot.pk}")


def policy_kept(slot: Slot, known: Known) -> Iterator[Found]:
    """K2, K4: what has come near it since it was placed. Who gave a reason has decided about it."""
    if slot.reason:
        return
    others = [
        near for pk, near in known.neighbours.get(slot.account_id, ())
        if pk != slot.pk and abs(near.at - slot.scheduled_at) < DAY
    ]  # fmt: skip
    limits = known.limits.get(slot.account_id, Limits())
    promotional = slot.post.category.is_promotional
    for breach in breaches(limits, others, slot.scheduled_at, promotional=promotional):
        yield _warns("policy", breach.sentence, f"slot:{slot.pk}")


def somebody_there(slot: Slot, known: Known) -> Iterator[Found]:
    """K6: what a person publishes needs a person in charge of the account."""
    if not by_a_person(slot.post):
        return
    if not known.here & {slot.account.owner_id, slot.account.deputy_id}:
        text = gettext_noop("这条要人工发布，但账号“%(name)s”没有在职的负责人。")
        yield _warns("person", text, f"person:{slot.account_id}", name=slot.account.nickname)


def first_of_relay(slot: Slot, known: Known) -> Iterator[Found]:
    """A11: it waits for another slot, which will not be published as things stand."""
    if slot.waits_for_id is not None and known.firsts.get(slot.waits_for_id) in NEVER_LEFT:
        text = gettext_noop("联动的首发没有发出，这条会一直等着。")
        yield _stops("relay", text, f"relay:{slot.waits_for_id}")


WARNINGS: tuple[Check, ...] = (
    first_of_relay,
    budget_lasts,
    words_listed_since,
    links_open,
    campaign_runs,
    somebody_there,
    policy_kept,
)
