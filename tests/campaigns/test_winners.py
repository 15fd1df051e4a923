"""P9: told, claimed, sent; forfeited prizes go to reserves in the order of the draw; addresses leave a trace."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import PersonalRecord, User
from campaigns.models import Campaign, Claim, Draw, DrawState, Entry, Verdict, Winner, WinnerState
from campaigns.queries.winners import lines_of
from campaigns.services import parcels
from campaigns.services import winners as services
from core.errors import Conflict, Forbidden, NotFound, UserError
from core.models import AuditEntry

GIVEN = {"name": "林小满", "phone": "13900139000", "address": "杭州市西湖区龙井路 8 号"}
DAY = dt.timedelta(days=1)


@pytest.fixture
def won(whole: Campaign, editor: User, at: dt.datetime) -> list[Winner]:
    """Two with a cup, three reserves."""
    entries = [
        Entry.objects.create(
            campaign=whole, uid=str(place), name=f"中奖的人{place}", entered_at=at, verdict=Verdict.VALID, judged_at=at
        )
        for place in range(1, 6)
    ]
    draw = Draw.objects.create(
        campaign=whole, slug="p9", state=DrawState.DRAWN, engine="x", rules_hash="x", root="x", entries=5, valid=5,
        places=2, reserves=3, value_due_at=at, committed_at=at, drawn_at=at,
    )  # fmt: skip
    cup = whole.prizes.get(tier=1)
    made = []
    for place, entry in enumerate(entries, 1):
        state = WinnerState.WON if place <= 2 else WinnerState.RESERVE
        prize = cup if place <= 2 else None
        made.append(Winner.objects.create(draw=draw, entry=entry, prize=prize, place=place, state=state, changed_at=at))
    return made


def states() -> list[str]:
    return list(Winner.objects.order_by("place").values_list("state", flat=True))


def test_p9_a_prize_goes_from_the_message_to_the_parcel(
    won: list[Winner], editor: User, client: Client, client_of: object, at: dt.datetime
) -> None:
    claim = services.tell_winner(winner=won[0], by=editor, at=at)
    assert claim.due_at == at + 5 * DAY
    page = reverse("campaigns:claim", args=[services.token_of(claim)])
    assert page in lines_of(won[0].draw.campaign, with_links=True).lines[0].message
    assert not any(line.message for line in lines_of(won[0].draw.campaign, with_links=False).lines)
    with time_machine.travel(at + DAY, tick=False):
        assert client.post(page, GIVEN | {"phone": "abc"}).status_code == 422
        assert client.post(page, GIVEN).status_code == 302
        assert GIVEN["address"][:4] in client.get(page).content.decode()
        client.post(page, GIVEN | {"address": "杭州市西湖区龙井路 9 号"})
    won[0].refresh_from_db()
    assert won[0].state == WinnerState.CLAIMED and PersonalRecord.objects.count() == 1
    read = services.read_address(winner=won[0], reason="寄奖品", by=editor, at=at + 2 * DAY)
    assert read["address"].endswith("9 号")
    assert AuditEntry.objects.get(code="accounts.personal.read").reason == "寄奖品"
    with pytest.raises(UserError, match="运单号"):
        parcels.send_prize(winner=won[0], carrier="顺丰", number=" ", by=editor, at=at)
    parcels.send_prize(winner=won[0], carrier="顺丰", number="SF1", by=editor, at=at + 2 * DAY)
    with time_machine.travel(at + 3 * DAY, tick=False):
        told = client.get(page).content.decode()
        assert "SF1" in told and "龙井路" not in told
        assert client.post(page, GIVEN).status_code == 409
    parcels.note_delivered(winner=won[0], by=editor, at=at + 4 * DAY)
    assert states()[0] == WinnerState.DELIVERED


def test_p9_who_does_not_claim_in_time_makes_room_for_the_first_reserve(
    won: list[Winner], editor: User, at: dt.datetime
) -> None:
    claim = services.tell_winner(winner=won[0], by=editor, at=at)
    assert services.forfeit_due(now=claim.due_at + DAY) == 0, "the message never left: nobody loses a prize over that"
    claim = services.note_handed(winner=won[0], by=editor, at=at + DAY)
    assert claim.due_at == at + 6 * DAY
    assert services.note_handed(winner=won[0], by=editor, at=at + 2 * DAY).due_at == claim.due_at
    assert services.forfeit_due(now=claim.due_at) == 0
    assert services.forfeit_due(now=claim.due_at + DAY) == 1
    assert services.forfeit_due(now=claim.due_at + DAY) == 0
    assert states() == ["forfeited", "won", "won", "reserve", "reserve"]
    won[2].refresh_from_db()
    assert won[2].prize_id == won[0].prize_id
    with pytest.raises(Conflict):
        services.claim_prize(claim=claim, data=GIVEN, at=at)
    assert AuditEntry.objects.filter(code="campaigns.winner.promoted").count() == 1


def test_p9_a_late_claim_is_refused_even_before_the_sweep(won: list[Winner], editor: User, at: dt.datetime) -> None:
    services.tell_winner(winner=won[0], by=editor, at=at)
    claim = services.note_handed(winner=won[0], by=editor, at=at)
    with pytest.raises(Conflict, match="期限"):
        services.claim_prize(claim=claim, data=GIVEN, at=claim.due_at + DAY)
    assert not PersonalRecord.objects.exists()


def test_p9_giving_up_erases_the_address_and_promotes(won: list[Winner], editor: User, at: dt.datetime) -> None:
    claim = services.claim_prize(claim=services.tell_winner(winner=won[1], by=editor, at=at), data=GIVEN, at=at)
    promoted = services.give_up(claim=claim, at=at)
    assert promoted == won[2] and PersonalRecord.objects.get().erased_at == at
    with pytest.raises(Conflict):
        services.read_address(winner=won[1], reason="看看", by=editor, at=at)
    with pytest.raises(UserError):
        services.forfeit_winner(winner=won[0], reason=" ", by=editor, at=at)
    services.forfeit_winner(winner=won[0], reason="用机器人参与", by=editor, at=at)
    for one in (won[2], won[3]):
        services.forfeit_winner(winner=one, reason="联系不上", by=editor, at=at)
    assert services.forfeit_winner(winner=won[4], reason="联系不上", by=editor, at=at) is None
    assert states() == ["forfeited"] * 5


@pytest.mark.django_db(transaction=True)
def test_p9_two_prizes_that_come_free_at_once_go_to_two_reserves(
    won: list[Winner], editor: User, at: dt.datetime
) -> None:
    def forfeit(one: Winner) -> int:
        try:
            got = services.forfeit_winner(winner=one, reason="放弃", by=editor, at=at)
        finally:
            connection.close()
        return got.place if got else 0

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(forfeit, won[:2])) == [3, 4]
    assert states() == ["forfeited", "forfeited", "won", "won", "reserve"]


def test_p9_a_forged_or_changed_link_opens_nothing(
    won: list[Winner], editor: User, customer_editor: User, client: Client, at: dt.datetime
) -> None:
    claim = services.tell_winner(winner=won[0], by=editor, at=at)
    token = services.token_of(claim)
    Claim.objects.update(told_at=at + DAY)
    for wrong in (token, token[:-1], "x"):
        with pytest.raises(NotFound):
            services.claim_of(wrong)
        assert client.get(reverse("campaigns:claim", args=[wrong])).status_code == 404
    with pytest.raises(Forbidden):
        services.read_address(winner=won[0], reason="看看", by=customer_editor, at=at)


def test_p9_whoever_sent_the_link_cannot_read_the_address_by_it(
    won: list[Winner], editor: User, client: Client, at: dt.datetime
) -> None:
    claim = services.tell_winner(winner=won[0], by=editor, at=at)
    services.claim_prize(claim=claim, data=GIVEN, at=at)
    with time_machine.travel(at, tick=False):
        page = client.get(reverse("campaigns:claim", args=[services.token_of(claim)])).content.decode()
    assert GIVEN["address"] not in page and GIVEN["phone"] not in page and GIVEN["name"] not in page
    assert f"{GIVEN['phone'][:3]}****" in page
