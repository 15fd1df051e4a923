"""I1, I3, I5: what the report says is what the fake Weibo knows, over the 53rd week and the end of a year.

Posts stand on the sandbox, readers change their counts by its control API, the real services sample them at their ages
and roll them up. The other side of each comparison is read from the sandbox's own records.
"""

import datetime as dt
from collections import Counter, defaultdict
from random import Random

import pytest

from accounts.models import Token
from core.dates import BEIJING, local_day, week_of
from monitoring.models import MetricSample, SampleState
from monitoring.services import AGES, collect_due, sample_accounts
from publishing.models import Publication
from reports.models import DailyRollup, Dimension
from reports.queries import Subject, measured
from reports.services import roll_up_days
from reports.weekly import period_figures
from tests.live_weibo import FANS, Live, live, platform
from tests.monitoring.test_metrics import publish
from tests.weibo.sandbox_process import Platform

__all__ = ["live", "platform"]

MINUTE = dt.timedelta(minutes=1)
MONDAY, SUNDAY = dt.date(2026, 12, 28), dt.date(2027, 1, 3)
TIMES = (
    dt.datetime(2026, 12, 28, 0, 0, tzinfo=BEIJING),
    dt.datetime(2026, 12, 29, 9, 30, tzinfo=BEIJING),
    dt.datetime(2026, 12, 31, 23, 55, tzinfo=BEIJING),
    dt.datetime(2027, 1, 1, 0, 0, tzinfo=BEIJING),
    dt.datetime(2027, 1, 3, 22, 59, 59, tzinfo=BEIJING),
)
REMOVED = 1
"""This one Weibo takes away six hours after it was published."""
Counts = tuple[int, int, int]


def on_weibo(platform: Platform) -> dict[str, Counts]:
    """What the sandbox's own records say of every post."""
    return {
        str(row["idstr"]): (int(str(row["reposts"])), int(str(row["comments"])), int(str(row["likes"])))
        for row in platform.posts()
    }


def stir(live: Live, posts: list[Publication], random: Random) -> None:
    """Readers do things; some take their likes back, and once in a while there are a hundred thousand."""
    known = on_weibo(live.platform)
    for post in posts:
        more = random.choice((0, 3, 40, 100_000, -min(known[post.weibo_id][2], 25)))
        live.platform.control("likes", {"id": post.weibo_id, "count": more})
        if random.random() < 0.5:
            live.comment(post.weibo_id, "好看", uid=random.choice(FANS))


@pytest.fixture
def posts(live: Live) -> list[Publication]:
    Token.objects.filter(account=live.account).update(expires_at=TIMES[-1] + dt.timedelta(days=90))
    made = [publish(live, f"第 {number} 条") for number in range(len(TIMES))]
    for post, at in zip(made, TIMES, strict=True):
        Publication.objects.filter(pk=post.pk).update(published_at=at)
        post.published_at = at
    return made


def live_through(live: Live, posts: list[Publication]) -> dict[dt.date, Counter[str]]:
    """Sample at each age as it comes; returns what grew on each day by the sandbox's records."""
    random, grown = Random(53), defaultdict[dt.date, Counter[str]](Counter)
    last: dict[str, Counts] = {}
    ends = posts[REMOVED].published_at + 360 * MINUTE
    for at in sorted({post.published_at + age * MINUTE for post in posts for age in AGES}):
        stands = [post for post in posts if post.published_at <= at and (post is not posts[REMOVED] or at < ends)]
        if at == ends:
            live.platform.control(f"posts/{posts[REMOVED].weibo_id}/remove", {"by": "review"})
        stir(live, stands, random)
        collect_due(now=at)
        known = on_weibo(live.platform)
        for post in stands:
            if (at - post.published_at) / MINUTE not in AGES:
                continue
            before, last[post.weibo_id] = last.get(post.weibo_id, (0, 0, 0)), known[post.weibo_id]
            for place, name in enumerate(("reposts", "comments", "likes")):
                grown[local_day(at)][name] += known[post.weibo_id][place] - before[place]
    return grown


