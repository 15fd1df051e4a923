"""Every form in which people paste the address of a post, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from core.errors import UserError
from publishing.dispatch import pasted
from publishing.dispatch.links import short_code, weibo_id_of
from publishing.dispatch.pasted import expanded
from weibo.text import mid_to_base62

UID, MID = "5501000001", "5237045678901234"
BID = mid_to_base62(MID)


@pytest.fixture(autouse=True)
def _real(settings: Settings) -> None:
    settings.WEIBO_APP_KEY = "key"


@pytest.mark.parametrize(
    "text",
    [
        f"https://weibo.com/{UID}/{BID}",
        f"http://www.weibo.com/{UID}/{BID}?from=page_1006061234&wvr=6&mod=weibotime#comment",
        f"weibo.com/{UID}/{BID}",
        f"https://weibo.com/{UID}/{MID}",
        f"https://weibo.com/detail/{MID}",
        f"https://m.weibo.cn/status/{MID}?jumpfrom=weibocom",
        f"https://m.weibo.cn/status/{BID}",
        f"https://m.weibo.cn/detail/{MID}",
        f"https://m.weibo.cn/{UID}/{MID}",
        f"m.weibo.cn/statuses/show?id={MID}",
        f"https://share.api.weibo.cn/share/278393831,{MID}.html?weibo_id={MID}",
        f"https://weibointl.api.weibo.com/share/1234.html?weibo_id={MID}",
        f"【山岚家居的微博】入秋第一杯热茶…https://m.weibo.cn/detail/{MID}。来自 @山岚家居",
        f"  （看这里：weibo.com/{UID}/{BID}），好看\n",
        f"原文 http://t.cn/A6abcdef 链接 https://weibo.com/{UID}/{BID}",
    ],
)
def test_it_reads_what_people_paste(text: str) -> None:
    assert weibo_id_of(text, uid=UID) == MID


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://weibo.com/5501000002/" + BID,
        f"https://weibo.com.evil.example/{UID}/{BID}",
        f"https://evil.example/weibo.com/{UID}/{BID}x",
        f"https://user@evil.example/{UID}/{BID}",
        f"https://weibo.com/{UID}",
        "https://weibo.com/u/5501000001",
        "https://weibo.com/ttarticle/p/show?id=2309404",
        "https://weibo.com/5501000001/abc",
        "https://[::1",
        "https://weibo.com/detail/" + "9" * 60,
    ],
)
def test_it_takes_nothing_else(text: str) -> None:
    assert weibo_id_of(text, uid=UID) == ""


@given(st.text(max_size=300))
def test_it_never_fails_over_what_is_typed(text: str) -> None:
    found = weibo_id_of(text, uid=UID)
    assert found == "" or (found.isascii() and found.isdigit())
    short_code(text)


@given(
    st.integers(min_value=3_500_000_000_000_000, max_value=6_000_000_000_000_000),
    st.text(alphabet="，。！？看这里 \n【】“”", max_size=20),
    st.text(alphabet="，。！？ \n【】“”）", min_size=1, max_size=20),
)
def test_it_finds_any_id_between_any_words(number: int, before: str, after: str) -> None:
    for address in (f"https://weibo.com/{UID}/{mid_to_base62(number)}", f"https://m.weibo.cn/status/{number}?a=1"):
        assert weibo_id_of(f"{before}{address}{after}", uid=UID) == str(number)


def test_a_short_link_is_followed_one_step(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def leads(url: str, *, rules: object) -> str:
        asked.append(url)
        return f"https://weibo.com/{UID}/{BID}"

    monkeypatch.setattr(pasted, "redirect_of", leads)
    assert weibo_id_of(expanded("看看 http://t.cn/A6abcdef 吧", uid=UID), uid=UID) == MID
    assert asked == ["https://t.cn/A6abcdef"]
    assert expanded(f"https://weibo.com/{UID}/{BID} t.cn/A6abcdef", uid=UID).endswith("t.cn/A6abcdef")
    assert len(asked) == 1, "nothing is asked when the link is there already"


def test_a_short_link_that_leads_nowhere_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pasted, "redirect_of", lambda url, rules: "")
    with pytest.raises(UserError, match="复制完整的链接"):
        expanded("http://t.cn/A6abcdef", uid=UID)
