"""A11 against the real sandbox: one post and four reposts, a lost answer among them; never twice, never all at once."""

import datetime as dt
from itertools import pairwise

import pytest
from django.utils import timezone

from accounts.models import Channel, User, WeiboAccount
from content.models import PostState
from publishing import services
from publishing.dispatch.sender import Pace
from publishing.models import Attempt, Outcome, Publication, Relay, RelayState, Slot, SlotState
from publishing.tasks import dispatch
from tests.conftest import AT, make_user
from tests.publishing.relaying import TEXTS, approved_relay, fellows, make_commercial, plan_of
from tests.weibo.sandbox_process import Platform

pytestmark = pytest.mark.django_db(transaction=True)
QUICK = Pace(ahead=1.0, poll=0.05)
MINUTE = dt.timedelta(minutes=1)
GAP = 10


@pytest.fixture
def accounts(connected: WeiboAccount, sandbox: Platform) -> list[WeiboAccount]:
    found = [connected, *fellows(4)]
    make_commercial(found, sandbox)
    return found


@pytest.fixture
def relay(accounts: list[WeiboAccount], editor: User, approver: User) -> Relay:
    return approved_relay(plan_of(accounts, gap=GAP), by=editor, reviewer=approver, at=AT - dt.timedelta(days=30))


def run(seconds: float = 0.4) -> None:
    dispatch(seconds, QUICK)


def launch(relay: Relay, by: User) -> Slot:
    now = timezone.now()
    services.launch_relay(relay=relay, starts_at=now, by=by, at=now)
    return Slot.objects.get(post__relay_step__position=0)


def make_due(relay: Relay, position: int) -> Slot:
    """As if the clock had come to this step: everything of the relay lies that much earlier."""
    slot = Slot.objects.get(post__relay_step__relay=relay, post__relay_step__position=position)
    back = slot.scheduled_at - timezone.now()
    for other in Slot.objects.filter(post__relay_step__relay=relay).exclude(state=SlotState.PUBLISHED):
        Slot.objects.filter(pk=other.pk).update(scheduled_at=other.scheduled_at - back, check_after=None)
    for publication in Publication.objects.filter(post__relay_step__relay=relay):
        Publication.objects.filter(pk=publication.pk).update(published_at=publication.published_at - back)
    for attempt in Attempt.objects.filter(called_at__isnull=False):
        Attempt.objects.filter(pk=attempt.pk).update(called_at=attempt.called_at - back)  # type: ignore[operator]
    return slot


def reposts(sandbox: Platform, accounts: list[WeiboAccount]) -> list[tuple[str, str]]:
    """(account, text) of everything that really arrived as a repost of the relay."""
    words = [text[:8] for text in TEXTS[1:]]
    return [
        (account.nickname, str(row["raw"]))
        for account in accounts
        for row in sandbox.posts(account.uid or "")
        if row["retweet_of"] and str(row["raw"])[:8] in words
    ]


def test_a11_one_post_and_four_reposts_one_answer_lost(
    relay: Relay, accounts: list[WeiboAccount], editor: User, sandbox: Platform
) -> None:
    first = launch(relay, editor)
    run()
    first.refresh_from_db()
    assert first.state == SlotState.PUBLISHED, first.state_detail
    assert services.advance_relays(now=timezone.now()) == {"started": 1}
    relay.refresh_from_db()
    assert relay.state == RelayState.RUNNING and relay.started_at == first.publication.published_at
    waiting = Slot.objects.filter(post__relay_step__position__gt=0).order_by("scheduled_at")
    for slot in waiting.select_related("post__relay_step"):
        assert slot.waits_for_id is None
        assert slot.scheduled_at == relay.started_at + slot.post.relay_step.minute * MINUTE
    for position in (1, 2, 3, 4):
        if position == 2:
            sandbox.fault("reset_after", call="statuses/repost/biz", uid=accounts[2].uid)
        slot = make_due(relay, position)
        run()
        slot.refresh_from_db()
        if position == 2:
            assert (slot.state, slot.post.state) == (SlotState.UNKNOWN, PostState.UNCONFIRMED), slot.state_detail
            run()
            services.reconcile_unknown(now=timezone.now() + 20 * MINUTE)
            slot.refresh_from_db()
        assert (slot.state, slot.generation) == (SlotState.PUBLISHED, 1), slot.state_detail
        attempt = Attempt.objects.get(slot=slot)
        assert (attempt.repost_of, attempt.channel) == (first.publication.weibo_id, Channel.COMMERCIAL)
    assert len(reposts(sandbox, accounts)) == 4 and len({name for name, _text in reposts(sandbox, accounts)}) == 4
    assert services.advance_relays(now=timezone.now()) == {"done": 1}
    assert services.advance_relays(now=timezone.now()) == {}


