"""A11 in the browser: pick, write, submit, arrange, cancel, undo; presets; what a colleague of one account sees."""

import datetime as dt
import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User, WeiboAccount
from accounts.roles import Role
from content.models import Idea, Post
from content.services import approve, save_draft
from content.services.drafts import DraftInput
from publishing.models import Relay, RelayPreset, RelayState, Slot, SlotState
from publishing.services import launch_relay
from tests.conftest import ClientOf, make_user
from tests.publishing.makers import make_category
from tests.publishing.relaying import TEXTS, approved_relay, fellows, plan_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def accounts(account: WeiboAccount) -> list[WeiboAccount]:
    return [account, *fellows(2)]


def sent(accounts: list[WeiboAccount], **more: Any) -> dict[str, Any]:
    """What the editor sends."""
    data: dict[str, Any] = {"title": "秋日热茶", "category": make_category().pk, "min_gap_minutes": 15}
    data["account"] = [account.pk for account in accounts]
    for number, account in enumerate(accounts):
        values = {"what": "repost" if number else "own", "offset": 20 * number, "spread": 0, "text": TEXTS[number]}
        data |= {f"{account.pk}-{name}": value for name, value in values.items()}
    return data | more


def test_a11_from_preset_and_accounts_to_a_draft(
    client_of: ClientOf, editor: User, accounts: list[WeiboAccount]
) -> None:
    client, url = client_of(editor), reverse("calendar:relay_new")
    page = client.get(url).text
    assert "母号先发，品牌随后，区域收尾" in page and "品牌、产品、吉祥物：20 分钟后" in page
    preset = RelayPreset.objects.get(name__startswith="母号")
    ids = "&".join(f"account={one.pk}" for one in accounts)
    editor_page = client.get(f"{url}?preset={preset.pk}&first={accounts[0].pk}&{ids}").text
    assert "首发的文字" in editor_page and f'name="{accounts[1].pk}-offset" value="20"' in editor_page
    response = client.post(url, sent(accounts))
    relay = Relay.objects.get()
    assert response["Location"] == reverse("calendar:relay", args=[relay.pk])
    assert [step.minute for step in relay.steps.all()] == [0, 20, 40]
    assert "秋日热茶" in client.get(reverse("calendar:relays")).text


def test_a11_what_was_typed_stays_when_it_is_refused(
    client_of: ClientOf, editor: User, accounts: list[WeiboAccount]
) -> None:
    same = {f"{accounts[2].pk}-text": TEXTS[1]}
    response = client_of(editor).post(reverse("calendar:relay_new"), sent(accounts) | same)
    assert response.status_code == 422 and "文字相同" in response.text and response.text.count(TEXTS[1]) == 2
    wrong = client_of(editor).post(reverse("calendar:relay_new"), sent(accounts, min_gap_minutes="viel"))
    assert wrong.status_code == 422 and not Relay.objects.exists()


def test_a11_the_preview_keeps_the_gap(client_of: ClientOf, editor: User, accounts: list[WeiboAccount]) -> None:
    near = {f"{accounts[2].pk}-offset": 20}
    page = client_of(editor).post(reverse("calendar:relay_preview"), sent(accounts) | near).text
    assert "20 分钟后" in page and "35 分钟后" in page


