"""Nonsense gets a documented answer from every call and every control call, never a crash."""

from __future__ import annotations

import random
from urllib.parse import quote

import pytest

from sandbox.app import ROOMS
from sandbox.calls import ENDPOINTS
from tests.sandbox.conftest import BIZ, FAN, OFFICIAL, Sandbox, fetch

NAMES = (
    "id", "ids", "uid", "uids", "cid", "cids", "mid", "status", "comment", "count", "page", "since_id", "max_id", "q",
    "cursor", "screen_name", "target_id", "type", "is_batch", "isBase62", "visible", "lat", "long", "annotations",
    "pic_id", "receiver_id", "data", "subid", "percentage", "sort", "haspic", "start_time", "starttime", "url_short",
    "url_long", "domain", "feature", "filter_by_author", "is_comment", "comment_ori", "trim_user",
)  # fmt: skip
VALUES = (
    "", "0", "-1", "1", "x", "9" * 19, "9" * 400, "²", "１２", "1,2,3", ",", "1~2", "%", "\x00", "😀", "长" * 99,
    "{}", "[1", '{"a":1}', str(OFFICIAL), str(FAN), "NaN", "1e9", "<b>", "@山岚", "#a#", "true",
)  # fmt: skip
PATHS = sorted(path for path in ENDPOINTS if path != "commercial/push")


def test_it_knows_all_its_rooms() -> None:
    assert len(ROOMS) == 8 and len(PATHS) > 70


@pytest.mark.parametrize("path", PATHS)
def test_it_answers_nonsense_with_a_documented_error(sandbox: Sandbox, path: str) -> None:
    rng = random.Random(path)
    token = sandbox.token(app=BIZ)
    send = sandbox.post if "POST" in ENDPOINTS[path].methods else sandbox.get
    for _ in range(12):
        params = {name: rng.choice(VALUES) for name in rng.sample(NAMES, 10)}
        answer = send(path, token, **params)
        assert answer.status < 500, (params, answer.body)
        assert answer.status in (200, 302) or answer.code, (params, answer.body)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("posts", {"uid": 1, "text": "x"}),
        ("posts", {"uid": FAN}),
        ("posts", {"uid": FAN, "text": "x", "pics": 10**9}),
        ("posts", {"uid": FAN, "text": "x", "at": -5}),
        ("posts", {"uid": FAN, "text": "x", "ago": -1000}),
        ("comments", {"uid": FAN, "id": 5, "text": "x"}),
        ("users", {"screen_name": ""}),
        ("users", {"screen_name": "山岚", "uid": 7}),
        ("apps", {"key": "k", "level": 5}),
        ("apps", {"key": "k", "colour": "red"}),
        ("tokens", {"uid": "nobody"}),
        ("settings", {"latency_ms": "x"}),
        ("settings", {"nothing": 1}),
        ("limits", {"normal": {"post_hour": "x"}}),
        ("clock", {}),
        ("audience", {"speed": "x"}),
        ("audience/step", {"acts": -1}),
        ("messages", {"sender": FAN, "receiver": OFFICIAL, "data": 5}),
    ],
)
def test_it_refuses_nonsense_in_the_control_api(sandbox: Sandbox, path: str, body: dict[str, object]) -> None:
    answer = sandbox.try_control(path, "POST", **body)
    assert answer.status == 400 and answer.body["ok"] is False and answer.body["error"]


def test_it_survives_broken_bodies(sandbox: Sandbox) -> None:
    token = sandbox.token()
    url = f"{sandbox.base}/2/statuses/share.json?access_token={token}"
    broken = fetch(url, b"--x\r\nnonsense", {"Content-Type": "multipart/form-data; boundary=y"})
    assert broken.status == 400
    assert fetch(url, b"status=" + b"a" * (13 * 1024 * 1024)).body["error_code"] == 10018
    assert fetch(url, b"status=%ff%fe").code == 10017
    assert sandbox.post("statuses/repost", token, id="9" * 5000).code == 10017
    assert sandbox.post("comments/destroy_batch", token, cids="9" * 5000).code == 10017
    for path in ("/sandbox/api/posts", "/sandbox/api/faults"):
        assert fetch(sandbox.base + path, b"{not json").status == 400
        assert fetch(sandbox.base + path, b"[]").status == 400
    for path in ("/" + "9" * 5000, f"/u/{'9' * 5000}", f"/{OFFICIAL}/{quote('😀')}", f"/avatar/50/{'9' * 5000}.svg"):
        assert fetch(sandbox.base + path).status == 404
    assert fetch(f"{sandbox.base}/?before={'9' * 5000}").status == 200
