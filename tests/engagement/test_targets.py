"""E2: five a day: who is proposed and why, ticks with a proof, somebody else instead, what came of it."""

import datetime as dt

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import FollowEntry, FollowSort, User, WeiboAccount
from core.dates import local_day
from core.errors import Conflict, UserError
from core.models import Notice
from engagement.choosing import Candidate, Reason, Why, merged, share_out
from engagement.models import Fan, FanKind, Target, TargetRule, TargetState
from engagement.queries.targets import silent_fans, weeks_of_targets
from engagement.services import (
    add_target,
    erase_fan,
    mark_commented,
    mark_followed,
    propose_targets,
    remind_of_targets,
    save_target_rule,
    skip_target,
    unmark_target,
    unskip_target,
)
from monitoring.models import Hit, KeywordSet, Mention, SetKind, Source, SourceKind
from tests.conftest import AT, ClientOf
from tests.engagement.conftest import MakeThread
from weibo_ops.services.targets import propose_people_of_today

DAY = dt.timedelta(days=1)
TODAY = local_day(AT)
LINK = "https://weibo.com/5504000001/Oabcdefgh"


def person(n: int, *reasons: Reason, followers: int | None = None) -> Candidate:
    return Candidate(str(n), f"用户{n}", reasons or (Reason(Why.TOPIC, "保温杯", 1),), followers)


REASONS = st.builds(Reason, st.sampled_from(Why), st.just("杯"), st.integers(1, 99))
PEOPLE = st.builds(person, st.integers(1, 30), REASONS)


def proposed(account: WeiboAccount, n: int = 5) -> list[Target]:
    propose_targets(candidates=[person(i) for i in range(1, 40)], day=TODAY, at=AT)
    rows = list(Target.objects.filter(account=account, state=TargetState.OPEN))
    assert len(rows) == n
    return rows


@given(
    st.lists(PEOPLE),
    st.dictionaries(st.integers(1, 4), st.integers(0, 8)),
    st.dictionaries(st.integers(1, 4), st.sets(st.integers(1, 30).map(str))),
)
def test_e2_nobody_is_met_twice_or_where_he_is_barred(
    found: list[Candidate], wanted: dict[int, int], barred: dict[int, set[str]]
) -> None:
    people = merged(found)
    chosen = share_out(people, wanted, barred)
    everybody = [one.uid for rows in chosen.values() for one in rows]
    assert len(set(everybody)) == len(everybody)
    for account_id, n in wanted.items():
        mine = {one.uid for one in chosen[account_id]}
        assert len(mine) <= n and not mine & barred.get(account_id, set())
        left = {one.uid for one in people} - set(everybody) - barred.get(account_id, set())
        assert len(mine) == n or not left  # a list is short only when nobody is left


def test_e2_accounts_choose_in_turn_and_a_day_holds_different_people() -> None:
    rivals = [person(n, Reason(Why.COMPETITOR, "别家", 9)) for n in range(1, 11)]
    askers = [person(n, Reason(Why.TOPIC, "保温杯", 2)) for n in range(11, 21)]
    chosen = share_out(merged([*rivals, *askers]), {1: 5, 2: 5}, {})
    for rows in chosen.values():
        assert {one.reasons[0].why for one in rows} == {Why.COMPETITOR, Why.TOPIC}


def test_e2_one_person_keeps_all_reasons_and_a_crowd_puller_counts_half() -> None:
    topic, rival = Reason(Why.TOPIC, "保温杯", 2), Reason(Why.COMPETITOR, "别家", 1)
    (both,) = merged([person(1, topic), person(1, rival)])
    assert both.reasons == (rival, topic)
    assert person(2, topic, followers=900_000).score == person(3, topic).score / 2


@pytest.mark.django_db
def test_e2_five_a_day_once_and_only_people_who_come_into_question(
    account: WeiboAccount, other_account: WeiboAccount
) -> None:
    Target.objects.create(account=other_account, day=TODAY - 3 * DAY, uid="1", name="前几天", created_at=AT)
    Fan.objects.create(uid="2", name="闹事的", kind=FanKind.TROUBLEMAKER, created_at=AT)
    FollowEntry.objects.create(account=account, screen_name="已关注", uid="3", sort=FollowSort.LOYAL, created_at=AT)
    found = [*map(person, range(1, 40)), Candidate(other_account.uid or "", "自己人", (Reason(Why.TOPIC, "杯", 9),))]
    assert propose_targets(candidates=found, day=TODAY, at=AT) == 10
    assert propose_targets(candidates=found, day=TODAY, at=AT) == 0
    rows = Target.objects.filter(day=TODAY)
    assert not rows.filter(uid__in=["1", "2", account.uid, other_account.uid]).exists()
    assert not rows.filter(account=account, uid="3").exists()
    assert rows.filter(account=account, state=TargetState.RESERVE).count() == 10


