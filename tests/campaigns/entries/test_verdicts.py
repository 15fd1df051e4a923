"""Judged again, by other rules, by a person: what changes is traceable, what does not is not written (P7)."""

import datetime as dt

import pytest

from accounts.models import User
from campaigns.collect import verdicts
from campaigns.models import (
    Act,
    Appeal,
    Campaign,
    Condition,
    Draw,
    Entry,
    Judgement,
    LeftOut,
    Prize,
    Verdict,
    VerdictChange,
    Winner,
)
from campaigns.queries.readiness import why_not_ready
from campaigns.services.appeals import decide_appeal, decide_entry, record_appeal, withdraw_decision
from campaigns.services.entry_rules import EntryRulesInput, save_entry_rules
from campaigns.services.judging import judge_entries, run_judging, start_judging
from core.errors import Conflict, UserError
from tests.campaigns.entries.conftest import THREE, bring, csv_of

LINES = [
    f"{5000 + n},{700 + n},人{n}号,{THREE if n % 2 else '@海风吹'} 加油{n},2026-11-22 10:00:00,9" for n in range(6)
]


@pytest.fixture
def judged(running: Campaign, editor: User, at: dt.datetime) -> Campaign:
    """Six people: three valid, three with too few friends."""
    bring(running, csv_of(*LINES), editor, at)
    return running


def counts(campaign: Campaign) -> dict[str, int]:
    latest = Judgement.objects.filter(campaign=campaign).first()
    assert latest is not None
    return dict(latest.counts["verdicts"])


def test_p7_judged_again_nothing_is_written(judged: Campaign, editor: User, at: dt.datetime) -> None:
    before = list(Entry.objects.order_by("pk").values())
    job = start_judging(campaign=judged, by=editor, at=at)
    run_judging(job.pk, clock=lambda: at + dt.timedelta(hours=1))
    job.refresh_from_db()
    assert (job.result["written"], job.result["changed"]) == (0, 0)
    assert list(Entry.objects.order_by("pk").values()) == before and Judgement.objects.count() == 1


def test_p7_other_conditions_are_another_version_and_every_change_is_kept(judged: Campaign, at: dt.datetime) -> None:
    Condition.objects.filter(campaign=judged, kind="mention").update(number=1)
    assert any("规则在上次判定后有改动" in sentence for sentence in why_not_ready(judged))
    assert judge_entries(campaign=judged, at=at).number == 2
    changes = VerdictChange.objects.all()
    assert {(row.before, row.after, row.rules_version) for row in changes} == {("refused", "valid", 2)}
    assert len(changes) == 3 and counts(judged) == {"valid": 6} and why_not_ready(judged) == []
    assert set(Entry.objects.values_list("rules_version", flat=True)) == {2}


