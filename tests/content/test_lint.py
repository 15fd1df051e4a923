"""Lint rules, one by one: pure, no database."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.queries import Abilities, derive
from content.lint import Draft, Likeness, Offer, Severity, Term, Week, build_lexicon, check, has_errors
from content.lint.invites import invites_answer
from content.lint.likeness import likeness, sketch, text_key
from weibo.text import weibo_length


def ordinary(*, domain: str = "", link: str = "") -> Abilities:
    """An account that publishes through the ordinary app."""
    return replace(derive("share"), safe_domain=domain, default_link=link)


def rules(draft: Draft) -> dict[str, Severity]:
    return {finding.rule: finding.severity for finding in check(draft)}


@pytest.mark.parametrize(
    ("characters", "expected"),
    [(130, None), (131, Severity.WARNING), (140, Severity.WARNING), (141, Severity.ERROR)],
)
def test_c4_it_warns_over_130_and_refuses_over_140(characters: int, expected: Severity | None) -> None:
    assert rules(Draft("微" * characters)).get("length") == expected


def test_c4_it_counts_the_link_that_is_added_on_sending() -> None:
    draft = Draft("微" * 135, abilities=ordinary(link="https://shanlan.example/a"))

    assert rules(draft)["length"] == Severity.ERROR
    assert "length" in rules(Draft(" \n")), "an empty text cannot be submitted"


@given(st.text(max_size=400))
def test_c4_it_judges_every_text_by_weibos_own_length(text: str) -> None:
    found = rules(Draft(text)).get("length")

    if not text.strip() or weibo_length(text) > 140:
        assert found == Severity.ERROR
    else:
        assert (found == Severity.WARNING) == (weibo_length(text) > 130)


def test_c5_it_refuses_a_link_alone_and_warns_of_a_headline_with_a_link() -> None:
    assert rules(Draft("http://t.cn/abc #新品# @山岚"))["link_only"] == Severity.ERROR
    assert rules(Draft("【保温杯清洗指南】 https://a.cn/1"))["headline_and_link"] == Severity.WARNING
    whole = "杯垢用小苏打加温水泡半小时，再用软毛刷转两圈就干净了。别用钢丝球，会刮花内壁。详细步骤：https://a.cn/1"
    assert not {"link_only", "headline_and_link"} & set(rules(Draft(whole)))


def test_c6_it_warns_when_promotion_passes_its_share_and_a_discount_has_no_reason() -> None:
    full = Week(total=9, promotional=3, limit_percent=20)

    assert "promotional_share" in rules(Draft("上新", promotional=True, week=full))
    assert "promotional_share" not in rules(Draft("上新", promotional=True, week=Week(9, 1, 20)))
    assert "promotional_share" not in rules(Draft("上新", promotional=False, week=full))
    assert "discount" in rules(Draft("焖烧罐今晚8折"))
    assert "discount" not in rules(Draft("粉丝专享，焖烧罐今晚8折"))


def test_c8_it_hints_when_nothing_invites_an_answer() -> None:
    assert rules(Draft("今天的茶很香。"))["no_invitation"] == Severity.HINT
    assert "no_invitation" not in rules(Draft("今天的茶很香，你们喝了什么？"))
    assert invites_answer("评论区聊聊")


LEXICON = build_lexicon(
    [
        Term("最", "own", "绝对化用语", "warning", "不许用。", "很"),
        Term("最好用", "own", "绝对化用语", "warning", "不许用。", "很好用"),
        Term("最近", "own", "绝对化用语", "warning", "", allowed=True),
        Term("No.1", "own", "绝对化用语", "warning", "不许用。"),
        Term("根治", "law", "禁用表述", "error", "有风险。"),
    ]
)


def test_c13_it_takes_the_longest_word_and_lets_allowed_words_pass() -> None:
    text = "最近收到一只ＮＯ.１的杯子，最好用"
    found = [finding for finding in check(Draft(text, lexicon=LEXICON)) if finding.source == "C13"]

    assert [text[f.start : f.end] for f in found if f.start is not None] == ["ＮＯ.１", "最好用"]
    assert "很好用" in found[1].mend
    assert has_errors(check(Draft("能根治吗？", lexicon=LEXICON)))


def test_c14_it_warns_of_what_the_card_says_this_account_never_says() -> None:
    assert rules(Draft("亲，在的哦？", never_says=("亲，",)))["never_says"] == Severity.WARNING
    assert "never_says" not in rules(Draft("您好，在的？", never_says=("亲，", "")))


def test_c12_it_shows_the_nearest_earlier_text() -> None:
    def near(share: float, same: bool) -> Draft:
        return Draft("在吗？", nearest=Likeness(7, "山岚家居", "在吗？", share, same, True))

    same_account = next(f for f in check(near(1.0, True)) if f.rule == "repeated")
    assert "#7" in same_account.sentence
    assert "80%" in next(f for f in check(near(0.8, False)) if f.rule == "repeated").sentence
    assert "repeated" not in rules(near(0.3, True))


def test_c12_it_knows_near_texts_by_their_pieces() -> None:
    text = "春天的第一杯茶，用保温杯泡龙井，水温八十度，三分钟刚刚好。你喜欢喝什么茶？"
    near = "春天的第一杯茶，用保温杯泡龙井，水温八十五度，两分钟刚刚好。你喜欢喝什么茶？"
    far = "高铁上带一只焖烧罐，早上焖的粥中午还热。"

    assert likeness(text, text) == 1
    assert likeness(text, near) > 0.6 > likeness(text, far)
    assert set(sketch(text)) & set(sketch(near))
    assert text_key(text) == text_key(text.replace("，", "， ") + " https://a.cn/1") != text_key(near)
    assert sketch("") == [] and text_key("https://a.cn/1") == ""


def test_c3_it_says_what_an_ordinary_app_cannot_post() -> None:
    draft = Draft("#新品# 看图？", pictures=3, abilities=ordinary(domain="shanlan.example"))
    found = rules(draft)

    assert found["capability_pictures"] == Severity.ERROR
    assert found["capability_topics"] == Severity.WARNING
    assert found["capability_link"] == Severity.ERROR
    able = ordinary(domain="shanlan.example", link="https://m.shanlan.example/")
    mended = Draft("看图？", pictures=1, abilities=able)
    assert not [rule for rule in rules(mended) if rule.startswith("capability")]
    assert rules(Draft("图？", pictures=10, abilities=derive("hand_over")))["capability_pictures"] == Severity.ERROR


def test_c3_it_offers_a_mend_that_is_one_click_away() -> None:
    found = {item.rule: item for item in check(Draft("看图？", pictures=3, abilities=ordinary()))}
    assert found["capability_pictures"].offers == (Offer.HAND_OVER, Offer.FIRST_PICTURE)
    assert "改为人工发布" in found["capability_pictures"].mend


def test_c4_a_long_post_is_for_accounts_that_may_send_one() -> None:
    long = "微" * 300
    assert rules(Draft(long, abilities=derive("commercial")))["length"] == Severity.WARNING
    assert rules(Draft(long, abilities=derive("hand_over")))["length"] == Severity.WARNING
    (finding,) = [item for item in check(Draft(long, abilities=ordinary())) if item.rule == "length"]
    assert (finding.severity, finding.offers) == (Severity.ERROR, (Offer.HAND_OVER,))
    assert rules(Draft("微" * 2001, abilities=derive("commercial")))["length"] == Severity.ERROR
    repost = Draft(long, abilities=derive("commercial"), is_repost=True)
    assert rules(repost)["length"] == Severity.ERROR, "a repost has no long form"


def test_a11_a_repost_needs_no_link_and_takes_no_picture() -> None:
    able = ordinary(domain="shanlan.example")
    found = rules(Draft("说得好，大家怎么看？", abilities=able, is_repost=True))
    assert "capability_link" not in found and found["capability_repost"] == Severity.HINT
    assert (
        rules(Draft("好？", pictures=1, abilities=able, is_repost=True))["capability_repost_pictures"] == Severity.ERROR
    )
