"""Faults on demand, and what the sandbox's own record says about each."""

from __future__ import annotations

import http.client
import time
from typing import Any

import pytest

from tests.sandbox.conftest import KITCHEN, OFFICIAL, Sandbox, fetch

CALL = "statuses/share"


def own_posts(sandbox: Sandbox, uid: int = OFFICIAL) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = sandbox.control(f"posts?uid={uid}")
    return found


@pytest.mark.parametrize(("kind", "stored"), [("reset_before", 0), ("reset_after", 1)])
def test_it_resets_the_connection_before_or_after_storing(sandbox: Sandbox, kind: str, stored: int) -> None:
    token, before = sandbox.token(), len(own_posts(sandbox))
    sandbox.control("faults", kind=kind, call=CALL, uid=OFFICIAL)
    with pytest.raises((ConnectionError, http.client.RemoteDisconnected)):
        sandbox.share(token, "会断开")
    assert len(own_posts(sandbox)) == before + stored
    assert sandbox.share(token, "之后正常").status == 200


@pytest.mark.parametrize(("kind", "stored"), [("hang_before", 0), ("hang_after", 1)])
def test_it_hangs_before_or_after_storing(sandbox: Sandbox, kind: str, stored: int) -> None:
    token, before = sandbox.token(), len(own_posts(sandbox))
    sandbox.control("faults", kind=kind, call=CALL, seconds=0.4)
    started = time.monotonic()
    with pytest.raises((ConnectionError, http.client.RemoteDisconnected)):
        sandbox.share(token, "没有应答")
    assert time.monotonic() - started >= 0.4
    assert len(own_posts(sandbox)) == before + stored


@pytest.mark.parametrize(("kind", "stored"), [("http_502", 0), ("http_502_after", 1)])
def test_it_answers_502_with_a_page(sandbox: Sandbox, kind: str, stored: int) -> None:
    token, before = sandbox.token(), len(own_posts(sandbox))
    sandbox.control("faults", kind=kind, call=CALL)
    answer = sandbox.share(token, "网关出错")
    assert answer.status == 502 and "<html>" in answer.body
    assert len(own_posts(sandbox)) == before + stored


@pytest.mark.parametrize("code", [20016, 20019, 20031, 10022, 10023, 10024])
def test_it_refuses_with_a_code_and_stores_nothing(sandbox: Sandbox, code: int) -> None:
    token, before = sandbox.token(), len(own_posts(sandbox))
    sandbox.control("faults", kind=str(code), call=CALL)
    answer = sandbox.share(token, "被拒绝")
    assert answer.code == code and len(own_posts(sandbox)) == before
    if code == 10024:
        assert "/statuses/share" in answer.body["error"]
    assert sandbox.share(token, "被拒绝").status == 200


def test_it_stores_with_20032_and_shows_the_post_later(sandbox: Sandbox) -> None:
    token = sandbox.token()
    sandbox.control("faults", kind="20032", call=CALL, seconds=60)
    assert sandbox.share(token, "慢").code == 20032
    stored = own_posts(sandbox)[-1]
    assert stored["fate"] == "hidden"
    assert sandbox.get("statuses/show", token, id=stored["id"]).code == 20101
    sandbox.control("clock", offset=61)
    assert sandbox.get("statuses/user_timeline", token).body["statuses"][0]["id"] == stored["id"]


def test_it_shows_a_delayed_post_later(sandbox: Sandbox) -> None:
    token = sandbox.token()
    sandbox.control("faults", kind="delayed", call=CALL, seconds=60)
    post = sandbox.share(token, "稍后可见").body["id"]
    assert sandbox.get("statuses/count", token, ids=post).body == []
    sandbox.control("clock", offset=61)
    assert sandbox.get("statuses/count", token, ids=post).body[0]["id"] == post


def test_it_removes_a_post_by_review_later(sandbox: Sandbox) -> None:
    token = sandbox.token()
    sandbox.control("faults", kind="review", call=CALL, seconds=60)
    post = sandbox.share(token, "会被审核删除").body["id"]
    assert sandbox.get("statuses/show", token, id=post).status == 200
    sandbox.control("clock", offset=61)
    assert sandbox.get("statuses/show", token, id=post).code == 20101
    assert own_posts(sandbox)[-1]["fate"] == "review"


def test_it_ends_tokens_for_real(sandbox: Sandbox) -> None:
    token = sandbox.token()
    sandbox.control("faults", kind="token_expired")
    assert sandbox.get("account/get_uid", token).code == 21327
    assert sandbox.get("account/get_uid", token).code == 21327
    token = sandbox.token()
    sandbox.control("faults", kind="token_revoked", uid=OFFICIAL)
    assert sandbox.get("account/get_uid", token).code == 21319
    assert sandbox.get("account/get_uid", token).code == 21319


def test_it_sends_codes_as_strings(sandbox: Sandbox) -> None:
    sandbox.control("faults", kind="string_codes")
    assert sandbox.get("statuses/show", sandbox.token(), id=1).body["error_code"] == "20101"


def test_it_has_a_wrong_clock(sandbox: Sandbox) -> None:
    token = sandbox.token()
    sandbox.control("faults", kind="clock", seconds=-3600)
    sandbox.share(token, "钟慢了")
    now = sandbox.control("state")["now"]
    assert abs(own_posts(sandbox)[-1]["created_at"] - (now - 3600)) < 5


def test_it_strikes_only_the_account_the_call_and_the_count_it_was_told(sandbox: Sandbox) -> None:
    first, second = sandbox.token(), sandbox.token(KITCHEN)
    sandbox.control("faults", kind="20016", call="statuses/share", uid=OFFICIAL, count=2, skip=1)
    assert sandbox.share(second, "别的账号").code == 0
    assert sandbox.get("account/get_uid", first).code == 0
    assert [sandbox.share(first, f"第{n}条").code for n in range(4)] == [0, 20016, 20016, 0]
    assert sandbox.control("faults") == []


def test_it_adds_latency_and_clears_faults(sandbox: Sandbox) -> None:
    token = sandbox.token()
    sandbox.control("faults", kind="latency", ms=200, count=-1)
    started = time.monotonic()
    sandbox.get("account/get_uid", token)
    assert time.monotonic() - started >= 0.2
    assert fetch(f"{sandbox.base}/sandbox/api/faults", method="DELETE").body == {"dropped": 1}
    assert sandbox.control("faults") == []


def test_it_says_what_is_wrong_with_a_fault(sandbox: Sandbox) -> None:
    assert "known" in sandbox.try_control("faults", kind="storm").body["error"]
    assert "code" in sandbox.try_control("faults", kind="error").body["error"]
    assert "whole number" in sandbox.try_control("faults", kind="error", code="x").body["error"]
