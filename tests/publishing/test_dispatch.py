"""The dispatcher against the real sandbox: every answer ends in the right state, once."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from accounts.models import AccountState, Channel, Token, WeiboAccount
from content.models import Media, PostState
from publishing.dispatch.sender import Pace
from publishing.models import Attempt, LateRule, Outcome, Publication, Slot, SlotState
from publishing.tasks import dispatch
from tests.publishing.makers import Wanted, connect, make_post, make_slot
from tests.weibo.sandbox_process import Platform

pytestmark = pytest.mark.django_db(transaction=True)
QUICK = Pace(ahead=1.0, poll=0.05)


def run(seconds: float = 0.3) -> None:
    dispatch(seconds, QUICK)


def due(account: WeiboAccount, text: str = "", **more: object) -> Slot:
    now = timezone.now()
    return make_slot(make_post(account, text=text), now, **more)  # type: ignore[arg-type]


def stored(sandbox: Platform, account: WeiboAccount) -> list[dict[str, object]]:
    """What really arrived, leaving out the seeded posts of the past."""
    return [
        row for row in sandbox.posts(account.uid or "") if "入秋第一杯" in str(row["raw"]) and "你喝" in str(row["raw"])
    ]


def test_k5_it_publishes_once_with_its_link(connected: WeiboAccount, sandbox: Platform) -> None:
    slot = due(connected)
    run()
    slot.refresh_from_db()
    publication = Publication.objects.get(slot=slot)
    (row,) = stored(sandbox, connected)
    assert (slot.state, slot.post.state, slot.generation) == (SlotState.PUBLISHED, PostState.PUBLISHED, 1)
    assert publication.weibo_id == row["idstr"]
    assert publication.url == f"{sandbox.base}/{connected.uid}/{publication.mid62}"
    attempt = Attempt.objects.get(slot=slot)
    assert (attempt.outcome, attempt.text) == (Outcome.PUBLISHED, slot.post.version.text)  # type: ignore[union-attr]
    assert attempt.claimed_at <= attempt.called_at <= attempt.answered_at  # type: ignore[operator]


def test_it_never_sends_before_the_instant(connected: WeiboAccount, sandbox: Platform) -> None:
    now = timezone.now()
    slot = make_slot(make_post(connected), now + dt.timedelta(seconds=0.8))
    run(0.2)
    attempt = Attempt.objects.get(slot=slot)
    assert attempt.claimed_at < slot.scheduled_at
    assert attempt.called_at is not None
    assert dt.timedelta(0) <= attempt.called_at - slot.scheduled_at < dt.timedelta(seconds=0.3)


def test_k6_it_adds_the_accounts_link_on_the_ordinary_channel(connected: WeiboAccount, sandbox: Platform) -> None:
    WeiboAccount.objects.update(link="https://weibo-ops.example/home")
    slot = due(connected, text="没有链接的一条，入秋第一杯，你喝哪款？")
    run()
    slot.refresh_from_db()
    assert slot.state == SlotState.PUBLISHED, slot.state_detail
    assert str(stored(sandbox, connected)[0]["raw"]).endswith("https://weibo-ops.example/home")


def test_it_sends_a_picture(connected: WeiboAccount, sandbox: Platform, settings: Settings, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path
    slot = make_slot(make_post(connected, Wanted(media=[picture()])), timezone.now())
    run()
    slot.refresh_from_db()
    assert slot.state == SlotState.PUBLISHED, slot.state_detail
    assert len(stored(sandbox, connected)[0]["pics"]) == 1  # type: ignore[arg-type]


def test_it_sends_nine_pictures_by_a_commercial_app(
    connected: WeiboAccount, sandbox: Platform, settings: Settings, tmp_path: object
) -> None:
    settings.MEDIA_ROOT = tmp_path
    WeiboAccount.objects.update(channel=Channel.COMMERCIAL)
    connected.refresh_from_db()
    connect(connected, sandbox, app=Channel.COMMERCIAL)
    slot = make_slot(make_post(connected, Wanted(media=[picture(shade) for shade in range(9)])), timezone.now())
    run()
    slot.refresh_from_db()
    assert slot.state == SlotState.PUBLISHED, slot.state_detail
    assert len(stored(sandbox, connected)[0]["pics"]) == 9  # type: ignore[arg-type]


def picture(shade: int = 0) -> Media:
    """A small stored picture."""
    from io import BytesIO

    buffer = BytesIO()
    Image.new("RGB", (8, 8), (shade * 20, 80, 80)).save(buffer, "PNG")
    name = default_storage.save(f"media/test-{shade}.png", ContentFile(buffer.getvalue()))
    return Media.objects.create(
        sha256=f"{shade:064d}", file=name, mime="image/png", width=8, height=8, size=9, created_at=timezone.now()
    )


REFUSALS = [
    ("20031", SlotState.FAILED, PostState.FAILED, Outcome.REFUSED, "验证码"),
    ("20019", SlotState.FAILED, PostState.FAILED, Outcome.REFUSED, "相同"),
    ("20016", SlotState.PLANNED, PostState.SCHEDULED, Outcome.LIMITED, "过于频繁"),
    ("10023", SlotState.PLANNED, PostState.SCHEDULED, Outcome.LIMITED, "上限"),
    ("token_revoked", SlotState.HELD, PostState.SCHEDULED, Outcome.TOKEN_DEAD, "重新授权"),
    ("token_expired", SlotState.HELD, PostState.SCHEDULED, Outcome.TOKEN_DEAD, "重新授权"),
]


@pytest.mark.parametrize(("kind", "state", "post_state", "outcome", "words"), REFUSALS)
def test_k5_it_ends_in_the_state_of_a_definite_answer(
    connected: WeiboAccount, sandbox: Platform, kind: str, state: str, post_state: str, outcome: str, words: str
) -> None:
    sandbox.fault(kind, call="statuses/share", uid=connected.uid)
    slot = due(connected, late_minutes=120)
    run()
    slot.refresh_from_db()
    attempt = Attempt.objects.get(slot=slot)
    assert (slot.state, slot.post.state, attempt.outcome) == (state, post_state, outcome)
    assert words in slot.state_detail
    assert stored(sandbox, connected) == []
    assert (slot.check_after is not None) == (outcome == Outcome.LIMITED)


def test_a_limit_beyond_the_lateness_rule_is_missed(connected: WeiboAccount, sandbox: Platform) -> None:
    sandbox.fault("20016", call="statuses/share", uid=connected.uid)
    slot = due(connected, late_minutes=5)
    run()
    slot.refresh_from_db()
    assert (slot.state, slot.post.state) == (SlotState.MISSED, PostState.SCHEDULED)


def test_a_dead_token_holds_what_follows(connected: WeiboAccount, sandbox: Platform) -> None:
    sandbox.fault("token_revoked", call="statuses/share", uid=connected.uid)
    due(connected)
    run()
    connected.refresh_from_db()
    second = due(connected, text="后面的一条 https://weibo-ops.example/2")
    run()
    second.refresh_from_db()
    assert connected.state == AccountState.EXPIRED
    assert Token.objects.get().dead_at is not None
    assert (second.state, second.generation) == (SlotState.HELD, 0)


@pytest.mark.parametrize("kind", ["http_502", "http_502_after", "reset_before", "reset_after", "slow_store"])
def test_it_calls_every_lost_answer_unknown(connected: WeiboAccount, sandbox: Platform, kind: str) -> None:
    sandbox.fault(kind, call="statuses/share", uid=connected.uid)
    slot = due(connected)
    run()
    run(0.1)
    slot.refresh_from_db()
    assert (slot.state, slot.post.state, slot.generation) == (SlotState.UNKNOWN, PostState.UNCONFIRMED, 1)
    assert slot.check_after is not None


def test_it_sends_again_what_never_left(connected: WeiboAccount, sandbox: Platform, settings: Settings) -> None:
    settings.WEIBO_SANDBOX_URL = "http://127.0.0.1:9"
    slot = due(connected)
    run()
    slot.refresh_from_db()
    assert (slot.state, slot.post.state) == (SlotState.PLANNED, PostState.SCHEDULED)
    settings.WEIBO_SANDBOX_URL = sandbox.base
    Slot.objects.update(check_after=timezone.now())
    run()
    slot.refresh_from_db()
    assert (slot.state, slot.generation, len(stored(sandbox, connected))) == (SlotState.PUBLISHED, 2, 1)


@pytest.mark.parametrize(
    ("rule", "late", "state"),
    [
        (LateRule.SEND, 30, SlotState.PUBLISHED),
        (LateRule.SEND, 61, SlotState.MISSED),
        (LateRule.SKIP, 30, SlotState.MISSED),
        (LateRule.ASK, 30, SlotState.MISSED),
    ],
)
def test_it_keeps_the_lateness_rule(
    connected: WeiboAccount, sandbox: Platform, rule: str, late: int, state: str
) -> None:
    slot = make_slot(make_post(connected), timezone.now() - dt.timedelta(minutes=late), rule=rule)
    run()
    slot.refresh_from_db()
    assert slot.state == state
    assert len(stored(sandbox, connected)) == (state == SlotState.PUBLISHED)
