"""Reminders of what endangers posts: to whom, how often, one for one cause, settled when mended."""

import datetime as dt

import pytest

from accounts.models import Token, User, WeiboAccount
from accounts.services.tokens import renewal_url
from core.models import Notice, NoticeLevel
from publishing.models import Slot
from publishing.services import look_ahead, remind_of_risks
from tests.publishing.makers import Wanted, make_post, make_slot

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def nine(account: WeiboAccount, editor: User, at: dt.datetime) -> list[Slot]:
    """Nine posts of one writer, all after the end of the token."""
    Token.objects.update(expires_at=at + 40 * HOUR)
    return [
        make_slot(
            make_post(account, Wanted(author=editor), text=f"{n} https://weibo-ops.example/{n}"),
            at + (48 + 2 * n) * HOUR,
            now=at,
        )
        for n in range(9)
    ]


def look(now: dt.datetime) -> int:
    look_ahead(now=now)
    return remind_of_risks(now=now)


def test_one_notice_for_one_token_that_endangers_nine_posts(
    nine: list[Slot], account: WeiboAccount, editor: User, administrator: User, stranger: User, at: dt.datetime
) -> None:
    assert look(at) >= 2
    mine = Notice.objects.get(user_id=editor.pk)
    assert "共 9 条" in mine.sentence and "到期" in mine.sentence
    assert (mine.level, mine.mail_due_at) == (NoticeLevel.WARNING, at)
    assert f"account={account.pk}" in mine.url
    assert Notice.objects.get(user_id=administrator.pk).url == renewal_url(account.pk, "share")
    assert not Notice.objects.filter(user_id=stranger.pk).exists()
    assert look(at + MINUTE) == 0


def test_it_is_told_again_a_day_and_two_hours_before_the_first_post(
    nine: list[Slot], editor: User, at: dt.datetime
) -> None:
    first = nine[0].scheduled_at
    look(at)
    assert look(first - 23 * HOUR) >= 1
    assert look(first - 22 * HOUR) == 0
    assert look(first - HOUR) >= 1
    live = Notice.objects.get(user_id=editor.pk, settled_at=None)
    assert live.level == NoticeLevel.DANGER
    assert Notice.objects.filter(user_id=editor.pk).count() == 3


def test_it_is_settled_when_it_is_mended_and_told_anew_when_it_comes_back(
    nine: list[Slot], editor: User, at: dt.datetime
) -> None:
    look(at)
    Token.objects.update(expires_at=at + 90 * DAY)
    assert look(at + MINUTE) == 0
    assert Notice.objects.get(user_id=editor.pk).settled_at == at + MINUTE
    Token.objects.update(expires_at=at + HOUR)
    assert look(at + 2 * MINUTE) >= 1


def test_a_single_post_leads_to_its_page(account: WeiboAccount, editor: User, at: dt.datetime) -> None:
    Token.objects.all().delete()
    slot = make_slot(make_post(account, Wanted(author=editor)), at + 3 * HOUR, now=at)
    look(at)
    notice = Notice.objects.get(user_id=editor.pk)
    assert notice.url == f"/calendar/slots/{slot.pk}/" and account.nickname in notice.sentence


def test_who_left_is_not_told(nine: list[Slot], editor: User, at: dt.datetime) -> None:
    User.objects.filter(pk=editor.pk).update(is_active=False)
    look(at)
    assert not Notice.objects.filter(user_id=editor.pk).exists()
