"""Hot topics rise against their own past, fit us for reasons that are told, and are what people say (M7)."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from accounts.models import AccountTag, User, WeiboAccount
from content.models import Idea
from monitoring.collect.merging import merge_rows
from monitoring.collect.rows import MentionRow
from monitoring.models import HiddenTopic, HotMatter, KeywordSet, Mention, SetKind, Source, SourceStretch, StretchState
from monitoring.queries.topics import hot_topics, topics_page
from monitoring.services import erasing, judge_topics, sweep_set
from monitoring.services.topics import hide_topic, show_topic
from tests.conftest import AT, ClientOf
from tests.monitoring.conftest import Say, make_set
from weibo.text import id_floor_of_time

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def brand() -> KeywordSet:
    return make_set("山岚")


def _heard(source: Source, *, days: float = 60) -> None:
    """The source was heard in full up to now."""
    SourceStretch.objects.create(source=source, start=AT - dt.timedelta(days=days), end=AT, state=StretchState.FULL)


def _tell(source: Source, text: str, number: int, *, ago: dt.timedelta, first: int = 0) -> list[Mention]:
    """So many people say it within an hour from `ago` on."""
    at = AT - ago
    rows = [
        MentionRow(
            external_id=str(id_floor_of_time(at) + first + n), text=f"{text} {n}", author_id=str(7000 + n),
            author_name=f"茶友{n}", published_at=at + dt.timedelta(minutes=n % 50),
        )
        for n in range(number)
    ]  # fmt: skip
    merge_rows(rows, source=source, at=AT)
    return list(Mention.objects.filter(external_id__in=[row.external_id for row in rows]))


def _states() -> dict[str, str]:
    return dict(HotMatter.objects.filter(board__span="day").values_list("name", "state"))


def test_m7_a_topic_rises_against_the_same_hours_of_its_own_past(source: Source, brand: KeywordSet) -> None:
    _heard(source)
    for week in range(1, 9):
        _tell(source, "山岚 #每周一品#", 12, ago=dt.timedelta(weeks=week) + 3 * HOUR)
    _tell(source, "山岚 #每周一品#", 12, ago=3 * HOUR)
    _tell(source, "山岚 #冬天第一杯# 暖手", 14, ago=2 * HOUR, first=100)
    sweep_set(brand, now=AT)
    assert judge_topics(now=AT) > 0
    assert _states() == {"每周一品": "steady", "冬天第一杯": "rising"}
    rising = topics_page("day", now=AT).rising[0]
    assert rising.row.rose_at == AT
    assert "14 条，14 人；过去同样时段 0 至 0 条（比了 24 段）" in rising.why
    assert "暖手" in rising.members
    judge_topics(now=AT + dt.timedelta(minutes=15))
    assert HotMatter.objects.get(board__span="day", key="#冬天第一杯").rose_at == AT


def test_m7_a_crawler_that_reads_more_of_everything_is_no_rise(source: Source, brand: KeywordSet) -> None:
    _heard(source)
    for week in range(1, 9):
        _tell(source, "山岚 #每周一品#", 10, ago=dt.timedelta(weeks=week) + 3 * HOUR)
        _tell(source, "山岚 日常", 30, ago=dt.timedelta(weeks=week) + 5 * HOUR)
    _tell(source, "山岚 #每周一品#", 40, ago=3 * HOUR)
    _tell(source, "山岚 日常", 120, ago=5 * HOUR)
    sweep_set(brand, now=AT)
    judge_topics(now=AT)
    assert _states()["每周一品"] == "steady"
    assert "是平时的 4.0 倍" in topics_page("day", now=AT).others[0].why


def test_m7_a_source_without_a_past_raises_nothing_and_says_so(source: Source, brand: KeywordSet) -> None:
    _tell(source, "山岚 #冬天第一杯#", 30, ago=2 * HOUR)
    sweep_set(brand, now=AT)
    judge_topics(now=AT)
    page = topics_page("day", now=AT)
    assert not page.rising
    assert page.board is not None and page.board.newcomers == 30
    assert "没有过去可比" in page.others[0].why


def test_m7_what_was_not_heard_in_the_past_is_not_calm(source: Source, brand: KeywordSet) -> None:
    SourceStretch.objects.create(source=source, start=AT - 30 * HOUR, end=AT, state=StretchState.FULL)
    SourceStretch.objects.create(
        source=source, start=AT - dt.timedelta(days=60), end=AT - dt.timedelta(days=56), state=StretchState.FULL
    )
    _tell(source, "山岚 #冬天第一杯#", 30, ago=2 * HOUR)
    sweep_set(brand, now=AT)
    judge_topics(now=AT)
    assert _states() == {"冬天第一杯": "unknown"}


def test_m7_a_topic_of_machine_accounts_alone_stands_apart_and_counts_nowhere(say: Say, brand: KeywordSet) -> None:
    bought = say("山岚好 #买买买#", "山岚妙 #买买买#", "山岚赞 #买买买#", at=AT - HOUR)
    mixed = say("山岚壶 #周末喝茶#", "山岚杯 #周末喝茶#", at=AT - HOUR, author="茶友")
    Mention.objects.filter(pk__in=[*(one.pk for one in bought), mixed[0].pk]).update(author_suspect=80)
    sweep_set(brand, now=AT)
    judge_topics(now=AT)
    assert [(one.row.name, one.row.posts, one.row.machines) for one in hot_topics("day")] == [("周末喝茶", 1, 1)]
    page = topics_page("day", now=AT)
    assert [(one.row.name, one.row.machines) for one in page.machines] == [("买买买", 3)]
    assert "没有真人" in page.machines[0].why
    assert (-20, "50% 来自疑似机器账号") in page.others[0].reasons


def test_m7_near_topics_are_one_matter(source: Source, brand: KeywordSet) -> None:
    _tell(source, "山岚 #保温杯炸裂#", 8, ago=2 * HOUR)
    _tell(source, "山岚 #山岚保温杯炸裂#", 6, ago=2 * HOUR, first=100)
    _tell(source, "山岚 #周末喝茶#", 6, ago=2 * HOUR, first=200)
    sweep_set(brand, now=AT)
    judge_topics(now=AT)
    found = {one.row.name: one.members for one in topics_page("day", now=AT).others}
    assert found["保温杯炸裂"] == ["#山岚保温杯炸裂#"]
    assert "周末喝茶" in found


def test_m7_grief_is_never_ridden_on(source: Source, brand: KeywordSet, editor: User) -> None:
    _tell(source, "山岚 #某地地震#", 12, ago=2 * HOUR)
    sweep_set(brand, now=AT)
    judge_topics(now=AT)
    assert hot_topics("day") == []
    found = topics_page("day", now=AT).others[0]
    assert found.level == "never"
    assert any("不宜借势" in sentence for _points, sentence in found.reasons)


def test_m7_the_fit_says_what_it_rests_on(source: Source) -> None:
    brand, rivals = make_set("山岚"), make_set("云栖", name="竞品")
    KeywordSet.objects.filter(pk=rivals.pk).update(kind=SetKind.COMPETITOR)
    ours = _tell(source, "山岚 #冬天第一杯#", 12, ago=2 * HOUR)
    _tell(source, "云栖 #云栖新店#", 12, ago=2 * HOUR, first=100)
    Mention.objects.update(polarity=0)
    Mention.objects.filter(pk__in=[one.pk for one in ours]).update(polarity=1)
    sweep_set(brand, now=AT)
    sweep_set(rivals, now=AT)
    judge_topics(now=AT)
    found = {one.row.name: one for one in topics_page("day", now=AT).others}
    assert found["冬天第一杯"].row.fit == 60
    assert [points for points, _ in found["冬天第一杯"].reasons] == [20, 30, 10]
    assert (found["云栖新店"].row.fit, found["云栖新店"].level) == (5, "poor")


def test_m7_what_is_not_for_us_is_hidden_and_comes_back(say: Say, brand: KeywordSet, editor: User) -> None:
    say(*["山岚 #秋天第一杯#"] * 3, at=AT - HOUR)
    sweep_set(brand, now=AT)
    judge_topics(now=AT)
    hidden = hide_topic(key="#秋天第一杯", name="秋天第一杯", by=editor, at=AT)
    judge_topics(now=AT)
    assert hot_topics("day") == []
    assert topics_page("day", now=AT).hidden == [hidden]
    show_topic(hidden=hidden, by=editor, at=AT)
    assert len(hot_topics("day")) == 1


def test_m7_the_page_says_what_was_covered_when_nothing_rises(editor: User, client_of: ClientOf, db: None) -> None:
    client = client_of(editor)
    page = client.get(reverse("monitoring:topics")).content.decode()
    assert "还没有任何来源，什么都听不到" in page
    judge_topics(now=AT)
    page = client.get(reverse("monitoring:topics")).content.decode()
    assert "没有命中任何内容，看不出什么在升温" in page
    assert "可能已经不准" in page


def test_m7_one_click_to_an_idea_a_tag_a_place_and_away(
    say: Say, brand: KeywordSet, editor: User, account: WeiboAccount, client_of: ClientOf
) -> None:
    say(*["山岚 #秋天第一杯#"] * 3, at=AT - HOUR)
    sweep_set(brand, now=AT)
    judge_topics(now=AT)
    client, asked = client_of(editor), {"key": "#秋天第一杯", "span": "day"}
    answer = client.post(reverse("monitoring:topic_idea"), asked | {"slot": f"{account.pk}@2026-11-24T11:00"})
    idea = Idea.objects.get()
    assert answer.headers["Location"].endswith(f"?idea={idea.pk}&account={account.pk}&at=2026-11-24T11:00")
    assert "契合度" in idea.note
    bad = client.post(reverse("monitoring:topic_idea"), asked | {"slot": "1@2026-11-24T11:00&x=1"})
    assert "x=1" not in bad.headers["Location"]
    client.post(reverse("monitoring:topic_tag"), asked | {"account": account.pk})
    assert AccountTag.objects.get().word == "秋天第一杯"
    client.post(reverse("monitoring:topic_hide"), asked)
    hidden = HiddenTopic.objects.get()
    client.post(reverse("monitoring:topic_show", args=[hidden.pk]))
    assert not HiddenTopic.objects.exists()


def test_e3_who_is_erased_leads_no_topic(source: Source, brand: KeywordSet) -> None:
    _tell(source, "山岚 #秋天第一杯#", 3, ago=HOUR)
    sweep_set(brand, now=AT)
    judge_topics(now=AT)
    erasing.erase_author("7001")
    assert {one["uid"] for one in HotMatter.objects.get(board__span="day").facts["leaders"]} == {"7000", "7002"}


def test_m7_a_discussion_campaign_begins_with_what_is_known(
    say: Say, brand: KeywordSet, administrator: User, client_of: ClientOf
) -> None:
    say(*["山岚 #秋天第一杯#"] * 3, at=AT - HOUR)
    sweep_set(brand, now=AT)
    judge_topics(now=AT)
    page = client_of(administrator).get(hot_topics("day")[0].campaign).content.decode()
    assert 'value="#秋天第一杯#"' in page
    assert re.search(r'value="hot_topic"[^>]*checked|checked[^>]*value="hot_topic"', page)
    assert re.search(r'<option value="hot_topic" selected>', page)
