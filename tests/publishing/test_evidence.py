"""The card of evidence: who approved which bytes when, and that these bytes were sent (K5)."""

import pytest
from django.urls import reverse

from accounts.models import User, WeiboAccount
from content.models import Post, PostVersion
from publishing.queries.evidence import evidence_of, version_of
from tests.conftest import AT, ClientOf
from tests.publishing.makers import make_post, make_slot

pytestmark = pytest.mark.django_db


def test_k5_the_card_recomputes_the_hash_and_shows_the_decision(
    account: WeiboAccount, editor: User, client_of: ClientOf
) -> None:
    post = make_post(account, text="入秋第一杯热茶，你喝什么？")
    make_slot(post, AT, now=AT)
    post = Post.objects.select_related("account", "version").get(pk=post.pk)
    card = evidence_of(post, version_of(post, None))
    assert card.hash_now == PostVersion.objects.get().content_hash and card.fits and card.slots
    page = client_of(editor).get(reverse("calendar:evidence", args=[post.pk])).content.decode()
    assert "与保存时一致" in page and card.hash_now in page


def test_k5_it_says_when_the_bytes_are_not_those_any_more(
    account: WeiboAccount, other_account: WeiboAccount, editor: User, client_of: ClientOf
) -> None:
    post = make_post(account, text="入秋第一杯热茶，你喝什么？")
    Post.objects.filter(pk=post.pk).update(account=other_account)
    page = client_of(editor).get(reverse("calendar:evidence", args=[post.pk])).content.decode()
    assert "与保存时不一致" in page


def test_it_has_no_version_that_is_none(account: WeiboAccount, editor: User, client_of: ClientOf) -> None:
    post = make_post(account, text="入秋第一杯热茶，你喝什么？")
    assert client_of(editor).get(reverse("calendar:evidence", args=[post.pk]) + "?version=9").status_code == 404
