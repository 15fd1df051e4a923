"""M6: competitors beside us: rhythm, guessed categories, growth and reactions of the same time, with what is weak."""

import datetime as dt
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccountState, Channel, Token, User
from accounts.secrets import seal
from content.models import Idea
from core.audit import SYSTEM
from core.errors import UserError
from core.models import AuditEntry
from monitoring.collect.merging import merge_rows
from monitoring.collect.rows import MentionRow
from monitoring.models import Competitor, CompetitorSample, GapState, Mention, RunOutcome, Source
from monitoring.queries import competitors as queries
from monitoring.services import competitors as services
from monitoring.services.source_runs import Run, note_run
from monitoring.watch.guessing import guess
from tests.conftest import AT, make_account
from tests.live_weibo import Live
from weibo.text import id_floor_of_time

RIVAL = "5503000001"


@pytest.fixture
def rival(db: None) -> Competitor:
    return services.add_competitor(name="北岭", uid=RIVAL, note="同价位", by=SYSTEM, at=AT)


def wrote(source: Source, *texts: str, likes: int = 10, hour: int = 8, days_ago: int = 1) -> None:
    """The competitor's posts, an hour apart from minute to minute."""
    at = AT.replace(hour=hour) - dt.timedelta(days=days_ago)
    rows = [
        MentionRow(
            external_id=str(id_floor_of_time(at) + number), text=text, author_id=RIVAL, author_name="北岭",
            published_at=at, reposts=1, comments=2, likes=likes + number,
        )
        for number, text in enumerate(texts)
    ]  # fmt: skip
    merge_rows(rows, source=source, at=AT)


def side(days: int = 28) -> queries.Side:
    return queries.beside(days=days, now=AT).theirs[0]


def test_m6_it_shows_rhythm_reactions_and_guessed_categories_of_a_competitor(rival: Competitor) -> None:
    assert rival.source is not None
    wrote(rival.source, "转发抽奖送三个杯子", "新品首发今晚八点", "今天天气好", hour=20)
    found = side()
    assert (len(found.posts), found.busiest_hour, found.typical) == (3, 20, 14)
    assert found.is_few
    assert dict(found.categories) == {"抽奖福利": 33, "产品上新": 33, "其他": 33}
    chart = queries.by_hour(queries.beside(days=28, now=AT))
    assert chart["series"][1][1][20] == 3
    days = queries.by_day(queries.beside(days=7, now=AT))
    assert sum(days["series"][1][1]) == 3 and days["labels"][-1] == "11-23"


def test_m6_coverage_that_is_missing_is_said(rival: Competitor) -> None:
    assert rival.source is not None
    assert side().is_partly_read and side().read_percent is None
    half = Run(AT, AT, covers_from=AT - dt.timedelta(days=14), covers_until=AT)
    note_run(source=rival.source, run=half, at=AT)
    assert side().read_percent == 50
    assert not side(days=7).is_partly_read


def test_m6_growth_is_between_the_first_and_the_last_day_that_were_read(rival: Competitor) -> None:
    for back, followers in ((40, 1), (10, 1000), (0, 1150)):
        day = (AT - dt.timedelta(days=back)).date()
        CompetitorSample.objects.create(competitor=rival, day=day, followers=followers, taken_at=AT)
    assert side().growth == (1150, 150, 10)


def test_m6_an_account_is_added_once_never_one_of_ours_and_removed_with_its_words_kept(rival: Competitor) -> None:
    make_account("山岚", "5501000001")
    for uid in (RIVAL, "5501000001"):
        with pytest.raises(UserError):
            services.add_competitor(name="又一个", uid=uid, by=SYSTEM, at=AT)
    assert rival.source is not None
    wrote(rival.source, "一条")
    services.remove_competitor(competitor=rival, by=SYSTEM, at=AT)
    assert Mention.objects.count() == 1
    assert not Source.objects.get().is_active
    assert AuditEntry.objects.filter(code="monitoring.competitor.removed").exists()
    services.add_competitor(name="北岭", uid=RIVAL, by=SYSTEM, at=AT)
    assert Source.objects.get().is_active


