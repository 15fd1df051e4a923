"""The at-risk board's sweep (point 8): what will keep a planned post from leaving, judged at its own time."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AccountState, Capability, Channel, KnownFrom, Token, User, WeiboAccount
from campaigns.models import Campaign, CampaignState, FilingState
from content.models import (
    FindingOverride,
    LinkCheck,
    LinkState,
    ListLevel,
    Media,
    Post,
    PostVersion,
    WordList,
    WordListTerm,
)
from publishing.dispatch.facts import read_facts
from publishing.dispatch.last_look import No, judge
from publishing.models import Policy, Risk, Slot
from publishing.queries.risks import risks_of
from publishing.queries.sending import load_slots
from publishing.services import cancel_slot, freeze, look_again_shortly, look_ahead, look_at_changed
from tests.publishing.makers import Wanted, make_post, make_slot

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def slot(account: WeiboAccount, editor: User, at: dt.datetime) -> Slot:
    """A healthy one, tomorrow."""
    WeiboAccount.objects.filter(pk=account.pk).update(owner=editor)
    return make_slot(make_post(account), at + DAY, now=at)


def codes(slot: Slot) -> list[str]:
    return [risk.code for risk in risks_of([slot.pk])[slot.pk]]


def test_a_healthy_post_has_none(slot: Slot, at: dt.datetime) -> None:
    assert look_ahead(now=at).slots == 1
    assert codes(slot) == []


def test_it_finds_a_token_that_ends_before_its_own_time_and_clears_it_after_the_renewal(
    slot: Slot, account: WeiboAccount, at: dt.datetime
) -> None:
    early = make_slot(make_post(account, text="早一点 https://weibo-ops.example/2"), at + 5 * HOUR, now=at)
    Token.objects.update(expires_at=at + 10 * HOUR)
    assert look_ahead(now=at).found == 1
    risk = Risk.objects.get()
    assert (risk.slot, risk.code, risk.severity) == (slot, "token", "stops")
    assert "到期，早于发布时间" in risk.sentence and codes(early) == []
    assert look_ahead(now=at + MINUTE).found == 0
    risk.refresh_from_db()
    assert (risk.first_seen_at, risk.checked_at) == (at, at + MINUTE)
    Token.objects.update(expires_at=at + 30 * DAY)
    assert look_ahead(now=at + 2 * MINUTE).cleared == 1
    risk.refresh_from_db()
    assert risk.cleared_at == at + 2 * MINUTE and codes(slot) == []


def test_a_dead_token_a_missing_one_and_a_retired_account_stop_it(
    slot: Slot, account: WeiboAccount, at: dt.datetime
) -> None:
    Token.objects.update(dead_at=at)
    look_ahead(now=at)
    assert codes(slot) == ["token"] and "已失效" in Risk.objects.get().sentence
    Token.objects.all().delete()
    look_ahead(now=at)
    assert "还没有授权" in Risk.objects.get().sentence
    WeiboAccount.objects.update(state=AccountState.RETIRED)
    look_ahead(now=at)
    assert codes(slot) == ["account"]


def test_what_a_person_publishes_needs_no_token_but_a_person(slot: Slot, at: dt.datetime) -> None:
    Post.objects.update(by_hand=True)
    Token.objects.all().delete()
    look_ahead(now=at)
    assert codes(slot) == []
    WeiboAccount.objects.update(owner=None)
    look_ahead(now=at)
    assert codes(slot) == ["person"]


def test_k5_an_approval_that_no_longer_fits_the_bytes_is_found(slot: Slot, at: dt.datetime) -> None:
    Post.objects.update(approved_hash="0" * 64)
    look_ahead(now=at)
    assert codes(slot) == ["approval"]


def test_a_picture_that_is_gone_and_a_second_one_for_an_ordinary_app_are_found(
    account: WeiboAccount, editor: User, at: dt.datetime
) -> None:
    facts = {"mime": "image/jpeg", "width": 1, "height": 1, "size": 1, "created_at": at}
    there = Media.objects.create(sha256="a" * 64, file=ContentFile(b"x", "there.jpg"), **facts)
    gone = Media.objects.create(sha256="b" * 64, file="media/gone.jpg", **facts)
    one = make_slot(make_post(account, Wanted(media=[there])), at + DAY, now=at)
    lost = make_slot(make_post(account, Wanted(media=[gone])), at + DAY + 2 * HOUR, now=at)
    two = make_slot(make_post(account, Wanted(media=[there, there])), at + DAY + 4 * HOUR, now=at)
    look_ahead(now=at)
    assert (codes(one), codes(lost), codes(two)) == ([], ["media"], ["capability"])


def late_list(at: dt.datetime, level: str = ListLevel.ERROR) -> None:
    words = WordList.objects.create(slug="late", name="新词表", level=level, reason="不能说。", updated_at=at)
    WordListTerm.objects.create(list=words, word="不烫手")


def test_c13_a_word_that_was_listed_after_the_approval_stops_it(slot: Slot, editor: User, at: dt.datetime) -> None:
    late_list(at)
    look_ahead(now=at)
    (risk,) = risks_of([slot.pk])[slot.pk]
    assert (risk.code, risk.severity) == ("lint", "stops") and "不烫手" in risk.sentence
    (loaded,) = load_slots([slot.pk])
    verdict = judge(loaded, read_facts([loaded], now=slot.scheduled_at))
    assert isinstance(verdict, No) and verdict.state == "held" and "不烫手" in verdict.sentence
    FindingOverride.objects.create(
        version_id=slot.post.version_id or 0, key="words.late:不烫手", sentence="x", reason="有报告", created_at=at
    )
    (loaded,) = load_slots([slot.pk])
    assert not read_facts([loaded], now=slot.scheduled_at).listed
    look_ahead(now=at + MINUTE)
    assert codes(slot) == [], "what somebody let pass with a reason goes"


def test_c13_a_new_warning_is_told_and_one_that_the_reviewer_saw_is_not(slot: Slot, at: dt.datetime) -> None:
    late_list(at, ListLevel.WARNING)
    look_ahead(now=at)
    assert codes(slot) == ["listed"]
    PostVersion.objects.update(findings=[{"key": "words.late:不烫手"}])
    look_ahead(now=at + MINUTE)
    assert codes(slot) == []


def test_c13_lists_cost_the_last_look_one_query_however_many_slots(
    slot: Slot, account: WeiboAccount, at: dt.datetime
) -> None:
    more = [
        make_slot(make_post(account, text=f"第{n}条 https://weibo-ops.example/2"), at + n * HOUR, now=at)
        for n in (1, 2, 3)
    ]
    counts = []
    for ids in ([slot.pk], [slot.pk, *(each.pk for each in more)]):
        slots = load_slots(ids)
        with CaptureQueriesContext(connection) as queries:
            read_facts(slots, now=at)
        counts.append(len([query for query in queries if "content_wordlist" in query["sql"]]))
    assert counts[1] == 1


def test_c5_a_link_that_does_not_open_warns(slot: Slot, at: dt.datetime) -> None:
    look_ahead(now=at)
    link = LinkCheck.objects.get()
    assert link.url == "https://weibo-ops.example/p/1"
    LinkCheck.objects.update(state=LinkState.BROKEN, reason="网页不存在。", checked_at=at)
    look_ahead(now=at + MINUTE)
    assert codes(slot) == ["link"]


def test_a_refusal_that_was_learnt_is_found(slot: Slot, account: WeiboAccount, at: dt.datetime) -> None:
    Capability.objects.create(
        account=account, app=Channel.SHARE, name="publish", allowed=False, detail="10014", source=KnownFrom.LEARNT,
        checked_at=at,
    )  # fmt: skip
    look_ahead(now=at)
    assert codes(slot) == ["refused"]


def test_p6_a_campaign_that_is_not_filed_stops_it_and_one_that_is_over_warns(
    slot: Slot, editor: User, at: dt.datetime
) -> None:
    campaign = Campaign.objects.create(
        name="初雪", kind="vote", purpose="brand", starts_at=at, ends_at=at + 2 * HOUR, created_at=at, owner=editor
    )
    Post.objects.update(campaign=campaign)
    look_ahead(now=at)
    assert codes(slot) == ["campaign"] and "备案" in Risk.objects.get().sentence
    Campaign.objects.update(filing_state=FilingState.FILED)
    look_ahead(now=at)
    assert codes(slot) == ["campaign_time"]
    Campaign.objects.update(ends_at=at + 3 * DAY)
    look_ahead(now=at)
    assert codes(slot) == []
    Campaign.objects.update(state=CampaignState.CANCELLED)
    look_ahead(now=at)
    assert codes(slot) == ["campaign"]


def test_a_freeze_that_came_before_the_slot_is_found(account: WeiboAccount, approver: User, at: dt.datetime) -> None:
    freeze(scope="account", target=account, reason="演练", by=approver, at=at)
    slot = make_slot(make_post(account), at + DAY, now=at)
    look_ahead(now=at)
    assert "frozen" in codes(slot)


def test_k2_two_posts_that_came_too_close_are_found_unless_somebody_gave_a_reason(
    slot: Slot, account: WeiboAccount, at: dt.datetime
) -> None:
    Policy.objects.create(account=account, name="疏", min_gap_minutes=60)
    near = make_slot(make_post(account, text="近 https://weibo-ops.example/3"), at + DAY + 10 * MINUTE, now=at)
    Slot.objects.filter(pk=slot.pk).update(reason="")
    Slot.objects.filter(pk=near.pk).update(reason="新品首发")
    look_ahead(now=at)
    assert (codes(slot), codes(near)) == (["policy"], [])


def test_whatever_the_last_look_would_refuse_is_found_ahead(slot: Slot, at: dt.datetime) -> None:
    """Checks that are added to the last look are asked ahead, too, without another word."""
    Post.objects.update(approved_hash="0" * 64)
    Token.objects.update(dead_at=at)
    loaded = load_slots([slot.pk])[0]
    facts = read_facts([loaded], now=at).looking_at(slot.scheduled_at)
    assert isinstance(judge(loaded, facts), No)
    look_ahead(now=at)
    assert codes(slot) == ["approval", "token"]


def test_it_looks_three_days_ahead_and_forgets_what_left_the_schedule(
    slot: Slot, account: WeiboAccount, editor: User, at: dt.datetime
) -> None:
    far = make_slot(make_post(account, text="远 https://weibo-ops.example/4"), at + 4 * DAY, now=at)
    Token.objects.all().delete()
    look_ahead(now=at)
    assert (codes(slot), codes(far)) == (["token"], [])
    cancel_slot(slot=slot, by=editor, at=at)
    assert codes(slot) == []
    look_ahead(now=at)
    assert Risk.objects.get().cleared_at == at


def test_one_hour_and_five_minutes_before_its_time_it_is_looked_at_again(slot: Slot, at: dt.datetime) -> None:
    due = slot.scheduled_at
    assert look_again_shortly(now=due - 62 * MINUTE).slots == 0
    assert look_again_shortly(now=due - 59 * MINUTE).slots == 1
    assert look_again_shortly(now=due - 58 * MINUTE).slots == 0
    assert look_again_shortly(now=due - 40 * MINUTE).slots == 0
    assert look_again_shortly(now=due - 4 * MINUTE).slots == 1  # a late sweep finds it too


def test_a_look_at_changes_takes_the_accounts_that_changed(
    slot: Slot, account: WeiboAccount, other_account: WeiboAccount, at: dt.datetime
) -> None:
    make_slot(make_post(other_account), at + DAY, now=at - DAY)
    assert look_at_changed(now=at + MINUTE).slots == 1
    assert look_at_changed(now=at + 2 * MINUTE).slots == 0


@pytest.mark.parametrize("many", [False, True])
def test_queries_stay_the_same_for_two_and_for_twenty(
    account: WeiboAccount, other_account: WeiboAccount, at: dt.datetime, many: bool
) -> None:
    Token.objects.all().delete()
    for number in range(10 if many else 1):
        for each in (account, other_account):
            make_slot(make_post(each, text=f"{number} https://weibo-ops.example/{number}"), at + (3 + number) * HOUR)
    look_ahead(now=at - MINUTE)
    with CaptureQueriesContext(connection) as queries:
        look_ahead(now=at)
    assert len(queries) <= 34
    assert PostVersion.objects.count() == Risk.objects.filter(code="token").count()
