"""The last look before a post leaves: everything that may have changed since it was planned.

Each no ends with a sentence for people and says where the slot goes.
"""

import datetime as dt
from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from accounts.models import AccountState
from content import lint
from content.lint import capability, length
from content.models import Media, Post, PostState
from content.services import compute_hash
from publishing.models import LateRule, Slot, SlotState
from publishing.queries.freezes import Frozen
from publishing.queries.rules import by_a_person, why_not_send

GRACE = dt.timedelta(seconds=60)
"""A sweep is never late by more than this on a working day; later than that is late."""


@dataclass(frozen=True, slots=True)
class No:
    """The slot does not go out now: its new state and why."""

    state: str
    sentence: str
    freeze_id: int | None = None


def no_because_frozen(slot: Slot, frozen: Frozen, *, text: str | None = None) -> No | None:
    """A live freeze covers it; `text` is what is sent, otherwise the post's version is looked at."""
    freeze_id = frozen.freeze_of(slot, text=text)
    return None if freeze_id is None else No(SlotState.HELD, frozen.sentence(freeze_id), freeze_id)


def latest(slot: Slot) -> dt.datetime:
    """The last instant at which the lateness rule still lets it go."""
    allowed = dt.timedelta(minutes=slot.late_minutes) if slot.late_rule == LateRule.SEND else GRACE
    return slot.scheduled_at + max(allowed, GRACE)


def no_because_late(slot: Slot, now: dt.datetime) -> No | None:
    """The lateness rule of the slot."""
    if now <= latest(slot):
        return None
    minutes = int((now - slot.scheduled_at).total_seconds() // 60)
    if slot.late_rule == LateRule.SEND:
        sentence = _("已迟 %(minutes)d 分钟，超过最多可迟的 %(most)d 分钟，没有发出。")
        return No(SlotState.MISSED, sentence % {"minutes": minutes, "most": slot.late_minutes})
    if slot.late_rule == LateRule.ASK:
        return No(SlotState.MISSED, _("已迟 %(minutes)d 分钟，请决定是否仍要发布。") % {"minutes": minutes})
    return No(SlotState.MISSED, _("已迟 %(minutes)d 分钟，按规则错过不发。") % {"minutes": minutes})


def no_because_of_post(post: Post, media: list[Media]) -> No | None:
    """The approval holds for these very bytes (K5), and its campaign may run (P6)."""
    if post.state != PostState.SCHEDULED:
        return No(SlotState.CANCELLED, _("内容有改动，已退出排期；重新通过审核后再排期。"))
    if not post.approval_holds() or post.version is None:
        return No(SlotState.FAILED, _("内容与审核通过的版本不一致，没有发出。请重新提交审核。"))
    if compute_hash(post.version.text, media, post.account) != post.approved_hash:
        return No(SlotState.FAILED, _("内容与审核通过的版本不一致，没有发出。请重新提交审核。"))
    if post.campaign is not None and not post.campaign.may_run:
        sentence = _("活动“%(name)s”还没有备案或已取消，没有发出。备案后可放回。")
        return No(SlotState.HELD, sentence % {"name": post.campaign.name})
    return None


def no_because_of_account(slot: Slot) -> No | None:
    """A retired account never sends; one without a grant waits."""
    sentence = why_not_send(slot.account, by_hand=by_a_person(slot.post))
    if not sentence:
        return None
    state = SlotState.FAILED if slot.account.state == AccountState.RETIRED else SlotState.HELD
    return No(state, sentence + _("没有发出。"))


def no_because_refused_before(draft: lint.Draft) -> No | None:
    """Weibo has refused this very call of our app for this account: it waits for a person, no call is made."""
    ability = draft.abilities.repost if draft.is_repost else draft.abilities.publish
    if ability.allowed is not False:
        return None
    sentence = _(
        "微博拒绝过这个账号通过%(channel)s发布（%(reason)s），没有发出。请改为人工发布，或申请权限后在账号页点“再试一次”，再放回。"
    )
    return No(
        SlotState.HELD, sentence % {"channel": draft.abilities.channel_label, "reason": ability.reason.rstrip("。")}
    )


def no_because_of_text(draft: lint.Draft, media: list[Media]) -> No | None:
    """What Weibo would refuse anyway: length, pictures, missing link; or a picture that is gone."""
    findings = [*capability.check(draft), *length.check(draft)]
    errors = [finding for finding in findings if finding.severity == lint.Severity.ERROR]
    if errors:
        return No(SlotState.FAILED, errors[0].whole)
    if any(not default_storage.exists(str(item.file.name)) for item in media):
        return No(SlotState.FAILED, _("有图片文件已丢失，没有发出。请重新上传图片并提交审核。"))
    return None
