"""The last look before a post leaves: everything that may have changed since it was planned.

A check is pure: it gets a slot (see `queries.sending.load_slots`) and the facts of the round, reads neither clock nor
database, and answers the first reason against sending, or None. The same checks look ahead: with facts whose `now` is
the slot's own time. Each no ends with a sentence for people and says where the slot goes.
"""

from collections.abc import Callable

from django.utils.translation import gettext as _

from accounts.models import AccountState
from content import lint
from content.hand_items import items_of
from content.lint import capability, length
from content.models import PostState
from content.rights import unusable, use_of, why_story_unusable, why_unusable
from content.services import compute_hash, why_outside
from core.dates import local_day
from publishing.dispatch.budget import no_because_of_budget
from publishing.dispatch.facts import Facts
from publishing.dispatch.lateness import GRACE, latest
from publishing.dispatch.rhythm import no_because_of_rhythm
from publishing.dispatch.turns import no_because_of_turn
from publishing.dispatch.verdicts import No, Verdict, Wait
from publishing.models import LateRule, Slot, SlotState
from publishing.queries.rules import by_a_person, why_not_send

__all__ = [
    "BEGIN_CHECKS",
    "CALL_CHECKS",
    "CHECKS",
    "GRACE",
    "Check",
    "No",
    "Verdict",
    "Wait",
    "first_verdict",
    "judge",
    "latest",
]

Check = Callable[[Slot, Facts], Verdict | None]


def judge(slot: Slot, facts: Facts) -> Verdict | None:
    """The first verdict that applies; None when it may go, by the app or (K6) by a person."""
    return first_verdict(CHECKS if by_a_person(slot.post) else CHECKS + CALL_CHECKS, slot, facts)


def first_verdict(checks: tuple[Check, ...], slot: Slot, facts: Facts) -> Verdict | None:
    """What the first of these checks says that says anything."""
    return next((verdict for check in checks if (verdict := check(slot, facts)) is not None), None)


def no_because_frozen(slot: Slot, facts: Facts) -> No | None:
    """A live freeze or a silence day (K7) covers it."""
    if not facts.frozen.stops:
        return None
    freeze_id = facts.frozen.freeze_of(slot, text=facts.draft(slot).text_as_sent, at=facts.now)
    return None if freeze_id is None else No(SlotState.HELD, facts.frozen.sentence(freeze_id), freeze_id)


