"""E1: tags and priority of threads, views that people keep, one action on many threads."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import User, WeiboAccount
from content.models import Place, SavedFilter
from core.errors import Conflict, Forbidden, UserError
from core.models import AuditEntry
from engagement.models import Priority, Thread, ThreadBulk, ThreadState, ThreadTag
from engagement.services import change_threads, preview_threads, remove_tag, save_tag, sort_thread, undo_bulk
from engagement.sorting.wishes import Wish
from tests.conftest import AT, ClientOf
from tests.engagement.conftest import MakeThread

INBOX = "/inbox/"
HTMX = {"HX-Request": "true"}


def pictures() -> list[dict[str, object]]:
    return [dict(row) for row in Thread.objects.order_by("pk").values()]


@pytest.fixture
def tag(customer_editor: User) -> ThreadTag:
    return save_tag(tag=None, name="售后", colour=7, by=customer_editor, at=AT)


def test_e1_a_thread_wears_tags_and_a_priority_and_is_found_by_them(
    customer_editor: User, client_of: ClientOf, make_thread: MakeThread, tag: ThreadTag
) -> None:
    client, thread, _other = client_of(customer_editor), make_thread("漏水"), make_thread("谢谢")
    url = reverse("engagement:sort", args=[thread.pk])
    answer = client.post(url, {"tag": [tag.pk, 999999], "priority": Priority.URGENT}, headers=HTMX).content.decode()
    assert "紧急" in answer and f"row-foot-{thread.pk}" in answer
    thread.refresh_from_db()
    assert (thread.tag_ids, thread.priority) == ([tag.pk], Priority.URGENT)
    for query in (f"tag={tag.pk}", "priority=1", "priority=2"):
        assert [row.text for row in client.get(f"{INBOX}?{query}").context["page"].rows] == ["漏水"]
    assert len(client.get(f"{INBOX}?priority=7&tag=x").context["page"].rows) == 2
    assert AuditEntry.objects.filter(code="engagement.thread.sorted").get().after == {"tags": ["售后"], "priority": 2}
    sort_thread(thread=thread, tag_ids=[tag.pk], priority=2, by=customer_editor, at=AT)
    assert AuditEntry.objects.filter(code="engagement.thread.sorted").count() == 1  # nothing changed


def test_e1_the_teams_tags_are_kept_in_the_browser_and_go_from_every_thread(
    customer_editor: User, editor: User, client_of: ClientOf, make_thread: MakeThread, tag: ThreadTag
) -> None:
    client = client_of(customer_editor)
    assert client.post(reverse("engagement:tags"), {"name": "物流", "colour": 2}).status_code == 302
    assert client.post(reverse("engagement:tags"), {"name": "物流", "colour": 3}).status_code == 422
    client.post(reverse("engagement:tag_edit", args=[tag.pk]), {"name": "售后问题", "colour": 1})
    assert set(ThreadTag.objects.values_list("name", flat=True)) == {"物流", "售后问题"}
    threads = [make_thread(tag_ids=[tag.pk]) for _i in range(3)]
    assert "3 条留言" in client.get(reverse("engagement:tags")).content.decode()
    with pytest.raises(Forbidden):
        remove_tag(tag=tag, by=customer_editor, at=AT)
    assert remove_tag(tag=tag, by=editor, at=AT) == 3
    threads[0].refresh_from_db()
    assert threads[0].tag_ids == []


def test_e1_a_view_is_kept_shared_and_thrown_away(
    customer_editor: User, editor: User, client_of: ClientOf, make_thread: MakeThread, tag: ThreadTag
) -> None:
    make_thread(tag_ids=[tag.pk])
    client = client_of(customer_editor)
    query = f"tag={tag.pk}&who=nobody&state=nonsense&before=1_1"
    client.post(reverse("engagement:view_save"), {"name": "没人管的售后", "query": query, "shared": "1"})
    saved = SavedFilter.objects.get(place=Place.INBOX)
    assert set(saved.query.split("&")) == {f"tag={tag.pk}", "who=nobody"}
    assert "没人管的售后" in client_of(editor).get(INBOX).content.decode()
    assert "没人管的售后" not in client_of(editor).get("/content/").content.decode()
    assert client_of(editor).post(reverse("engagement:view_remove", args=[saved.pk])).status_code == 403
    client.post(reverse("engagement:view_remove", args=[saved.pk]))
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize(
    ("action", "value", "expected"),
    [
        ("assign", "me", 3),
        ("tag", "tag", 3),
        ("untag", "tag", 0),
        ("priority", "2", 3),
        ("close", "spam", 3),
        ("snooze", "day", 3),
    ],
)
def test_e1_bulk_work_is_seen_done_and_taken_back(
    customer_editor: User, make_thread: MakeThread, tag: ThreadTag, action: str, value: str, expected: int
) -> None:
    value = {"me": str(customer_editor.pk), "tag": str(tag.pk)}.get(value, value)
    ids = [make_thread().pk for _i in range(3)]
    ThreadBulk.objects.create(by=customer_editor, at=AT - dt.timedelta(days=2), action="tag", before={}, after={})
    before = pictures()
    wish = Wish(action, value, ids)
    seen = preview_threads(wish=wish, by=customer_editor, at=AT)
    assert (seen.done, seen.same, pictures()) == (expected, 3 - expected, before)
    assert not AuditEntry.objects.filter(code__startswith="engagement.thread").exists()
    outcome = change_threads(wish=wish, by=customer_editor, at=AT)
    assert outcome.done == expected
    if outcome.bulk is None:
        return
    assert pictures() != before and ThreadBulk.objects.get() == outcome.bulk  # older ones cannot be undone any more
    again = undo_bulk(bulk=outcome.bulk, by=customer_editor, at=AT + dt.timedelta(seconds=30))
    assert again.done == expected
    assert pictures() == before
    with pytest.raises(Conflict):
        undo_bulk(bulk=outcome.bulk, by=customer_editor, at=AT)


def test_e1_bulk_work_asks_each_threads_right_and_leaves_what_others_changed(
    colleague: User, other_account: WeiboAccount, make_thread: MakeThread, editor: User, tag: ThreadTag
) -> None:
    mine, foreign = make_thread(account=other_account), make_thread()
    outcome = change_threads(wish=Wish("tag", str(tag.pk), [mine.pk, foreign.pk]), by=colleague, at=AT)
    assert (outcome.done, sum(outcome.refused.values())) == (1, 1)
    foreign.refresh_from_db()
    assert foreign.tag_ids == []
    assert outcome.bulk is not None
    sort_thread(thread=mine, tag_ids=[], priority=2, by=editor, at=AT)
    assert undo_bulk(bulk=outcome.bulk, by=colleague, at=AT).done == 0
    with pytest.raises(Conflict):
        late = ThreadBulk.objects.create(by=colleague, at=AT, action="tag", before={}, after={})
        undo_bulk(bulk=late, by=colleague, at=AT + dt.timedelta(minutes=3))


@pytest.mark.parametrize("wish", [Wish("explode", "", [1]), Wish("close", "spam", []), Wish("tag", "1", [*range(201)])])
def test_e1_bulk_work_that_makes_no_sense_is_refused(customer_editor: User, wish: Wish) -> None:
    with pytest.raises(UserError):
        change_threads(wish=wish, by=customer_editor, at=AT)


def test_e1_bulk_work_in_the_browser_shows_its_numbers_first(
    customer_editor: User, client_of: ClientOf, make_thread: MakeThread
) -> None:
    open_one, closed = make_thread(), make_thread(state=ThreadState.CLOSED)
    client, url = client_of(customer_editor), reverse("engagement:bulk")
    data: dict[str, object] = {"wish": "close:spam", "thread": [open_one.pk, closed.pk], "next": f"{INBOX}?state=all"}
    page = client.post(url, data).content.decode()
    assert "1 条会改变" in page and "1 条已经是这样" in page and "广告或刷屏" in page
    answer = client.post(url, data | {"sure": "1"})
    assert answer.headers["Location"] == f"{INBOX}?state=all"
    open_one.refresh_from_db()
    assert open_one.close_reason == "spam"
    client.post(reverse("engagement:bulk_undo", args=[ThreadBulk.objects.get().pk]))
    open_one.refresh_from_db()
    assert (open_one.state, open_one.close_reason) == (ThreadState.OPEN, "")
