"""A6: tags by sort, within Weibo's limits, with history and proposals that stay rejected."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import AccountTag, TagSort, TagState, User, WeiboAccount
from accounts.queries import tag_history
from accounts.rules.tags import LONGEST, clean_word, fits
from core.models import AuditEntry
from monitoring.models import Hit, Keyword, KeywordSet, Mention, Source, SourceKind
from monitoring.queries.tags import tag_proposals
from monitoring.services import judge_topics
from tests.accounts.hostile import HOSTILE, shown_as_text
from tests.conftest import AT, ClientOf
from weibo.text import half_units


def add(client: Client, account: WeiboAccount, word: str, verb: str = "take", **more: str) -> int:
    given = {"word": word, "sort": "industry", **more}
    return client.post(reverse("accounts:tag_add", args=[account.pk, verb]), given).status_code


def move(client: Client, tag: AccountTag, verb: str) -> int:
    return client.post(reverse("accounts:tag_move", args=[tag.account_id, tag.pk, verb])).status_code


@given(st.text(max_size=40))
def test_a6_a_word_is_cleaned_once(raw: str) -> None:
    word = clean_word(raw)
    assert clean_word(word) == word and "#" not in word
    assert fits(word) == (0 < half_units(word) <= LONGEST)


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("保温杯", 302),
        ("一二三四五六七", 302),
        ("一二三四五六七八", 422),
        ("#茶#", 302),
        ("#", 422),
        ("", 422),
        ("a\x00b", 422),
    ],
)
def test_a6_weibo_takes_seven_characters(
    client_of: ClientOf, editor: User, account: WeiboAccount, word: str, status: int
) -> None:
    assert add(client_of(editor), account, word) == status
    assert AccountTag.objects.count() == (status == 302)


def test_a6_ten_are_enough(client_of: ClientOf, editor: User, account: WeiboAccount) -> None:
    client = client_of(editor)
    assert [add(client, account, f"词{number}") for number in range(11)] == [302] * 10 + [422]
    assert add(client, account, "词10", aside="on") == 302
    waiting = AccountTag.objects.get(word="词10")
    assert waiting.state == TagState.PROPOSED
    assert move(client, waiting, "take") == 409
    move(client, AccountTag.objects.get(word="词0"), "remove")
    assert move(client, waiting, "take") == 302


def test_a6_every_change_is_told_with_who_when_and_why(
    client_of: ClientOf, editor: User, approver: User, account: WeiboAccount
) -> None:
    add(client_of(editor), account, "冬日", reason="入冬了", source="近一周热门话题")
    tag = AccountTag.objects.get()
    assert (tag.sort, tag.state, tag.source) == (TagSort.INDUSTRY, TagState.ACTIVE, "近一周热门话题")
    move(client_of(approver), tag, "remove")
    told = [(event.entry.code, event.entry.actor_name, event.entry.reason) for event in tag_history(account)]
    assert told == [("accounts.tag.removed", "总编辑", ""), ("accounts.tag.taken", "责任编辑", "入冬了")]
    text = client_of(editor).get(reverse("accounts:account_tags", args=[account.pk])).content.decode()
    assert "入冬了" in text and "撤下了标签" in text


def test_a6_what_was_undone_stands_as_before(client_of: ClientOf, editor: User, account: WeiboAccount) -> None:
    client = client_of(editor)
    add(client, account, "冬日")
    tag = AccountTag.objects.get()
    move(client, tag, "remove")
    page = client.get(reverse("accounts:account_tags", args=[account.pk]))
    assert reverse("accounts:tag_move", args=[account.pk, tag.pk, "take"]) in page.content.decode()
    assert move(client, tag, "take") == 302
    tag.refresh_from_db()
    assert tag.state == TagState.ACTIVE
    assert move(client, tag, "take") == 409


def test_a6_what_is_to_be_done_on_weibo_is_ticked_off(client_of: ClientOf, editor: User, account: WeiboAccount) -> None:
    client = client_of(editor)
    add(client, account, "冬日")
    tag = AccountTag.objects.get()
    where = reverse("accounts:tag_on_weibo", args=[account.pk, tag.pk])
    assert where in client.get(reverse("accounts:account_tags", args=[account.pk])).content.decode()
    client.post(where, {"there": "1"})
    move(client, tag, "remove")
    assert where in client.get(reverse("accounts:account_tags", args=[account.pk])).content.decode()
    client.post(where)
    tag.refresh_from_db()
    assert tag.on_weibo_at is None
    assert AuditEntry.objects.filter(code__startswith="accounts.tag.").count() == 4


def heard(account: WeiboAccount) -> None:
    """A brand set that caught two posts with a topic."""
    found = KeywordSet.objects.create(name="品牌词", kind="brand", created_at=AT)
    for word in ("保温杯", "特别特别特别长的关键词"):
        Keyword.objects.create(keyword_set=found, word=word)
    rival = KeywordSet.objects.create(name="对手", kind="competitor", created_at=AT)
    Keyword.objects.create(keyword_set=rival, word="云栖")
    source = Source.objects.create(kind=SourceKind.FILE, name="文件")
    at = AT - dt.timedelta(hours=2)
    for number in "12":
        mention = Mention.objects.create(
            source=source,
            external_id=number,
            text="#初雪的味道# 保温杯真暖",
            published_at=at,
            first_seen_at=AT,
            last_seen_at=AT,
        )
        Hit.objects.create(keyword_set=found, mention=mention, words=["保温杯"], published_at=at, found_at=AT)
    judge_topics(now=AT)


def test_a6_words_are_proposed_from_topics_and_keyword_sets(account: WeiboAccount) -> None:
    heard(account)
    assert [proposal.word for proposal in tag_proposals(account, now=AT)] == ["初雪的味道", "保温杯"]


def test_a6_rejected_stays_rejected(client_of: ClientOf, editor: User, account: WeiboAccount) -> None:
    heard(account)
    add(client_of(editor), account, "初雪的味道", "reject")
    assert AccountTag.objects.get().state == TagState.REJECTED
    assert [proposal.word for proposal in tag_proposals(account, now=AT)] == ["保温杯"]
    add(client_of(editor), account, "保温杯")
    assert tag_proposals(account, now=AT) == []
    panel = client_of(editor).get(reverse("monitoring:tag_proposals", args=[account.pk]))
    assert "都已经看过了" in panel.content.decode()


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a6_words_and_reasons_stay_text(client_of: ClientOf, editor: User, account: WeiboAccount, hostile: str) -> None:
    client = client_of(editor)
    AccountTag.objects.create(account=account, word=hostile[:20], source=hostile, state="proposed", changed_at=AT)
    add(client, account, "冬日", reason=hostile)
    assert shown_as_text(client.get(reverse("accounts:account_tags", args=[account.pk])), hostile)
    typed = client.post(reverse("accounts:tag_add", args=[account.pk, "take"]), {"word": hostile, "reason": "x" * 300})
    assert typed.status_code == 422 and "<script>alert" not in typed.content.decode()


def test_a6_a_tag_of_another_account_is_not_found(
    client_of: ClientOf, editor: User, account: WeiboAccount, other_account: WeiboAccount
) -> None:
    tag = AccountTag.objects.create(account=other_account, word="锅", changed_at=AT)
    assert client_of(editor).post(reverse("accounts:tag_move", args=[account.pk, tag.pk, "remove"])).status_code == 404
