"""The gateway against the real sandbox process: the way of a post, and the class of every fault."""

import asyncio
import itertools
import uuid
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from PIL import Image

from tests.weibo.sandbox_process import APP, LINK, SECRET, Platform
from weibo.client import Hosts, Paging, Picture, WeiboClient
from weibo.door import SyncWeibo
from weibo.errors import Ambiguous, Limited, Misconfigured, Refused, Scope, TokenDead, WeiboError
from weibo.text import mid_to_base62, same_post, time_of_id

UID = "5501000001"
_numbers = itertools.count(1)


def words() -> str:
    """Text that no other test sends."""
    return f"山岚新品第 {next(_numbers)} 次说明 {uuid.uuid4().hex} {LINK}"


def png() -> Picture:
    data = BytesIO()
    Image.new("RGB", (8, 8), "green").save(data, "PNG")
    return Picture(data.getvalue())


async def _consent(url: str) -> str:
    async with (
        aiohttp.ClientSession() as person,
        person.post(url, data={"action": "agree", "uid": UID}, allow_redirects=False) as page,
    ):
        return page.headers.get("Location", "")


def test_it_authorises_reads_the_token_and_gives_it_back(weibo: SyncWeibo) -> None:
    callback = "http://127.0.0.1:8000/back"
    location = asyncio.run(_consent(weibo.authorize_url(APP, callback, state="s1")))
    query = parse_qs(urlsplit(location).query)
    assert query["state"] == ["s1"]
    code = query["code"][0]
    token = weibo.access_token(client_id=APP, client_secret=SECRET, code=code, redirect_uri=callback)
    info = weibo.get_token_info(token.token)
    assert (info.uid, info.appkey) == (token.uid, APP)
    assert info.expires_in > 0
    assert weibo.get_uid(token.token) == token.uid
    with pytest.raises(TokenDead) as used:
        weibo.access_token(client_id=APP, client_secret=SECRET, code=code, redirect_uri=callback)
    assert used.value.code == 21325
    assert code not in str(used.value)
    with pytest.raises(Misconfigured):
        weibo.access_token(client_id=APP, client_secret="wrong", code=code, redirect_uri=callback)
    weibo.revoke(token.token)
    with pytest.raises(TokenDead):
        weibo.get_uid(token.token)


def test_it_publishes_reads_back_and_deletes(platform: Platform, weibo: SyncWeibo) -> None:
    token, text = platform.token(), words()
    status = weibo.share(token, text, rip="211.156.0.1")
    assert status.created_at is not None
    assert abs((status.created_at - time_of_id(status.id)).total_seconds()) <= 1
    assert status.user is not None
    assert status.user.id == UID
    assert mid_to_base62(status.mid)
    newest = weibo.user_timeline(token, paging=Paging(count=5)).items[0]
    assert newest.id == status.id
    assert same_post(text, newest.text)
    assert weibo.show(token, status.id).id == status.id
    assert weibo.count(token, [status.id])[0].id == status.id
    weibo.destroy(token, status.id)
    with pytest.raises(Refused) as gone:
        weibo.show(token, status.id)
    assert gone.value.code == 20101


def test_it_publishes_a_picture(platform: Platform, weibo: SyncWeibo) -> None:
    status = weibo.share(platform.token(), words(), pic=png())
    assert len(status.pictures) == 1


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("没有链接的正文", Misconfigured, 10017),
        ("长" * 141 + " " + LINK, Refused, 20012),
        (f"沙箱测试违规 {LINK}", Refused, 20021),
        (f"沙箱测试验证码 {LINK}", Refused, 20031),
    ],
)
def test_it_is_refused_for_the_text(
    platform: Platform, weibo: SyncWeibo, text: str, kind: type[WeiboError], code: int
) -> None:
    with pytest.raises(kind) as refused:
        weibo.share(platform.token(), text)
    assert refused.value.code == code


def test_it_is_refused_for_the_same_text_again(platform: Platform, weibo: SyncWeibo) -> None:
    token, text = platform.token(), words()
    weibo.share(token, text)
    with pytest.raises(Refused) as again:
        weibo.share(token, text)
    assert again.value.is_duplicate


def test_it_is_refused_a_picture_of_no_known_type(platform: Platform, weibo: SyncWeibo) -> None:
    with pytest.raises(Refused) as refused:
        weibo.share(platform.token(), words(), pic=Picture(b"BM not a picture"))
    assert refused.value.code == 20005


