"""Looking ahead: what will keep a planned post from leaving at its own time, or may. Pure, like the last look.

Each check answers what it found about one slot, judged at the slot's own time, with facts that were read for many
slots at once (`publishing.queries.ahead`).
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_noop

from accounts.gateway import app_of
from accounts.models import AccountState, WeiboAccount
from campaigns.models import Campaign, CampaignState
from content import lint
from content.lint import capability, length, words
from content.models import Media
from content.queries.facts import sent_draft
from content.services import compute_hash
from core.dates import BEIJING
from publishing.models import Severity, Slot, SlotState
from publishing.planner import Limits, Neighbour, breaches
from publishing.queries.freezes import Frozen
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
class TokenLife:
    """Until when a grant carries calls; dead ones do no more."""

    expires_at: dt.datetime
    dead: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What the slots of one batch share."""

    frozen: Frozen
    tokens: Mapping[tuple[int, str], TokenLife]
    lexicon: lint.Lexicon
    gone: frozenset[str]  # names of picture files that are not in the storage
    limits: Mapping[int, Limits]
    neighbours: Mapping[int, Sequence[tuple[int, Neighbour]]]  # by account: slot id, what stands there


Check = Callable[[Slot, Known], Iterator[Found]]


def clock(at: dt.datetime) -> str:
    """A time as sentences say it."""
    return f"{at.astimezone(BEIJING):%m-%d %H:%M}"


def media_of(slot: Slot) -> list[Media]:
    """The pictures of what is to be sent, in order, from what was read with the slot."""
    version = slot.post.version
    rows = list(version.version_media.all()) if version else []
    return [row.media for row in sorted(rows, key=lambda row: row.position)]


def find_risks(slot: Slot, known: Known) -> list[Found]:
    """Everything that stands in the way, what stops first. At most one for each code."""
    found: dict[str, Found] = {}
    for check in CHECKS:
        for each in check(slot, known):
            found.setdefault(each.code, each)
    return sorted(found.values(), key=lambda each: each.severity != Severity.STOPS)


def _stops(code: str, text: str, cause: str, **params: Any) -> Found:
    return Found(code, Severity.STOPS, text, cause, params)


def _warns(code: str, text: str, cause: str, **params: Any) -> Found:
    return Found(code, Severity.WARNS, text, cause, params)


def account_and_token(slot: Slot, known: Known) -> Iterator[Found]:
    """The account is in use, and its grant lives at the time of the post."""
    account = slot.account
    if account.state == AccountState.RETIRED:
        text = gettext_noop("账号“%(name)s”已停用，到时发不出。")
        yield _stops("account", text, f"account:{account.pk}", name=account.nickname)
        return
    if not by_a_person(slot.post):
        yield from _token(account, slot.scheduled_at, known)


def _token(account: WeiboAccount, at: dt.datetime, known: Known) -> Iterator[Found]:
    app = app_of(account)
    life, cause = known.tokens.get((account.pk, app)), f"token:{account.pk}:{app}"
    if life is None:
        yield _stops("token", gettext_noop("账号“%(name)s”还没有授权，到时发不出。"), cause, name=account.nickname)
    elif life.dead or account.state != AccountState.CONNECTED:
        yield _stops("token", gettext_noop("账号“%(name)s”的授权已失效，到时发不出。"), cause, name=account.nickname)
    elif life.expires_at <= at:
        text = gettext_noop("账号“%(name)s”的授权 %(at)s 到期，早于发布时间。")
        yield _stops("token", text, cause, name=account.nickname, at=clock(life.expires_at))


def frozen(slot: Slot, known: Known) -> Iterator[Found]:
    """A live freeze would hold it."""
    freeze_id = known.frozen.freeze_of(slot)
    if freeze_id is not None:
        yield _stops("frozen", gettext_noop("发布已冻结，到时会被拦下。"), f"freeze:{freeze_id}")


