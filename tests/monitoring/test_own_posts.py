"""M2: own timelines are a source; a post that was not sent from here becomes known and counts as nobody's voice."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.errors import Conflict, Forbidden, UserError
from core.models import AuditEntry, Notice
from monitoring.models import GapState, Mention, OwnPost, RunOutcome, Source, SourceKind, Verdict
from monitoring.queries.coverage import last_day
from monitoring.queries.own_posts import open_own_posts
from monitoring.services.own_posts import decide_own_post, read_own_timelines
from publishing.models import HandOver, Publication, Slot, SlotState
from tests.conftest import ClientOf
from tests.live_weibo import Live
from tests.monitoring.test_metrics import publish
from tests.publishing.makers import make_post, make_slot

TURN = dt.timedelta(hours=3)
SECOND = dt.timedelta(seconds=1)


def source() -> Source:
    return Source.objects.get(kind=SourceKind.OWN)


def begun(live: Live) -> dt.datetime:
    """The first turn is over; the next one's time."""
    now = timezone.now() - 2 * TURN
    assert read_own_timelines(now=now) == 0
    return now + TURN


def test_m2_a_post_that_was_not_sent_from_here_is_told_once_and_is_no_mention(live: Live, editor: User) -> None:
    live.account.owner = editor
    live.account.save(update_fields=["owner"])
    begun(live)
    stranger = live.post("点击领取免费手机")
    now = timezone.now() + SECOND
    assert read_own_timelines(now=now) == 1
    assert read_own_timelines(now=now + TURN) == 0
    assert OwnPost.objects.get().weibo_id == stranger
    assert not Mention.objects.exists()
    (notice,) = Notice.objects.filter(user_id=editor.pk)
    assert (notice.key, notice.params) == (f"own-post:{live.account.pk}", {"account": "山岚"})


def test_m2_what_stood_there_before_the_first_turn_is_ours(live: Live) -> None:
    live.post("接入以前的旧微博")
    now = timezone.now() + SECOND
    assert read_own_timelines(now=now) == 0
    assert read_own_timelines(now=now + TURN) == 0
    assert not OwnPost.objects.exists()


def test_m2_what_a_slot_published_is_known(live: Live) -> None:
    begun(live)
    publish(live)
    assert read_own_timelines(now=timezone.now() + SECOND) == 0


@pytest.mark.parametrize("state", [SlotState.SENDING, SlotState.UNKNOWN])
def test_m2_a_post_whose_answer_is_under_way_or_lost_is_looked_at_later(live: Live, state: SlotState) -> None:
    begun(live)
    slot = make_slot(make_post(live.account), timezone.now())
    Slot.objects.filter(pk=slot.pk).update(state=state)
    live.post("答案丢了的那一条")
    now = timezone.now() + SECOND
    assert read_own_timelines(now=now) == 0
    Slot.objects.filter(pk=slot.pk).update(state=SlotState.FAILED)
    assert read_own_timelines(now=now + TURN) == 1


@pytest.mark.parametrize("state", [SlotState.SENDING, SlotState.UNKNOWN])
def test_m2_a_lost_answer_that_nobody_settles_hides_strangers_for_an_hour_only(live: Live, state: SlotState) -> None:
    begun(live)
    old = make_slot(make_post(live.account), timezone.now() - dt.timedelta(days=3))
    Slot.objects.filter(pk=old.pk).update(state=state)
    live.post("密码泄露了")
    now = timezone.now()
    assert read_own_timelines(now=now + SECOND) == 0
    assert source().heard_until == now + SECOND - dt.timedelta(hours=1)
    assert read_own_timelines(now=now + TURN) == 1
    assert source().heard_until == now + TURN - dt.timedelta(hours=1)
    assert not source().gaps.exists()


def test_m2_a_post_that_a_hand_over_is_waiting_for_is_not_told(live: Live) -> None:
    begun(live)
    now = timezone.now() + SECOND
    slot = make_slot(make_post(live.account), now)
    HandOver.objects.create(slot=slot, due_at=now - SECOND)
    live.post("同事在手机上发的")
    assert read_own_timelines(now=now) == 0