def test_p7_chunks_of_any_size_judge_the_same(
    judged: Campaign, editor: User, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = [f"{6000 + n},701,人1号,又来,2026-11-22 1{n}:00:00,9" for n in range(7)]
    bring(judged, csv_of(*more), editor, at)
    before = list(Entry.objects.order_by("uid").values("uid", "ruled", "reasons", "facts", "entered_at"))
    for size in (1, 2, 3, 5):
        monkeypatch.setattr(verdicts, "CHUNK", size)
        judge_entries(campaign=judged, at=at)
        assert list(Entry.objects.order_by("uid").values("uid", "ruled", "reasons", "facts", "entered_at")) == before


def test_p7_a_decision_stands_beside_the_rules_and_can_be_withdrawn(
    judged: Campaign, editor: User, at: dt.datetime
) -> None:
    entry = Entry.objects.get(uid="700")
    with pytest.raises(UserError, match="为什么改判"):
        decide_entry(entry=entry, verdict=Verdict.VALID, reason=" ", by=editor, at=at)
    with pytest.raises(UserError, match="只能改判"):
        decide_entry(entry=entry, verdict=Verdict.SUSPECT, reason="像", by=editor, at=at)
    decide_entry(entry=entry, verdict=Verdict.VALID, reason="线下核对过", by=editor, at=at)
    judge_entries(campaign=judged, at=at)
    entry.refresh_from_db()
    assert (entry.verdict, entry.ruled, counts(judged)["valid"]) == ("valid", "refused", 4)
    withdraw_decision(entry=entry, by=editor, at=at)
    entry.refresh_from_db()
    assert (entry.verdict, entry.decided_by) == ("refused", None)
    assert [(row.before, row.after, row.by) for row in entry.changes.all()] == [
        ("valid", "refused", editor),
        ("refused", "valid", editor),
    ]


def test_p7_an_open_appeal_stops_the_list_and_nothing_moves_after_it(
    judged: Campaign, editor: User, at: dt.datetime
) -> None:
    entry = Entry.objects.get(uid="700")
    appeal = record_appeal(entry=entry, text="我@了三位", by=editor, at=at)
    assert why_not_ready(judged) == ["还有 1 条申诉没有处理。"]
    with pytest.raises(Conflict, match="已有一条待处理"):
        record_appeal(entry=entry, text="再说一遍", by=editor, at=at)
    decide_appeal(appeal=appeal, granted=False, decision="只看到一位", by=editor, at=at)
    entry.refresh_from_db()
    assert entry.verdict == "refused" and why_not_ready(judged) == []
    commit(judged, at)
    for act in (
        lambda: decide_entry(entry=entry, verdict=Verdict.VALID, reason="晚了", by=editor, at=at),
        lambda: record_appeal(entry=entry, text="晚了", by=editor, at=at),
        lambda: judge_entries(campaign=judged, at=at),
        lambda: save_entry_rules(campaign=judged, values=EntryRulesInput(), by=editor, at=at),
    ):
        with pytest.raises(Conflict, match="名单已经公布"):
            act()
    assert Appeal.objects.count() == 1


def test_p7_staff_and_earlier_winners_are_left_out_where_the_campaign_says_so(
    judged: Campaign, editor: User, at: dt.datetime
) -> None:
    LeftOut.objects.create(uid="701", added_at=at)
    earlier = Campaign.objects.create(
        name="去年", kind="vote", purpose="brand", starts_at=at - dt.timedelta(days=99), ends_at=at, created_at=at
    )
    won = Entry.objects.create(campaign=earlier, uid="703", name="人3号", entered_at=at, verdict="valid", judged_at=at)
    prize = Prize.objects.create(campaign=earlier, tier=1, name="杯", quantity=1, unit_cost=1)
    draw = commit(earlier, at, state="drawn", drawn_at=at - dt.timedelta(days=30))
    Winner.objects.create(draw=draw, entry=won, prize=prize, place=1, state="delivered", changed_at=at)
    values = EntryRulesInput(leave_out_winners_days=90)
    save_entry_rules(campaign=judged, values=values, by=editor, at=at)
    judge_entries(campaign=judged, at=at)
    reasons = dict(Entry.objects.filter(campaign=judged).values_list("uid", "reasons"))
    assert (reasons["701"], reasons["703"], reasons["705"]) == (["left_out"], ["earlier_winner"], [])


def test_p7_what_is_edited_later_is_shown_and_does_not_count(judged: Campaign, editor: User, at: dt.datetime) -> None:
    edited = f"5000,700,人0号新名,{THREE} 现在够了吧这样总可以了,2026-11-22 10:00:00,9"
    bring(judged, csv_of(LINES[0].replace("加油0", "我先占个位置慢慢再想")), editor, at)
    bring(judged, csv_of("5900,790,小满,@海风吹 我先占个位置慢慢再想,2026-11-22 10:00:00,9"), editor, at)
    bring(judged, csv_of(edited.replace("5000,700,人0号新名", "5900,790,小满新名")), editor, at)
    act, entry = Act.objects.get(uid="790"), Entry.objects.get(uid="790")
    assert act.text.startswith("@海风吹") and act.edited_text.startswith(THREE) and act.edited_at == at
    assert (entry.verdict, entry.name) == ("refused", "小满新名")


def commit(campaign: Campaign, at: dt.datetime, **more: object) -> Draw:
    facts = {"engine": "1", "rules_hash": "", "root": "", "entries": 1, "value_due_at": at, "committed_at": at, **more}
    return Draw.objects.create(campaign=campaign, slug=f"s{campaign.pk}", **facts)
