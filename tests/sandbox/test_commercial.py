"""What a contract opens: pictures, long text, other people's timelines, search, the push stream."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

import pytest

from tests.sandbox.conftest import BIZ, FAN, KITCHEN, OFFICIAL, ROOT, Answer, Sandbox, fetch

PNG = (ROOT / "sandbox/static/icon.svg").read_bytes()[:0] + b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def send_picture(sandbox: Sandbox, path: str, token: str, body: bytes, **fields: str) -> Answer:
    edge = "----edge"
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in {"access_token": token, **fields}.items()
    ]
    head = (
        f'--{edge}\r\nContent-Disposition: form-data; name="pic"; filename="a"\r\nContent-Type: image/unknown\r\n\r\n'
    )
    data = b"".join(parts) + head.encode() + body + f"\r\n--{edge}--\r\n".encode()
    return fetch(f"{sandbox.base}/2/{path}.json", data, {"Content-Type": f"multipart/form-data; boundary={edge}"})


def test_it_takes_one_picture_with_share_and_serves_it(sandbox: Sandbox) -> None:
    text = "有图 https://weibo-ops.example/"
    post = send_picture(sandbox, "statuses/share", sandbox.token(), PNG, status=text).body
    assert post["pic_num"] == 1 and post["original_pic"].replace("/large/", "/thumbnail/") == post["thumbnail_pic"]
    with urllib.request.urlopen(post["original_pic"]) as response:
        assert response.headers["Content-Type"] == "image/png" and response.read() == PNG


@pytest.mark.parametrize(("body", "code"), [(b"BM..", 20005), (b"", 20007), (b"\x89PNG" + b"x" * 5242880, 20006)])
def test_it_refuses_pictures_the_platform_refuses(sandbox: Sandbox, body: bytes, code: int) -> None:
    text = "有图 https://weibo-ops.example/"
    assert send_picture(sandbox, "statuses/share", sandbox.token(), body, status=text).code == code


def test_it_publishes_nine_pictures_and_long_text(sandbox: Sandbox) -> None:
    token = sandbox.token(app=BIZ)
    ids = [send_picture(sandbox, "statuses/upload_pic/biz", token, PNG).body["pic_id"] for _ in range(9)]
    post = sandbox.post("statuses/upload_url_text/biz", token, status="九张图", pic_id=",".join(ids)).body
    assert post["pic_num"] == 9
    assert (
        sandbox.post("statuses/upload_url_text/biz", token, status="十张", pic_id=",".join([*ids, "x"])).code == 10017
    )
    assert sandbox.post("statuses/update/biz", token, status="长" * 200).code == 20012
    long = sandbox.post("statuses/update/biz", token, status="长" * 200, is_longtext=1).body
    assert long["isLongText"] is True and len(long["text"]) < 200
    batch = sandbox.get("statuses/show_batch/biz", token, ids=long["id"], isGetLongText=1).body
    assert batch["statuses"][0]["longText"]["longTextContent"] == "长" * 200
    assert sandbox.post("statuses/update/biz", token, status="长" * 2001, is_longtext=1).code == 20049
    fields = sandbox.post("statuses/update/biz", token, status="有地点", lat="30.2", long="120.1", visible="2",
                          annotations='[{"slot": 7}]').body  # fmt: skip
    assert fields["geo"]["coordinates"] == [30.2, 120.1] and fields["annotations"] == [{"slot": 7}]
    assert fields["visible"]["type"] == 4


def test_it_reads_other_peoples_timelines_between_two_times(sandbox: Sandbox) -> None:
    now = sandbox.control("state")["now"]
    sandbox.control("posts", uid=FAN, text="昨天的", ago=86400)
    sandbox.control("posts", uid=FAN, text="今天的")
    found = sandbox.get(
        "statuses/user_timeline/other", sandbox.token(app=BIZ), uid=FAN, start_time=int(now - 3600)
    ).body
    assert [post["text"] for post in found["statuses"]] == ["今天的"]
    assert sandbox.get("statuses/user_timeline/other", sandbox.token(), uid=FAN).code == 10014


def test_it_searches(sandbox: Sandbox) -> None:
    token = sandbox.token(app=BIZ)
    sandbox.control("posts", uid=FAN, text="云雾杯 漏水", pics=2, likes=9)
    sandbox.control("posts", uid=FAN, text="云雾杯 真好")

    def texts(**params: Any) -> list[str]:
        body = sandbox.get("search/statuses/limited", token, **params).body
        return [post["text"] for post in body["statuses"]]

    assert texts(q="云雾杯") == ["云雾杯 真好", "云雾杯 漏水"]
    assert texts(q="云雾杯 漏水") == texts(q="云雾杯", haspic=1) == ["云雾杯 漏水"]
    assert texts(q="云雾杯", sort="hot") == ["云雾杯 漏水", "云雾杯 真好"]
    assert texts(q="云雾杯", ids=f"{OFFICIAL}~{KITCHEN}") == []
    assert sandbox.get("search/statuses/limited", token, q='a"b').code == 10017


def test_it_shields_mentions_and_reads_batches(sandbox: Sandbox) -> None:
    token = sandbox.token(app=BIZ)
    first = sandbox.control("posts", uid=FAN, text="@山岚 #刷屏# 一")["id"]
    second = sandbox.control("posts", uid=FAN, text="@山岚 二")["id"]
    assert sandbox.post("statuses/mentions/shield/biz", token, id=first).body == {"result": True}
    ids = [post["id"] for post in sandbox.get("statuses/mentions/biz", token).body["statuses"]]
    assert first not in ids and second in ids
    batch = sandbox.get("statuses/timeline_batch/biz", token, uids=f"{FAN},{KITCHEN}", count=2).body
    assert [post["id"] for post in batch["statuses"]] == [second, first]
    assert [post["id"] for post in sandbox.get("search/topics", token, q="刷屏").body["statuses"]] == [first]


def test_it_shortens_and_expands_links_for_commercial_apps_only(sandbox: Sandbox) -> None:
    token = sandbox.token(app=BIZ)
    made = sandbox.get("short_url/shorten", token, url_long="https://weibo-ops.example/a").body["urls"][0]
    assert made["url_short"].startswith("http://t.cn/")
    found = sandbox.get("short_url/expand", token, url_short=made["url_short"]).body["urls"][0]
    assert found["url_long"] == "https://weibo-ops.example/a"
    assert sandbox.get("short_url/shorten", sandbox.token(), url_long="https://weibo-ops.example/a").code == 10014


def lines_of(response: Any, wanted: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while len(found) < wanted:
        line = response.readline().strip()
        if line:
            found.append(json.loads(line))
    return found


def test_it_pushes_what_a_subscription_asks_for_and_resumes(sandbox: Sandbox) -> None:
    token = sandbox.token(app=BIZ)
    subid = sandbox.post("subscribe/create", token, keywords="云雾,漏水", percentage=100).body["subid"]
    url = f"{sandbox.base}/commercial/push?access_token={token}&subid={subid}"
    with urllib.request.urlopen(url, timeout=10) as stream:
        sandbox.control("posts", uid=FAN, text="无关的话")
        first = sandbox.control("posts", uid=FAN, text="云雾真好看")
        seen = lines_of(stream, 1)[0]
        assert seen["text"]["type"] == "status" and seen["text"]["event"] == "add"
        assert seen["text"]["status"]["id"] == first["id"]
    second = sandbox.control("posts", uid=FAN, text="杯子漏水了")
    sandbox.control("reposts", uid=KITCHEN, id=second["id"], text="自己的话里没有")
    third = sandbox.control("posts", uid=FAN, text="云雾补货")
    with urllib.request.urlopen(f"{url}&since_id={seen['id']}", timeout=10) as stream:
        again = lines_of(stream, 2)
    assert [entry["text"]["status"]["id"] for entry in again] == [second["id"], third["id"]]
    assert again[1]["id"] > again[0]["id"] > seen["id"]
    assert sandbox.get("subscribe/list", token).body[0]["subid"] == subid
    assert sandbox.post("subscribe/create", sandbox.token(), keywords="x").code == 10014