def test_m2_one_that_turns_out_to_be_a_slots_leaves_the_list(live: Live, editor: User) -> None:
    live.account.owner = editor
    live.account.save(update_fields=["owner"])
    begun(live)
    post_id = live.post("后来才认领的")
    assert read_own_timelines(now=timezone.now() + SECOND) == 1
    accounts = type(live.account).objects.all()
    assert open_own_posts(accounts).count() == 1
    published = publish(live, "另一条")
    now = timezone.now()
    OwnPost.objects.create(
        account=live.account, weibo_id=published.weibo_id, verdict=Verdict.OURS, published_at=now, first_seen_at=now
    )
    Publication.objects.filter(pk=published.pk).update(weibo_id=post_id)
    assert open_own_posts(accounts).count() == 0
    assert Notice.objects.filter(key__startswith="own-post", settled_at=None).exists()
    read_own_timelines(now=timezone.now() + TURN)
    assert not Notice.objects.filter(key__startswith="own-post", settled_at=None).exists()


def test_m2_posts_pushed_out_between_two_turns_are_a_gap(live: Live) -> None:
    """An ordinary app is shown the five newest."""
    begun(live)
    for number in range(7):
        live.post(f"连发第{number}条")
    assert read_own_timelines(now=timezone.now() + SECOND) == 5
    run = source().runs.latest("pk")
    assert (run.outcome, run.gap_until is not None) == (RunOutcome.CAPPED, True)
    assert source().gaps.filter(state=GapState.OPEN).count() == 1


def test_m2_a_read_that_fails_is_said_and_loses_nothing(live: Live) -> None:
    begun(live)
    live.post("失败之后还在")
    live.fault("http_502", call="statuses/user_timeline", count=1)
    now = timezone.now() + SECOND
    assert read_own_timelines(now=now) == 0
    assert source().last_error
    assert read_own_timelines(now=now + TURN) == 1
    assert source().last_error == ""


def test_m4_own_timelines_are_no_ears_of_the_sets(live: Live) -> None:
    begun(live)
    assert last_day(timezone.now()).sources == 0


@pytest.fixture
def told(live: Live) -> OwnPost:
    begun(live)
    live.post("认不出的一条")
    read_own_timelines(now=timezone.now() + SECOND)
    return OwnPost.objects.get()


def test_m2_a_person_says_whose_it_is(told: OwnPost, editor: User, manager: User, at: dt.datetime) -> None:
    with pytest.raises(Forbidden):
        decide_own_post(post=told, verdict=Verdict.OURS, by=manager, at=at)
    with pytest.raises(UserError, match="请选择"):
        decide_own_post(post=told, verdict="maybe", by=editor, at=at)
    assert decide_own_post(post=told, verdict=Verdict.OURS, by=editor, at=at).decided_by == editor
    assert not Notice.objects.filter(key__startswith="own-post", settled_at=None).exists()
    # Who looks again may still say that it was somebody else; that is not taken back.
    decide_own_post(post=told, verdict=Verdict.STRANGE, by=editor, at=at)
    with pytest.raises(Conflict):
        decide_own_post(post=told, verdict=Verdict.OURS, by=editor, at=at)
    assert AuditEntry.objects.filter(code="monitoring.own_post.decided").count() == 2


def test_m2_the_page_lists_what_waits_and_takes_the_word(told: OwnPost, editor: User, client_of: ClientOf) -> None:
    client = client_of(editor)
    page = client.get(reverse("monitoring:own_posts")).content.decode()
    assert "认不出的一条" in page and "不是我们发的" in page
    address = reverse("monitoring:own_post_decide", args=[told.pk])
    assert client.post(address, {"verdict": "strange"}).status_code == 302
    assert "认不出的一条" not in client.get(reverse("monitoring:own_posts")).content.decode()
    assert "立案处置" in client.get(reverse("monitoring:own_posts") + "?show=all").content.decode()
    assert client.post(address, {"verdict": "ours"}).status_code == 409