def no_because_late(slot: Slot, facts: Facts) -> No | None:
    """The lateness rule of the slot."""
    if facts.now <= latest(slot):
        return None
    minutes = int((facts.now - slot.scheduled_at).total_seconds() // 60)
    if slot.late_rule == LateRule.SEND:
        sentence = _("已迟 %(minutes)d 分钟，超过最多可迟的 %(most)d 分钟，没有发出。")
        return No(SlotState.MISSED, sentence % {"minutes": minutes, "most": slot.late_minutes})
    if slot.late_rule == LateRule.ASK:
        return No(SlotState.MISSED, _("已迟 %(minutes)d 分钟，请决定是否仍要发布。") % {"minutes": minutes})
    return No(SlotState.MISSED, _("已迟 %(minutes)d 分钟，按规则错过不发。") % {"minutes": minutes})


def no_because_of_approval(slot: Slot, facts: Facts) -> No | None:
    """The approval holds for these very bytes (K5)."""
    post = slot.post
    if post.state != PostState.SCHEDULED:
        return No(SlotState.CANCELLED, _("内容有改动，已退出排期；重新通过审核后再排期。"))
    changed = No(SlotState.FAILED, _("内容与审核通过的版本不一致，没有发出。请重新提交审核。"))
    if not post.approval_holds() or post.version is None:
        return changed
    if outside := why_outside(post, max(facts.now, slot.scheduled_at)):
        return No(SlotState.FAILED, outside)
    version, media = post.version, facts.media[slot.pk]
    same = compute_hash(version.text, media, post.account, items_of(version.hand_items)) == post.approved_hash
    return None if same else changed


def no_because_of_campaign(slot: Slot, facts: Facts) -> No | None:
    """Its campaign may run (P6)."""
    campaign = slot.post.campaign
    if campaign is None or campaign.may_run:
        return None
    sentence = _("活动“%(name)s”还没有备案或已取消，没有发出。备案后可放回。")
    return No(SlotState.HELD, sentence % {"name": campaign.name})


def no_because_of_rights(slot: Slot, facts: Facts) -> No | None:
    """Its pictures (C12) and the user story that it quotes (C9) may be used on this day; ahead, on the slot's day."""
    post, today = slot.post, local_day(facts.now)
    if post.story is not None:
        why = why_story_unusable(post.story, on=today, use=use_of(is_repost=post.is_repost))
        if why:
            return No(SlotState.HELD, why + _("没有发出。取得同意并登记后可放回。"))
    over = unusable(facts.media[slot.pk], on=today)
    if not over:
        return None
    sentence = _("没有发出。在素材库更新授权后可放回。")
    return No(SlotState.HELD, why_unusable(over[0], on=today) + sentence)


def no_because_of_account(slot: Slot, facts: Facts) -> No | None:
    """A retired account never sends; one without a grant waits."""
    sentence = why_not_send(slot.account, by_hand=by_a_person(slot.post))
    if not sentence:
        return None
    state = SlotState.FAILED if slot.account.state == AccountState.RETIRED else SlotState.HELD
    return No(state, sentence + _("没有发出。"))


def no_because_refused_before(slot: Slot, facts: Facts) -> No | None:
    """Weibo has refused this very call of our app for this account: it waits for a person, no call is made."""
    able = facts.draft(slot).abilities
    ability = able.repost if slot.post.is_repost else able.publish
    if ability.allowed is not False:
        return None
    sentence = _(
        "微博拒绝过这个账号通过%(channel)s发布（%(reason)s），没有发出。请改为人工发布，或申请权限后在账号页点“再试一次”，再放回。"
    )
    return No(SlotState.HELD, sentence % {"channel": able.channel_label, "reason": ability.reason.rstrip("。")})


def no_because_of_text(slot: Slot, facts: Facts) -> No | None:
    """What Weibo would refuse anyway: length, pictures, missing link."""
    draft = facts.draft(slot)
    findings = (finding for rule in (capability, length) for finding in rule.check(draft))
    error = next((finding for finding in findings if finding.severity == lint.Severity.ERROR), None)
    return None if error is None else No(SlotState.FAILED, error.whole)


def no_because_of_words(slot: Slot, facts: Facts) -> No | None:
    """C13: a word that was listed since the approval stops it, unless somebody who may has let it pass."""
    finding = facts.listed.get(slot.post.version_id or 0)
    if finding is None:
        return None
    return No(SlotState.HELD, finding.sentence + _("没有发出。修改内容，或写明理由放行后再放回。"))


def no_because_of_media(slot: Slot, facts: Facts) -> No | None:
    """A picture is gone."""
    if all(str(item.file.name) not in facts.lost_files for item in facts.media[slot.pk]):
        return None
    return No(SlotState.FAILED, _("有图片文件已丢失，没有发出。请重新上传图片并提交审核。"))


def no_because_of_token(slot: Slot, facts: Facts) -> No | None:
    """The account's grant is there and alive."""
    sentence = facts.tokens.why_not(slot.account, facts.now)
    return No(SlotState.HELD, sentence) if sentence else None


CHECKS: tuple[Check, ...] = (
    no_because_of_approval,
    no_because_of_campaign,
    no_because_frozen,
    no_because_late,
    no_because_of_account,
    no_because_of_words,
    no_because_of_rights,
    no_because_of_turn,
)
"""Asked of every slot, in this order."""

CALL_CHECKS: tuple[Check, ...] = (
    no_because_refused_before,
    no_because_of_text,
    no_because_of_media,
    no_because_of_token,
    no_because_of_budget,
    no_because_of_rhythm,
)
"""Asked after them of what our app sends; a person needs neither token nor permission (K6)."""

BEGIN_CHECKS: tuple[Check, ...] = (no_because_frozen, no_because_late)
"""Asked again when a call begins, seconds after the claim."""
