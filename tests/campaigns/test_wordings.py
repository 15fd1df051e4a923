"""C13: what word lists say of the rules and of the winners' message stands where they are written (P5, P9)."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from campaigns.contributions import wordings_of
from campaigns.models import Campaign
from content.models import ListLevel, WordList, WordListTerm


@pytest.fixture(autouse=True)
def law(at: dt.datetime, db: None) -> None:
    row = WordList.objects.create(slug="law", name="禁用", level=ListLevel.ERROR, reason="不能说。", updated_at=at)
    WordListTerm.objects.create(list=row, word="不烫手")


def test_c13_rules_are_looked_at_while_they_are_typed(whole: Campaign, editor: User, client: Client) -> None:
    client.force_login(editor)
    address = reverse("campaigns:plan_keep", args=[whole.pk, "rules"])
    told = client.post(address, {"contact": "客服", "rules_text": "不烫手保温杯，转发就送。"}).content.decode()
    assert "不能用" in told and '<mark lang="zh-Hans">不烫手</mark>' in told
    told = client.post(address, {"contact": "客服", "rules_text": "保温杯，转发就送。"}).content.decode()
    assert "wordings" not in told
    page = client.post(reverse("campaigns:plan", args=[whole.pk, "rules"]), {"contact": "客服", "rules_text": "不烫手"})
    assert page.status_code == 302, "shown, never refused"


def test_c13_the_message_to_winners_is_looked_at_and_nothing_is_kept(
    whole: Campaign, editor: User, client: Client
) -> None:
    client.force_login(editor)
    address = reverse("campaigns:message_look", args=[whole.pk])
    assert "不烫手" in client.post(address, {"text": "您获得不烫手保温杯"}).content.decode()
    assert not client.post(address, {"text": "您获得保温杯"}).content.decode().strip()
    whole.refresh_from_db()
    assert whole.message_text == ""


def test_c13_no_text_asks_no_list(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert wordings_of(" \n") == []
