"""Links are asked in a task, kept by address, and judged by lint (C5)."""

import datetime as dt
from dataclasses import replace

import pytest

from accounts.models import User
from accounts.queries import derive
from content import lint
from content.lint import Draft, Link
from content.models import LinkCheck, LinkState
from content.queries.links import links_of
from content.services import check_links, want_links
from content.services.links import outcome_of
from core.outgoing import Answer, Unreachable
from core.outgoing.refusals import RefusedAddress
from tests.content.conftest import Write

HOUR = dt.timedelta(hours=1)
URL = "https://shop.example/a"


def answer(status: int, url: str = URL) -> Answer:
    return Answer(status, url, {}, b"")


def rules(draft: Draft) -> dict[str, str]:
    return {finding.rule: finding.sentence for finding in lint.check(draft)}


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (200, "fine"),
        (204, "fine"),
        (404, "broken"),
        (410, "broken"),
        (500, "broken"),
        (403, "unknown"),
        (429, "unknown"),
    ],
)
def test_c5_an_answer_says_whether_readers_get_in(status: int, state: str) -> None:
    assert outcome_of(URL, lambda url: answer(status)).state == state


def test_c5_what_does_not_answer_is_broken_and_what_is_too_large_is_not() -> None:
    def fails(error: Exception) -> str:
        def ask(url: str) -> Answer:
            raise error

        return outcome_of(URL, ask).state

    assert fails(Unreachable("name", "找不到这个网址的主机。")) == LinkState.BROKEN
    assert fails(RefusedAddress("inner", "内部地址。")) == LinkState.BROKEN
    assert fails(Unreachable("large", "对方返回的内容过大。")) == LinkState.FINE


@pytest.mark.django_db
def test_c5_a_saved_text_has_its_links_asked_once_for_hours(write: Write, editor: User, at: dt.datetime) -> None:
    asked: list[str] = []

    def ask(url: str) -> Answer:
        asked.append(url)
        return answer(404, url)

    write(f"新款上架，先看看再说，你会选哪个颜色？ {URL}")
    write(f"另一条也用同一个网址，你会选哪个？ {URL}")
    assert [row.state for row in LinkCheck.objects.all()] == [LinkState.WAITING]
    assert links_of(f"看 {URL}") == (), "what was not asked yet is no finding"
    assert check_links(clock=lambda: at, ask=ask) == 1
    assert check_links(clock=lambda: at + dt.timedelta(minutes=5), ask=ask) == 0
    (link,) = links_of(f"看 {URL}")
    assert (link.state, link.reason, link.checked) == ("broken", "网页不存在。", "11-23 09:00")
    assert check_links(clock=lambda: at + dt.timedelta(minutes=11), ask=ask) == 1, "a failure is asked again soon"
    assert want_links(urls=[URL], at=at + 2 * HOUR, fresh=HOUR) == 1
    assert check_links(clock=lambda: at + 2 * HOUR, ask=ask) == 1
    assert check_links(clock=lambda: at + dt.timedelta(days=9), ask=ask) == 0, "no text wants it any more"
    assert asked == [URL] * 3


def test_c5_lint_tells_what_was_found() -> None:
    text = f"新款上架，先看看再说，你会选哪个颜色？ {URL}"

    def told(link: Link, domain: str = "") -> set[str]:
        draft = Draft(text, links=(link,), abilities=replace(derive("commercial"), safe_domain=domain))
        return {rule for rule in rules(draft) if rule.startswith("link_") and rule != "link_only"}

    assert told(Link(URL, "broken", reason="网页不存在。")) == {"link_broken"}
    assert told(Link(URL, "unknown")) == {"link_unknown"}
    assert told(Link(URL, "fine")) == set()
    assert told(Link(URL, "fine", final_url="https://other.example/"), "shop.example") == {"link_leaves"}
    assert told(Link(URL, "fine", final_url="https://m.shop.example/"), "shop.example") == set()


def test_c5_hosts_that_readers_cannot_open_come_from_a_list() -> None:
    hosts = {"youtube.com": "微博视频", "x.com": ""}
    found = rules(Draft("看视频，你觉得呢？https://m.youtube.com/watch?v=1", blocked_hosts=hosts))
    assert "大陆打不开" in found["blocked_host"]
    assert "blocked_host" not in rules(Draft("看看，你觉得呢？https://netx.com/1", blocked_hosts=hosts))
