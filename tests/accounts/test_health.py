"""The health of an account: the verdict, its conditions as filters, silence by kind, calls left (A1)."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from accounts.models import AccountGroup, AccountState, Channel, SilencePreset, Token, User, WeiboAccount
from accounts.queries import health_of, needing, summary
from accounts.queries.health import NEEDS
from accounts.rules.health import SOON, Facts, verdict
from accounts.services import note_post
from accounts.services.silence import remind_of_silence
from core.models import AuditEntry, Notice
from tests.conftest import ClientOf, make_account
from weibo.limits import Left, Unit

NOW = dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)
HOURS = st.integers(-24 * 20, 24 * 40).map(lambda hours: NOW + dt.timedelta(hours=hours))
FACTS = st.builds(
    Facts,
    state=st.sampled_from(AccountState.values),
    channel=st.sampled_from(Channel.values),
    token_until=st.none() | HOURS,
    token_dead=st.booleans(),
    quiet_since=HOURS,
    silent_after_days=st.integers(1, 30),
    has_owner=st.booleans(),
    has_deputy=st.booleans(),
    troubles=st.integers(0, 3),
    calls=st.none() | st.builds(Left, st.none() | st.integers(0, 100), st.just(100), st.just(Unit.DAY)),
)


@given(facts=FACTS)
def test_a1_the_verdict_is_whole_and_says_the_worst_first(facts: Facts) -> None:
    health = verdict(facts, NOW)
    needs = [problem.need for problem in health.problems]
    levels = [("bad", "warn", "hint").index(problem.level) for problem in health.problems]
    assert levels == sorted(levels)
    assert len({problem.sentence for problem in health.problems}) == len(health.problems)
    if facts.state == AccountState.RETIRED:
        assert (health.word, health.level, health.problems) == ("retired", "off", ())
        return
    assert ("dead" in needs, "soon" in needs, "unconnected" in needs) == tuple(
        health.word == word for word in ("dead", "soon", "unconnected")
    )
    assert health.silent is ("silent" in needs)
    assert (health.word == "ok") is (
        facts.token_until is not None
        and not facts.token_dead
        and facts.token_until - NOW > SOON
        and facts.state != AccountState.EXPIRED
    )
    assert (health.level == "good") is (not health.problems)
    assert ("ownerless" in needs, "deputyless" in needs) == (not facts.has_owner, not facts.has_deputy)
    assert health.sentence


@given(facts=FACTS, sooner=st.integers(1, 500))
def test_a1_less_time_never_looks_better(facts: Facts, sooner: int) -> None:
    order = ["ok", "soon", "dead"]
    if facts.token_until is None or facts.state == AccountState.RETIRED:
        return
    later = verdict(facts, NOW + dt.timedelta(hours=sooner))
    assert order.index(later.word) >= order.index(verdict(facts, NOW).word)
    assert later.silent or not verdict(facts, NOW).silent


@given(rows=st.lists(FACTS, min_size=1, max_size=6))
@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_a1_the_filters_of_the_database_find_what_the_verdict_says(db: None, editor: User, rows: list[Facts]) -> None:
    WeiboAccount.objects.all().delete()
    now = NOW
    for number, facts in enumerate(rows):
        account = WeiboAccount.objects.create(
            nickname=f"账号{number}",
            state=facts.state,
            channel=facts.channel,
            owner=editor if facts.has_owner else None,
            deputy=editor if facts.has_deputy else None,
            silent_after_days=facts.silent_after_days,
            last_post_at=facts.quiet_since,
            created_at=now,
        )
        if facts.token_until is not None:
            app = Channel.COMMERCIAL if facts.channel == Channel.COMMERCIAL else Channel.SHARE
            dead = now if facts.token_dead else None
            Token.objects.create(
                account=account, app=app, ciphertext=b"", obtained_at=now, expires_at=facts.token_until, dead_at=dead
            )
    healths = {account.pk: health_of(account, now) for account in WeiboAccount.objects.all()}
    counts = summary(WeiboAccount.objects.all(), now)
    assert counts["all"] == sum(health.word != "retired" for health in healths.values())
    for need in NEEDS:
        said = {pk for pk, health in healths.items() if need in {problem.need for problem in health.problems}}
        assert set(needing(WeiboAccount.objects.all(), need, now).values_list("pk", flat=True)) == said
        assert counts[need] == len(said)


def test_a1_silence_follows_the_kind_and_its_own_number_overrides(db: None) -> None:
    now = timezone.now()
    account = make_account("员工号", "91")
    WeiboAccount.objects.update(kind="employee", last_post_at=now - dt.timedelta(days=10))
    assert not health_of(account, now).silent
    SilencePreset.objects.filter(kind="employee").update(days=9)
    assert health_of(account, now).silent_days == 10
    WeiboAccount.objects.update(silent_after_days=11)
    assert not health_of(account, now).silent


def test_a1_people_in_charge_are_told_once_for_each_silence(editor: User, approver: User) -> None:
    now = timezone.now()
    account = make_account("沉默号", "92")
    WeiboAccount.objects.update(owner=editor, deputy=approver, last_post_at=now - dt.timedelta(days=5))
    assert remind_of_silence(now=now) == 2
    assert remind_of_silence(now=now + dt.timedelta(days=1)) == 0
    notice = Notice.objects.get(user_id=editor.pk)
    assert notice.sentence == "账号“沉默号”已有 5 天没有发布，请安排内容。"
    note_post(account_id=account.pk, at=now)
    assert remind_of_silence(now=now + dt.timedelta(hours=1)) == 0
    assert not Notice.objects.filter(settled_at=None).exists()
    assert remind_of_silence(now=now + dt.timedelta(days=4)) == 2


def test_a1_presets_are_edited_in_the_browser(client_of: ClientOf, administrator: User) -> None:
    client = client_of(administrator)
    days = dict(SilencePreset.objects.values_list("kind", "days"))
    assert "断更天数" in client.get("/matrix/silence/").content.decode()
    assert client.post("/matrix/silence/", {**days, "official": "4"}).status_code == 302
    assert SilencePreset.objects.get(kind="official").days == 4
    assert AuditEntry.objects.filter(code="accounts.silence.changed").count() == 1
    assert client.post("/matrix/silence/", {**days, "official": "0"}).status_code == 422


@pytest.mark.parametrize("query", ["?view=table", "?view=cards", "?need=silent", "?q=账号1", "?sort=-fans", "?owner=1"])
def test_a1_a_page_costs_the_same_for_20_and_for_200_accounts(client_of: ClientOf, editor: User, query: str) -> None:
    groups = [AccountGroup.objects.create(name=f"组{n}") for n in range(20)]
    client, asked = client_of(editor), []
    for total in (20, 200):
        for number in range(WeiboAccount.objects.count(), total):
            account = make_account(f"账号{number}", f"8{number}")
            WeiboAccount.objects.filter(pk=account.pk).update(group=groups[number % 20], owner=editor)
        client.get("/matrix/" + query)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/matrix/" + query).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 18


def test_every_order_reaches_every_row_both_ways(client_of: ClientOf, editor: User) -> None:
    for number in range(110):
        WeiboAccount.objects.create(
            nickname=f"{'山海风云'[number % 4]}{number:03d}",
            created_at=NOW,
            followers_count=None if number % 5 == 0 else number % 7,
            owner=editor if number % 3 else None,
        )
    client = client_of(editor)
    for order in ("name", "-name", "owner", "-fans", "fans", "until", "kind"):
        seen: list[list[str]] = []
        address = f"/matrix/?sort={order}"
        while True:
            answer = client.get(address)
            seen.append([card.account.nickname for card in answer.context["cards"]])
            page = answer.context["page"]
            if page.older is None:
                break
            address = f"/matrix/?sort={order}&before={page.older}"
        assert len({name for names in seen for name in names}) == 110 == sum(map(len, seen)), order
        back = client.get(f"/matrix/?sort={order}&after={page.newer}")
        assert [card.account.nickname for card in back.context["cards"]] == seen[-2], order
