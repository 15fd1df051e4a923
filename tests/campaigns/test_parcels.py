"""P9: parcels out and back, numbers in, reminders, and what winners are told."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.services.personal import erase_due
from campaigns.forms.claims import ParcelsForm
from campaigns.models import CampaignRule, Claim, Draw, DrawState, Entry, Verdict, Winner, WinnerState
from campaigns.planning.messages import announcement, filled, masked, problems_of
from campaigns.queries.winners import announcement_of, lines_of, message_of, states_of
from campaigns.services import parcels as services
from campaigns.services import winners
from campaigns.services.messages import set_message
from campaigns.services.parcels import Parcel
from campaigns.services.reminding import remind_of_winners
from core.errors import Conflict, Forbidden, UserError
from core.models import AuditEntry, Notice
from tests.campaigns.test_winners import DAY, GIVEN, won
from tests.conftest import ClientOf

__all__ = ["won"]


@pytest.fixture
def claimed(won: list[Winner], editor: User, at: dt.datetime) -> list[Winner]:
    """Both have given their addresses."""
    for winner in won[:2]:
        winners.tell_winner(winner=winner, by=editor, at=at)
        claim = winners.note_handed(winner=winner, by=editor, at=at)
        winners.claim_prize(claim=claim, data=GIVEN | {"name": f"=林{winner.place}"}, at=at)
        winner.refresh_from_db()
    return won


def test_p9_the_list_for_the_warehouse_leaves_a_trace_and_comes_back_with_numbers(
    claimed: list[Winner], editor: User, customer_editor: User, client_of: ClientOf, at: dt.datetime
) -> None:
    campaign, browser = claimed[0].draw.campaign, client_of(editor)
    with pytest.raises(Forbidden):
        services.shipping_list(campaign=campaign, reason="寄", by=customer_editor, at=at)
    with pytest.raises(UserError, match="理由"):
        services.shipping_list(campaign=campaign, reason=" ", by=editor, at=at)
    answer = browser.post(reverse("campaigns:shipping_list", args=[campaign.pk]), {"reason": "寄送奖品"})
    table = b"".join(answer).decode("utf-8-sig")
    assert "'=林1" in table and "龙井路" in table, "no formula gets out"
    assert answer["Cache-Control"] == "no-store"
    assert AuditEntry.objects.filter(code="accounts.personal.read", reason="寄送奖品").count() == 2

    lines = table.splitlines()
    back = "\n".join([lines[0], lines[1][:-1] + "顺丰,SF-001", lines[2][:-1] + "顺丰,SF-002", "9,,,,,圆通,YT1"])
    page = reverse("campaigns:parcels", args=[campaign.pk])
    assert browser.post(page, {}).status_code == 422
    assert "列名" in browser.post(page, {"pasted": "甲,乙\n1,2"}).content.decode()
    looked = browser.post(page, {"file": SimpleUploadedFile("运单.csv", back.encode("gb18030"))})
    assert looked.context["refused"] == ["抽取次序 9：没有这位中奖者"]
    assert browser.post(reverse("campaigns:parcels_note", args=[campaign.pk]), {"rows": "x"}).status_code in (400, 422)
    browser.post(reverse("campaigns:parcels_note", args=[campaign.pk]), {"rows": looked.context["rows"]})
    assert list(Claim.objects.order_by("winner__place").values_list("number", flat=True)) == ["SF-001", "SF-002"]
    assert states_of(campaign)[WinnerState.SENT] == 2
    assert not AuditEntry.objects.filter(after__icontains="SF-001").exists(), "numbers are forgotten with addresses"
    with pytest.raises(Conflict, match="重新上传"):
        services.send_prizes(campaign=campaign, parcels=[Parcel(1, "顺丰", "SF-9")], by=editor, at=at)


def test_p9_every_refused_row_says_why(claimed: list[Winner]) -> None:
    campaign = claimed[0].draw.campaign
    given = [
        Parcel(1, "顺丰", "1"),
        Parcel(1, "顺丰", "2"),
        Parcel(2, "", "3"),
        Parcel(3, "x", "y"),
        Parcel(2, "x" * 41, "y"),
    ]
    fine, refused = services.check_parcels(campaign, given)
    assert fine == given[:1]
    assert [sentence.partition("：")[2] for sentence in refused] == [
        "出现了两次", "缺快递公司或运单号", "没有这位中奖者", "快递公司或运单号太长",
    ]  # fmt: skip


def test_p9_what_comes_back_is_sent_again_to_the_corrected_address(
    claimed: list[Winner], editor: User, at: dt.datetime
) -> None:
    winner = claimed[0]
    services.send_prize(winner=winner, carrier="顺丰", number="SF1", by=editor, at=at)
    with pytest.raises(UserError, match="原因"):
        services.note_problem(winner=winner, reason=" ", by=editor, at=at)
    claim = services.note_problem(winner=winner, reason="地址不详，退回", by=editor, at=at + 5 * DAY)
    again = winners.claim_prize(claim=claim, data=GIVEN | {"address": "杭州市龙井路 9 号"}, at=claim.due_at + 9 * DAY)
    assert again.personal is not None
    read = winners.read_address(winner=winner, reason="再寄", by=editor, at=at)
    assert read["address"].endswith("9 号")
    services.send_prize(winner=winner, carrier="顺丰", number="SF2", by=editor, at=at + 6 * DAY)
    services.note_delivered(winner=winner, by=editor, at=at + 8 * DAY)


def test_p9_the_number_of_the_parcel_goes_with_the_address(
    claimed: list[Winner], editor: User, at: dt.datetime
) -> None:
    CampaignRule.objects.filter(topic="keep_days").update(number=3)
    winners.forfeit_winner(winner=claimed[1], reason="x", by=editor, at=at)
    winners.tell_winner(winner=claimed[2], by=editor, at=at)
    winners.claim_prize(claim=Claim.objects.get(winner=claimed[2]), data=GIVEN, at=at)
    services.send_prize(winner=claimed[2], carrier="顺丰", number="SF3", by=editor, at=at)
    assert services.forget_parcels() == 0
    assert Claim.objects.get(winner=claimed[2]).personal.keep_until == (at + 3 * DAY).date()  # type: ignore[union-attr]
    erase_due(now=at + 5 * DAY)
    assert services.forget_parcels() == 1
    assert Claim.objects.get(winner=claimed[2]).number == ""


def test_p9_the_team_hears_what_it_forgot(won: list[Winner], editor: User, at: dt.datetime) -> None:
    assert remind_of_winners(now=at + DAY / 2) == 0
    assert remind_of_winners(now=at + 2 * DAY) == 1
    assert remind_of_winners(now=at + 2 * DAY) == 0
    assert "2 位中奖者还没有收到私信" in sentence()
    for winner in won[:2]:
        winners.tell_winner(winner=winner, by=editor, at=at + 2 * DAY)
        winners.note_handed(winner=winner, by=editor, at=at + 2 * DAY)
    assert remind_of_winners(now=at + 3 * DAY) == 0
    assert not Notice.objects.filter(settled_at=None).exists(), "the first matter is settled"
    assert remind_of_winners(now=at + 6.5 * DAY) == 1
    assert "一天内就要过领奖期限" in sentence()
    winners.claim_prize(claim=Claim.objects.get(winner=won[0]), data=GIVEN, at=at + 6.5 * DAY)
    winners.claim_prize(claim=Claim.objects.get(winner=won[1]), data=GIVEN, at=at + 6.5 * DAY)
    assert remind_of_winners(now=at + 19 * DAY) == 1
    assert "三天内必须寄出" in sentence()


def sentence() -> str:
    found = Notice.objects.filter(settled_at=None).order_by("-pk")[0]
    return str(found.text % found.params)


def test_p9_the_message_is_ours_to_write(claimed: list[Winner], editor: User, at: dt.datetime) -> None:
    campaign, claim = claimed[0].draw.campaign, Claim.objects.select_related("winner__entry").get(winner=claimed[0])
    with pytest.raises(UserError, match=r"不认识 \{姓名\}"):
        set_message(campaign=campaign, text="{姓名}，{链接}", by=editor, at=at)
    with pytest.raises(UserError, match=r"要有 \{链接\}"):
        set_message(campaign=campaign, text="恭喜", by=editor, at=at)
    row = set_message(campaign=campaign, text="｛昵称｝，您的{奖品}：{链接}", by=editor, at=at)
    said = message_of(row, claimed[0], claim)
    assert said.startswith("中奖的人1，您的云雾保温杯：http")
    Entry.objects.filter(pk=claimed[0].entry_id).update(name="{链接}")
    claimed[0].entry.refresh_from_db()
    assert message_of(row, claimed[0], claim).startswith("{链接}，您的"), "a name fills in nothing"


@given(st.text(max_size=40), st.dictionaries(st.sampled_from(["昵称", "链接"]), st.text(max_size=20)))
def test_p9_filling_in_never_fails_and_never_repeats(text: str, values: dict[str, str]) -> None:
    assert isinstance(filled(text, values), str)
    assert isinstance(problems_of(text), list)
    assert filled("{昵称}", {"昵称": "{昵称}"}) == "{昵称}"


@given(st.text(min_size=1, max_size=30))
def test_p9_a_masked_name_hides_all_but_its_ends(name: str) -> None:
    told = masked(name)
    assert told[0] == name[0]
    assert len(told) <= 5 and "*" in told


def test_p9_the_announcement_names_winners_by_prize(claimed: list[Winner], editor: User, at: dt.datetime) -> None:
    told = announcement_of(claimed[0].draw.campaign)
    assert "云雾保温杯（2 位）：中***1、中***2" in told
    assert "5 天内" in told and reverse("campaigns:draw_public", args=["p9"]) in told
    winners.forfeit_winner(winner=claimed[0], reason="x", by=editor, at=at)
    assert "中***3" in announcement_of(claimed[0].draw.campaign)
    assert announcement("x", [], days=5, link="").count("\n") == 1


def test_p9_many_winners_come_page_by_page(
    claimed: list[Winner], django_assert_max_num_queries: DjangoAssertNumQueries, at: dt.datetime
) -> None:
    draw, cup = claimed[0].draw, claimed[0].prize
    Draw.objects.update(state=DrawState.VOID)  # the entries of a published list stand
    facts = {"campaign": draw.campaign, "entered_at": at, "verdict": Verdict.VALID, "judged_at": at}
    entries = Entry.objects.bulk_create(Entry(uid=str(n), name=f"人{n}", **facts) for n in range(6, 260))
    Draw.objects.update(state=DrawState.DRAWN)
    Winner.objects.bulk_create(
        Winner(draw=draw, entry=entry, prize=cup, place=place, state=WinnerState.WON, changed_at=at)
        for place, entry in enumerate(entries, 6)
    )
    seen: list[int] = []
    after: int | None = 0
    while after is not None:
        with django_assert_max_num_queries(1):
            found = lines_of(draw.campaign, with_links=True, after=after)
        seen += [line.winner.place for line in found.lines]
        after = found.after
    assert seen == [1, 2, *range(6, 260)]
    assert len(lines_of(draw.campaign, with_links=False, state="claimed").lines) == 2


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_p9_the_shipping_list_comes_back_in_the_language_in_which_it_went_out(language: str) -> None:
    with translation.override(language):
        header = ",".join((gettext("抽取次序"), gettext("快递公司"), gettext("运单号")))
        form = ParcelsForm({"pasted": f"{header}\n3,顺丰,SF100\n"})
        assert form.is_valid()
        assert form.parcels() == [Parcel(3, "顺丰", "SF100")]