@pytest.mark.django_db
def test_e2_the_rule_says_how_many_and_rest_days_are_free(
    account: WeiboAccount, other_account: WeiboAccount, administrator: User
) -> None:
    save_target_rule(account=account, per_day=2, on_rest_days=True, by=administrator, at=AT)
    sunday = TODAY - DAY
    found = [person(n) for n in range(1, 40)]
    assert propose_targets(candidates=found, day=sunday, at=AT) == 2
    save_target_rule(account=None, per_day=0, on_rest_days=False, by=administrator, at=AT)
    assert propose_targets(candidates=found, day=TODAY, at=AT) == 2
    assert set(Target.objects.values_list("account", flat=True)) == {account.pk}
    with pytest.raises(UserError):
        save_target_rule(account=None, per_day=21, on_rest_days=False, by=administrator, at=AT)
    assert TargetRule.objects.count() == 2


@pytest.mark.django_db
def test_e2_done_means_followed_and_commented_with_a_proof(account: WeiboAccount, editor: User) -> None:
    target = proposed(account)[0]
    mark_followed(target=target, by=editor, at=AT)
    assert FollowEntry.objects.get(uid=target.uid).sort == FollowSort.POTENTIAL
    for wrong in (" ", "https://example.com/1", "x" * 301):
        with pytest.raises(UserError) as caught:
            mark_commented(target=target, proof=wrong, by=editor, at=AT)
        assert caught.value.field == "proof"
    mark_commented(target=target, proof=LINK, by=editor, at=AT)
    target.refresh_from_db()
    assert (target.state, target.proof, target.commented_by) == (TargetState.DONE, LINK, editor)
    with pytest.raises(Conflict):
        mark_followed(target=target, by=editor, at=AT)
    unmark_target(target=target, step="commented", by=editor, at=AT)
    target.refresh_from_db()
    assert (target.state, target.proof, target.followed_by) == (TargetState.OPEN, "", editor)


@pytest.mark.django_db
def test_e2_a_person_who_does_not_fit_is_replaced_at_once(account: WeiboAccount, editor: User) -> None:
    target = proposed(account)[0]
    with pytest.raises(UserError, match="为什么"):
        skip_target(target=target, reason="  ", by=editor, at=AT)
    instead = skip_target(target=target, reason="是同行", by=editor, at=AT)
    assert instead is not None and instead.state == TargetState.OPEN
    assert Target.objects.filter(account=account, state=TargetState.OPEN).count() == 5
    unskip_target(target=target, by=editor, at=AT)
    assert Target.objects.filter(account=account, state=TargetState.OPEN).count() == 6
    Target.objects.filter(state=TargetState.RESERVE).delete()
    assert skip_target(target=target, reason="是同行", by=editor, at=AT) is None


@pytest.mark.django_db
def test_e2_a_colleague_adds_somebody_he_found(account: WeiboAccount, editor: User) -> None:
    reserve = Target.objects.create(
        account=account, day=TODAY, uid="77", name="候补", state=TargetState.RESERVE, created_at=AT
    )
    added = add_target(account=account, name="自己找的", uid="77", url=LINK, by=editor, at=AT)
    assert (added.pk, added.state) == (reserve.pk, TargetState.OPEN)
    with pytest.raises(Conflict):
        add_target(account=account, name="自己找的", uid="77", url="", by=editor, at=AT)
    for field, given_name, uid, url in (
        ("name", " ", "78", ""),
        ("uid", "甲", "甲", ""),
        ("url", "甲", "78", "javascript:alert(1)"),
    ):
        with pytest.raises(UserError) as caught:
            add_target(account=account, name=given_name, uid=uid, url=url, by=editor, at=AT)
        assert caught.value.field == field


