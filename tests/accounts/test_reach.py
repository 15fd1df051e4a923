"""Rights over the tree of groups: what a grant on a group reaches, in a constant number of queries (A8)."""

import itertools

from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from accounts.access import Rights, accounts_for, rights_of
from accounts.models import AccountGroup, Grant, User, WeiboAccount
from accounts.roles import CAPABILITIES, Can, Role
from tests.conftest import AT, make_user

NUMBERS = itertools.count()
SHAPE = st.lists(st.integers(0, 6), min_size=1, max_size=7)
GRANTS = st.lists(
    st.tuples(st.sampled_from(list(Role)), st.sampled_from(["group", "account"]), st.integers(0, 20)), max_size=5
)


def tree(parents: list[int]) -> list[AccountGroup]:
    """Group n hangs on the group of that number when it came earlier, else at the top."""
    groups: list[AccountGroup] = []
    for number, parent in enumerate(parents):
        above = groups[parent] if parent < number else None
        groups.append(AccountGroup.objects.create(name=f"分组{next(NUMBERS)}", parent=above))
    return groups


def above(group: AccountGroup | None) -> list[int]:
    return [] if group is None else [group.pk, *above(group.parent)]


@given(parents=SHAPE, places=st.lists(st.integers(0, 7), min_size=1, max_size=6), wanted=GRANTS)
@hypothesis_settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_a8_a_grant_on_a_group_reaches_exactly_what_is_in_and_below_it(
    db: None, parents: list[int], places: list[int], wanted: list[tuple[Role, str, int]]
) -> None:
    WeiboAccount.objects.all().delete()
    groups = tree(parents)
    accounts = [
        WeiboAccount.objects.create(
            nickname=f"账号{next(NUMBERS)}", created_at=AT, group=groups[place] if place < len(groups) else None
        )
        for place in places
    ]
    user = make_user(f"person-{next(NUMBERS)}", None)
    expected: dict[int, set[Can]] = {account.pk: set() for account in accounts}
    for role, scope, number in wanted:
        if scope == "group":
            group = groups[number % len(groups)]
            Grant.objects.create(user=user, role=role, group=group, given_at=AT)
            reached = [account for account in accounts if group.pk in above(account.group)]
        else:
            reached = [accounts[number % len(accounts)]]
            Grant.objects.create(user=user, role=role, account=reached[0], given_at=AT)
        for account in reached:
            expected[account.pk] |= CAPABILITIES[role]
    rights = rights_of(user)
    for can in (Can.VIEW, Can.WRITE, Can.FREEZE, Can.MANAGE_PEOPLE):
        allowed = {pk for pk, cans in expected.items() if can in cans}
        assert rights.account_ids(can) == allowed
        assert set(accounts_for(user, can).values_list("pk", flat=True)) == allowed
        assert rights.may_somewhere(can) is bool(allowed)
        assert all(rights.may(can, account.pk) is (account.pk in allowed) for account in accounts)


def test_a8_reading_rights_takes_two_queries_however_large_the_matrix_is(db: None) -> None:
    groups = tree([9, 0, 0, 1, 1, 3])
    user = make_user("editor", None)
    for group in groups[:4]:
        Grant.objects.create(user=user, role=Role.CHIEF_EDITOR, group=group, given_at=AT)
    WeiboAccount.objects.bulk_create(
        WeiboAccount(nickname=f"账号{n}", created_at=AT, group=groups[n % 6]) for n in range(200)
    )
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert len(rights_of(user).account_ids(Can.WRITE) or ()) == 200
    assert len(asked) == 2
    with CaptureQueriesContext(connection) as asked:
        assert accounts_for(user, Can.WRITE).count() == 200
    assert len(asked) == 1
    assert len(asked[0]["sql"]) < 400, "the condition names groups, not two hundred accounts"


def test_a8_without_any_right_nothing_is_reached(db: None) -> None:
    nobody: User = make_user("nobody", None)
    assert not accounts_for(nobody).exists()
    assert Rights().account_ids(Can.VIEW) == set()
