"""The texts for several accounts beside each other. Reads only the accounts."""

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.access import accounts_for
from accounts.models import User, WeiboAccount
from accounts.queries import abilities_of
from accounts.roles import Can
from content.lint.differing import Differences, differences
from content.lint.likeness import likeness
from weibo.text import weibo_length

AT_ONCE = 20
LONGEST = 5_000


@dataclass(frozen=True, slots=True)
class Column:
    """One account's text. `share` and `found` compare it with the text of the account that is being written for."""

    account: WeiboAccount
    text: str
    is_base: bool
    length: int
    limit: int
    share: float = 0.0
    found: Differences | None = None

    @property
    def is_over(self) -> bool:
        """Longer than its account may post (C4)."""
        return self.length > self.limit


def beside(user: User, texts: Mapping[int, str], *, base: int) -> list[Column]:
    """A column for each account that `user` may write for, the one compared with first, then as in `texts`."""
    ids = list(texts)[:AT_ONCE]
    accounts = accounts_for(user, Can.WRITE).in_bulk(ids)
    own = _clean(texts.get(base, "")) if base in accounts else ""
    ordered = sorted((pk for pk in ids if pk in accounts), key=lambda pk: pk != base)
    return [_column(accounts[pk], _clean(texts[pk]), own, is_base=pk == base) for pk in ordered]


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\x00", "")[:LONGEST]


def _column(account: WeiboAccount, text: str, own: str, *, is_base: bool) -> Column:
    length, limit = weibo_length(text), abilities_of(account).length.limit or 0
    if is_base or not own.strip() or not text.strip():
        return Column(account, text, is_base, length, limit)
    return Column(account, text, is_base, length, limit, likeness(text, own), differences(text, own))