def test_i1_the_report_says_what_the_fake_weibo_knows(live: Live, posts: list[Publication]) -> None:
    grown = live_through(live, posts)
    end = SUNDAY + dt.timedelta(days=35)
    done = dt.datetime(2027, 2, 20, tzinfo=BEIJING)
    roll_up_days(first=MONDAY, last=end, at=done)
    rows = DailyRollup.objects.filter(dimension=Dimension.ACCOUNT, key=live.account.pk)
    assert {row.day: (row.reposts, row.comments, row.likes) for row in rows} == {
        day: (counts["reposts"], counts["comments"], counts["likes"]) for day, counts in grown.items()
    }
    assert all(run.changed == 0 for run in roll_up_days(first=MONDAY, last=end, at=done))

    week = [counts for day, counts in grown.items() if MONDAY <= day <= SUNDAY]
    interactions = sum(sum(counts.values()) for counts in week)
    found = measured(
        Subject(accounts=frozenset({live.account.pk})), first=MONDAY, last=SUNDAY,
        keys=["posts", "interactions", "per_post", "completeness"], today=end,
    )  # fmt: skip
    values = {key: value.value for key, value in found.rows[live.account.pk].items()}
    assert values == {
        "posts": 5,
        "interactions": interactions,
        "per_post": interactions / 5,
        "completeness": 1,
    }
    figures = period_figures(week_of(MONDAY), at=done)
    assert figures["name"] == "2026-W53"
    assert figures["totals"]["interactions"]["value"] == interactions
    assert [day["day"] for day in figures["daily"]][-1] == "2027-01-03"
    posts[REMOVED].refresh_from_db()
    assert posts[REMOVED].deleted_at == posts[REMOVED].published_at + 360 * MINUTE
    still = MetricSample.objects.filter(publication__in=posts, state=SampleState.DUE)
    assert not still.exists()


def test_i1_followers_of_the_report_are_those_on_weibo(live: Live) -> None:
    Token.objects.filter(account=live.account).update(expires_at=TIMES[-1] + dt.timedelta(days=90))
    days = [MONDAY + dt.timedelta(days=n) for n in (0, 1, 2, 4, 5)]
    steps = [[], [FANS[0], FANS[1]], [], [FANS[2]], []]
    gone = {days[4]: FANS[0]}
    for day, fans in zip(days, steps, strict=True):
        for fan in fans:
            live.platform.control("follows", {"uid": fan, "target": live.account.uid})
        if day in gone:
            live.platform.control("follows", {"uid": gone[day], "target": live.account.uid, "off": True})
        at = dt.datetime.combine(day, dt.time(1), BEIJING)
        assert sample_accounts(day=day, now=at) == 1
    roll_up_days(first=MONDAY, last=SUNDAY, at=dt.datetime(2027, 1, 5, tzinfo=BEIJING))
    rows = DailyRollup.objects.filter(dimension=Dimension.ACCOUNT, key=live.account.pk).order_by("day")
    # Thursday was not read: Friday tells the growth since Wednesday, and no day stands as 0.
    assert list(rows.values_list("day", "followers_growth")) == list(zip(days, [None, 2, 0, 1, -1], strict=True))
    subject = Subject(accounts=frozenset({live.account.pk}))
    found = measured(subject, first=MONDAY, last=SUNDAY, keys=["followers_growth"], today=SUNDAY).total
    assert found["followers_growth"].value == 2


def test_i3_a_week_without_data_and_an_account_with_one_post(live: Live) -> None:
    one = publish(live, "只有一条")
    at = dt.datetime(2026, 12, 30, 12, tzinfo=BEIJING)
    Publication.objects.filter(pk=one.pk).update(published_at=at)
    live.platform.control("likes", {"id": one.weibo_id, "count": 9})
    collect_due(now=at + 10 * MINUTE)
    roll_up_days(first=MONDAY, last=SUNDAY, at=at)
    subject = Subject(accounts=frozenset({live.account.pk}))
    keys = ["posts", "interactions", "per_post"]
    row = measured(subject, first=MONDAY, last=SUNDAY, keys=keys, today=SUNDAY).rows[live.account.pk]
    assert (row["per_post"].value, row["per_post"].is_small, row["posts"].is_small) == (9, True, False)
    comparison = row["per_post"].comparison
    assert comparison is not None and comparison.base is None and comparison.share is None
    empty_week = week_of(MONDAY - dt.timedelta(days=14))
    empty = measured(subject, first=empty_week.monday, last=empty_week.sunday, keys=keys, today=SUNDAY)
    assert (empty.rows, empty.total["posts"].value, empty.completeness.state) == ({}, None, "none")
    assert period_figures(empty_week, at=at)["totals"]["interactions"]["value"] is None
