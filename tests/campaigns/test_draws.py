"""P8: a draw from the published list to the winners, and everything that must not be possible on the way."""

import datetime as dt
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from campaigns import draw_files
from campaigns.beacon import GENESIS, randomness_of, round_at, time_of
from campaigns.draw import proof_holds, verify
from campaigns.models import Campaign, Draw, DrawState, Entry, Verdict, Winner, WinnerState
from campaigns.queries.draws import agreed_values, hidden, inclusion_of
from campaigns.services.commitments import DrawPlan
from campaigns.services.draws import run_draw, type_value, void_draw
from core.errors import Conflict, Forbidden, UserError
from core.models import AuditEntry
from tests.campaigns.conftest import MINUTE, PEOPLE, published
from weibo_ops.env import ROOT

ROUND, SIGNATURE = (
    1000,
    "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39",
)
RANDOMNESS = "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd"
LOTTERY = {"by_drand": False, "number_name": "双色球第 2026139 期", "number_form": "03 08 11 19 27 30 12"}
BALLS = "05 09 14 20 26 31 07"


def committed(campaign: Campaign, by: User, at: dt.datetime, **changed: object) -> Draw:
    plan = DrawPlan(due_at=at + 60 * MINUTE, reserves=5, **{**LOTTERY, **changed})  # type: ignore[arg-type]
    return published(campaign, plan, by, at)


def drawn(campaign: Campaign, editor: User, other: User, at: dt.datetime) -> Draw:
    draw = committed(campaign, editor, at)
    for person in (editor, other):
        type_value(draw=draw, source=0, text=BALLS, by=person, at=at + 61 * MINUTE)
    run_draw(draw=draw, by=editor, at=at + 62 * MINUTE)
    draw.refresh_from_db()
    return draw


def test_p8_the_winners_follow_from_the_published_file_and_the_value_alone(
    whole: Campaign, over: dt.datetime, editor: User, approver: User, tmp_path: Path
) -> None:
    draw = drawn(whole, editor, approver, over)
    winners = list(draw.winners.select_related("entry", "prize").order_by("place"))
    assert [one.state for one in winners] == [WinnerState.WON] * 50 or len(winners) == 50
    assert all(one.entry.verdict == Verdict.VALID for one in winners)
    path = draw_files.path_of(draw.folder)
    again = verify(path, [BALLS])
    assert (again.seed, again.header.commitment) == (draw.seed, draw.commitment)
    program = [sys.executable, "-I", str(ROOT / "static/draw/check_draw.py"), str(path), BALLS]
    told = subprocess.run(program, capture_output=True, text=True, check=True, encoding="utf-8").stdout.splitlines()
    ids = [line.split()[2] for line in told if line[:5].strip().isdigit()]
    assert ids == [one.id for one in again.picks]
    rows = draw_files.entry_keys(draw.folder, [one.number for one in again.picks])
    assert rows == [one.entry_id for one in winners]
    audits = AuditEntry.objects.filter(object_type="campaigns.draw").values_list("code", flat=True)
    assert {"campaigns.draw.committed", "campaigns.draw.value_typed", "campaigns.draw.drawn"} <= set(audits)


def test_p8_everybody_in_the_list_can_prove_it_and_nobody_else(
    whole: Campaign, over: dt.datetime, editor: User, approver: User
) -> None:
    draw = drawn(whole, editor, approver, over)
    for n in (0, 1, PEOPLE - 1):
        mine = inclusion_of(draw, str(5_500_000_000 + n))
        assert mine is not None
        assert proof_holds(mine.line.encode(), mine.proof, draw.root)
        assert inclusion_of(draw, f"抽奖的人{n}") == mine
    assert inclusion_of(draw, "没有参加的人") is None
    assert "5500000001" not in draw_files.path_of(draw.folder).read_text()


