"""I1, I2: what was said to an account is counted for it, with its polarity; what was said anywhere, for the matrix."""

import datetime as dt

import pytest

from accounts.models import WeiboAccount
from core.dates import BEIJING
from monitoring.models import Mention, Source, SourceKind
from reports.models import DailyRollup, Dimension
from reports.queries.values import Subject, measured
from reports.services import roll_up_day

DAY = dt.date(2026, 11, 20)
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=BEIJING)


def said(number: int, source: Source, polarity: int | None, at: dt.datetime = NOON) -> None:
    Mention.objects.create(
        external_id=str(5_230_000_000_000_000 + number), source=source, text="说", published_at=at, polarity=polarity,
        first_seen_at=NOON, last_seen_at=NOON,
    )  # fmt: skip


@pytest.mark.django_db
def test_i2_mentions_and_their_polarity_belong_to_the_account_that_was_spoken_to(account: WeiboAccount) -> None:
    own = Source.objects.create(kind=SourceKind.MENTIONS, name="提及", account=account)
    # The account whose token searches is not spoken to.
    search = Source.objects.create(kind=SourceKind.SEARCH, name="搜索", account=account)
    for number, polarity in enumerate((-1, -1, 0, 1, None)):
        said(number, own, polarity)
    said(10, search, -1)
    said(11, own, -1, at=NOON - dt.timedelta(hours=12, seconds=1))
    roll_up_day(day=DAY, at=NOON)
    row = DailyRollup.objects.get(dimension=Dimension.ACCOUNT, key=account.pk, day=DAY)
    assert (row.mentions, row.negative, row.judged) == (5, 2, 4)
    matrix = DailyRollup.objects.get(dimension=Dimension.MATRIX, day=DAY)
    assert (matrix.mentions, matrix.negative, matrix.judged) == (6, 3, 5)
    assert roll_up_day(day=DAY, at=NOON).changed == 0


@pytest.mark.django_db
def test_i2_participants_are_different_people_of_a_day_without_ourselves(account: WeiboAccount) -> None:
    own = Source.objects.create(kind=SourceKind.COMMENTS, name="评论", account=account)
    search = Source.objects.create(kind=SourceKind.SEARCH, name="搜索", account=account)
    account.uid = "900"
    account.save()
    for number, (source, author) in enumerate(
        [(own, "1"), (own, "1"), (own, "2"), (own, "900"), (own, ""), (search, "3")]
    ):
        said(number, source, None)
        Mention.objects.filter(external_id=str(5_230_000_000_000_000 + number)).update(author_id=author)
    roll_up_day(day=DAY, at=NOON)
    row = DailyRollup.objects.get(dimension=Dimension.ACCOUNT, key=account.pk, day=DAY)
    assert (row.mentions, row.participants) == (5, 2)
    assert DailyRollup.objects.get(dimension=Dimension.MATRIX, day=DAY).participants == 2


@pytest.mark.django_db
def test_i2_days_rolled_up_before_participants_were_counted_are_unknown_and_not_none(account: WeiboAccount) -> None:
    Source.objects.create(kind=SourceKind.COMMENTS, name="评论", account=account)
    roll_up_day(day=DAY, at=NOON)
    DailyRollup.objects.update(participants=None)
    found = measured(
        Subject(Dimension.MATRIX), first=DAY, last=DAY, keys=["participants"], today=DAY + dt.timedelta(days=1)
    )
    assert found.total["participants"].value is None
