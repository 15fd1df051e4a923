"""The library's filters, saved filters and pages: they find what they say, to the last row, at the same cost."""

import datetime as dt
from itertools import pairwise
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User, WeiboAccount
from campaigns.models import Campaign, CampaignKind, Purpose
from content.models import Category, Post, PostState, SavedFilter
from content.queries.library import state_counts
from content.queries.library_filter import LibraryFilter, page_of
from content.services import keep_resonance
from tests.conftest import ClientOf
from tests.content.conftest import Write

LIBRARY = "content:library"


@pytest.fixture
def campaign(db: None, at: dt.datetime) -> Campaign:
    return Campaign.objects.create(
        name="新年抽奖",
        kind=CampaignKind.VOTE,
        purpose=Purpose.BRAND,
        audience="粉丝",
        target_entries=10,
        starts_at=at,
        ends_at=at + dt.timedelta(days=9),
        created_at=at,
    )


def shown(client: Any, query: str) -> list[str]:
    return [post.version.text for post in client.get(reverse(LIBRARY) + query).context["page"].rows]


@pytest.mark.parametrize(
    ("element", "text"),
    [
        ("text", "只有文字"),
        ("topic", "#茶#"),
        ("mention", "@山岚家居 好"),
        ("link", "看 https://example.com/a"),
        ("video", "看 https://video.weibo.com/show?fid=1"),
        ("emoji", "好[心]"),
    ],
)
def test_c3_it_filters_by_element(client_of: ClientOf, editor: User, write: Write, element: str, text: str) -> None:
    write(text)
    write("另一条普通的")
    assert text in shown(client_of(editor), f"?element={element}")
    if element != "text":
        assert shown(client_of(editor), f"?element={element}") == [text]


def test_it_filters_by_campaign_period_and_what_readers_did(
    client_of: ClientOf, editor: User, write: Write, campaign: Campaign, at: dt.datetime
) -> None:
    client, post, other = client_of(editor), write("活动里的一条？", campaign=campaign), write("旧的一条？")
    Post.objects.filter(pk=post.pk).update(due_at=at)
    Post.objects.filter(pk=other.pk).update(due_at=at - dt.timedelta(days=40), created_at=at - dt.timedelta(days=50))
    keep_resonance({post.pk: 120, other.pk: 7})
    day = at.date()

    assert shown(client, f"?campaign={campaign.pk}") == ["活动里的一条？"]
    assert shown(client, f"?since={day}&until={day}") == ["活动里的一条？"]
    assert shown(client, f"?until={day - dt.timedelta(days=1)}") == ["旧的一条？"]
    assert shown(client, f"?on=written&until={day - dt.timedelta(days=45)}") == ["旧的一条？"]
    assert shown(client, "?least=100") == ["活动里的一条？"]
    assert shown(client, "?sort=resonance") == ["活动里的一条？", "旧的一条？"]
    assert len(shown(client, "?since=2026-99-99&until=x&least=-3&sort=x&on=x")) == 2