def test_a11_lateness_does_not_bring_them_together(
    relay: Relay, accounts: list[WeiboAccount], editor: User, sandbox: Platform
) -> None:
    """The sender was away for hours: everything is due at once, yet one goes now and the others wait their distance."""
    launch(relay, editor)
    run()
    services.advance_relays(now=timezone.now())
    make_due(relay, 4)
    Slot.objects.update(late_minutes=600)
    run(0.8)
    followers = Slot.objects.filter(post__relay_step__position__gt=0)
    assert followers.filter(state=SlotState.PUBLISHED).count() == 1 == len(reposts(sandbox, accounts))
    waiting = followers.filter(state=SlotState.PLANNED)
    assert all(slot.check_after is not None for slot in waiting) and waiting.count() == 3
    run(0.5)
    assert len(reposts(sandbox, accounts)) == 1


def test_a11_while_the_first_is_unknown_the_others_wait(
    relay: Relay, accounts: list[WeiboAccount], editor: User, sandbox: Platform
) -> None:
    sandbox.fault("reset_before", call="statuses/update/biz", uid=accounts[0].uid)
    first = launch(relay, editor)
    run()
    first.refresh_from_db()
    assert first.state == SlotState.UNKNOWN, first.state_detail
    Slot.objects.filter(waits_for=first).update(scheduled_at=timezone.now())
    services.advance_relays(now=timezone.now())
    run()
    relay.refresh_from_db()
    assert relay.state == RelayState.ARMED and not reposts(sandbox, accounts)
    assert Attempt.objects.exclude(slot=first).count() == 0


def test_a11_a_refused_first_holds_the_relay_until_it_is_out(
    relay: Relay, accounts: list[WeiboAccount], editor: User, sandbox: Platform
) -> None:
    sandbox.fault("20021", call="statuses/update/biz", uid=accounts[0].uid)
    first = launch(relay, editor)
    run()
    services.advance_relays(now=timezone.now())
    relay.refresh_from_db()
    assert relay.state == RelayState.HELD and "首发没有发出" in relay.state_detail
    now = timezone.now()
    first.refresh_from_db()
    services.move_slot(slot=first, scheduled_at=now, by=editor, at=now, reason="再发一次")
    run()
    services.advance_relays(now=timezone.now())
    relay.refresh_from_db()
    assert relay.state == RelayState.RUNNING
    times = [relay.started_at, *Slot.objects.exclude(pk=first.pk).values_list("scheduled_at", flat=True)]
    assert all(after - before >= GAP * MINUTE for before, after in pairwise(sorted(times)))  # type: ignore[type-var,operator]


def test_a11_a_deleted_first_is_not_reposted(
    relay: Relay, accounts: list[WeiboAccount], editor: User, sandbox: Platform
) -> None:
    first = launch(relay, editor)
    run()
    services.advance_relays(now=timezone.now())
    first.refresh_from_db()
    sandbox.fault("20101", call="statuses/repost/biz", uid=accounts[1].uid)
    make_due(relay, 1)
    run()
    assert services.advance_relays(now=timezone.now()) == {"held": 1}
    relay.refresh_from_db()
    rest = Slot.objects.filter(post__relay_step__position__gt=1)
    assert relay.state == RelayState.HELD and {slot.state for slot in rest} == {SlotState.HELD}
    assert Attempt.objects.filter(outcome=Outcome.REFUSED).count() == 1
    assert services.resume_relay(relay=relay, by=editor, at=timezone.now()) == 3
    times = sorted(rest.values_list("scheduled_at", flat=True))
    assert all(after - before >= GAP * MINUTE for before, after in pairwise(times))


def test_a11_an_ordinary_app_hands_its_repost_to_a_person(
    relay: Relay, accounts: list[WeiboAccount], editor: User, sandbox: Platform
) -> None:
    WeiboAccount.objects.filter(pk=accounts[1].pk).update(channel=Channel.SHARE)
    first = launch(relay, editor)
    run()
    services.advance_relays(now=timezone.now())
    slot = make_due(relay, 1)
    run()
    slot.refresh_from_db()
    assert slot.handed_over_at is not None and not reposts(sandbox, accounts)
    from django.test import Client

    client = Client()
    client.force_login(make_user("boss", "chief_editor"))  # type: ignore[arg-type]
    page = client.get(f"/calendar/slots/{slot.pk}/text/").text
    first.refresh_from_db()
    assert first.publication.url in page and "复制转发语" in page and "我已发布" in page