@pytest.mark.django_db
def test_e2_who_is_left_in_the_afternoon_is_told_until_all_are_met(account: WeiboAccount, editor: User) -> None:
    account.owner = editor
    account.save()
    targets = proposed(account)
    assert remind_of_targets(now=AT) == 0
    later = AT.replace(hour=16, minute=5)
    assert remind_of_targets(now=later) == 1 and remind_of_targets(now=later) == 0
    for target in targets:
        mark_followed(target=target, by=editor, at=later)
        mark_commented(target=target, proof="说了谢谢", by=editor, at=later)
    notice = Notice.objects.get(user_id=editor.pk, key__startswith="targets:")
    assert notice.params["n"] == 5 and notice.settled_at == later


@pytest.mark.django_db
def test_e2_who_writes_after_our_comment_has_come_back(
    account: WeiboAccount, editor: User, make_thread: MakeThread
) -> None:
    first, second, *_ = proposed(account)
    for target in (first, second):
        mark_commented(target=target, proof="说了谢谢", by=editor, at=AT)
    make_thread(author_id=first.uid, received_at=AT + 2 * DAY)
    make_thread(author_id=second.uid, received_at=AT - 2 * DAY, external_id="7000000000000099")
    (week,) = weeks_of_targets(WeiboAccount.objects.all(), now=AT + 3 * DAY)
    assert (week.people, week.commented, week.both, week.came_back, week.is_late) == (5, 2, 0, 1, True)


@pytest.mark.django_db
def test_e2_people_come_from_listening_with_reasons(account: WeiboAccount, customer_editor: User) -> None:
    source = Source.objects.create(kind=SourceKind.FILE, name="爬虫")
    brand = KeywordSet.objects.create(name="保温杯", kind=SetKind.PRODUCT, created_at=AT)
    rival = KeywordSet.objects.create(name="别家", kind=SetKind.COMPETITOR, created_at=AT)
    said = {
        "5504000021": {"polarity": 1, "reposts": 60},
        "5504000022": {"polarity": -1},
        "5504000023": {"author_suspect": 90},
        "5504000024": {"author_verified": 3},
    }
    for n, (uid, facts) in enumerate(said.items()):
        mention = Mention.objects.create(
            external_id=str(5234567890123000 + n), author_id=uid, author_name=f"甲{n}", text="保温杯好用吗",
            url=LINK, published_at=AT - DAY, source=source, first_seen_at=AT, last_seen_at=AT, **facts,
        )  # fmt: skip
        for keyword_set in (brand, rival):
            Hit.objects.create(keyword_set=keyword_set, mention=mention, published_at=AT - DAY, found_at=AT)
    Fan.objects.create(uid="9", name="老朋友", kind=FanKind.ALLY, last_spoken_at=AT - 90 * DAY, created_at=AT)
    assert [one.uid for one in silent_fans(now=AT)] == ["9"]
    assert propose_people_of_today(now=AT.replace(hour=6)) == 0
    assert propose_people_of_today(now=AT) == 2
    found = Target.objects.get(uid="5504000021")
    assert [why for why, _, _ in found.reasons] == [Why.COMPETITOR, Why.HOT, Why.TOPIC]
    assert (found.post_url, found.post_text) == (LINK, "保温杯好用吗")


@pytest.mark.django_db
def test_e2_erasing_a_person_erases_him_here(account: WeiboAccount, editor: User) -> None:
    fan = Fan.objects.create(uid="5504000031", name="要求删除的人", created_at=AT)
    Target.objects.create(account=account, day=TODAY, uid=fan.uid, name=fan.name, post_text="话", created_at=AT)
    erase_fan(fan=fan, reason="来信要求", by=editor, at=AT)
    left = Target.objects.get()
    assert (left.name, left.post_text, left.uid) == ("—", "", f"-{left.pk}")


@pytest.mark.django_db
def test_e2_the_page_keeps_what_was_typed(account: WeiboAccount, editor: User, client_of: ClientOf) -> None:
    target = proposed(account)[0]
    Target.objects.update(day=local_day(dt.datetime.now(dt.UTC)))
    client: Client = client_of(editor)
    answer = client.post(f"/inbox/plan/{target.pk}/comment/", {"proof": "https://example.com/别处"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "https://example.com/别处" in page and "这不是微博的链接" in page
    assert "三天里 1 次说到" in client.get("/inbox/plan/").content.decode()
    assert client.get("/inbox/plan/?day=2026-13-99").status_code == 200