def test_p8_a_number_counts_when_two_people_typed_the_same(
    whole: Campaign, over: dt.datetime, editor: User, approver: User
) -> None:
    draw, late = committed(whole, editor, over), over + 61 * MINUTE
    type_value(draw=draw, source=0, text=BALLS, by=editor, at=late)
    type_value(draw=draw, source=0, text=BALLS, by=editor, at=late)
    assert agreed_values(draw) == [None], "one person alone"
    type_value(draw=draw, source=0, text="05 09 14 20 26 31 08", by=approver, at=late)
    assert agreed_values(draw) == [None], "they disagree"
    with pytest.raises(Conflict, match="不一样"):
        run_draw(draw=draw, by=editor, at=late)
    type_value(draw=draw, source=0, text="０５，09，14，20，26，31 + 07", by=approver, at=late)
    assert agreed_values(draw) == [BALLS]


@pytest.mark.parametrize("text", ["05 09 14", "5 9 14 20 26 31 7", "", "没开"])
def test_p8_another_way_to_write_the_number_is_refused(
    whole: Campaign, over: dt.datetime, editor: User, text: str
) -> None:
    draw = committed(whole, editor, over)
    with pytest.raises(UserError, match="00 00 00"):
        type_value(draw=draw, source=0, text=text, by=editor, at=over + 61 * MINUTE)


def test_p8_no_value_before_its_time_and_the_next_one_only_after_a_day(
    whole: Campaign, over: dt.datetime, editor: User
) -> None:
    draw = committed(whole, editor, over)
    with pytest.raises(UserError, match="还没有到"):
        type_value(draw=draw, source=0, text=BALLS, by=editor, at=over + 59 * MINUTE)
    with pytest.raises(UserError, match="24 小时"):
        type_value(draw=draw, source=0, text=BALLS, by=editor, at=over + 61 * MINUTE, is_next=True)
    type_value(draw=draw, source=0, text=BALLS, by=editor, at=over + dt.timedelta(hours=26), is_next=True)


def test_p8_the_signature_of_a_round_is_checked() -> None:
    assert randomness_of(SIGNATURE, ROUND) == RANDOMNESS
    assert randomness_of(SIGNATURE, ROUND + 1) is None
    assert randomness_of("a" + SIGNATURE[1:], ROUND) is None
    assert randomness_of("00" * 48, ROUND) is None
    assert randomness_of("c0" + "00" * 47, ROUND) is None, "the point at infinity"
    assert (round_at(GENESIS), round_at(GENESIS + dt.timedelta(seconds=1)), time_of(2)) == (
        1, 2, GENESIS + dt.timedelta(seconds=3),
    )  # fmt: skip


def test_p8_a_signed_value_of_drand_needs_nobody_else(whole: Campaign, over: dt.datetime, editor: User) -> None:
    draw, late = committed(whole, editor, over, by_drand=True, number_name=""), over + 61 * MINUTE
    assert draw.sources[0]["round"] == round_at(over + 60 * MINUTE)
    checking = "campaigns.services.draws.beacon.randomness_of"
    with patch(checking, return_value=None), pytest.raises(UserError, match="签名"):
        type_value(draw=draw, source=0, text=SIGNATURE, by=editor, at=late)
    with patch(checking, return_value=RANDOMNESS):
        type_value(draw=draw, source=0, text=SIGNATURE, by=editor, at=late)
    assert agreed_values(draw) == [RANDOMNESS]


def test_p8_the_round_is_that_of_the_time_as_the_file_writes_it(
    whole: Campaign, over: dt.datetime, editor: User
) -> None:
    due = time_of(round_at(over + 60 * MINUTE)) + dt.timedelta(milliseconds=500)  # half a second after a round
    plan = DrawPlan(due, 5)
    draw = published(whole, plan, editor, over)
    assert draw.sources[0]["round"] == round_at(due) - 1


def test_p8_a_list_is_published_once_after_the_end_with_prizes_and_people(
    whole: Campaign, over: dt.datetime, editor: User, manager: User
) -> None:
    with pytest.raises(Conflict, match="截止"):
        committed(whole, editor, whole.ends_at - MINUTE)
    with pytest.raises(UserError, match="10 分钟"):
        published(whole, DrawPlan(over, 5), editor, over)
    with pytest.raises(UserError, match="至少约定"):
        committed(whole, editor, over, number_name="")
    with pytest.raises(Forbidden):
        committed(whole, manager, over)
    Entry.objects.filter(campaign=whole).update(verdict=Verdict.REFUSED)
    with pytest.raises(Conflict, match="没有一个有效"):
        committed(whole, editor, over)
    Entry.objects.filter(campaign=whole).update(verdict=Verdict.VALID)
    committed(whole, editor, over)
    with pytest.raises(Conflict, match="公布过"):
        committed(whole, editor, over)


