"""Comments: writing, replying, the inbox, destroying."""

from __future__ import annotations

import pytest

from tests.sandbox.conftest import BIZ, FAN, OFFICIAL, Sandbox


@pytest.fixture
def post(sandbox: Sandbox) -> int:
    return int(sandbox.share(sandbox.token(), "来说两句").body["id"])


def test_it_stores_a_comment_and_counts_it(sandbox: Sandbox, post: int) -> None:
    token = sandbox.token()
    item = sandbox.post("comments/create", token, id=post, comment="好看", rip="1.1.1.1").body
    assert item["text"] == "好看" and item["status"]["id"] == post and item["user"]["id"] == OFFICIAL
    assert sandbox.get("comments/show", token, id=post).body["total_number"] == 1
    assert sandbox.get("statuses/show", token, id=post).body["comments_count"] == 1
    assert sandbox.post("comments/create", token, id=post, comment="好看").code == 20019


def test_it_delivers_comments_to_the_author_and_lets_the_author_reply(sandbox: Sandbox, post: int) -> None:
    asked = sandbox.control("comments", uid=FAN, id=post, text="多少钱")["id"]
    token = sandbox.token(app=BIZ)
    inbox = sandbox.get("comments/to_me", token).body["comments"]
    assert inbox[0]["id"] == asked and inbox[0]["status"]["id"] == post
    reply = sandbox.post("comments/reply", token, id=post, cid=asked, comment="九十九元").body
    assert reply["text"] == "回复@爱喝热水的阿棠:九十九元" and reply["reply_comment"]["id"] == asked
    plain = sandbox.post("comments/reply", token, id=post, cid=asked, comment="请看详情", without_mention=1).body
    assert plain["text"] == "请看详情"
    assert sandbox.get("comments/by_me", token).body["total_number"] == 2


def test_it_refuses_bad_targets_and_texts(sandbox: Sandbox, post: int) -> None:
    token = sandbox.token()
    assert sandbox.post("comments/create", token, id=1, comment="好").code == 20101
    assert sandbox.post("comments/create", token, id="x", comment="好").code == 10017
    assert sandbox.post("comments/create", token, id=post).code == 10016
    assert sandbox.post("comments/create", token, id=post, comment="长" * 141).code == 20012
    assert sandbox.post("comments/reply", token, id=post, cid=1, comment="好").code == 20201
    assert sandbox.post("comments/reply", token, id=post, comment="好").code == 20204


def test_it_destroys_only_own_comments(sandbox: Sandbox, post: int) -> None:
    token = sandbox.token()
    mine = sandbox.post("comments/create", token, id=post, comment="我的").body["id"]
    others = sandbox.control("comments", uid=FAN, id=post, text="别人的")["id"]
    assert sandbox.post("comments/destroy", token, cid=others).code == 20203
    assert sandbox.post("comments/destroy", token, cid=mine).body["id"] == mine
    assert sandbox.post("comments/destroy", token, cid=mine).code == 20201
    assert sandbox.get("comments/timeline", sandbox.token(app=BIZ)).body["total_number"] == 1
