"""Timelines, users, friendships, ids: reading calls beside the own timeline."""

from __future__ import annotations

from typing import Any

from tests.sandbox.conftest import APP, BIZ, FAN, KITCHEN, OFFICIAL, Sandbox, fetch


def test_it_reposts_and_lists_reposts(sandbox: Sandbox) -> None:
    token = sandbox.token()
    post = sandbox.share(token, "请转发").body["id"]
    mine = sandbox.post("statuses/repost", sandbox.token(KITCHEN), id=post, status="好", is_comment=1).body
    assert mine["text"] == "好" and mine["retweeted_status"]["id"] == post
    chain = sandbox.control("reposts", uid=FAN, id=mine["id"], text="也转")
    assert chain["text"] == "也转//@山岚厨房:好" and chain["retweet_of"] == post
    shown = sandbox.get("statuses/show", token, id=post).body
    assert (shown["reposts_count"], shown["comments_count"]) == (2, 1)
    listed = sandbox.get("statuses/repost_timeline", sandbox.token(app=BIZ), id=post).body
    assert listed["total_number"] == 2 and len(listed["reposts"]) == 2
    assert sandbox.get("statuses/repost_timeline/ids", token, id=post).body["statuses"][-1] == mine["idstr"]


def test_it_shows_a_repost_whose_original_is_gone(sandbox: Sandbox) -> None:
    post = sandbox.share(sandbox.token(), "会被删除").body["id"]
    token = sandbox.token(KITCHEN)
    mine = sandbox.post("statuses/repost", token, id=post).body
    assert mine["text"] == "转发微博"
    assert sandbox.post("statuses/destroy", token, id=post).code == 20102
    assert sandbox.post("statuses/destroy", sandbox.token(), id=post).body["id"] == post
    original = sandbox.get("statuses/show", token, id=mine["id"]).body["retweeted_status"]
    assert original["deleted"] == 1 and original["user"] is None
    assert sandbox.post("statuses/repost", token, id=mine["id"], status="再转").code == 20135


def test_it_converts_ids_and_mids(sandbox: Sandbox) -> None:
    token = sandbox.token()
    assert sandbox.get("statuses/querymid", token, id=3501756485200075).body == {"mid": "z0JH2lOMb"}
    assert sandbox.get("statuses/queryid", token, mid="z0JH2lOMb", isBase62=1, type=1).body == {
        "id": "3501756485200075"
    }
    batch = sandbox.get("statuses/querymid", token, id="4060309792585658,4467107636950632", is_batch=1).body
    assert batch == [{"4060309792585658": "EpiVRaQEa"}, {"4467107636950632": "Is9M7taaY"}]


def test_it_leads_to_the_page_of_a_post(sandbox: Sandbox) -> None:
    token = sandbox.token()
    post = sandbox.share(token, "去看看").body["id"]
    away = fetch(f"{sandbox.base}/2/statuses/go?access_token={token}&uid={OFFICIAL}&id={post}")
    assert away.status == 302 and away.headers["Location"].startswith(f"/{OFFICIAL}/")
    assert fetch(f"{sandbox.base}/2/statuses/go?access_token={token}&id=1").headers["Location"] == "/"


def test_it_keeps_closed_calls_closed(sandbox: Sandbox) -> None:
    token = sandbox.token()
    assert sandbox.post("statuses/update", token, status="早").code == 10014
    assert sandbox.get("statuses/show_batch", token, ids="1").code == 10014
    assert sandbox.get("search/statuses/limited", token, q="杯").status == 403
    sandbox.control("apps", key=APP, granted=["statuses/show_batch"])
    assert sandbox.get("statuses/show_batch", token, ids="1").body["statuses"] == []


def test_it_hides_the_details_of_others_from_an_ordinary_app(sandbox: Sandbox) -> None:
    token = sandbox.token()
    other = sandbox.get("users/show", token, screen_name="山岚厨房").body
    assert other["id"] == KITCHEN and other["description"] == "" and "followers_count" not in other
    full = sandbox.get("users/show", sandbox.token(app=BIZ), uid=KITCHEN).body
    assert full["followers_count"] > 1000 and full["verified_reason"] and full["status"]["text"]
    own = sandbox.get("users/show", token, uid=OFFICIAL).body
    assert own["followers_count"] > 1000
    assert sandbox.get("users/show", token).code == 10016
    assert sandbox.get("users/show", token, uid=1).code == 20003
    assert sandbox.get("users/domain_show", token, domain="shanlan").body["id"] == OFFICIAL
    counts = sandbox.get("users/counts", token, uids=f"{OFFICIAL},{KITCHEN}").body
    assert "followers_count" in counts[0] and counts[1] == {"id": KITCHEN}


def test_it_follows_and_unfollows(sandbox: Sandbox) -> None:
    token = sandbox.token(app=BIZ)
    before = sandbox.get("friendships/friends", token).body["total_number"]
    assert sandbox.post("friendships/create", token, uid=5502000001).body["following"] is True
    assert sandbox.post("friendships/create", token, uid=5502000001).code == 20506
    assert sandbox.post("friendships/create", token, uid=OFFICIAL).code == 20504
    assert sandbox.get("friendships/friends", token).body["total_number"] == before + 1
    relation = sandbox.get("friendships/show", token, target_id=5502000001).body
    assert relation["source"]["following"] is True and relation["target"]["followed_by"] is True
    assert sandbox.post("friendships/destroy", token, uid=5502000001).body["following"] is False
    assert sandbox.post("friendships/destroy", token, uid=5502000001).code == 20522
    assert sandbox.post("friendships/create", sandbox.token(), uid=FAN).code == 10014


def test_it_pages_followers_by_cursor(sandbox: Sandbox) -> None:
    token = sandbox.token(app=BIZ)
    seen: list[int] = []
    cursor = 0
    while True:
        page = sandbox.get("friendships/followers/ids", token, count=3, cursor=cursor).body
        seen += page["ids"]
        cursor = page["next_cursor"]
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == page["total_number"]


def test_it_counts_what_is_unread(sandbox: Sandbox) -> None:
    token = sandbox.token()

    def unread() -> dict[str, Any]:
        body: dict[str, Any] = sandbox.get("remind/unread_count", token, uid=OFFICIAL).body
        return body

    sandbox.post("remind/set_count", token, type="mention_status")
    assert unread()["mention_status"] == 0
    sandbox.control("posts", uid=FAN, text="@山岚 在吗")
    assert unread()["mention_status"] == 1
    assert sandbox.get("remind/unread_count", token, uid=FAN).code == 21335


def test_it_reads_the_home_timeline(sandbox: Sandbox) -> None:
    sandbox.token(KITCHEN)
    post = sandbox.share(sandbox.token(KITCHEN), "厨房早安").body["id"]
    home = sandbox.get("statuses/home_timeline", sandbox.token()).body
    assert home["statuses"][0]["id"] == post and home["total_number"] > len(home["statuses"])


def test_it_lists_emotions_without_counting_the_call(sandbox: Sandbox) -> None:
    sandbox.control("limits", normal={"user_day": 1})
    token = sandbox.token()
    for _ in range(3):
        assert {"[哈哈]", "[doge]"} <= {item["phrase"] for item in sandbox.get("emotions", token).body}
    assert sandbox.get("account/get_uid", token).body == {"uid": OFFICIAL}
    assert sandbox.get("account/get_uid", token).code == 10023