def test_p8_entries_that_are_not_ready_are_not_published(whole: Campaign, over: dt.datetime, editor: User) -> None:
    stops = patch("campaigns.services.commitments.why_not_ready", return_value=["参与还没有判定。"])
    with stops, pytest.raises(Conflict, match="还没有判定"):
        committed(whole, editor, over)


def test_p8_a_changed_file_is_found_and_only_then_may_a_known_draw_be_void(
    whole: Campaign, over: dt.datetime, editor: User, approver: User
) -> None:
    draw, late = committed(whole, editor, over), over + 61 * MINUTE
    with pytest.raises(Conflict, match="结果已定"):
        void_draw(draw=draw, reason="结果不好", by=editor, at=late)
    path = draw_files.path_of(draw.folder)
    path.write_text(path.read_text().replace("suspect same_text", "valid -", 1))
    for person in (editor, approver):
        type_value(draw=draw, source=0, text=BALLS, by=person, at=late)
    with pytest.raises(Conflict, match="不一致"):
        run_draw(draw=draw, by=editor, at=late)
    assert not Winner.objects.exists()
    void_draw(draw=draw, reason="名单文件被改动", by=editor, at=late)
    assert committed(whole, editor, late).state == DrawState.COMMITTED


def test_p8_before_the_value_exists_a_draw_may_be_void_with_a_public_reason(
    whole: Campaign, over: dt.datetime, editor: User, client: Client
) -> None:
    draw = committed(whole, editor, over)
    with pytest.raises(UserError, match="原因"):
        void_draw(draw=draw, reason=" ", by=editor, at=over)
    void_draw(draw=draw, reason="漏了一份导入", by=editor, at=over)
    page = client.get(reverse("campaigns:draw_public", args=[draw.slug])).content.decode()
    assert "漏了一份导入" in page and draw.commitment in page


def test_p8_the_public_page_shows_no_whole_name_and_finds_oneself(
    whole: Campaign, over: dt.datetime, editor: User, approver: User, client: Client
) -> None:
    draw = drawn(whole, editor, approver, over)
    address = reverse("campaigns:draw_public", args=[draw.slug])
    winner = draw.winners.select_related("entry").get(place=1).entry
    page = client.get(address).content.decode()
    assert hidden(winner.name) in page and winner.name not in page and winner.uid not in page
    assert draw.seed in page and draw.commitment in page
    mine = client.get(address, {"who": winner.uid}).content.decode()
    assert "中奖：" in mine
    assert "没有这个昵称" in client.get(address, {"who": "<script>"}).content.decode()
    file = b"".join(client.get(reverse("campaigns:draw_file", args=[draw.slug])).streaming_content)  # type: ignore[attr-defined]
    assert file == draw_files.path_of(draw.folder).read_bytes()
    assert client.get(reverse("campaigns:draw_public", args=["nobody"])).status_code == 404


def test_p8_the_organiser_goes_from_list_to_winners_on_one_page(
    whole: Campaign, over: dt.datetime, editor: User, client: Client
) -> None:
    draw = committed(whole, editor, over)
    with time_machine.travel(over + 61 * MINUTE, tick=False):
        client.force_login(editor)
        page = client.get(f"/campaigns/{whole.pk}/?part=draw").content.decode()
        assert draw.commitment in page and "双色球" in page
        refused = client.post(reverse("campaigns:draw_value", args=[draw.pk]), {"source": "0", "text": "1 2 3"})
        assert refused.status_code == 422 and 'value="1 2 3"' in refused.content.decode()
        taken = client.post(reverse("campaigns:draw_value", args=[draw.pk]), {"source": "0", "text": BALLS})
        assert taken.status_code == 302 and draw.values.get().typed_by == editor
        assert client.post(reverse("campaigns:draw_void", args=[draw.pk]), {"reason": ""}).status_code == 422
