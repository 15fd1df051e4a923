"""Pages of entries: list, one person, import, rules (P7)."""

import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from campaigns.models import Appeal, Campaign, Entry, EntryImport, EntryRules, Judgement, LeftOut
from tests.campaigns.entries.conftest import THREE, bring, csv_of, judge_waiting
from tests.conftest import ClientOf

PEOPLE = [f"{5000 + n},{700 + n},人{n},{THREE if n % 2 else '冲'},2026-11-22 10:00:00,9" for n in range(20)]


def test_p7_the_list_says_why_and_what_is_missing(
    running: Campaign, editor: User, at: dt.datetime, client_of: ClientOf
) -> None:
    bring(running, csv_of(*PEOPLE), editor, at)
    address = f"{reverse('campaigns:campaign', args=[running.pk])}?part=entries"
    client = client_of(editor)
    text = client.get(address).content.decode()
    assert "没有@好友，需要 3 位。" in text and "条件全部满足。" in text and "还没有发出活动微博" in text
    refused = client.get(f"{address}&verdict=refused&why=few_friends").content.decode()
    assert "条件全部满足。" not in refused and "人2" in refused
    found = client.get(f"{address}&q=707").content.decode()
    assert "人7" in found and "人9" not in found


def test_p7_the_list_costs_the_same_whatever_its_length(
    running: Campaign, editor: User, at: dt.datetime, client_of: ClientOf
) -> None:
    client, address = client_of(editor), f"{reverse('campaigns:campaign', args=[running.pk])}?part=entries"
    costs = []
    for lines in (PEOPLE[:2], PEOPLE):
        bring(running, csv_of(*lines), editor, at)
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_p7_who_does_not_run_campaigns_sees_numbers_only(
    running: Campaign, editor: User, manager: User, at: dt.datetime, client_of: ClientOf
) -> None:
    bring(running, csv_of(*PEOPLE[:3]), editor, at)
    text = client_of(manager).get(f"{reverse('campaigns:campaign', args=[running.pk])}?part=entries").content.decode()
    assert "人1" not in text and "名单只有负责活动的人能看" in text


def test_p7_a_file_is_looked_at_before_it_is_taken_in(
    running: Campaign, editor: User, at: dt.datetime, client_of: ClientOf
) -> None:
    client, address = client_of(editor), reverse("campaigns:entries_import", args=[running.pk])
    file = io.BytesIO(csv_of(PEOPLE[1], "1,,没有编号,x,2026-11-22 10:00:00,1"))
    file.name = "转发.csv"
    shown = client.get(client.post(address, {"file": file})["Location"]).content.decode()
    assert "有 1 行可以导入" in shown and "没有用户编号" in shown and "人1" in shown and not Entry.objects.exists()
    found = EntryImport.objects.get()
    discard = reverse("campaigns:entry_import_discard", args=[running.pk, found.pk])
    start = reverse("campaigns:entry_import_start", args=[running.pk, found.pk])
    assert client.post(start, {"kind": "repost"}).status_code == 302
    assert client.post(discard, headers={"HX-Request": "true"}).status_code == 409
    assert "排队中" in client.get(reverse("campaigns:entry_import", args=[running.pk, found.pk])).content.decode()


def test_p7_one_persons_page_takes_an_appeal_and_a_decision(
    running: Campaign, editor: User, at: dt.datetime, client_of: ClientOf
) -> None:
    bring(running, csv_of(PEOPLE[0]), editor, at)
    entry, client = Entry.objects.get(), client_of(editor)
    page = reverse("campaigns:entry", args=[running.pk, entry.pk])
    client.post(reverse("campaigns:entry_appeal", args=[running.pk, entry.pk]), {"text": "我@了三位，被折叠了"})
    assert "我@了三位" in client.get(page).content.decode()
    appeal = Appeal.objects.get()
    client.post(reverse("campaigns:appeal_decide", args=[appeal.pk]), {"granted": "1", "decision": "核对截图属实"})
    text = client.get(page).content.decode()
    assert "已改判" in text and "核对截图属实" in text and "规则的结果是“不符合条件”" in text
    judge_waiting(at)
    entry.refresh_from_db()
    assert (entry.verdict, entry.ruled) == ("valid", "refused")
    assert Judgement.objects.get().counts["verdicts"] == {"valid": 1}
    refused = client.post(reverse("campaigns:entry_decide", args=[running.pk, entry.pk]), {"verdict": "refused"})
    assert refused.status_code == 422


def test_p7_rules_and_people_left_out_are_kept(running: Campaign, editor: User, client_of: ClientOf) -> None:
    client, address = client_of(editor), reverse("campaigns:entry_rules", args=[running.pk])
    assert "达到 60 分" in client.get(address).content.decode()
    client.post(address, {"unknown_follows": "winners", "leave_out_winners_days": "90", "machine_rules": "on"})
    rules = EntryRules.objects.get()
    assert (rules.unknown_follows, rules.leave_out_winners_days, rules.leave_out_staff) == ("winners", 90, False)
    people = reverse("campaigns:leave_people_out", args=[running.pk])
    assert client.post(people, {"people": "小满"}).status_code == 422
    client.post(people, {"people": "771 小满\n772，芒种\n", "note": "员工"})
    assert set(LeftOut.objects.values_list("uid", "name")) == {("771", "小满"), ("772", "芒种")}


@pytest.mark.parametrize("words", ["=1+1", "@小满"])
def test_p7_the_download_runs_nothing(
    running: Campaign, editor: User, at: dt.datetime, client_of: ClientOf, words: str
) -> None:
    bring(running, csv_of(f"5001,771,{words},{THREE},2026-11-22 10:00:00,9"), editor, at)
    response = client_of(editor).get(reverse("campaigns:entries_export", args=[running.pk]))
    assert f"'{words}" in b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