@pytest.mark.parametrize("sort", ["", "resonance"])
def test_its_pages_reach_the_last_row_and_come_back(
    client_of: ClientOf, editor: User, write: Write, monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    monkeypatch.setattr("content.views.library.SIZE", 3)
    posts = [write(f"第 {number} 条，你说呢？") for number in range(8)]
    keep_resonance({post.pk: post.pk % 3 for post in posts})
    client, found, query = client_of(editor), [], f"?sort={sort}"
    pages = []
    while True:
        page = client.get(reverse(LIBRARY) + query).context["page"]
        pages.append([post.pk for post in page.rows])
        found += pages[-1]
        if page.older is None:
            break
        query = f"?sort={sort}&before={page.older}"
    assert sorted(found) == sorted(post.pk for post in posts) and len(pages) == 3
    back = client.get(reverse(LIBRARY) + f"?sort={sort}&after={page.newer}").context["page"]
    assert [post.pk for post in back.rows] == pages[1]


def test_a_full_page_is_small_and_costs_the_same(
    client_of: ClientOf, editor: User, write: Write, django_assert_max_num_queries: Any
) -> None:
    client = client_of(editor)
    for number in range(50):
        write(f"第 {number} 条：" + "保温杯里的茶垢，用小苏打加温水泡半小时就能刷掉。" * 4)
    client.get(reverse(LIBRARY))
    for query in ("", "?view=table", "?element=text&least=1&on=written&since=2026-01-01&sort=resonance"):
        with django_assert_max_num_queries(19):
            assert len(client.get(reverse(LIBRARY) + query).content) < 150 * 1024


def test_a_filter_is_kept_shared_opened_and_thrown_away(client_of: ClientOf, editor: User, approver: User) -> None:
    client, colleague = client_of(editor), client_of(approver)
    data = {"name": "  我的 草稿 ", "query": "state=draft&before=9&nonsense=1&account=x", "shared": "1", "opening": "1"}
    answer = client.post(reverse("content:filter_save"), data)
    saved = SavedFilter.objects.get()

    assert (saved.name, saved.query) == ("我的 草稿", "state=draft&account=x")
    assert answer.headers["Location"].endswith(f"?{saved.query}&saved={saved.pk}")
    assert client.get(reverse(LIBRARY)).headers["Location"] == f"?{saved.query}&saved={saved.pk}"
    assert client.get(reverse(LIBRARY) + "?saved=0").status_code == 200
    assert colleague.get(reverse(LIBRARY)).status_code == 200, "somebody else's default is not his"
    assert "我的 草稿" in colleague.get(reverse(LIBRARY)).content.decode()
    assert colleague.post(reverse("content:filter_remove", args=[saved.pk])).status_code == 403
    assert client.post(reverse("content:filter_save"), {"name": "", "query": ""}).status_code == 422
    client.post(reverse("content:filter_save"), {"name": "我的 草稿", "query": "state=approved"})
    assert SavedFilter.objects.get().query == "state=approved"
    client.post(reverse("content:filter_opening"), {"saved": ""})
    assert client.get(reverse(LIBRARY)).status_code == 200
    client.post(reverse("content:filter_remove", args=[saved.pk]))
    assert not SavedFilter.objects.exists()


def test_a_private_filter_is_nobody_elses(client_of: ClientOf, editor: User, approver: User) -> None:
    client_of(editor).post(reverse("content:filter_save"), {"name": "我的", "query": "state=draft"})
    saved = SavedFilter.objects.get()
    assert "我的" not in [str(one.saved) for one in client_of(approver).get(reverse(LIBRARY)).context["kept"]]
    answer = client_of(approver).post(reverse("content:filter_opening"), {"saved": saved.pk})
    assert answer.status_code == 404


def test_the_state_chips_tell_numbers_only_of_this_list(
    client_of: ClientOf, editor: User, write: Write, category: Category, account: WeiboAccount
) -> None:
    write()
    client = client_of(editor)
    assert '草稿 <span class="tnum">1</span>' in client.get(reverse(LIBRARY)).content.decode()
    html = client.get(reverse(LIBRARY) + f"?category={category.pk}").content.decode()
    assert '草稿 <span class="tnum">' not in html and str(PostState.DRAFT.label) in html


def test_states_are_counted_only_so_far(
    client_of: ClientOf, editor: User, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("content.queries.library.COUNTED", "content.templatetags.posts.COUNTED"):
        monkeypatch.setattr(name, 2)
    for number in range(3):
        write(f"第 {number} 条，你说呢？")
    assert state_counts(Post.objects.visible()) == [(PostState.DRAFT, str(PostState.DRAFT.label), 2)]
    assert state_counts(Post.objects.none()) == []
    assert '草稿 <span class="tnum">2+</span>' in client_of(editor).get(reverse(LIBRARY)).content.decode()


@pytest.mark.parametrize("size", [1, 2, 3])
def test_equal_values_are_paged_without_loss_both_ways(write: Write, size: int) -> None:
    posts = [write(f"第 {number} 条，你说呢？") for number in range(7)]
    keep_resonance({post.pk: 5 if number < 5 else 9 for number, post in enumerate(posts)})
    chosen, rows = LibraryFilter(sort="resonance"), Post.objects.filter(resonance__isnull=False)
    wanted = [post.pk for post in (*posts[:4:-1], *posts[4::-1])]
    pages = [page_of(rows, chosen, before=None, after=None, size=size)]
    while pages[-1].older:
        pages.append(page_of(rows, chosen, before=pages[-1].older, after=None, size=size))
    assert [post.pk for page in pages for post in page.rows] == wanted
    for page, later in pairwise(pages):
        back = page_of(rows, chosen, before=None, after=later.newer, size=size)
        assert [post.pk for post in back.rows] == [post.pk for post in page.rows]
