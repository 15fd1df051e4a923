"""Point 11: a post's whole life on one page, in order of time, readable, at a constant cost."""

import datetime as dt
from dataclasses import replace

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User, WeiboAccount
from content.models import Decision, Review
from core import audit
from publishing.dispatch.messages import Answer
from publishing.models import Attempt, Finding, Outcome, Slot, TimelineCheck
from publishing.queries import life_of
from publishing.queries.moments import clock, lateness, span
from publishing.services import record_outcomes
from tests.conftest import ClientOf
from tests.publishing.makers import make_post, make_slot
from tests.publishing.sending import begin_again, begun_attempt, stands

pytestmark = pytest.mark.django_db
MS, SECOND, MINUTE = dt.timedelta(milliseconds=1), dt.timedelta(seconds=1), dt.timedelta(minutes=1)


def loaded(slot: Slot) -> Slot:
    return Slot.objects.select_related("account", "post__version", "post__category").get(pk=slot.pk)


@pytest.fixture
def lived(account: WeiboAccount, at: dt.datetime, editor: User, approver: User) -> Attempt:
    """Approved, planned, sent twice: the first answer was lost and proven absent, the second stands."""
    first = begun_attempt(account, at, text="有经过的一条 https://weibo-ops.example/p/1")
    slot = first.slot
    version = slot.post.version
    assert version is not None
    Review.objects.create(
        post=slot.post,
        version=version,
        content_hash=slot.post.approved_hash,
        reviewer=approver,
        decision=Decision.APPROVED,
        comment="很好",
        created_at=at - 60 * MINUTE,
    )
    moved = audit.Change(
        {"scheduled_at": (at - 30 * MINUTE).isoformat()}, {"scheduled_at": at.isoformat()}, "热点", account.pk
    )
    audit.record("calendar.slot.moved", slot, by=editor, at=at - 40 * MINUTE, change=moved)
    lost = Answer(
        first.pk, Outcome.UNKNOWN, at + 70 * MS, sentence="没有答复。", raw="share: http=502 Bad", http_status=502
    )
    record_outcomes([lost])
    TimelineCheck.objects.create(
        slot=slot,
        at=at + 5 * SECOND,
        finding=Finding.ABSENT,
        sentence="还没有找到。",
        seen=[["5250187052187648", at.isoformat(), "别的一条"]],
        total=9,
    )
    second = begin_again(slot, at + 3 * MINUTE, generation=2)
    record_outcomes([stands(second, at + 3 * MINUTE + 80 * MS)])
    return second


def test_it_tells_everything_in_order_of_time(lived: Attempt) -> None:
    life = life_of(loaded(lived.slot))
    assert [moment.at for moment in life.moments] == sorted(moment.at for moment in life.moments)
    titles = [moment.title for moment in life.moments]
    wanted = ["批准了第 1 版", "更改时间", "第 1 次：认领", "第 1 次：发出请求", "第 1 次：结果未知"]
    wanted += ["第 1 次核实：没有，且足以看到", "第 2 次：认领", "第 2 次：发出请求"]
    assert [title for title in titles if title in wanted] == wanted
    assert {"第 2 次：已发布", "出现在微博上"} <= set(titles)


def test_an_attempt_tells_what_was_sent_when_the_answer_and_what_followed(lived: Attempt) -> None:
    text = life_of(loaded(lived.slot)).as_text
    assert "准时" in text and "用时 70 毫秒" in text and "HTTP 502" in text
    assert "没有答复。" in text and "在此之前不会再发" in text and "share: http=502 Bad" in text
    assert "有经过的一条 https://weibo-ops.example/p/1" in text and "· test" in text
    assert "这次批准仍然有效" in text and "从 11-23 08:30 改到 11-23 09:00" in text and "热点" in text
    assert "别的一条  5250187052187648" in text


def test_it_is_shown_on_the_page_and_can_be_copied(client_of: ClientOf, editor: User, lived: Attempt) -> None:
    page = client_of(editor).get(reverse("calendar:slot", args=[lived.slot_id])).text
    assert "09:03:00.080" in page and "复制为文本" in page and "很好" in page
    assert page.count('class="life-moment') == len(life_of(loaded(lived.slot)).moments)


def test_it_is_one_click_from_the_post(client_of: ClientOf, editor: User, lived: Attempt) -> None:
    url = reverse("calendar:post_life", args=[lived.slot.post_id])
    assert url in client_of(editor).get(reverse("content:post", args=[lived.slot.post_id])).text
    assert client_of(editor).get(url).url == reverse("calendar:slot", args=[lived.slot_id])  # type: ignore[attr-defined]
    bare = make_post(lived.slot.account, text="没排期的一条")
    assert client_of(editor).get(reverse("calendar:post_life", args=[bare.pk])).status_code == 404


def test_its_cost_is_constant(
    lived: Attempt, at: dt.datetime, editor: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    slot = loaded(lived.slot)
    for number in range(20):
        TimelineCheck.objects.create(slot=slot, at=at, finding=Finding.HIDDEN)
        audit.record("calendar.slot.moved", slot, by=editor, at=at + number * SECOND)
    with django_assert_num_queries(6):
        assert len(life_of(slot).moments) > 40


def test_a_planned_slot_has_a_life_too(
    client_of: ClientOf, editor: User, account: WeiboAccount, at: dt.datetime
) -> None:
    slot = make_slot(make_post(account), at + 60 * MINUTE)
    page = client_of(editor).get(reverse("calendar:slot", args=[slot.pk])).text
    assert "还没有发送过" in page


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (12 * MS, "12 毫秒"),
        (3200 * MS, "3.2 秒"),
        (5 * MINUTE + 3 * SECOND, "5 分 3 秒"),
        (150 * MINUTE, "2 小时 30 分"),
    ],
)
def test_durations_are_words(at: dt.datetime, length: dt.timedelta, words: str) -> None:
    assert span(length) == words
    assert lateness(at, at + length) in {"准时", f"比计划晚 {words}"}
    assert clock(at + 7 * MS) == "09:00:00.007"


def test_the_first_answer_stays_readable_when_it_is_settled_later(account: WeiboAccount, at: dt.datetime) -> None:
    attempt = begun_attempt(account, at)
    lost = Answer(attempt.pk, Outcome.UNKNOWN, at + 70 * MS, sentence="没有答复。", raw="http=502 Bad", http_status=502)
    record_outcomes([lost])
    found = replace(stands(attempt, at + 9 * SECOND), http_status=None)
    record_outcomes([found])
    text = life_of(loaded(attempt.slot)).as_text
    assert "第 1 次：结果未知" in text and "http=502 Bad" in text and "用时 70 毫秒" in text
    assert "出现在微博上" in text and "第 1 次：已发布" not in text
    attempt.refresh_from_db()
    assert (attempt.outcome, attempt.weibo_id) == (Outcome.PUBLISHED, found.weibo_id)