@pytest.mark.parametrize(
    ("text", "name"), [("怎么选保温杯", "knowledge"), ("大家周末去哪", "talk"), ("中秋快乐", "days"), ("早", "other")]
)
def test_m6_categories_are_guessed_by_words(text: str, name: str) -> None:
    assert guess(text) == name


def test_m6_the_page_adds_warns_exports_and_makes_ideas(rival: Competitor, administrator: User, client: Client) -> None:
    assert rival.source is not None
    wrote(rival.source, "新品首发今晚八点")
    client.force_login(administrator)
    page = client.get("/monitoring/competitors/").content.decode()
    assert "北岭" in page and "样本少" in page and "普通应用读不到别人的微博" in page
    sent = {"name": "南坡", "uid": "https://weibo.com/u/5503000002?x=1", "note": ""}
    assert client.post("/monitoring/competitors/", sent).status_code == 302
    assert Competitor.objects.filter(uid="5503000002").exists()
    assert client.post("/monitoring/competitors/", {"name": "坏", "uid": "abc"}).status_code == 422
    file = b"".join(client.get("/monitoring/competitors/export/").streaming_content).decode()  # type: ignore[attr-defined]
    assert "北岭" in file
    client.post(f"/monitoring/mentions/{Mention.objects.get().pk}/idea/")
    assert Idea.objects.get().source_text == "新品首发今晚八点"


def test_m6_who_writes_no_posts_is_offered_no_idea(rival: Competitor, customer_editor: User, client: Client) -> None:
    assert rival.source is not None
    wrote(rival.source, "新品首发今晚八点")
    client.force_login(customer_editor)
    page = client.get("/monitoring/competitors/").content.decode()
    assert "新品首发今晚八点" in page
    assert reverse("monitoring:mention_idea", args=[Mention.objects.get().pk]) not in page


def test_m6_the_page_costs_the_same_with_many_posts(rival: Competitor) -> None:
    with CaptureQueriesContext(connection) as few:
        queries.beside(days=28, now=AT)
    assert rival.source is not None
    wrote(rival.source, *[f"第{number}条" for number in range(30)])
    for number in range(5):
        services.add_competitor(name=f"对手{number}", uid=f"55030001{number}0", by=SYSTEM, at=AT)
    with CaptureQueriesContext(connection) as many:
        queries.beside(days=28, now=AT)
    assert len(many) == len(few)


def test_m6_without_a_commercial_account_nothing_is_tried(rival: Competitor) -> None:
    make_account("山岚", "5501000001")
    with patch.object(services, "ask") as asked:
        assert services.read_competitors(now=AT) == 0
    asked.assert_not_called()


def test_m6_a_timeline_is_read_with_its_followers_and_goes_on_where_it_stopped(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    live.platform.control("users", {"uid": RIVAL, "screen_name": "北岭"})
    live.platform.control("users", {"uid": "5501000002", "screen_name": "山岚厨房"})
    reader = make_account("山岚厨房", "5501000002")
    reader.channel, reader.state = Channel.COMMERCIAL, AccountState.CONNECTED
    reader.save()
    sealed = seal(live.platform.token("5501000002", app="sandbox-biz-key"))
    Token.objects.filter(account=reader).update(app=Channel.COMMERCIAL, ciphertext=sealed)
    for number in range(60):
        live.post(f"北岭第{number}条", RIVAL)
    rival = services.add_competitor(name="北岭", uid=RIVAL, by=SYSTEM, at=AT)
    assert rival.source is not None
    monkeypatch.setattr(services, "PAGES", 2)
    now = timezone.now() + dt.timedelta(seconds=5)
    assert services.read_competitors(now=now) == 50
    assert rival.source.runs.get().outcome == RunOutcome.CAPPED
    assert rival.source.gaps.filter(state=GapState.OPEN).count() == 1
    assert CompetitorSample.objects.get().posts is not None
    monkeypatch.setattr(services, "PAGES", 8)
    assert services.read_competitors(now=now) == 0, "its turn has not come"
    services.read_competitors(now=now + dt.timedelta(hours=2))
    assert Mention.objects.filter(author_id=RIVAL).count() == 60
    assert not rival.source.gaps.filter(state=GapState.OPEN).exists()
