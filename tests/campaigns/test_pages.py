"""Campaign pages: list, form, filing, launch."""

from django.urls import reverse

from accounts.models import User
from campaigns.models import Campaign, CampaignState, FilingState
from tests.conftest import ClientOf

FIELDS = {
    "purpose": "new_fans",
    "audience": "没听过我们的人",
    "target_new_followers": "500",
    "name": "转发抽空气炸锅 <b>",
    "kind": "prize_repost",
    "starts_at": "2026-12-01T10:00",
    "ends_at": "2026-12-08T10:00",
}


def test_it_is_planned_filed_and_started_in_the_browser(client_of: ClientOf, editor: User) -> None:
    client = client_of(editor)
    assert client.post(reverse("campaigns:new"), FIELDS).status_code == 302
    campaign = Campaign.objects.get()
    address = reverse("campaigns:campaign", args=[campaign.pk])
    text = client.get(address).content.decode()
    assert "转发抽空气炸锅 &lt;b&gt;" in text and "备案前不能开始" in text
    refused = client.post(reverse("campaigns:launch", args=[campaign.pk]), headers={"HX-Request": "true"})
    assert refused.status_code == 409
    filing = {"state": "filed", "reference": "BA-1", "filed_on": "2026-11-24"}
    assert client.post(reverse("campaigns:filing", args=[campaign.pk]), filing).status_code == 302
    assert client.post(reverse("campaigns:launch", args=[campaign.pk])).status_code == 302
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.RUNNING and campaign.filing_state == FilingState.FILED
    assert "转发抽空气炸锅" in client.get(reverse("campaigns:list")).content.decode()


def test_what_was_typed_stays(client_of: ClientOf, editor: User) -> None:
    response = client_of(editor).post(reverse("campaigns:new"), {**FIELDS, "target_new_followers": ""})
    assert response.status_code == 422
    text = response.content.decode()
    assert "没听过我们的人" in text and "至少填一个目标数字" in text


def test_times_are_beijing_times(client_of: ClientOf, editor: User) -> None:
    client_of(editor).post(reverse("campaigns:new"), FIELDS)
    assert Campaign.objects.get().starts_at.isoformat() == "2026-12-01T02:00:00+00:00"
    text = client_of(editor).get(reverse("campaigns:edit", args=[Campaign.objects.get().pk])).content.decode()
    assert 'value="2026-12-01T10:00"' in text


def test_a_wrong_filing_keeps_what_was_typed(client_of: ClientOf, editor: User) -> None:
    client = client_of(editor)
    client.post(reverse("campaigns:new"), FIELDS)
    address = reverse("campaigns:filing", args=[Campaign.objects.get().pk])
    response = client.post(address, {"state": "filed", "reference": "BA-77"})
    assert response.status_code == 422
    assert "请填写备案日期" in response.content.decode() and "BA-77" in response.content.decode()
