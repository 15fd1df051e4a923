"""What an account can post: by channel, asked for, or learnt from real sends; and how it is shown."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import Capability, Channel, KnownFrom, User, WeiboAccount
from accounts.queries import abilities_of, answers_by_app, derive
from accounts.queries.capabilities import Source
from accounts.services import Lesson, forget_refusal, learn
from core.errors import Forbidden
from core.models import AuditEntry
from tests.conftest import ClientOf


def lesson(account: WeiboAccount, name: str, *, allowed: bool = False, code: int | None = 10014) -> Lesson:
    return Lesson(account.pk, str(account.channel), name, allowed, None if allowed else code)


def test_k6_an_ordinary_app_shares_only() -> None:
    found = derive(Channel.SHARE)
    assert (found.pictures.limit, found.length.limit) == (1, 140)
    assert not any([found.topics.allowed, found.without_link.allowed, found.long_text.allowed, found.repost.allowed])
    assert found.chips() == ["普通应用", "单图", "需带链接", "不带话题", "140 字", "不能转发"]
    assert all(ability.source == Source.CHANNEL for ability in found.posting())
    assert all(ability.allowed is None for ability in found.reads), "what nobody asked is unknown, not forbidden"


def test_k6_a_commercial_app_may_do_more_and_a_person_most() -> None:
    commercial, person = derive(Channel.COMMERCIAL), derive(Channel.HAND_OVER)
    assert (commercial.pictures.limit, commercial.length.limit) == (9, 2000)
    assert commercial.topics.allowed and commercial.repost.allowed and commercial.without_link.allowed
    assert not commercial.video.allowed and person.video.allowed and person.by_hand


@pytest.mark.parametrize(
    ("name", "what", "limit"),
    [("pictures", "pictures", 1), ("picture", "pictures", 0), ("long_text", "length", 140)],
)
def test_k6_a_refusal_narrows_what_the_channel_says(name: str, what: str, limit: int, at: dt.datetime) -> None:
    row = Capability(name=name, allowed=False, detail="10014", source=KnownFrom.LEARNT, checked_at=at)
    found = derive(Channel.COMMERCIAL, {name: row})
    assert getattr(found, what).limit == limit
    learnt = found.long_text if name == "long_text" else found.pictures
    assert (learnt.source, learnt.code) == (Source.LEARNT, 10014)
    assert learnt.reason == "应用的接口权限不足。" and learnt.from_where == "2026-11-23 发送被拒得知"


def test_k6_a_probed_read_says_nothing_about_posts(at: dt.datetime) -> None:
    row = Capability(name="repost", allowed=False, source=KnownFrom.PROBED, checked_at=at)
    assert derive(Channel.COMMERCIAL, {"repost": row}).repost.allowed


@pytest.mark.django_db
def test_k6_it_learns_once_for_the_app_that_was_used(account: WeiboAccount, at: dt.datetime) -> None:
    assert learn(lessons=[lesson(account, "publish"), lesson(account, "publish")], at=at) == 1
    assert learn(lessons=[lesson(account, "publish")], at=at + dt.timedelta(hours=1)) == 0
    found = abilities_of(WeiboAccount.objects.get(pk=account.pk))
    assert (found.publish.allowed, found.publish.at) == (False, at)
    account.channel = Channel.COMMERCIAL
    assert abilities_of(account).publish.allowed, "another app, another answer"
    assert abilities_of(account, by_hand=True).by_hand
    assert AuditEntry.objects.get(code="accounts.account.refusal_learnt").after["code"] == 10014


@pytest.mark.django_db
def test_k6_a_success_undoes_a_refusal(account: WeiboAccount, at: dt.datetime) -> None:
    learn(lessons=[lesson(account, "publish")], at=at)
    learn(lessons=[lesson(account, "publish", allowed=True)], at=at)
    found = abilities_of(account).publish
    assert (found.allowed, found.source, found.from_where) == (True, Source.LEARNT, "2026-11-23 发送成功得知")


@pytest.mark.django_db
def test_k6_only_who_manages_the_account_lets_it_try_again(
    account: WeiboAccount, editor: User, administrator: User, at: dt.datetime, client_of: ClientOf
) -> None:
    learn(lessons=[lesson(account, "publish")], at=at)
    with pytest.raises(Forbidden):
        forget_refusal(account=account, name="publish", by=editor, at=at)
    page = client_of(administrator).get(reverse("accounts:account", args=[account.pk])).text
    assert "再试一次" in page and "应用的接口权限不足" in page and "10014" in page and "单图" in page
    client_of(administrator).post(reverse("accounts:account_try_again", args=[account.pk, "publish"]))
    assert not Capability.objects.exists() and abilities_of(account).publish.allowed
    assert not forget_refusal(account=account, name="publish", by=administrator, at=at)


@pytest.mark.django_db
def test_the_settings_page_counts_what_each_app_may_do(
    account: WeiboAccount, other_account: WeiboAccount, administrator: User, at: dt.datetime, client_of: ClientOf
) -> None:
    learn(lessons=[lesson(account, "publish"), lesson(other_account, "publish", allowed=True)], at=at)
    (row,) = answers_by_app()
    assert (row.app, row.label, row.allowed, row.denied) == ("普通应用", "发布微博", 1, 1)
    assert "1 个账号可以，1 个不可以" in client_of(administrator).get(reverse("settings")).text
