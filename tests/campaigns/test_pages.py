"""Campaign pages: list, form, filing, launch."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from campaigns.models import Campaign, CampaignKind, CampaignRule, CampaignState, FilingState
from campaigns.panels import PANELS
from campaigns.planning.book import open_book
from campaigns.planning.record import record_of
from campaigns.planning.rules_text import write
from core.dates import BEIJING
from core.models import AuditEntry
from tests.conftest import ClientOf
from tests.content.test_media_pick import png

WHY = {
    "purpose": "new_fans",
    "audience": "没听过我们的人",
    "target_new_followers": "500",
    "name": "初雪热饮季 <b>",
    "kind": "prize_repost",
}


@pytest.fixture
def client(client_of: ClientOf, editor: User) -> Client:
    return client_of(editor)


def begun(client: Client, **other: str) -> Campaign:
    answer = client.post(reverse("campaigns:new"), {**WHY, "go": "next", **other})
    campaign = Campaign.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, step(campaign, "conditions"))
    return campaign


def step(campaign: Campaign, slug: str, verb: str = "") -> str:
    return reverse(f"campaigns:plan{verb}", args=[campaign.pk, slug])


def test_p1_a_kind_brings_its_conditions_and_times(client: Client) -> None:
    campaign = begun(client)
    assert [one.kind for one in campaign.conditions.all()] == ["repost", "follow"]
    local = campaign.starts_at.astimezone(BEIJING)
    assert (local.hour, local.minute) == (10, 0) and campaign.draws_at and campaign.draws_at > campaign.ends_at
    page = client.get(step(campaign, "why")).content.decode()
    for kind in CampaignKind:
        assert f'value="{kind}"' in page and str(kind.label) in page


def test_p1_it_walks_from_why_to_a_launch(client: Client) -> None:
    campaign = begun(client)
    assert (
        client.post(step(campaign, "conditions"), {"combine": "all", "repost": "on", "go": "next"}).status_code == 302
    )
    prizes = {
        "prizes-TOTAL_FORMS": "1", "prizes-INITIAL_FORMS": "0", "prizes-0-name": "云雾保温杯", "prizes-0-quantity": "3",
        "prizes-0-unit_cost": "239", "prizes-0-stock": "10", "prizes-0-is_physical": "on",
        "prizes-0-delivery_days": "15", "prizes-0-brand_link": "新品", "go": "next",
        "prizes-0-picture": png("teal", "a.png"),
    }  # fmt: skip
    assert client.post(step(campaign, "prizes"), prizes).status_code == 302
    prize = campaign.prizes.get()
    picture = client.get(reverse("campaigns:prize_picture", args=[prize.pk]))
    assert picture.status_code == 200 and picture["Content-Type"].startswith("image/")
    page = client.get(step(campaign, "rules")).content.decode()
    assert "【奖品设置】一等奖：云雾保温杯，共 3 份，每份价值 239 元" in page
    text = Campaign.objects.get().rules_text or write(record_of(Campaign.objects.get()))
    assert client.post(step(campaign, "rules"), {"contact": "山岚生活 400", "rules_text": text}).status_code == 302
    assert client.post(step(campaign, "budget"), {"budget": "3000", "go": "done"}).status_code == 302
    address = reverse("campaigns:campaign", args=[campaign.pk])
    text = client.get(address).content.decode()
    assert "初雪热饮季 &lt;b&gt;" in text and "还有 1 处要先解决" in text and "还没有备案" in text
    launch = reverse("campaigns:launch", args=[campaign.pk])
    assert client.post(launch, headers={"HX-Request": "true"}).status_code == 409
    filing = {"state": "filed", "reference": "BA-1", "filed_on": "2026-11-20"}
    assert client.post(reverse("campaigns:filing", args=[campaign.pk]), filing).status_code == 302
    assert client.post(launch).status_code == 302
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.RUNNING and campaign.filing_state == FilingState.FILED
    assert "初雪热饮季" in client.get(reverse("campaigns:list")).content.decode()


def test_p2_nothing_typed_is_lost(client: Client) -> None:
    refused = client.post(reverse("campaigns:new"), {**WHY, "target_new_followers": ""})
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "没听过我们的人" in text and "至少填一个目标数字" in text
    again = client.get(reverse("campaigns:new")).content.decode()  # from a closed tab
    assert "没听过我们的人" in again and "还没有保存的内容" in again and "至少填一个目标数字" not in again
    campaign = begun(client)
    assert "没听过我们的人" not in client.get(reverse("campaigns:new")).content.decode()
    client.post(step(campaign, "why", "_keep"), {**WHY, "audience": "半句话"}, headers={"HX-Request": "true"})
    assert "半句话" in client.get(step(campaign, "why")).content.decode()
    client.post(step(campaign, "why", "_forget"))
    page = client.get(step(campaign, "why")).content.decode()
    assert "半句话" not in page and "没听过我们的人" in page


def test_p3_the_difficulty_is_counted_while_typing(client: Client) -> None:
    campaign = begun(client)
    typed = {"combine": "all", "repost": "on", "mention": "on", "number": "20"}
    told = client.post(step(campaign, "conditions", "_keep"), typed, headers={"HX-Request": "true"}).content.decode()
    assert "5 分，“吸引新粉丝”宜在 3 分以内" in told and "把 @ 好友从 20 位减到 10 位" in told
    assert campaign.conditions.count() == 2  # nothing is saved by typing


def test_every_tab_opens_and_a_name_nobody_knows_opens_the_first(client: Client, whole: Campaign) -> None:
    address = reverse("campaigns:campaign", args=[whole.pk])
    for panel in (*PANELS, PANELS[0]):
        text = client.get(address, {"part": panel.slug}).content.decode()
        assert 'aria-current="page">' + str(panel.label) in text
    assert "第一次认识我们的人" in client.get(address, {"part": "nobody"}).content.decode()


def test_times_are_beijing_times(client: Client, whole: Campaign) -> None:
    assert 'value="2026-12-01T10:00"' in client.get(step(whole, "time")).content.decode()


def test_p5_a_section_of_the_rules_is_taken_from_the_record(client: Client, whole: Campaign) -> None:
    assert client.post(reverse("campaigns:rules_take", args=[whole.pk]), {"section": "奖品设置"}).status_code == 302
    whole.refresh_from_db()
    assert whole.rules_text.startswith("关注并转发") and "【奖品设置】一等奖：云雾保温杯" in whole.rules_text


def test_p6_a_wrong_filing_keeps_what_was_typed(client: Client, whole: Campaign) -> None:
    response = client.post(reverse("campaigns:filing", args=[whole.pk]), {"state": "filed", "reference": "BA-77"})
    assert response.status_code == 422
    assert "请填写备案日期" in response.content.decode() and "BA-77" in response.content.decode()


def test_p6_rules_are_changed_and_added_with_their_source(client: Client) -> None:
    page = client.get(reverse("campaigns:rules")).content.decode()
    assert "单个奖品不超过 50,000 元" in page and "单个奖品不超过 5,000 元" in page
    older = CampaignRule.objects.get(topic="prize_highest", number=5000)
    address, typed = reverse("campaigns:rule", args=[older.pk]), {
        "number": "5000", "text": older.text, "source": "读过原文", "certainty": "read", "in_force": "on",
        "blocks": "on",
    }  # fmt: skip
    assert client.post(address, {**typed, "number": ""}).status_code == 422
    assert client.post(address, typed).status_code == 302
    added = {**typed, "topic": "prize_highest", "group": "platform", "number": "3000", "source_on": "2026-01-01"}
    assert client.post(reverse("campaigns:rule_new"), added).status_code == 302
    assert open_book().lowest("prize_highest") == CampaignRule.objects.get(number=3000)
    assert AuditEntry.objects.filter(code__startswith="campaigns.rule.").count() == 2
