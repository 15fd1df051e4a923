"""A11, C4: one idea for several accounts; the browser counts as the server does."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from playwright.sync_api import expect

from accounts.models import User, WeiboAccount
from tests.browser.conftest import OpenPage
from tests.browser.driving import axe
from weibo.text import weibo_length

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "licensed"
GENERATED, REAL = 3000, 4000
TEXT = "周末在院子里围炉煮茶，烤两只橘子。你会带上谁？"


def test_a11_one_text_goes_to_empty_accounts_and_all_stand_beside_each_other(
    open_page: OpenPage, editor: User, account: WeiboAccount, other_account: WeiboAccount
) -> None:
    page = open_page(editor)
    page.goto(f"/content/compose/?account={account.pk}&account={other_account.pk}")
    one, other = (page.locator(f"[name='{row.pk}-text']") for row in (account, other_account))
    one.fill(TEXT)
    page.get_by_role("button", name="用到空白的账号").click()
    expect(other).to_have_value(TEXT)
    expect(one).to_be_focused()
    page.get_by_role("tab", name=other_account.nickname).click()
    other.fill(TEXT.replace("院子里", "阳台上"))
    page.get_by_role("button", name="并排看").click()
    dialog = page.get_by_role("dialog", name="各账号的文字")
    expect(dialog.locator(".beside-one").nth(1).locator(".passage-changed")).to_contain_text("院子里")
    expect(dialog).to_contain_text("相似")
    assert axe(page) == []
    dialog.locator(f"[data-beside-open='{account.pk}']").click()
    expect(one).to_be_focused()


def real_texts() -> Iterator[str]:
    """Posts as people wrote them; none on a machine without the collection."""
    file = DATA / "weibo-crawler_1669879400_2025.csv"
    if file.exists():
        with file.open(encoding="utf-8-sig", newline="") as lines:
            for record in csv.DictReader(lines):
                yield from (cell for cell in record.values() if isinstance(cell, str) and len(cell) > 8)
    for name in ("timmmgz_mit_user_posts.jsonl", "WeiboSpider_README_samples.jsonl"):
        if (DATA / name).exists():
            with (DATA / name).open(encoding="utf-8") as rows:
                for row in rows:
                    yield from _strings(json.loads(row))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        if len(value) > 8:
            yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)


PIECE = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(
        [
            "👩\u200d👩\u200d👧\u200d👦",
            "🇨🇳",
            "1\ufe0f\u20e3",
            "𠮷",
            "é",
            "ＡＢＣ１２３",
            "，。！？",
            "\u3000",
            " ",
            "\n",
        ]
    ),
    st.from_regex(r"https?://[a-z]{1,8}\.(cn|com)/[A-Za-z0-9/?=&%#_.~-]{0,160}", fullmatch=True),
    st.sampled_from(
        ["http://t.cn/A6x，后面", "https://例子.cn/路径", "#话题#", "@山岚家居 ", "[哈哈]", "HTTP://X.CN/a"]
    ),
    st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=40),
)


def generated() -> list[str]:
    """Texts of all that people type: joined emoji, ideographs, full-width signs, links, characters in two units."""
    found: list[str] = []

    @settings(
        max_examples=GENERATED,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(PIECE, max_size=8).map("".join))
    def take(text: str) -> None:
        found.append(text)

    take()
    return found


@pytest.mark.parametrize("origin", ["real", "generated"])
def test_c4_the_browser_counts_thousands_of_texts_as_the_server_does(
    open_page: OpenPage, editor: User, account: WeiboAccount, origin: str
) -> None:
    found = list(dict.fromkeys(real_texts()))[:REAL] if origin == "real" else generated()
    if not found:
        pytest.skip("../shared/data is not on this machine")
    # a text area knows one line end only
    texts = [text.replace("\r\n", "\n").replace("\r", "\n") for text in found]
    page = open_page(editor)
    page.goto(f"/content/compose/?account={account.pk}")
    counted = page.evaluate("texts => texts.map((text) => weiboText.length(text))", texts)
    assert [text for text, length in zip(texts, counted, strict=True) if length != weibo_length(text)] == []

    # what stands beside the field is the same figure
    some = [text for text in texts if text.strip()][:: max(1, len(texts) // 200)]
    shown = page.evaluate(
        """texts => texts.map((text) => {
          const pane = document.querySelector("[data-pane]");
          pane.dataset.link = "";
          pane.querySelector("textarea").value = text;
          pane.dispatchEvent(new Event("input"));
          return Number(pane.querySelector("[data-length]").textContent.split(" ")[0]);
        })""",
        some,
    )
    assert shown == [weibo_length(text) for text in some]
