"""A11: the texts of one idea for several accounts beside each other."""

from accounts.models import User, WeiboAccount
from content.queries.beside import beside

ONE = "周末在院子里围炉煮茶，烤两只橘子。你会带上谁？"
TWO = "周末在阳台上围炉煮茶，烤两只橘子。你会带上谁？"


def test_what_differs_from_the_text_at_hand_is_marked(
    account: WeiboAccount, other_account: WeiboAccount, editor: User
) -> None:
    base, other = beside(editor, {account.pk: ONE, other_account.pk: TWO}, base=account.pk)
    assert base.is_base and base.found is None
    assert other.found is not None and 0.4 < other.share < 1
    changed = [passage.text for passage in other.found.ours if passage.kind == "changed"]
    assert "".join(changed) == "阳台上"
    assert (other.length, other.limit) == (23, 140)


def test_the_one_at_hand_stands_first_and_an_empty_one_is_no_difference(
    account: WeiboAccount, other_account: WeiboAccount, editor: User
) -> None:
    columns = beside(editor, {account.pk: "", other_account.pk: TWO}, base=other_account.pk)
    assert [column.account for column in columns] == [other_account, account]
    assert columns[1].found is None


def test_other_peoples_accounts_are_left_out(
    account: WeiboAccount, other_account: WeiboAccount, colleague: User, stranger: User
) -> None:
    texts = {account.pk: ONE, other_account.pk: TWO}
    assert [column.account for column in beside(colleague, texts, base=account.pk)] == [other_account]
    assert beside(stranger, texts, base=account.pk) == []
