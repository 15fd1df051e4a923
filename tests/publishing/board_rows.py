"""A board with something in every column, for pages and browsers."""

import datetime as dt

from accounts.models import WeiboAccount
from content.models import Post, PostState
from core.heartbeats import beat
from publishing.models import Attempt, Outcome, Publication, Risk, Severity, Slot, SlotState
from tests.publishing.makers import make_post, make_slot

MINUTE = dt.timedelta(minutes=1)

TEXTS = {
    "sending": "杯子有味道，别急着换。白醋兑温水泡一夜，第二天再晾半天。",
    "published": "冬笋上市了，挑底部嫩白、笋壳服帖的。今晚你打算怎么做？",
    "leaving": "初雪快到了，出门前先灌一杯热水。你所在的城市今天几度？",
    "soon": "周末门店有手冲体验，自带杯子就行。想喝浅烘还是深烘？",
    "risky": "珐琅锅别用钢丝球。热水泡十分钟，木铲轻推，焦的地方就下来了。",
    "by_hand": "给杯子起个名字吧，我们先来：早起困难户专用杯。",
    "checking": "保温和保冷是同一件事：把热量挡在外面或留在里面。",
    "asking": "三步看清保修：扫杯底的码，填购买日期，选寄修或换新。",
    "missed": "我们每批抽三十只杯子倒放一夜，漏一只，整批返工。",
    "failed": "杯身上的凹痕会影响保温吗？浅的不会，深到碰着内胆就要换。",
    "held": "转发抽三位送云雾杯，周五开奖。",
}


def _slot(account: WeiboAccount, name: str, at: dt.datetime, now: dt.datetime) -> Slot:
    return make_slot(make_post(account, text=f"{TEXTS[name]} https://weibo-ops.example/{name}"), at, now=now)


def _turn(slot: Slot, state: str, detail: str = "", **more: object) -> Slot:
    Slot.objects.filter(pk=slot.pk).update(state=state, state_detail=detail, **more)
    slot.refresh_from_db()
    return slot


def fill_board(account: WeiboAccount, now: dt.datetime) -> dict[str, Slot]:
    """One slot for each state that a board knows, by the names of `TEXTS`."""
    times = {"leaving": 0.6, "soon": 25, "risky": 600, "held": 120}
    found = {
        name: _slot(account, name, now + times.get(name, -12.0 - number) * MINUTE, now - 60 * MINUTE)
        for number, name in enumerate(TEXTS)
    }
    _turn(found["sending"], SlotState.SENDING, updated_at=now)
    _turn(found["published"], SlotState.PUBLISHED, updated_at=now)
    _publish(found["published"], now)
    _turn(found["by_hand"], SlotState.PLANNED, "请人工发布，完成后填写微博链接。", handed_over_at=now)
    Post.objects.filter(pk=found["by_hand"].post_id).update(by_hand=True)
    waiting = "没有收到微博的明确答复，正在核实。"
    _turn(found["checking"], SlotState.UNKNOWN, waiting, check_after=now + MINUTE / 2)
    _turn(found["asking"], SlotState.UNKNOWN, "时间线上还没有找到这条微博。请到微博核实后决定。")
    Attempt.objects.create(
        slot=found["asking"], generation=0, worker="w", content_hash="x", text="-", claimed_at=now, called_at=now,
        lease_until=now, outcome=Outcome.UNKNOWN,
    )  # fmt: skip
    _turn(found["missed"], SlotState.MISSED, "已迟 75 分钟，超过最多可迟的 60 分钟，没有发出。")
    _turn(found["failed"], SlotState.FAILED, "与刚发布的内容相同，微博拒绝了。请改动文字后重新排期。")
    Post.objects.filter(pk=found["failed"].post_id).update(state=PostState.FAILED)
    _turn(found["held"], SlotState.HELD, "账号“山岚家居”的授权已失效，请重新授权。没有发出。")
    Risk.objects.create(
        slot=found["risky"], code="token", severity=Severity.STOPS, first_seen_at=now, checked_at=now,
        text="账号“%(name)s”的授权 %(at)s 到期，早于发布时间。", cause=f"token:{account.pk}:share",
        params={"name": account.nickname, "at": "11-23 09:40"},
    )  # fmt: skip
    for name, state in {"sending": "sending", "published": "published", "checking": "unconfirmed"}.items():
        Post.objects.filter(pk=found[name].post_id).update(state=state)
    Post.objects.filter(pk=found["asking"].post_id).update(state="unconfirmed")
    beat("publishing.dispatch", at=now)
    return found


def _publish(slot: Slot, now: dt.datetime) -> None:
    assert slot.post.version is not None
    Publication.objects.create(
        slot=slot, account=slot.account, post=slot.post, version=slot.post.version, weibo_id="5099000000000001",
        mid62="Qabc", url="https://weibo.com/5501000001/Qabc", text="-", published_at=now,
    )  # fmt: skip
