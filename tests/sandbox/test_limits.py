"""Who may call how often: order of the checks, windows, levels, what rate_limit_status tells."""

from __future__ import annotations

from tests.sandbox.conftest import APP, BIZ, KITCHEN, OFFICIAL, Sandbox, fetch


def test_it_checks_in_the_documented_order(sandbox: Sandbox) -> None:
    assert fetch(f"{sandbox.base}/2/nothing/here.json").body["error_code"] == 10020
    assert fetch(f"{sandbox.base}/2/statuses/share.json").body["error_code"] == 10021
    assert fetch(f"{sandbox.base}/2/account/get_uid.json").body["error_code"] == 10006
    assert sandbox.get("account/get_uid", "2.00unknown").code == 21332
    assert sandbox.get("account/get_uid", sandbox.token(lifetime=-5)).code == 21327
    answer = fetch(f"{sandbox.base}/2/account/get_uid.json", headers={"Authorization": f"OAuth2 {sandbox.token()}"})
    assert answer.body == {"uid": OFFICIAL}


def test_it_lets_only_testers_use_an_unapproved_app(sandbox: Sandbox) -> None:
    sandbox.control("apps", key="young", level="test", safe_domains=["weibo-ops.example"], testers=[str(OFFICIAL)])
    refused = sandbox.get("account/get_uid", sandbox.token(KITCHEN, app="young"))
    assert (refused.status, refused.code) == (403, 21321)
    post = sandbox.share(sandbox.token(app="young"), "测试应用").body
    assert "未通过审核应用" in post["source"]


def test_it_keeps_the_address_list_and_the_denied_calls(sandbox: Sandbox) -> None:
    sandbox.control("apps", key=APP, ips=["10.0.0.1"])
    assert sandbox.get("account/get_uid", sandbox.token()).code == 10004
    sandbox.control("apps", key=APP, ips=[], denied=["comments/create"])
    assert sandbox.post("comments/create", sandbox.token(), id=1, comment="x").code == 10014


def test_it_limits_posts_by_the_clock_hour(sandbox: Sandbox) -> None:
    sandbox.control("limits", normal={"post_hour": 3})
    hour = 3600 * (int(sandbox.control("state")["now"]) // 3600 + 1)
    sandbox.control("clock", now=hour + 5)
    token = sandbox.token()
    codes = [sandbox.share(token, f"第{n}条").code for n in range(4)]
    assert codes == [0, 0, 0, 10024]
    assert sandbox.share(sandbox.token(KITCHEN), "别的账号").code == 0
    assert sandbox.get("account/get_uid", token).code == 0
    status = sandbox.get("account/rate_limit_status", token).body
    assert status["api_rate_limits"][0] == {
        "api": "/statuses/share", "limit": 3, "limit_time_unit": "HOURS", "remaining_hits": 0,
    }  # fmt: skip
    assert status["reset_time"].endswith(":00:00") and 3500 < status["reset_time_in_seconds"] <= 3600
    sandbox.control("clock", now=hour + 3605)
    assert sandbox.share(token, "下一小时").code == 0


def test_it_has_a_daily_limit_that_the_status_does_not_tell(sandbox: Sandbox) -> None:
    sandbox.control("limits", normal={"user_day": 2})
    token = sandbox.token()
    assert [sandbox.get("account/get_uid", token).code for _ in range(3)] == [0, 0, 10023]
    assert sandbox.get("account/rate_limit_status", token).body["remaining_user_hits"] > 0
    sandbox.control("clock", offset=86400)
    assert sandbox.get("account/get_uid", token).code == 0


def test_it_limits_by_address_first(sandbox: Sandbox) -> None:
    sandbox.control("limits", normal={"ip_hour": 1, "user_hour": 1})
    sandbox.get("account/get_uid", sandbox.token())
    assert sandbox.get("account/get_uid", sandbox.token(KITCHEN)).code == 10022
    assert sandbox.get("account/get_uid", sandbox.token(app=BIZ)).code == 0


def test_it_has_the_documented_limits_at_the_beginning(sandbox: Sandbox) -> None:
    sandbox.control("reset", "POST")
    limits = sandbox.control("state")["settings"]["limits"]
    assert limits["normal"]["user_day"] == 100 and limits["normal"]["post_hour"] == 30
    assert limits["test"]["ip_hour"] == 1000 and limits["commercial"]["ip_hour"] == 50000
