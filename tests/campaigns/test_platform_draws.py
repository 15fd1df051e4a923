"""P8, P9: a campaign on the platform's own tool keeps its reference and result, and gets the same report."""

import datetime as dt

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from campaigns.models import Campaign
from campaigns.services.platform_draws import note_platform_draw, winners_in
from core.errors import Conflict, Forbidden, UserError
from core.models import AuditEntry
from reports.closing import board_of, sentences_of
from tests.conftest import ClientOf

LIST = "@小鱼，云雾保温杯\n南山种菜人\t随行杯套\n\n一杯清茶"


def test_p8_the_platforms_result_is_kept_and_told(
    whole: Campaign, editor: User, manager: User, client_of: ClientOf, at: dt.datetime
) -> None:
    with pytest.raises(Conflict, match="没有用"):
        note_platform_draw(campaign=whole, reference="CJ1", winners=LIST, by=editor, at=at)
    Campaign.objects.update(on_platform_tool=True)
    with pytest.raises(Forbidden):
        note_platform_draw(campaign=whole, reference="CJ1", winners=LIST, by=manager, at=at)
    with pytest.raises(UserError, match="编号"):
        note_platform_draw(campaign=whole, reference=" ", winners=LIST, by=editor, at=at)
    row = note_platform_draw(campaign=whole, reference="CJ1", winners=LIST, by=editor, at=at)
    assert row.platform_winners == [["小鱼", "云雾保温杯"], ["南山种菜人", "随行杯套"], ["一杯清茶", ""]]
    page = client_of(editor).get(reverse("campaigns:campaign", args=[whole.pk]) + "?part=draw").content.decode()
    assert "3 位获奖者" in page and "CJ1" in page
    assert "微博官方抽奖抽出 3 位获奖者。" in sentences_of(board_of(row, now=at))
    note_platform_draw(campaign=whole, reference="CJ2", winners="一杯清茶", by=editor, at=at)
    assert AuditEntry.objects.filter(code="campaigns.platform.drawn").count() == 2


@pytest.mark.parametrize(("text", "why"), [(" \n\t", "粘贴"), ("甲\n甲，杯子", "两次"), ("甲\n" * 10_001, "10000")])
def test_p8_a_list_that_cannot_be_right_is_refused(text: str, why: str) -> None:
    with pytest.raises(UserError, match=why):
        winners_in(text)


@given(st.text(max_size=200))
def test_p8_no_text_breaks_the_list(text: str) -> None:
    try:
        found = winners_in(text)
    except UserError:
        return
    assert all(len(name) <= 60 and len(prize) <= 80 for name, prize in found)
