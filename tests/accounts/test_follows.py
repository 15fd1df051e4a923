"""A9: follow lists by sort, reviews with reminders, a clean-up list with decisions that can be undone."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import FollowEntry, Token, User, WeiboAccount
from accounts.queries import clean_up, reviews_due
from accounts.rules.suspicion import VERSION
from accounts.secrets import seal
from accounts.services import ask_about_follows, keep_follow, remind_of_follow_reviews
from core.models import AuditEntry, Notice
from tests.accounts.hostile import HOSTILE, shown_as_text
from tests.conftest import AT, ClientOf
from tests.sandbox.conftest import Sandbox

TODAY = AT.date()
MACHINE = {"default_avatar": True, "friends_count": 1900, "followers_count": 3, "statuses_count": 0}


def entry(account: WeiboAccount, name: str = "朋友", **facts: object) -> FollowEntry:
    return FollowEntry.objects.create(account=account, screen_name=name, sort="ally", created_at=AT, **facts)


def move(client: Client, row: FollowEntry, verb: str, **data: str) -> int:
    return client.post(reverse("accounts:follow_move", args=[row.account_id, row.pk, verb]), data).status_code


def test_a9_somebody_is_put_on_the_list(client_of: ClientOf, editor: User, account: WeiboAccount) -> None:
    client, where = client_of(editor), reverse("accounts:follow_new", args=[account.pk])
    assert client.post(where, {"screen_name": "@家居测评室", "sort": "media", "note": "横评"}).status_code == 302
    row = FollowEntry.objects.get()
    assert (row.screen_name, row.sort, row.note) == ("家居测评室", "media", "横评")
    assert row.review_on is not None
    twice = client.post(where, {"screen_name": "家居测评室", "sort": "ally"})
    assert twice.status_code == 422 and "已经在名单里" in twice.content.decode()
    page = client.get(reverse("accounts:account_follows", args=[account.pk]) + "?sort=media&q=测评").content.decode()
    assert "横评" in page
    assert (
        "没有符合条件"
        in client.get(reverse("accounts:account_follows", args=[account.pk]) + "?sort=ally").content.decode()
    )
    edit = reverse("accounts:follow_edit", args=[account.pk, row.pk])
    client.post(edit, {"screen_name": "家居测评室", "sort": "ally", "review_on": "2027-01-01"})
    row.refresh_from_db()
    assert (row.sort, row.note, str(row.review_on)) == ("ally", "", "2027-01-01")


@pytest.mark.parametrize(
    "wrong",
    [{"screen_name": ""}, {"screen_name": "@"}, {"sort": "x"}, {"uid": "abc"}, {"since": "x"}, {"note": "a\x00"}],
)
def test_a9_what_cannot_be_read_is_told(
    client_of: ClientOf, editor: User, account: WeiboAccount, wrong: dict[str, str]
) -> None:
    given = {"screen_name": "甲", "sort": "ally"} | wrong
    response = client_of(editor).post(reverse("accounts:follow_new", args=[account.pk]), given)
    assert response.status_code == 422 and not FollowEntry.objects.exists()


def test_a9_quiet_and_suspect_people_are_listed_with_reasons(
    client_of: ClientOf, editor: User, account: WeiboAccount
) -> None:
    entry(account, "好友", last_post_on=TODAY)
    entry(account, "安静的人", last_post_on=TODAY - dt.timedelta(days=91))
    entry(account, "用户7712345678", **MACHINE)
    assert [one.entry.screen_name for one in clean_up(account, TODAY)] == ["用户7712345678", "安静的人"]
    page = client_of(editor).get(reverse("accounts:follow_clean", args=[account.pk])).content.decode()
    assert "没有自己的头像" in page and "天没有发微博" in page and VERSION in page and "好友" not in page
    account.follow_inactive_days = 200
    assert [one.entry.screen_name for one in clean_up(account, TODAY)] == ["用户7712345678"]


def test_a9_a_decision_is_kept_and_can_be_undone(client_of: ClientOf, editor: User, account: WeiboAccount) -> None:
    client, row = client_of(editor), entry(account, "用户7712345678", **MACHINE)
    assert move(client, row, "remove", reason="疑似机器") == 302
    row.refresh_from_db()
    assert row.removed_at is not None and row.removal_reason == "疑似机器" and row.decided_by == editor
    page = client.get(reverse("accounts:account_follows", args=[account.pk])).content.decode()
    assert reverse("accounts:follow_move", args=[account.pk, row.pk, "restore"]) in page
    assert move(client, row, "remove") == 409
    assert move(client, row, "restore") == 302
    assert [one.entry for one in clean_up(account, TODAY)] == [row]
    assert move(client, row, "keep") == 302
    day = TODAY + dt.timedelta(days=1)
    assert clean_up(account, day) == []
    assert move(client, row, "restore") == 302
    assert [one.entry for one in clean_up(account, day)] == [row]
    assert move(client, row, "restore") == 409
    codes = list(AuditEntry.objects.order_by("pk").values_list("code", flat=True))
    assert codes == [f"accounts.follow.{word}" for word in ("removed", "restored", "kept", "restored")]


def test_a9_other_rules_ask_again_about_whom_was_kept(account: WeiboAccount, editor: User) -> None:
    row = entry(account, "用户7712345678", **MACHINE)
    keep_follow(entry=row, by=editor, at=AT)
    assert clean_up(account, TODAY) == []
    assert len(clean_up(account, TODAY + dt.timedelta(days=181))) == 1
    FollowEntry.objects.update(kept_version="2020.1")
    assert len(clean_up(account, TODAY)) == 1


def test_a9_somebody_taken_off_comes_back_under_his_name(
    client_of: ClientOf, editor: User, account: WeiboAccount
) -> None:
    client, row = client_of(editor), entry(account, note="旧")
    move(client, row, "remove")
    client.post(reverse("accounts:follow_new", args=[account.pk]), {"screen_name": "朋友", "sort": "loyal"})
    row.refresh_from_db()
    assert row.removed_at is None and row.sort == "loyal" and FollowEntry.objects.count() == 1


def test_a9_owners_are_reminded_of_reviews_once_a_week(
    client_of: ClientOf, account: WeiboAccount, editor: User, approver: User
) -> None:
    account.owner, account.deputy = editor, approver
    account.save()
    row = entry(account, review_on=TODAY)
    entry(account, "以后", review_on=TODAY + dt.timedelta(days=30))
    assert list(reviews_due(account, TODAY)) == [row]
    assert [remind_of_follow_reviews(now=AT + dt.timedelta(days=days)) for days in (0, 1, 7)] == [2, 0, 2]
    assert "关注名单有 1 人" in Notice.objects.all()[0].sentence
    keep_follow(entry=row, by=editor, at=AT)
    assert not reviews_due(account, TODAY).exists()


def test_a9_weibo_is_asked_within_the_budget(account: WeiboAccount, sandbox: Sandbox) -> None:
    account.uid, account.channel = "5501000001", "commercial"
    account.save()
    token = sandbox.token(5501000001, "sandbox-biz-key")
    forever = dt.datetime(2099, 1, 1, tzinfo=dt.UTC)
    Token.objects.filter(account=account).update(app="commercial", ciphertext=seal(token), expires_at=forever)
    known, gone = entry(account, "家居测评室"), entry(account, "没有这个人")
    assert ask_about_follows(now=AT) == 2
    known.refresh_from_db()
    gone.refresh_from_db()
    assert known.uid == "5502000002" and known.verified and known.followers_count == 287000
    assert known.last_post_on is not None and known.registered_on is not None and known.facts_at == AT
    assert gone.gone and gone.facts_at is None
    assert ask_about_follows(now=AT) == 0


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a9_names_and_notes_stay_text(client_of: ClientOf, editor: User, account: WeiboAccount, hostile: str) -> None:
    row = entry(account, hostile[:30], note=hostile, **MACHINE, gone=True)
    client = client_of(editor)
    assert shown_as_text(client.get(reverse("accounts:account_follows", args=[account.pk])), hostile)
    for name in ("follow_clean", "follow_import"):
        assert "<script>alert" not in client.get(reverse(f"accounts:{name}", args=[account.pk])).content.decode()
    text = f'昵称,类别\n"{hostile[:30]}",伙伴\n'
    preview = client.post(reverse("accounts:follow_import", args=[account.pk]), {"text": text}).content.decode()
    assert "<script>alert" not in preview
    assert client.get(reverse("accounts:follow_edit", args=[account.pk, row.pk])).status_code == 200


def test_a9_a_long_list_costs_as_much_as_a_short_one(client_of: ClientOf, editor: User, account: WeiboAccount) -> None:
    client, where = client_of(editor), reverse("accounts:account_follows", args=[account.pk])
    entry(account, "一")
    client.get(where)
    with CaptureQueriesContext(connection) as few:
        client.get(where)
    FollowEntry.objects.bulk_create(
        FollowEntry(account=account, screen_name=f"人{number}", sort="loyal", created_at=AT) for number in range(120)
    )
    with CaptureQueriesContext(connection) as many:
        page = client.get(where).content.decode()
    assert len(many) == len(few) and "较早的" in page


def test_a9_rules_are_data(client_of: ClientOf, editor: User, account: WeiboAccount) -> None:
    where = reverse("accounts:follow_rules", args=[account.pk])
    assert client_of(editor).post(where, {"inactive_days": "60", "review_days": "30"}).status_code == 302
    account.refresh_from_db()
    assert (account.follow_inactive_days, account.follow_review_days) == (60, 30)
    assert client_of(editor).post(where, {"inactive_days": "0", "review_days": "30"}).status_code == 422
