"""Reposts and comments read on Weibo: what the app level shows, gaps read on, the truth judged right (P7)."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from campaigns.models import Act, Campaign, CampaignPost, Condition, Duty, Entry, EntryReading
from campaigns.queries.coverage import coverage_of
from campaigns.services import note_post_gone, readings
from core.dates import local_day
from core.models import Job, Notice
from tests.campaigns.entries.conftest import judge_waiting
from tests.live_weibo import Live

HOUR = dt.timedelta(hours=1)
VERDICTS = {"fair": "valid", "twice": "valid", "pair": "valid"} | dict.fromkeys(("few", "silent", "late"), "refused")


def crowd(live: Live, campaign: Campaign, now: dt.datetime, **wish: Any) -> dict[str, Any]:
    """An audience below a post of the campaign, which ran until half an hour ago; returns the truth by uid."""
    post = live.post("转发抽保温杯")
    campaign.starts_at, campaign.ends_at = now - 24 * HOUR, now - HOUR / 2
    campaign.save()
    Condition.objects.filter(campaign=campaign, kind="mention").update(number=10)
    at = {"start": campaign.starts_at.timestamp(), "end": campaign.ends_at.timestamp()}
    live.platform.control("entrants", {"id": post, "seed": 7, **at, **wish})
    CampaignPost.objects.create(campaign=campaign, account=live.account, mid=post, published_at=campaign.starts_at)
    answer = live.platform.control(f"entrants?id={post}")
    assert isinstance(answer, dict)
    return {row["uid"]: row for row in answer["people"]}


def read(campaign: Campaign, by: User, now: dt.datetime) -> int:
    return readings.run_reading(readings.start_reading(campaign=campaign, by=by, at=now).pk, clock=lambda: now)


def test_p7_what_everybody_did_is_judged_as_it_was_meant(live: Live, running: Campaign, editor: User) -> None:
    now = timezone.now()
    truth = crowd(live, running, now, count=300, authorised=1.0)
    assert read(running, editor, now) == sum(len(row["acts"]) for row in truth.values())
    judge_waiting(now)
    entries = {entry.uid: entry for entry in Entry.objects.all()}
    assert entries.keys() == truth.keys()
    wrong = {
        uid: (row["sort"], entries[uid].verdict, entries[uid].reasons)
        for uid, row in truth.items()
        if row["sort"] in VERDICTS and entries[uid].verdict != VERDICTS[row["sort"]]
    }
    assert wrong == {}
    machines = [entries[uid] for uid, row in truth.items() if row["sort"] == "machine"]
    assert machines and {entry.verdict for entry in machines} == {"suspect"}
    pairs = [entries[uid] for uid, row in truth.items() if row["sort"] == "pair"]
    assert sum("twin" in entry.facts.get("notes", []) for entry in pairs) >= len(pairs) - 1
    assert read(running, editor, now + HOUR) == 0


def test_p7_follows_are_known_where_weibo_says_them(live: Live, running: Campaign, editor: User) -> None:
    now = timezone.now()
    truth = crowd(live, running, now, count=40, authorised=1.0)
    read(running, editor, now)
    assert {act.uid: act.follows_us for act in Act.objects.all()} == {uid: row["follows"] for uid, row in truth.items()}


def test_p7_people_whom_our_app_is_not_shown_are_counted_never_guessed(
    live: Live, running: Campaign, editor: User
) -> None:
    now = timezone.now()
    truth = crowd(live, running, now, count=60, authorised=0.5)
    read(running, editor, now)
    seen, told = set(Act.objects.filter(kind="repost").values_list("uid", flat=True)), len(truth)
    assert seen < truth.keys()
    reading = EntryReading.objects.get(kind="repost")
    assert (reading.told, reading.seen) == (told, len(seen))
    sentence = coverage_of(running).sentence
    assert "次请用采集文件补上" in sentence and str(told - len(seen)) in sentence


def test_p7_more_than_may_be_read_at_once_is_read_on_until_nothing_is_left(
    live: Live, running: Campaign, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readings, "PAGES_ASKED", 3)
    now = timezone.now()
    truth = crowd(live, running, now, count=700, authorised=1.0)
    assert read(running, editor, now) < len(truth)
    reading = EntryReading.objects.get(kind="repost")
    assert reading.gap_max and coverage_of(running).reaches[0].sentence == "还没读完，接着读"
    live.platform.control("reposts", {"uid": "5504000001", "id": reading.post.mid, "text": "后来的"})
    for turn in range(1, 5):
        read(running, editor, now + turn * HOUR)
    reading.refresh_from_db()
    assert reading.gap_max == "" and not reading.lost
    assert set(Act.objects.values_list("uid", flat=True)) == {*truth, "5504000001"}


def test_p7_a_failed_read_says_so_and_moves_no_cursor(live: Live, running: Campaign, editor: User) -> None:
    now = timezone.now()
    crowd(live, running, now, count=20, authorised=1.0)
    live.fault("http_502", call="statuses/repost_timeline", count=1)
    read(running, editor, now)
    reading = EntryReading.objects.get(kind="repost")
    assert (reading.since_id, reading.read_at) == ("", None) and reading.problem
    assert reading.problem in Job.objects.get(kind=readings.JOB_KIND).message
    assert read(running, editor, now + HOUR) == Act.objects.filter(kind="repost").count() > 0


def test_p7_running_campaigns_are_read_by_themselves(live: Live, running: Campaign, editor: User) -> None:
    now = timezone.now()
    assert readings.read_due(now=now) == 0
    crowd(live, running, now, count=20)
    assert readings.read_due(now=now) == 1
    readings.run_reading(Job.objects.get(kind=readings.JOB_KIND).pk, clock=lambda: now)
    assert readings.read_due(now=now + dt.timedelta(minutes=1)) == 0
    assert readings.read_due(now=now + HOUR) == 1
    assert readings.read_due(now=now + 100 * HOUR) == 0


def test_p7_a_post_that_is_deleted_is_noticed_told_and_its_entries_stand(
    live: Live, running: Campaign, editor: User, approver: User, client: Client
) -> None:
    now = timezone.now()
    crowd(live, running, now, count=40, authorised=1.0)
    read(running, editor, now)
    judge_waiting(now)
    before = dict(Entry.objects.values_list("uid", "verdict"))
    post = CampaignPost.objects.get()
    Campaign.objects.update(owner=editor)
    Duty.objects.create(campaign=running, day=local_day(now), person=approver)
    live.platform.control(f"posts/{post.mid}/remove", {"by": "review"})
    read(running, editor, now + HOUR / 2)
    post.refresh_from_db()
    assert post.gone_at == now + HOUR / 2
    told = Notice.objects.filter(key=f"campaign-post:{post.pk}:gone", settled_at=None)
    assert set(told.values_list("user_id", flat=True)) == {editor.pk, approver.pk}, "who owns it, who minds it today"
    judge_waiting(now)
    assert dict(Entry.objects.values_list("uid", "verdict")) == before
    client.force_login(editor)
    for part, sentence in (("entries", "照算"), ("posts", "已不存在")):
        assert sentence in client.get(f"/campaigns/{running.pk}/?part={part}").content.decode(), part
    assert "1 条已不存在" in client.get(reverse("reports:campaign_result", args=[running.pk])).content.decode()
    asked = len(live.calls())
    read(running, editor, now + HOUR)
    assert len(live.calls()) == asked + 1, "one question, no lists"


def test_p7_a_post_that_is_shown_again_is_read_on(live: Live, running: Campaign, editor: User) -> None:
    now = timezone.now()
    crowd(live, running, now, count=10, authorised=1.0)
    post = CampaignPost.objects.get()
    assert note_post_gone(mid=post.mid, at=now)
    assert not note_post_gone(mid=post.mid, at=now), "known"
    assert read(running, editor, now) > 0
    post.refresh_from_db()
    assert post.gone_at is None and not Notice.objects.filter(settled_at=None).exists()


def test_p7_a_list_that_is_refused_is_no_proof_that_the_post_is_gone(
    live: Live, running: Campaign, editor: User
) -> None:
    now = timezone.now()
    crowd(live, running, now, count=10, authorised=1.0)
    live.fault("error", code=20101, call="statuses/repost_timeline", count=1)
    read(running, editor, now)
    assert CampaignPost.objects.get().gone_at is None