def test_it_comments_answers_and_reads_comments(platform: Platform, weibo: SyncWeibo) -> None:
    token = platform.token()
    status = weibo.share(token, words())
    comment = weibo.comments_create(token, status.id, "欢迎来问")
    assert comment.status_id == status.id
    answer = weibo.comments_reply(token, status.id, comment.id, "稍后答复")
    assert answer.reply_to_id == comment.id
    found = {item.id for item in weibo.comments_show(token, status.id).items}
    assert {comment.id, answer.id} <= found
    assert {item.id for item in weibo.comments_by_me(token).items} >= {comment.id}
    assert weibo.comments_to_me(token).unreadable == 0
    assert weibo.mentions(token).unreadable == 0
    weibo.comments_destroy(token, comment.id)


def test_it_reposts(platform: Platform, weibo: SyncWeibo) -> None:
    status = weibo.share(platform.token(), words())
    other = platform.token("5501000002")
    repost = weibo.repost(other, status.id, "转给大家看看")
    assert repost.retweeted is not None
    assert repost.retweeted.id == status.id
    assert repost.id in {item.id for item in weibo.repost_timeline(other, status.id).items}


def test_it_reads_the_account_its_limits_and_emoticons(platform: Platform, weibo: SyncWeibo) -> None:
    token = platform.token()
    assert weibo.users_show(token, uid=UID).id == UID
    assert weibo.users_counts(token, [UID])[0].id == UID
    assert weibo.rate_limit_status(token).ip_limit != 0
    assert any(item.phrase.startswith("[") for item in weibo.emotions(token))


FAULTS = [
    ("http_502", Ambiguous, False),
    ("http_502_after", Ambiguous, True),
    ("reset_before", Ambiguous, False),
    ("reset_after", Ambiguous, True),
    ("hang_before", Ambiguous, False),
    ("hang_after", Ambiguous, True),
    ("20032", Ambiguous, True),
    ("20016", Limited, False),
    ("20019", Refused, False),
    ("20031", Refused, False),
    ("10022", Limited, False),
    ("10023", Limited, False),
    ("10024", Limited, False),
]


@pytest.mark.parametrize(("kind", "expected", "stored"), FAULTS)
def test_it_gives_every_fault_its_class(
    platform: Platform, weibo: SyncWeibo, kind: str, expected: type[WeiboError], stored: bool
) -> None:
    token, text = platform.token(), words()
    platform.fault(kind, call="statuses/share", seconds=3)
    with pytest.raises(WeiboError) as failure:
        weibo.share(token, text)
    assert type(failure.value) is expected
    assert token not in str(failure.value)
    assert any(text in str(post.get("raw")) for post in platform.posts()) is stored
    if kind == "20032":
        assert isinstance(failure.value, Ambiguous)
        assert failure.value.stored


def test_it_reads_codes_that_come_as_text(platform: Platform, weibo: SyncWeibo) -> None:
    token = platform.token()
    platform.fault("string_codes", count=1, call="statuses/share")
    platform.fault("10023", call="statuses/share")
    with pytest.raises(Limited) as limited:
        weibo.share(token, words())
    assert limited.value.scope is Scope.USER


@pytest.mark.parametrize(("kind", "code"), [("token_expired", 21327), ("token_revoked", 21319)])
def test_it_notices_a_dead_token(platform: Platform, weibo: SyncWeibo, kind: str, code: int) -> None:
    token = platform.token("5501000003")
    platform.fault(kind, uid="5501000003")
    with pytest.raises(TokenDead) as dead:
        weibo.share(token, words())
    assert dead.value.code == code


def test_it_notices_a_token_nobody_gave(weibo: SyncWeibo) -> None:
    with pytest.raises(TokenDead):
        weibo.show("2.00nobodyKnowsThisToken00000000", "1")


def test_it_repeats_nothing_on_its_own(platform: Platform, weibo: SyncWeibo) -> None:
    token, text = platform.token(), words()
    platform.fault("reset_after", call="statuses/share")
    with pytest.raises(Ambiguous):
        weibo.share(token, text)
    assert sum(text in str(post.get("raw")) for post in platform.posts()) == 1


def test_it_publishes_many_at_once(platform: Platform) -> None:
    token = platform.token()

    async def many() -> list[str]:
        async with WeiboClient(Hosts.single(platform.base)) as client:
            sent = await asyncio.gather(*(client.share(token, words()) for _ in range(100)))
            return [status.id for status in sent]

    assert len(set(asyncio.run(many()))) == 100
