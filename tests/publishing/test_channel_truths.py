"""K6: what a channel cannot do is said while writing and while choosing the time; each rule by its name."""

from dataclasses import replace

import pytest
from django.urls import reverse
from pytest_django import Settings

from accounts.models import Channel, User, WeiboAccount
from accounts.queries.capabilities import Abilities, derive
from content.lint import Severity, capability, length
from content.lint.draft import Draft, Offer
from content.models import Post
from publishing.queries import truths_of
from tests.conftest import ClientOf
from tests.publishing.makers import Wanted, make_post
from tests.publishing.test_dispatch import picture

OWN, DOMAIN = "https://m.shanlan.example/", "shanlan.example"


def able(channel: str = Channel.SHARE, *, domain: str = DOMAIN, link: str = OWN) -> Abilities:
    return replace(derive(channel), safe_domain=domain, default_link=link)


def names(draft: Draft) -> dict[str, Severity]:
    return {found.rule: found.severity for found in [*capability.check(draft), *length.check(draft)]}


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("没有链接", f"没有链接 {OWN}"),
        (f"有自己的 https://www.{DOMAIN}/a", f"有自己的 https://www.{DOMAIN}/a"),
        ("别家的 https://example.com/b", f"别家的 https://example.com/b {OWN}"),
        (f"像的 https://evil{DOMAIN}/", f"像的 https://evil{DOMAIN}/ {OWN}"),
    ],
)
def test_safe_domain_link_is_added_by_rule_when_missing(text: str, sent: str) -> None:
    draft = Draft(text, abilities=able())
    assert draft.text_as_sent == sent
    assert "capability_link" not in names(draft)


def test_safe_domain_link_is_not_added_where_none_is_needed_or_none_helps() -> None:
    text = "别家的 https://example.com/b"
    for abilities in (
        able(Channel.COMMERCIAL),
        able(Channel.HAND_OVER),
        able(link=""),
        able(domain=""),
        able(link="https://elsewhere.example/"),
    ):
        assert Draft(text, abilities=abilities).text_as_sent == text
    assert Draft(text, abilities=able(), is_repost=True).text_as_sent == text


def test_length_counts_with_the_added_link() -> None:
    draft = Draft("字" * 135, abilities=able())
    assert names(draft)["length"] == Severity.ERROR
    assert "length" not in names(Draft("字" * 125, abilities=able(Channel.COMMERCIAL)))


def test_topics_of_an_ordinary_app_are_told_with_a_way_out() -> None:
    found = next(f for f in capability.check(Draft("#新品# 看看", abilities=able())) if f.rule == "capability_topics")
    assert found.severity == Severity.WARNING and Offer.HAND_OVER in found.offers
    assert "capability_topics" not in names(Draft("#新品# 看看", abilities=able(Channel.COMMERCIAL)))


@pytest.mark.parametrize("pictures", [2, 9])
def test_two_to_nine_pictures_of_an_ordinary_app_offer_a_person(pictures: int) -> None:
    draft = Draft("看图", pictures=pictures, abilities=able())
    found = next(f for f in capability.check(draft) if f.rule == "capability_pictures")
    assert found.severity == Severity.ERROR and Offer.HAND_OVER in found.offers
    for channel in (Channel.COMMERCIAL, Channel.HAND_OVER):
        assert "capability_pictures" not in names(Draft("看图", pictures=pictures, abilities=able(channel)))


def test_one_animated_picture_of_an_ordinary_app_is_one_picture() -> None:
    assert "capability_pictures" not in names(Draft("动图", pictures=1, abilities=able()))


def test_long_text_of_an_ordinary_app_offers_a_person() -> None:
    found = next(iter(length.check(Draft("字" * 400, abilities=able()))))
    assert (found.severity, found.offers) == (Severity.ERROR, (Offer.HAND_OVER,))
    assert names(Draft("字" * 400, abilities=able(Channel.COMMERCIAL)))["length"] == Severity.WARNING


@pytest.mark.django_db
def test_choosing_a_time_shows_exactly_what_is_sent(
    account: WeiboAccount, editor: User, client_of: ClientOf, settings: Settings
) -> None:
    settings.WEIBO_SAFE_DOMAIN = DOMAIN
    WeiboAccount.objects.update(link=OWN)
    account.refresh_from_db()
    post = make_post(account, text="#新品# 你喝哪款？")
    page = client_of(editor).get(reverse("calendar:schedule", args=[post.pk])).text
    assert f"你喝哪款？ {OWN}" in page and "实际发出的文字" in page
    assert "话题 #新品# 会被微博去掉" in page and "改为人工发布" in page


@pytest.mark.django_db
def test_choosing_a_time_hands_over_by_one_click(
    account: WeiboAccount, editor: User, client_of: ClientOf, settings: Settings, tmp_path: object
) -> None:
    settings.MEDIA_ROOT = tmp_path
    post = make_post(account, Wanted(media=[picture(shade) for shade in range(3)]))
    assert [found.rule for found in truths_of(post)["truths"]] == ["capability_pictures"]
    client, url = client_of(editor), reverse("calendar:schedule_by_hand", args=[post.pk])
    panel = client.post(url, headers={"HX-Request": "true"})
    assert panel.status_code == 200 and "改为人工发布</button>" not in panel.text
    post = Post.objects.get(pk=post.pk)
    assert post.by_hand and truths_of(post)["truths"] == []
