"""One grant of the sample company was given a while ago and ends this week, so that the list of ends has something."""

import datetime as dt
from typing import Final

from accounts.models import Token, WeiboAccount

ENDING: Final = "顾山岚"
GIVEN_AGO: Final = dt.timedelta(days=25)
LEFT: Final = dt.timedelta(days=5, hours=3)


def let_one_end(accounts: dict[str, WeiboAccount], *, now: dt.datetime) -> None:
    """The founder's account was connected 25 days ago."""
    tokens = Token.objects.filter(account=accounts[ENDING])
    tokens.update(obtained_at=now - GIVEN_AGO, expires_at=now + LEFT)
