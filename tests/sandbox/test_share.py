"""statuses/share: the checks in the documented order, what is stored, what an ordinary app may read back."""

from __future__ import annotations

import pytest

from tests.sandbox.conftest import APP, BIZ, FAN, KITCHEN, OFFICIAL, STRANGER, Sandbox


def test_it_stores_a_post_with_a_short_link(sandbox: Sandbox) -> None:
    post = sandbox.share(sandbox.token(), "秋天的第一杯热茶").body
    assert "http://t.cn/" in post["text"] and "weibo-ops.example" not in post["text"]
    assert post["idstr"] == str(post["id"]) == post["mid"]
    assert post["user"]["screen_name"] == "山岚"
    stored = sandbox.control(f"posts?uid={OFFICIAL}")[-1]
    assert stored["id"] == post["id"] and stored["urls"] == ["https://weibo-ops.example/p/1"]


def test_it_tells_its_own_record_by_account_app_and_id(sandbox: Sandbox) -> None:
    first = sandbox.share(sandbox.token(), "一").body["id"]
    second = sandbox.share(sandbox.token(KITCHEN), "二").body["id"]
    sandbox.control("posts", uid=FAN, text="不是应用发的")
    assert [post["id"] for post in sandbox.control(f"posts?app={APP}")] == [first, second]
    assert [post["id"] for post in sandbox.control(f"posts?app={APP}&since_id={first}")] == [second]


def test_it_mints_ids_that_rise_and_hold_the_time(sandbox: Sandbox) -> None:
    token = sandbox.token()
    ids = [sandbox.share(token, f"第{n}条").body["id"] for n in range(5)]
    assert ids == sorted(set(ids))
    now = sandbox.control("state")["now"]
    assert abs((ids[-1] >> 22) + 515483463 - now) < 3


@pytest.mark.parametrize(
    ("text", "code", "status"),
    [
        ("", 10016, 400),
        ("   ", 20008, 400),
        ("没有链接", 10017, 400),
        ("别处 https://other.example/", 10017, 400),
        ("长" * 131 + " https://weibo-ops.example/", 20012, 400),
        ("沙箱测试违法网址 https://weibo-ops.example/", 20018, 400),
        ("沙箱测试验证码 https://weibo-ops.example/", 20031, 400),
    ],
)
def test_it_refuses_what_the_platform_refuses(sandbox: Sandbox, text: str, code: int, status: int) -> None:
    answer = sandbox.post("statuses/share", sandbox.token(), status=text)
    assert (answer.code, answer.status) == (code, status)
    assert answer.body["request"] == "/2/statuses/share.json"


def test_it_accepts_exactly_140_characters(sandbox: Sandbox) -> None:
    text = "长" * 129 + " https://weibo-ops.example/" + "a"
    assert sandbox.post("statuses/share", sandbox.token(), status=text).status == 200


def test_it_refuses_the_same_text_again(sandbox: Sandbox) -> None:
    token = sandbox.token()
    sandbox.share(token, "一样")
    again = sandbox.share(token, "一样")
    assert again.status == 400 and again.body["error"] == "repeat content!"
    sandbox.share(token, "不一样")
    assert sandbox.share(token, "一样").code == 20019
    sandbox.control("clock", offset=700)
    assert sandbox.share(token, "一样").code == 0


def test_it_needs_a_safe_domain_of_the_app(sandbox: Sandbox) -> None:
    sandbox.control("apps", key=APP, safe_domains=[])
    assert sandbox.share(sandbox.token(), "早").body["error"] == "appkey not bind domain!"


def test_it_strips_topics_or_refuses_them(sandbox: Sandbox) -> None:
    token = sandbox.token()
    assert "#" not in sandbox.share(token, "早 #晨间一杯# 好").body["text"]
    sandbox.control("apps", key=APP, topics="reject")
    assert sandbox.share(token, "晚 #晨间一杯# 好").code == 10017


def test_it_lets_a_commercial_app_keep_topics_and_leave_links_out(sandbox: Sandbox) -> None:
    post = sandbox.post("statuses/share", sandbox.token(app=BIZ), status="#晨间一杯# 早")
    assert post.body["text"] == "#晨间一杯# 早"


def test_it_answers_only_the_five_newest_own_posts(sandbox: Sandbox) -> None:
    token = sandbox.token()
    ids = [sandbox.share(token, f"第{n}条").body["id"] for n in range(7)]
    timeline = sandbox.get("statuses/user_timeline", token, count=100).body
    assert [post["id"] for post in timeline["statuses"]] == ids[:1:-1]
    assert timeline["total_number"] == 10
    assert len(sandbox.get("statuses/user_timeline", sandbox.token(app=BIZ), count=100).body["statuses"]) == 10
    assert sandbox.get("statuses/user_timeline", token, uid=KITCHEN).code == 21335


def test_it_pages_with_since_exclusive_and_max_inclusive(sandbox: Sandbox) -> None:
    token = sandbox.token(app=BIZ)
    ids = [sandbox.share(token, f"第{n}条").body["id"] for n in range(6)]

    def page(**params: int) -> list[int]:
        found = sandbox.get("statuses/user_timeline", token, **params).body["statuses"]
        return [post["id"] for post in found]

    assert page(since_id=ids[3]) == [ids[5], ids[4]]
    assert page(max_id=ids[1], count=2) == [ids[1], ids[0]]
    assert page(page=2, count=2) == [ids[3], ids[2]]


def test_it_shows_an_ordinary_app_only_mentions_by_people_who_authorised_it(sandbox: Sandbox) -> None:
    sandbox.control("tokens/revoke", uid=STRANGER)
    sandbox.token(FAN)
    for uid in (FAN, STRANGER):
        sandbox.control("posts", uid=uid, text="@山岚 你好")
    seen = sandbox.get("statuses/mentions", sandbox.token()).body
    everything = sandbox.get("statuses/mentions", sandbox.token(app=BIZ)).body
    assert STRANGER not in {post["user"]["id"] for post in seen["statuses"]}
    assert seen["total_number"] == everything["total_number"] == len(everything["statuses"])


def test_it_counts_and_shows_one_post(sandbox: Sandbox) -> None:
    token = sandbox.token()
    post = sandbox.share(token, "数一数").body["id"]
    sandbox.control("likes", id=post, count=3)
    sandbox.control("comments", uid=FAN, id=post, text="好看")
    counted = sandbox.get("statuses/count", token, ids=post).body[0]
    assert (counted["comments"], counted["reposts"], counted["attitudes"]) == (1, 0, 3)
    assert sandbox.get("statuses/show", token, id=post).body["attitudes_count"] == 3
    sandbox.control(f"posts/{post}/remove", "POST")
    assert sandbox.get("statuses/show", token, id=post).code == 20101
