"""Pages of the fake timeline and the control panel."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from tests.sandbox.conftest import FAN, OFFICIAL, Answer, Sandbox, fetch


def page(sandbox: Sandbox, path: str) -> Answer:
    return fetch(sandbox.base + path)


def press(sandbox: Sandbox, action: str, **form: Any) -> str:
    """Send a form of the panel; answers the page that comes back."""
    done = fetch(f"{sandbox.base}/sandbox/do/{action}", urlencode(form).encode())
    assert done.status == 303
    answer = page(sandbox, done.headers["Location"])
    assert answer.status == 200
    return str(answer.body)


def test_it_shows_the_square_with_pictures_links_and_people(sandbox: Sandbox) -> None:
    square = page(sandbox, "/")
    assert square.status == 200 and "default-src 'self'" in square.headers["Content-Security-Policy"]
    assert "网页链接" in square.body and 'class="grid n9"' in square.body
    assert "http://" not in re.sub(r"<svg.*?</svg>", "", square.body) and "https://" not in square.body
    picture = re.search(r'src="(/bmiddle/[^"]+)"', square.body)
    assert picture and page(sandbox, picture.group(1)).headers["Content-Type"].startswith("image/svg+xml")


def test_it_serves_posts_at_the_addresses_of_the_real_platform(sandbox: Sandbox) -> None:
    token = sandbox.token()
    post = sandbox.share(token, "看看 @山岚客服 <script>alert(1)</script> [哈哈]").body
    sandbox.control("comments", uid=FAN, id=post["id"], text="第一")
    sandbox.control("reposts", uid=FAN, id=post["id"], text="转了")
    mid = sandbox.get("statuses/querymid", token, id=post["id"], type=1).body["mid"]
    shown = page(sandbox, f"/{OFFICIAL}/{mid}").body
    assert "&lt;script&gt;" in shown and "<script>" not in shown
    assert "第一" in shown and "转了" in shown and "😄" in shown and ">@山岚客服</a>" in shown
    link = re.search(r'href="(/t/\w+)"', shown)
    assert link and page(sandbox, link.group(1)).headers["Location"] == "https://weibo-ops.example/p/1"
    sandbox.control(f"posts/{post['id']}/remove", "POST", by="review")
    gone = page(sandbox, f"/{OFFICIAL}/{mid}")
    assert gone.status == 404 and "社区规定" in gone.body


def test_it_pages_and_searches(sandbox: Sandbox) -> None:
    for number in range(25):
        sandbox.control("posts", uid=FAN, text=f"第{number}杯 #每天一杯#")
    first = page(sandbox, f"/u/{FAN}").body
    assert "第24杯" in first and "第0杯" not in first
    older = re.search(r'href="(\?before=\d+)"', first)
    assert older and "第0杯" in page(sandbox, f"/u/{FAN}{older.group(1)}").body
    found = page(sandbox, f"/?q={quote('#每天一杯#')}").body
    assert found.count("每天一杯#</a>") == 20 and "更早的微博" in found
    assert "没有找到" in page(sandbox, "/?q=nothing-at-all").body


@pytest.mark.parametrize("path", ["/u/1", "/5501000001/zzzz", "/t/nope", "/nobody", "/5501000001/%2B%2B"])
def test_it_says_when_there_is_no_page(sandbox: Sandbox, path: str) -> None:
    assert page(sandbox, path).status == 404


def test_it_leads_from_a_domain_to_the_person(sandbox: Sandbox) -> None:
    assert page(sandbox, "/shanlan").headers["Location"] == f"/u/{OFFICIAL}"


def test_it_sets_and_removes_faults_on_the_panel(sandbox: Sandbox) -> None:
    shown = press(sandbox, "fault", kind="error", code="20016", uid=OFFICIAL, call="statuses/share", count="2", ms="")
    assert "故障已设置" in shown and "指定错误码" in shown and "20016" in shown
    assert sandbox.share(sandbox.token(), "试试").code == 20016
    assert "20016" in page(sandbox, "/sandbox/").body
    assert "现在没有故障" in press(sandbox, "drop-fault")
    assert "没有保存" in press(sandbox, "fault", kind="latency", ms="很久")


def test_it_directs_the_audience_the_clock_and_the_limits(sandbox: Sandbox) -> None:
    assert "观众做了" in press(sandbox, "step", acts=20)
    press(sandbox, "audience", speed=0, seed=3)
    press(sandbox, "clock", offset=120)
    press(sandbox, "latency", ms=5)
    press(sandbox, "limits", limits="on")
    settings = sandbox.control("state")["settings"]
    assert settings["audience_seed"] == 3 and settings["clock_offset"] == 120 and settings["latency_ms"] == 5
    assert settings["limits"]["normal"]["user_day"] == 100
    press(sandbox, "limits", limits="off")
    assert sandbox.control("state")["settings"]["limits"]["normal"]["user_day"] is None


def test_it_changes_apps_people_and_posts(sandbox: Sandbox) -> None:
    press(sandbox, "app", key="sandbox-app-key", name="改名", safe_domains="a.example\nb.example", commercial="0")
    app = sandbox.control("apps")[0]
    assert app["name"] == "改名" and app["safe_domains"] == ["a.example", "b.example"]
    press(sandbox, "post", uid=FAN, text="替人说一句", pics="2")
    post = sandbox.control(f"posts?uid={FAN}")[-1]
    assert post["text"] == "替人说一句" and len(post["pics"]) == 2
    press(sandbox, "remove", id=post["id"])
    assert sandbox.control(f"posts?uid={FAN}")[-1]["fate"] == "review"
    token = sandbox.token()
    press(sandbox, "revoke", uid=OFFICIAL)
    assert sandbox.get("account/get_uid", token).code == 21319
    assert "没有保存" in press(sandbox, "post", uid=FAN, text="")


def test_it_takes_no_forms_of_other_hosts(sandbox: Sandbox) -> None:
    answer = fetch(f"{sandbox.base}/sandbox/do/drop-fault", b"x=1", {"Origin": "https://evil.example"})
    assert answer.status == 403
