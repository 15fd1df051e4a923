"""E3: the fan book: people, what was said, who was not spoken to for long, merging, erasing."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User, WeiboAccount
from accounts.roles import Role
from core.errors import Conflict, Forbidden, NotFound, UserError
from core.models import AuditEntry
from engagement.models import Channel, Fan, FanKind, Reply, ReplyState, ThreadNote
from engagement.queries.fans import FanFilters, book_state, fans_page, history_of_fan, proposals
from engagement.services import (
    FanInput,
    add_fan,
    add_fan_of,
    change_fan,
    erase_fan,
    merge_fans,
    note_contact,
    refresh_fans,
)
from monitoring.models import Mention, Source, SourceKind, Suggestion
from tests.conftest import AT, make_user
from tests.engagement.conftest import MakeThread

DAY = dt.timedelta(days=1)


@pytest.fixture
def fan(customer_editor: User) -> Fan:
    return add_fan(given=FanInput("路人甲", "5504000001", FanKind.CUSTOMER), by=customer_editor, at=AT)


def test_e3_it_knows_what_was_said_before_the_entry(make_thread: MakeThread, customer_editor: User) -> None:
    thread = make_thread(received_at=AT - DAY)
    Reply.objects.create(thread=thread, text="寄新的给您", state=ReplyState.SENT, created_at=AT, settled_at=AT)
    fan = add_fan_of(thread=thread, kind=FanKind.LOYAL, by=customer_editor, at=AT)
    fan.refresh_from_db()
    assert (fan.uid, fan.name, fan.last_heard_at, fan.last_spoken_at) == ("5504000001", "路人甲", AT - DAY, AT)
    assert [moment.kind for moment in history_of_fan(fan, customer_editor)] == ["answered", "said"]
    assert add_fan_of(thread=thread, kind=FanKind.KOL, by=customer_editor, at=AT) == fan


def test_e3_a_uid_stands_in_the_book_once(fan: Fan, customer_editor: User) -> None:
    with pytest.raises(Conflict, match="已经在粉丝册里"):
        add_fan(given=FanInput("另一个名字", fan.uid), by=customer_editor, at=AT)
    nameless = [add_fan(given=FanInput("线下的老顾客"), by=customer_editor, at=AT) for _ in range(2)]
    with pytest.raises(Conflict):
        change_fan(fan=nameless[0], given=FanInput("线下的老顾客", fan.uid), by=customer_editor, at=AT)
    nameless[0].refresh_from_db()
    assert nameless[0].uid == ""


@pytest.mark.parametrize(
    ("given", "field"), [(FanInput(" "), "name"), (FanInput("甲", "abc"), "uid"), (FanInput("甲", value=6), "value")]
)
def test_e3_it_says_what_is_wrong(given: FanInput, field: str, customer_editor: User) -> None:
    with pytest.raises(UserError) as refused:
        add_fan(given=given, by=customer_editor, at=AT)
    assert refused.value.field == field
    assert not Fan.objects.exists()


def test_e3_who_was_not_spoken_to_for_long_is_found(fan: Fan, customer_editor: User) -> None:
    old = add_fan(given=FanInput("很久没聊"), by=customer_editor, at=AT)
    note_contact(fan=old, channel=Channel.GIFT, text="寄了茶杯", by=customer_editor, at=AT - 40 * DAY)
    note_contact(fan=old, channel=Channel.NOTE, text="喜欢绿色", by=customer_editor, at=AT)
    note_contact(fan=fan, channel=Channel.PHONE, text="回访", by=customer_editor, at=AT - DAY)
    page = fans_page(FanFilters(silent=30, sort="silent"), user=customer_editor, now=AT, before=None, after=None)
    assert [row.name for row in page.rows] == ["很久没聊"]
    assert book_state(now=AT).silent == 1
    assert refresh_fans() == 0, "what services keep is what the sweep finds"


def test_e3_people_who_write_often_are_proposed(make_thread: MakeThread, customer_editor: User) -> None:
    for _ in range(3):
        last = make_thread(author_id="5504000009", author_name="常来的人")
    make_thread(author_id="5504000008", author_name="来过一次")
    found = proposals(customer_editor, now=AT)
    assert [(one.name, one.times, one.thread_id) for one in found] == [("常来的人", 3, last.pk)]
    add_fan_of(thread=last, kind=FanKind.LOYAL, by=customer_editor, at=AT)
    assert proposals(customer_editor, now=AT) == []


def test_e3_two_entries_become_one(fan: Fan, customer_editor: User) -> None:
    other = add_fan(given=FanInput("路人甲本人", value=4, note="线下认识"), by=customer_editor, at=AT)
    note_contact(fan=other, channel=Channel.MEETING, text="店里聊过", by=customer_editor, at=AT)
    kept = merge_fans(kept=fan, other=other, by=customer_editor, at=AT)
    kept.refresh_from_db()
    assert (kept.uid, kept.value, kept.note, kept.contacts.count()) == ("5504000001", 4, "线下认识", 1)
    assert kept.last_spoken_at == AT
    assert not Fan.objects.filter(pk=other.pk).exists()
    stranger = add_fan(given=FanInput("别人", "5504000002"), by=customer_editor, at=AT)
    with pytest.raises(UserError, match="不能合并"):
        merge_fans(kept=kept, other=stranger, by=customer_editor, at=AT)
    with pytest.raises(UserError, match="自己"):
        merge_fans(kept=kept, other=kept, by=customer_editor, at=AT)


def test_e3_a_person_is_erased_at_his_request(make_thread: MakeThread, fan: Fan, customer_editor: User) -> None:
    thread = make_thread("我家地址是某路 3 号")
    Reply.objects.create(thread=thread, text="收到", state=ReplyState.SENT, created_at=AT)
    ThreadNote.objects.create(thread=thread, text="他住在某路", created_at=AT)
    with pytest.raises(UserError, match="写明"):
        erase_fan(fan=fan, reason=" ", by=customer_editor, at=AT)
    assert erase_fan(fan=fan, reason="来信要求", by=customer_editor, at=AT) == 1
    thread.refresh_from_db()
    assert (thread.author_id, thread.author_name, thread.text, thread.replies.count()) == ("", "—", "—", 1)
    assert not thread.notes.exists()
    entries = list(AuditEntry.objects.filter(object_type__endswith="fan").values())
    assert entries and "路人甲" not in str(entries) and "5504000001" not in str(entries)
    with pytest.raises(NotFound):
        note_contact(fan=fan, channel=Channel.NOTE, text="还在吗", by=customer_editor, at=AT)


def test_e3_words_under_accounts_of_others_are_not_erased(
    make_thread: MakeThread, fan: Fan, account: WeiboAccount, other_account: WeiboAccount
) -> None:
    make_thread(account=other_account)
    colleague = make_user("只管一个账号", Role.CUSTOMER_EDITOR, account=account)
    with pytest.raises(UserError, match="不负责的账号"):
        erase_fan(fan=fan, reason="来信要求", by=colleague, at=AT)
    assert Fan.objects.filter(pk=fan.pk).exists()


def test_a8_who_may_not_answer_may_not_write(fan: Fan, manager: User) -> None:
    with pytest.raises(Forbidden):
        add_fan(given=FanInput("某人"), by=manager, at=AT)
    with pytest.raises(Forbidden):
        erase_fan(fan=fan, reason="来信", by=manager, at=AT)


def test_e3_pages_keep_what_was_typed(client: Client, customer_editor: User, fan: Fan) -> None:
    client.force_login(customer_editor)
    page = client.post("/inbox/fans/new/", {"name": "新朋友", "uid": fan.uid, "kind": "loyal", "note": "写了很长"})
    assert page.status_code == 422
    assert "这个 UID 已经在粉丝册里" in page.content.decode() and "写了很长" in page.content.decode()
    page = client.post(f"/inbox/fans/{fan.pk}/contacts/", {"channel": "phone", "text": ""})
    assert page.status_code == 422
    assert client.post(f"/inbox/fans/{fan.pk}/contacts/", {"channel": "phone", "text": "回访"}).status_code == 302
    assert "回访" in client.get(f"/inbox/fans/{fan.pk}/").content.decode()
    assert client.get("/inbox/fans/", {"silent": "30", "kind": "x", "before": "99999"}).status_code == 200


def test_e3_the_list_costs_the_same_for_two_and_for_many(client: Client, customer_editor: User) -> None:
    client.force_login(customer_editor)
    counts = []
    for size in (2, 20):
        Fan.objects.bulk_create(Fan(name=f"人{size}-{n}", created_at=AT) for n in range(size))
        with CaptureQueriesContext(connection) as taken:
            assert client.get("/inbox/fans/").status_code == 200
        counts.append(len(taken))
    assert counts[0] >= counts[1], counts


def test_e3_what_listening_caught_of_him_is_emptied_and_not_brought_back(fan: Fan, customer_editor: User) -> None:
    source = Source.objects.create(kind=SourceKind.FILE, name="爬虫")
    mention = Mention.objects.create(
        external_id="5234567890123001", author_id=fan.uid, author_name=fan.name, text="私事", published_at=AT - DAY,
        url="https://weibo.com/1/a", source=source, first_seen_at=AT, last_seen_at=AT,
    )  # fmt: skip
    idea = Suggestion.objects.create(
        mention_id=mention.pk, text="盖子做大些", author_name=fan.name, url=mention.url, made_at=AT
    )
    erase_fan(fan=fan, reason="来信要求", by=customer_editor, at=AT)
    mention.refresh_from_db()
    idea.refresh_from_db()
    assert (idea.author_name, idea.url, idea.text) == ("—", "", "盖子做大些")
    assert (mention.author_id, mention.author_name, mention.text, mention.url) == ("", "—", "—", "")
    assert AuditEntry.objects.get(code="engagement.fan.erased").after["mentions"] == 1