def test_a11_submit_approve_arrange_cancel_undo(
    client_of: ClientOf, editor: User, approver: User, accounts: list[WeiboAccount]
) -> None:
    client = client_of(editor)
    client.post(reverse("calendar:relay_new"), sent(accounts, action="submit"))
    relay = Relay.objects.get()
    page = client.get(reverse("calendar:relay", args=[relay.pk])).text
    assert "还有 3 条没有通过审核" in page
    for post in Post.objects.all():
        approve(post=post, version_id=post.version_id or 0, by=approver, at=timezone.now())
    start = (timezone.now() + dt.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    client.post(reverse("calendar:relay_launch", args=[relay.pk]), {"starts_at": start})
    relay.refresh_from_db()
    page = client.get(reverse("calendar:relay", args=[relay.pk])).text
    assert relay.state == RelayState.ARMED and page.count("等首发") >= 2 and "3 条会撤下排期" in page
    assert client.get(reverse("calendar:relay_edit", args=[relay.pk])).status_code == 409
    client.post(reverse("calendar:relay_cancel", args=[relay.pk]), {"reason": "改期"})
    answer = client.get(reverse("calendar:relay", args=[relay.pk]))
    assert "3 条撤下排期" in answer.text and not Slot.objects.exclude(state=SlotState.CANCELLED).exists()
    undo = re.search(r"/calendar/relays/undo/[^\"'&]+", answer.text)
    assert undo is not None
    client.post(undo.group())
    relay.refresh_from_db()
    assert relay.state == RelayState.ARMED and Slot.objects.filter(state=SlotState.PLANNED).count() == 3


def test_a11_the_versions_of_an_idea_become_a_relay(
    client_of: ClientOf, editor: User, accounts: list[WeiboAccount], at: dt.datetime
) -> None:
    idea = Idea.objects.create(title="秋日热茶", created_at=at)
    for number, account in enumerate(accounts[:2]):
        save_draft(draft=DraftInput(account, make_category(), TEXTS[number], idea=idea), by=editor, at=at)
    client, post = client_of(editor), Post.objects.get(account=accounts[0])
    panel = client.get(reverse("calendar:relay_panel", args=[post.pk])).text
    assert f"?idea={idea.pk}&amp;first={accounts[0].pk}" in panel
    ids = "&".join(f"account={one.pk}" for one in accounts[:2])
    page = client.get(f"{reverse('calendar:relay_new')}?idea={idea.pk}&preset=0&first={accounts[0].pk}&{ids}").text
    assert TEXTS[0] in page and TEXTS[1] in page
    own = {f"{accounts[1].pk}-what": "own"}
    client.post(reverse("calendar:relay_new"), sent(accounts[:2], idea=idea.pk) | own)
    assert Post.objects.count() == 2, "the versions that were written are used"
    assert "秋日热茶" in client.get(reverse("calendar:relay_panel", args=[post.pk])).text


def test_a11_a_colleague_of_one_account_sees_only_its_text(
    client_of: ClientOf, editor: User, approver: User, accounts: list[WeiboAccount]
) -> None:
    relay = approved_relay(plan_of(accounts), by=editor, reviewer=approver)
    local = client_of(make_user("local", Role.RESPONSIBLE_EDITOR, account=accounts[1]))
    page = local.get(reverse("calendar:relay", args=[relay.pk])).text
    assert TEXTS[1] in page and TEXTS[0] not in page and "您没有查看这个账号内容的权限" in page
    for name in ("relay_submit", "relay_launch", "relay_cancel"):
        assert local.post(reverse(f"calendar:{name}", args=[relay.pk])).status_code == 403
    assert "秋日热茶" in local.get(reverse("calendar:relays")).text


def test_a11_presets_are_data(client_of: ClientOf, approver: User) -> None:
    client = client_of(approver)
    data = {"name": "门店接力", "min_gap_minutes": 5, "kinds0": ["region"], "what0": "repost", "offset0": 30}
    client.post(reverse("calendar:relay_preset_new"), data)
    preset = RelayPreset.objects.get(name="门店接力")
    assert preset.waves == [{"kinds": ["region"], "what": "repost", "offset": 30, "spread": 0}]
    assert "门店接力" in client.get(reverse("calendar:relay_presets")).text
    assert 'value="30"' in client.get(reverse("calendar:relay_preset", args=[preset.pk])).text
    empty = client.post(reverse("calendar:relay_preset", args=[preset.pk]), {"name": "x", "min_gap_minutes": 5})
    assert empty.status_code == 422 and "至少要写一批" in empty.text
    client.post(reverse("calendar:relay_preset_remove", args=[preset.pk]))
    assert not RelayPreset.objects.filter(pk=preset.pk).exists()


def test_a11_the_pages_cost_the_same_with_many_accounts(
    client_of: ClientOf, editor: User, approver: User, accounts: list[WeiboAccount], at: dt.datetime,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    relay = approved_relay(plan_of(accounts), by=editor, reviewer=approver)
    launch_relay(relay=relay, starts_at=at + dt.timedelta(hours=1), by=editor, at=at)
    client = client_of(editor)
    client.get(reverse("calendar:relays"))
    with django_assert_max_num_queries(24):
        client.get(reverse("calendar:relay", args=[relay.pk]))
    with django_assert_max_num_queries(20):
        client.get(reverse("calendar:relays"))
