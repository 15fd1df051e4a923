"""A3: how complete a profile is; pure, and the same for one account and for a list."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import AccountKind, AccountTag, MatrixLink, ProfileItem, ProfileTick, WeiboAccount
from accounts.queries import checklist, profile_scores
from accounts.rules.checklist import Item, ItemState, ProfileFacts, has_own_avatar, score_of, state_of
from tests.conftest import AT, make_account

CODES = ["avatar", "background", "modules", "tags"]
items = st.lists(
    st.builds(
        Item,
        code=st.sampled_from(CODES),
        fact=st.sampled_from(["", "avatar", "tags"]),
        least=st.integers(1, 5),
        weight=st.integers(0, 20),
        by_kind=st.dictionaries(st.sampled_from(AccountKind.values), st.integers(-1, 20), max_size=3),
        recheck_days=st.integers(1, 400),
    ),
    max_size=8,
)
facts = st.builds(
    ProfileFacts,
    kind=st.sampled_from(AccountKind.values),
    counts=st.dictionaries(st.sampled_from(["avatar", "tags"]), st.integers(0, 10)),
    ticked_at=st.dictionaries(
        st.sampled_from(CODES),
        st.integers(0, 2000).map(lambda days: AT - dt.timedelta(days=days)),
    ),
)


@given(items, facts)
def test_a3_the_score_lies_between_0_and_100(checked: list[Item], known: ProfileFacts) -> None:
    assert 0 <= score_of(checked, known, now=AT) <= 100


@given(items, facts, st.sampled_from(CODES))
def test_a3_one_more_tick_never_lowers_the_score(checked: list[Item], known: ProfileFacts, code: str) -> None:
    more = ProfileFacts(known.kind, known.counts, {**known.ticked_at, code: AT})
    assert score_of(checked, more, now=AT) >= score_of(checked, known, now=AT)


@given(items, facts, st.integers(0, 3000))
def test_a3_time_never_raises_the_score(checked: list[Item], known: ProfileFacts, days: int) -> None:
    later = score_of(checked, known, now=AT + dt.timedelta(days=days))
    assert later <= score_of(checked, known, now=AT)


@pytest.mark.parametrize(
    ("days", "state"), [(0, ItemState.DONE), (180, ItemState.DONE), (181, ItemState.STALE), (None, ItemState.MISSING)]
)
def test_a3_a_tick_has_to_be_looked_at_again(days: int | None, state: ItemState) -> None:
    item = Item("modules", "", 1, 5, {}, 180)
    ticked = {} if days is None else {"modules": AT - dt.timedelta(days=days)}
    assert state_of(item, ProfileFacts("official", {}, ticked), now=AT) == state


def test_a3_what_weibo_says_decides_over_a_tick() -> None:
    item = Item("avatar", "avatar", 1, 5, {}, 180)
    assert state_of(item, ProfileFacts("brand", {"avatar": 0}, {"avatar": AT}), now=AT) == ItemState.MISSING
    assert state_of(item, ProfileFacts("brand", {}, {"avatar": AT}), now=AT) == ItemState.DONE


def test_a3_a_picture_that_weibo_gives_is_no_avatar() -> None:
    assert not has_own_avatar("https://tva1.sinaimg.cn/default/images/default_avatar_male_180.gif")
    assert not has_own_avatar("") and has_own_avatar("https://tva1.sinaimg.cn/crop.0.0.180.180/one.jpg")


def test_a3_a_kind_has_its_own_weights(account: WeiboAccount) -> None:
    service = {row.item.code: row.weight for row in checklist(account, now=AT).rows}
    assert service["service_entry"] == 8
    account.kind = AccountKind.EMPLOYEE
    account.save()
    checked = checklist(account, now=AT)
    assert {"verified", "service_entry", "focus_pictures"} <= {row.item.code for row in checked.not_counted}


def test_a3_the_list_says_the_same_as_the_page(account: WeiboAccount, other_account: WeiboAccount) -> None:
    WeiboAccount.objects.filter(pk=account.pk).update(
        profile_read_at=AT, avatar_url="https://x/y.jpg", description="一杯热水", verified_type=2
    )
    ProfileTick.objects.create(account=account, item=ProfileItem.objects.get(code="modules"), at=AT)
    MatrixLink.objects.create(account=account, target=other_account, declared_at=AT)
    for number in range(5):
        AccountTag.objects.create(account=account, word=f"词{number}", changed_at=AT)
    scores = profile_scores([account.pk, other_account.pk, 999_999], now=AT)
    assert scores == {row.pk: checklist(row, now=AT).score for row in (account, other_account)}
    assert scores[account.pk] > scores[other_account.pk] == 0


def test_a3_a_thousand_scores_cost_five_queries(db: None) -> None:
    few = [make_account(f"账号{number}", str(number)).pk for number in range(1, 4)]
    with CaptureQueriesContext(
        connection,
    ) as first:
        profile_scores(few[:1], now=AT)
    with CaptureQueriesContext(connection) as second:
        profile_scores(few, now=AT)
    assert len(first) == len(second) == 5
