"""Three sends of this morning whose answers were no plain yes: found by reading back, proven absent, refused."""

import datetime as dt
from random import Random

from accounts.models import User, WeiboAccount
from accounts.roles import Role
from content.models import Category
from content.services import DraftInput, mark_sending, save_draft
from core.dates import BEIJING
from publishing.dispatch.messages import Answer
from publishing.models import Attempt, Finding, Outcome, Slot, SlotState, TimelineCheck
from publishing.services import place_slot, record_outcome
from weibo.sentences import sentence_for
from weibo.text import id_floor_of_time, time_of_id
from weibo_ops.demo.control import SandboxControl
from weibo_ops.demo.history import write_samples
from weibo_ops.demo.reviews import approved

FOUND = ("山岚", "timely", "降温第一天，出门前灌满一杯热水，手就有了去处。你今天杯子里装的是什么？")
ABSENT = ("山岚厨房", "knowledge", "蒸鱼水开再下锅，八分钟关火，焖两分钟。你家蒸鱼放不放葱结？")
REFUSED = ("山岚客服", "knowledge", "杯盖漏水先看密封圈方向，凹槽朝下。还漏的话，把型号告诉我们，好吗？")
LOST, TOOK = "没有收到微博的明确答复。系统会回读时间线确认结果，请勿重复发布。", dt.timedelta(milliseconds=412)
SECOND = dt.timedelta(seconds=1)
LOOKS = (5, 15, 35, 65, 125)


def write_lives(
    control: SandboxControl, accounts: dict[str, WeiboAccount], people: dict[Role, User], *, now: dt.datetime
) -> None:
    """What a support person wants to read: every state has its attempt, its answer and its readings."""
    _found(control, _sent(FOUND, accounts, people, at=_ago(now, 160)), now)
    _absent(_sent(ABSENT, accounts, people, at=_ago(now, 45)))
    refused = _sent(REFUSED, accounts, people, at=_ago(now, 100))
    sentence, code = "".join(sentence_for(20031)), 20031
    raw = "/2/statuses/share.json: code=20031 http=400 Test and verify"
    answer = Answer(refused.pk, Outcome.REFUSED, _answered(refused), sentence, raw, code, 400)
    record_outcome(answer=answer)


def _ago(now: dt.datetime, minutes: int) -> dt.datetime:
    """A full five minutes of the past."""
    at = now - dt.timedelta(minutes=minutes)
    return at.replace(minute=at.minute // 5 * 5, second=0, microsecond=0)


def _answered(attempt: Attempt) -> dt.datetime:
    return (attempt.called_at or attempt.claimed_at) + TOOK


def _sent(
    told: tuple[str, str, str], accounts: dict[str, WeiboAccount], people: dict[Role, User], *, at: dt.datetime
) -> Attempt:
    """Written, approved, planned, claimed, its call begun."""
    nickname, slug, text = told
    author, chief = people[Role.RESPONSIBLE_EDITOR], people[Role.CHIEF_EDITOR]
    given = DraftInput(account=accounts[nickname], category=Category.objects.get(slug=slug), text=text)
    post = save_draft(draft=given, by=author, at=at - dt.timedelta(hours=20))
    submitted, decided = at - dt.timedelta(hours=18), at - dt.timedelta(hours=17)
    post = approved(post, by=author, chief=chief, submitted=submitted, decided=decided)
    slot = place_slot(post=post, scheduled_at=at, by=author, at=at - dt.timedelta(hours=16), reason="示例排期")
    begun = slot.scheduled_at + dt.timedelta(milliseconds=14)
    Slot.objects.filter(pk=slot.pk).update(state=SlotState.SENDING, generation=1, updated_at=begun)
    mark_sending(post=slot.post, at=begun)
    return Attempt.objects.create(
        slot=slot, generation=1, worker="send@示例", content_hash=post.approved_hash, text=text,
        claimed_at=begun - 4 * SECOND, lease_until=begun + 90 * SECOND, called_at=begun, channel=slot.account.channel,
    )  # fmt: skip


def _lost(attempt: Attempt) -> None:
    raw = "/2/statuses/share.json: code=None http=502 <html><h1>502 Bad Gateway</h1></html>"
    answer = Answer(attempt.pk, Outcome.UNKNOWN, _answered(attempt), LOST, raw, http_status=502)
    record_outcome(answer=answer)


def _look(attempt: Attempt, seconds: int, finding: str, sentence: str, seen: list[list[str]]) -> dt.datetime:
    at = _answered(attempt) + seconds * SECOND
    TimelineCheck.objects.create(
        slot_id=attempt.slot_id, at=at, finding=finding, sentence=sentence, seen=seen, total=1286
    )
    return at


def _others(attempt: Attempt) -> list[list[str]]:
    """What else stood on the timeline then."""
    when = [attempt.slot.scheduled_at - dt.timedelta(hours=hours) for hours in (3, 20, 23, 44, 47)]
    words = (
        "早上好，今天有雾，慢点开车。",
        "今天的抽奖结果在评论里。",
        "周末门店营业到九点。",
        "新杯套到货。",
        "问答整理好了。",
    )
    return [
        [str(id_floor_of_time(at) + 11), at.astimezone(BEIJING).isoformat(), text]
        for at, text in zip(when, words, strict=True)
    ]


def _found(control: SandboxControl, attempt: Attempt, now: dt.datetime) -> None:
    _lost(attempt)
    begun = attempt.called_at or attempt.claimed_at
    weibo_id = control.post(attempt.slot.account.uid or "", attempt.text, ago=(now - begun).total_seconds())
    _look(attempt, LOOKS[0], Finding.ABSENT, "时间线上还没有找到这条微博。", _others(attempt))
    ours = [weibo_id, begun.astimezone(BEIJING).isoformat(), attempt.text[:40]]
    seen = [ours, *_others(attempt)[:4]]
    at = _look(attempt, LOOKS[3], Finding.FOUND, "在时间线上找到了这条微博。", seen)
    answer = Answer(
        attempt.pk, Outcome.PUBLISHED, at, "回读时间线时找到。", weibo_id=weibo_id, shown_text=attempt.text,
        published_at=time_of_id(weibo_id),
    )  # fmt: skip
    slot = record_outcome(answer=answer)
    write_samples(slot.publication, now=now, random=Random(3))  # noqa: S311  sample data


def _absent(attempt: Attempt) -> None:
    _lost(attempt)
    for seconds in LOOKS:
        at = _look(attempt, seconds, Finding.ABSENT, "时间线上还没有找到这条微博。", _others(attempt))
    words = f"已核实 {len(LOOKS)} 次：时间线上能看到更早的微博，唯独没有这条，确认没有发出。可以再发一次。"
    facts = {"checks": len(LOOKS), "check_after": None, "absence_proven_at": at, "updated_at": at}
    Slot.objects.filter(pk=attempt.slot_id).update(state_detail=words, **facts)