def campaign_runs(slot: Slot, known: Known) -> Iterator[Found]:
    """P6: filed, not called off, and running at that time."""
    campaign: Campaign | None = slot.post.campaign
    if campaign is None:
        return
    cause, name = f"campaign:{campaign.pk}", {"name": campaign.name}
    if campaign.state == CampaignState.CANCELLED:
        yield _stops("campaign", gettext_noop("活动“%(name)s”已取消，到时发不出。"), cause, **name)
    elif not campaign.may_run:
        yield _stops("campaign", gettext_noop("活动“%(name)s”还没有备案，到时发不出。"), cause, **name)
    elif campaign.state == CampaignState.ENDED or slot.scheduled_at > campaign.ends_at:
        yield _warns("campaign_time", gettext_noop("到发布时活动“%(name)s”已经结束。"), cause, **name)
    elif slot.scheduled_at < campaign.starts_at:
        text = gettext_noop("到发布时活动“%(name)s”还没有开始（%(at)s 开始）。")
        yield _warns("campaign_time", text, cause, at=clock(campaign.starts_at), **name)


def approved(slot: Slot, known: Known) -> Iterator[Found]:
    """K5: the approval holds for these very bytes."""
    post = slot.post
    holds = post.approval_holds() and post.version is not None
    if holds and post.version and compute_hash(post.version.text, media_of(slot), slot.account) == post.approved_hash:
        return
    text = gettext_noop("内容与审核通过的版本不一致，到时发不出。请重新提交审核。")
    yield _stops("approval", text, f"slot:{slot.pk}")


def pictures_there(slot: Slot, known: Known) -> Iterator[Found]:
    """The files are in the storage."""
    if any(str(item.file.name) in known.gone for item in media_of(slot)):
        text = gettext_noop("有图片文件已丢失，到时发不出。请重新上传图片并提交审核。")
        yield _stops("media", text, f"slot:{slot.pk}")


def text_fits(slot: Slot, known: Known) -> Iterator[Found]:
    """What Weibo would refuse, by channel and by what was learnt; and words that were listed since the approval."""
    pictures = len(slot.post.version.version_media.all()) if slot.post.version else 0
    draft = sent_draft(slot.post, pictures=pictures)
    if not by_a_person(slot.post):
        yield from _refused_before(slot, draft)
    for each in [*capability.check(draft), *length.check(draft)]:
        if each.severity == lint.Severity.ERROR:
            yield _stops("capability", each.whole, f"slot:{slot.pk}")
    listed = lint.Draft(text=draft.text, lexicon=known.lexicon)
    for each in words.check(listed):
        if each.severity == lint.Severity.ERROR:
            yield _warns("lint", each.whole, f"slot:{slot.pk}")


def _refused_before(slot: Slot, draft: lint.Draft) -> Iterator[Found]:
    ability = draft.abilities.repost if draft.is_repost else draft.abilities.publish
    if ability.allowed is False:
        text = gettext_noop("微博拒绝过账号“%(name)s”通过%(channel)s发布，到时发不出。")
        cause = f"refused:{slot.account_id}:{ability.name}"
        yield _stops("refused", text, cause, name=slot.account.nickname, channel=draft.abilities.channel_label)


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
    if not by_a_person(slot.post) or slot.account.channel == "":
        return
    named = (slot.account.owner, slot.account.deputy)
    if not any(person is not None and person.is_active for person in named):
        text = gettext_noop("这条要人工发布，但账号“%(name)s”没有在职的负责人。")
        yield _warns("person", text, f"person:{slot.account_id}", name=slot.account.nickname)


def first_of_relay(slot: Slot, known: Known) -> Iterator[Found]:
    """A11: it waits for another slot, which will not be published as things stand."""
    first = slot.waits_for
    if first is not None and first.state in NEVER_LEFT:
        text = gettext_noop("联动的首发没有发出，这条会一直等着。")
        yield _stops("relay", text, f"relay:{first.pk}")


CHECKS: tuple[Check, ...] = (
    approved,
    account_and_token,
    frozen,
    campaign_runs,
    first_of_relay,
    text_fits,
    pictures_there,
    somebody_there,
    policy_kept,
)
