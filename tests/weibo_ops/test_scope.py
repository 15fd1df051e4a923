"""The switcher: groups and accounts by typing."""

from accounts.models import AccountGroup, User, WeiboAccount
from tests.conftest import ClientOf, make_account
from weibo_ops.queries.scopes import SHOWN, scope_choices


def test_it_lists_groups_with_what_lies_below_them(
    account: WeiboAccount, other_account: WeiboAccount, approver: User, colleague: User
) -> None:
    top = AccountGroup.objects.create(name="山岚集团")
    branch = AccountGroup.objects.create(name="华东", parent=top)
    AccountGroup.objects.create(name="空分组")
    account.group, other_account.group = branch, top
    account.save()
    other_account.save()
    assert [(group.name, group.size) for group in scope_choices(approver, "").groups] == [("山岚集团", 2), ("华东", 1)]
    assert [(group.name, group.size) for group in scope_choices(colleague, "").groups] == [("山岚集团", 1)]


def test_it_shows_a_few_of_many_accounts_and_says_how_many_more(approver: User, client_of: ClientOf) -> None:
    for number in range(SHOWN + 8):
        make_account(f"门店{number:03d}", f"77{number:08d}")
    choices = scope_choices(approver, "门店")
    assert (len(choices.accounts), choices.more) == (SHOWN, 8)
    assert "还有 8 个账号" in client_of(approver).get("/scope/").text
    assert [account.nickname for account in scope_choices(approver, "门店019").accounts] == ["门店019"]


def test_it_keeps_the_page_and_its_filters_but_not_the_old_scope(
    account: WeiboAccount, approver: User, client_of: ClientOf
) -> None:
    client = client_of(approver)
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/jobs/?before=3&state=done&account=9"}
    assert f'href="/jobs/?state=done&amp;account={account.pk}"' in client.get("/scope/", headers=headers).text
    assert f'href="/?account={account.pk}"' in client.get("/scope/", {"next": "https://evil.example/"}).text
