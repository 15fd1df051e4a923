"""The scope of a page: `?account=ID` and `?group=ID`."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries

from accounts.access import account_for, accounts_for, rights_of, scope
from accounts.models import AccountGroup, User, WeiboAccount
from accounts.roles import Can
from core.errors import Forbidden, NotFound


def scoped(user: User, query: str = "", can: Can = Can.VIEW) -> set[str]:
    request = RequestFactory().get(f"/{query}")
    request.user = user
    return {account.nickname for account in scope(request, can=can)}


def test_a8_it_shows_only_accounts_that_were_granted(
    colleague: User, editor: User, account: WeiboAccount, other_account: WeiboAccount
) -> None:
    assert scoped(colleague) == {"山岚厨房"}
    assert scoped(editor) == {"山岚家居", "山岚厨房"}
    assert scoped(colleague, f"?account={account.pk}") == set()


def test_it_takes_a_group_with_all_below_it(editor: User, account: WeiboAccount, other_account: WeiboAccount) -> None:
    company = AccountGroup.objects.create(name="集团")
    brand = AccountGroup.objects.create(name="品牌", parent=company)
    WeiboAccount.objects.filter(pk=account.pk).update(group=company)
    WeiboAccount.objects.filter(pk=other_account.pk).update(group=brand)
    assert scoped(editor, f"?group={company.pk}") == {"山岚家居", "山岚厨房"}
    assert scoped(editor, f"?group={brand.pk}") == {"山岚厨房"}
    assert scoped(editor, "?group=999999") == set()


@pytest.mark.parametrize("query", ["?account=x", "?group=-1", "?account=9" + "9" * 30, "?account=", "?group=１"])
def test_it_passes_over_what_is_no_number(editor: User, account: WeiboAccount, query: str) -> None:
    assert scoped(editor, query) == {"山岚家居"}


def test_a8_a_stranger_gets_404_and_a_colleague_403(
    stranger: User, customer_editor: User, colleague: User, account: WeiboAccount
) -> None:
    for user in (stranger, colleague):
        with pytest.raises(NotFound):
            account_for(user, account.pk)
    with pytest.raises(Forbidden):
        account_for(customer_editor, account.pk, to=Can.WRITE)
    assert account_for(customer_editor, account.pk, to=Can.REPLY) == account


def test_a8_nobody_has_rights_without_signing_in_or_after_leaving(editor: User, account: WeiboAccount) -> None:
    assert not accounts_for(AnonymousUser()).exists()
    editor.is_active = False
    assert not rights_of(editor).may_somewhere(Can.VIEW)


def test_a8_rights_cost_three_queries_at_most(
    colleague: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(3):
        rights_of(colleague).may(Can.WRITE)
        rights_of(colleague).may(Can.REVIEW)
