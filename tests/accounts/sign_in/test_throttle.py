"""Guessing is slow; an office behind one address is not locked out."""

import pytest
from django.test import Client, RequestFactory
from pytest_django import Settings
from redis.exceptions import ConnectionError as RedisAway

from accounts.models import User
from accounts.sign_in import throttle
from accounts.sign_in.throttle import Attempt, TooManyAttempts, take
from core.context import client_address
from core.models import AuditEntry, Notice
from tests.conftest import make_user

PASSWORD = "qinghe-evening-9"
OFFICE = "203.0.113.7"


def colleagues(number: int) -> list[User]:
    people = []
    for index in range(number):
        user = make_user(f"editor{index}")
        user.set_password(PASSWORD)
        user.save()
        people.append(user)
    return people


def attempt(user: User, password: str, *, client: Client | None = None, address: str = OFFICE) -> str:
    """`in`, `wrong` or `wait`."""
    client = client or Client()
    response = client.post("/sign-in/", {"login": user.email, "password": password}, REMOTE_ADDR=address)
    if response.status_code == 302:
        return "in"
    return "wait" if "登录失败次数过多" in response.text else "wrong"


def test_while_redis_is_away_guessing_is_not_free_and_the_answer_is_a_sentence(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = colleagues(1)[0]

    def away() -> None:
        raise RedisAway

    monkeypatch.setattr(throttle, "_redis", away)
    response = Client().post("/sign-in/", {"login": user.email, "password": PASSWORD})
    assert response.status_code == 503
    assert "请稍后再试" in response.text


class TestOffice:
    """Fifty colleagues and an attacker behind one address."""

    def test_hammering_one_account_hinders_nobody_else(self, db: None) -> None:
        victim, *others = colleagues(51)
        answers = [attempt(victim, f"guess{n}") for n in range(60)]
        assert answers.count("wrong") == 5 and answers.count("wait") == 55
        assert {attempt(person, PASSWORD) for person in others} == {"in"}

    def test_the_victim_gets_in_from_his_own_browser(self, db: None) -> None:
        (victim,) = colleagues(1)
        browser = Client()
        assert attempt(victim, PASSWORD, client=browser) == "in"
        browser.post("/sign-in/out/")
        for place in range(40):
            attempt(victim, "guess", address=f"198.51.100.{place}")
        assert attempt(victim, PASSWORD) == "wait", "a new browser waits with the attacker"
        assert attempt(victim, PASSWORD, client=browser) == "in"

    def test_a_flood_over_all_accounts_stops_new_browsers_only(self, db: None, settings: Settings) -> None:
        settings.SIGN_IN_LIMITS = {**settings.SIGN_IN_LIMITS, "address": (100, 900)}
        people = colleagues(50)
        browsers = {person.pk: Client() for person in people}
        for person in people:
            assert attempt(person, PASSWORD, client=browsers[person.pk]) == "in"
            browsers[person.pk].post("/sign-in/out/")
        answers = [attempt(people[n % 50], "guess") for n in range(150)]
        assert answers.count("wrong") == 100 and answers.count("wait") == 50
        assert attempt(people[0], PASSWORD) == "wait"
        assert {attempt(person, PASSWORD, client=browsers[person.pk]) for person in people} == {"in"}
        assert attempt(people[0], PASSWORD, address="192.0.2.1") == "in", "elsewhere is elsewhere"

    def test_the_right_password_costs_nothing(self, db: None) -> None:
        (person,) = colleagues(1)
        assert [attempt(person, PASSWORD) for _ in range(20)] == ["in"] * 20


def test_many_addresses_against_one_account_have_to_wait_their_turn(db: None) -> None:
    answers = []
    for place in range(200):
        try:
            take(Attempt("one@example.com", f"198.51.{place // 100}.{place % 100}"))
            answers.append("tried")
        except TooManyAttempts as error:
            answers.append("wait")
            assert 0 < error.seconds <= 900
    assert answers.count("tried") == 11, "ten, and the first of those who take turns"


def test_the_pause_grows(db: None) -> None:
    account, pauses = "one@example.com", []
    wait = throttle._key("wait", account)
    for place in range(15):
        take(Attempt(account, f"198.51.100.{place}"))
        pauses.append(throttle._redis().ttl(wait))
        throttle._redis().delete(wait)
    assert pauses == [-2] * 10 + [15, 30, 60, 120, 240]


def test_a_mail_link_ends_the_pauses_of_its_account(db: None) -> None:
    for place in range(12):
        try:
            take(Attempt("One@example.com", f"198.51.100.{place}"))
        except TooManyAttempts:
            break
    throttle.forget("one@example.com")
    take(Attempt("one@example.com", "198.51.100.99"))


def test_an_ipv6_office_is_one_network(db: None) -> None:
    for host in range(5):
        take(Attempt("one@example.com", f"2001:db8:1:2::{host:x}"))
    with pytest.raises(TooManyAttempts):
        take(Attempt("one@example.com", "2001:db8:1:2:ffff::1"))
    take(Attempt("one@example.com", "2001:db8:1:3::1"))


def test_it_says_how_long(db: None) -> None:
    (person,) = colleagues(1)
    for n in range(5):
        attempt(person, f"guess{n}")
    page = Client().post("/sign-in/", {"login": person.email, "password": "guess"}, REMOTE_ADDR=OFFICE).text
    assert "登录失败次数过多，请在 15 分钟后再试。" in page


def test_it_answers_alike_for_who_is_not_here(db: None) -> None:
    ghost = User(email="ghost@example.com")
    assert [attempt(ghost, "x") for _ in range(6)] == ["wrong"] * 5 + ["wait"]
    assert not AuditEntry.objects.exists()


class TestAddress:
    """X-Forwarded-For is believed only as far as our own proxies wrote it."""

    @pytest.mark.parametrize(
        ("trusted", "header", "expected"),
        [
            (0, "1.1.1.1", "10.0.0.1"),
            (1, "", "10.0.0.1"),
            (1, "9.9.9.9", "9.9.9.9"),
            (1, "1.1.1.1, 9.9.9.9", "9.9.9.9"),
            (2, "6.6.6.6, 9.9.9.9, 10.1.1.1", "9.9.9.9"),
            (2, "9.9.9.9", "10.0.0.1"),
            (1, "1.1.1.1, nonsense", "10.0.0.1"),
            (1, "1.1.1.1, 2001:db8::1", "2001:db8::1"),
        ],
    )
    def test_it_takes_the_hop_of_the_outermost_proxy(
        self, settings: Settings, trusted: int, header: str, expected: str
    ) -> None:
        settings.TRUSTED_PROXIES = trusted
        headers = {"X-Forwarded-For": header} if header else {}
        request = RequestFactory(headers=headers).get("/", REMOTE_ADDR="10.0.0.1")
        assert client_address(request) == expected

    def test_a_forged_header_buys_no_tries(self, db: None, settings: Settings) -> None:
        settings.TRUSTED_PROXIES = 1
        (person,) = colleagues(1)
        answers = []
        for n in range(8):
            headers = {"X-Forwarded-For": f"1.1.1.{n}, 9.9.9.9"}
            page = Client(headers=headers).post("/sign-in/", {"login": person.email, "password": "guess"})
            answers.append("登录失败次数过多" in page.text)
        assert answers == [False] * 5 + [True] * 3
        assert AuditEntry.objects.filter(code="accounts.sign_in.failed").first().remote_address == "9.9.9.9"  # type: ignore[union-attr]


class TestDevice:
    """A browser that knows somebody; and the notice when one does not."""

    def test_a_new_browser_is_told_and_the_first_is_no_news(self, db: None) -> None:
        (person,) = colleagues(1)
        first = Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537"})
        assert attempt(person, PASSWORD, client=first) == "in"
        first.post("/sign-in/out/")
        assert attempt(person, PASSWORD, client=first) == "in"
        assert not Notice.objects.exists()
        phone = Client(headers={"User-Agent": "Mozilla/5.0 (iPhone) Safari/605"})
        assert attempt(person, PASSWORD, client=phone) == "in"
        notice = Notice.objects.get(user_id=person.pk)
        assert (notice.params["browser"], notice.params["from"]) == ("Safari · iPhone", OFFICE)
        told = AuditEntry.objects.filter(code="accounts.sign_in.succeeded").order_by("pk")
        assert [entry.after["new"] for entry in told] == [True, False, True]

    def test_a_forged_or_foreign_cookie_spares_nothing(self, db: None, settings: Settings) -> None:
        mine, theirs = colleagues(2)
        browser = Client()
        attempt(mine, PASSWORD, client=browser)
        browser.post("/sign-in/out/")
        for n in range(6):
            last = attempt(theirs, f"guess{n}", client=browser)
        assert last == "wait", "known for one person is not known for another"
        browser.cookies[settings.DEVICE_COOKIE_NAME] = browser.cookies[settings.DEVICE_COOKIE_NAME].value + "x"
        for n in range(6):
            last = attempt(mine, f"guess{n}", client=browser, address="192.0.2.2")
        assert last == "wait"

    def test_a_new_password_makes_every_browser_new(self, db: None) -> None:
        (person,) = colleagues(1)
        browser = Client()
        attempt(person, PASSWORD, client=browser)
        browser.post("/sign-in/out/")
        person.set_password("another-one-77")
        person.save()
        attempt(person, "another-one-77", client=browser)
        assert Notice.objects.filter(user_id=person.pk).count() == 1

    def test_even_a_known_browser_may_not_guess_for_ever(self, db: None) -> None:
        (person,) = colleagues(1)
        browser = Client()
        attempt(person, PASSWORD, client=browser)
        browser.post("/sign-in/out/")
        answers = [attempt(person, f"guess{n}", client=browser) for n in range(12)]
        assert answers == ["wrong"] * 10 + ["wait"] * 2


def test_nothing_is_counted_under_a_name_that_tells_who(db: None) -> None:
    take(Attempt("one@example.com", OFFICE))
    keys = [key.decode() for key in throttle._redis().scan_iter("*sign-in:*")]
    assert keys and not any("one@" in key or OFFICE in key for key in keys)
