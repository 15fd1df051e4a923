"""C12: rights in pictures: set, taken back, told before they end; what may not be used does not go on."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from content import lint
from content.models import BulkChange, Consent, Media, MediaRights, Post
from content.queries.facts import Writing, lint_draft
from content.queries.media import MediaFilter, media_rows, unusable, uses_of
from content.services import (
    remind_of_media_rights,
    set_media_rights,
    store_picture,
    submit_for_review,
    undo_media_rights,
)
from core.errors import Conflict, UserError
from core.models import Notice
from tests.conftest import ClientOf
from tests.content.conftest import Write
from tests.content.test_pages import png

DAY = dt.timedelta(days=1)


@pytest.fixture
def media(editor: User, at: dt.datetime) -> Media:
    return store_picture(file=png(), by=editor, at=at)


def test_c12_a_right_holds_to_its_last_day_and_people_must_agree(media: Media, at: dt.datetime) -> None:
    today = at.date()
    media.rights_until = today
    assert unusable([media], on=today) == [] and unusable([media], on=today + DAY) == [media]
    media.rights_until, media.consent = None, Consent.MISSING
    assert unusable([media], on=today) == [media]


def test_c12_an_ended_right_stops_the_post(write: Write, media: Media, editor: User, at: dt.datetime) -> None:
    post = write(media_ids=(media.pk,))
    Media.objects.update(rights_until=at.date() - DAY)
    with pytest.raises(UserError, match="的授权到"):
        submit_for_review(post=post, by=editor, at=at)
    again = write("换一句话说，你觉得呢？", media_ids=(media.pk,))
    assert "rights" in [finding["rule"] for finding in again.version.findings] if again.version else False


def test_c12_the_day_of_the_post_counts(write: Write, media: Media, at: dt.datetime) -> None:
    post = write(media_ids=(media.pk,))
    Media.objects.update(rights_until=at.date() + 2 * DAY)
    for days, found in ((1, False), (5, True)):
        post.due_at = at + days * DAY
        writing = Writing(post.account, post.category, "泡茶？", 1, post)
        rules = [finding.rule for finding in lint.check(lint_draft(writing, at=at))]
        assert ("rights" in rules) is found


def test_many_are_set_at_once_and_taken_back(media: Media, editor: User, at: dt.datetime) -> None:
    other = store_picture(file=png("red"), by=editor, at=at)
    values = {"rights": MediaRights.LICENSED, "rights_until": at.date(), "source": "图库"}
    change = set_media_rights(media_ids=[media.pk, other.pk], values=values, by=editor, at=at)
    assert change is not None and Media.objects.filter(source="图库", rights_until=at.date()).count() == 2
    assert set_media_rights(media_ids=[media.pk], values=values, by=editor, at=at) is None
    set_media_rights(media_ids=[other.pk], values={"source": "另一家"}, by=editor, at=at)
    assert undo_media_rights(change=change, by=editor, at=at) == 2
    media.refresh_from_db()
    other.refresh_from_db()
    assert (media.source, media.rights_until, media.rights) == ("", None, MediaRights.UNKNOWN)
    assert (other.source, other.rights_until) == ("另一家", None)
    with pytest.raises(Conflict):
        undo_media_rights(change=change, by=editor, at=at)


def test_the_owner_is_told_in_time_and_once(media: Media, editor: User, write: Write, at: dt.datetime) -> None:
    until = at.date() + 20 * DAY
    set_media_rights(media_ids=[media.pk], values={"rights_until": until}, by=editor, at=at)
    assert remind_of_media_rights(now=at) == 1 and remind_of_media_rights(now=at) == 0
    assert remind_of_media_rights(now=at + 14 * DAY) == 1, "seven days before"
    Post.objects.filter(pk=write(media_ids=(media.pk,)).pk).update(due_at=at + 25 * DAY)
    assert remind_of_media_rights(now=at + 21 * DAY) == 1
    notice = Notice.objects.order_by("-pk")[0]
    assert notice.params["n"] == 1 and notice.level == "danger" and "不能再用" in notice.sentence
    set_media_rights(media_ids=[media.pk], values={"rights_until": None}, by=editor, at=at)
    assert not Notice.objects.filter(settled_at=None).exists()


def test_the_page_finds_what_asks_for_care(client_of: ClientOf, editor: User, media: Media, at: dt.datetime) -> None:
    page = reverse("content:media_library")
    client = client_of(editor)

    def found(query: str) -> int:
        return len(client.get(page + query).context["page"].rows)

    assert found("") == found("?need=unused") == found("?need=unknown") == found("?kind=still") == 1
    assert found("?need=soon") == found("?kind=gif") == found("?q=nothing") == found("?rights=own") == 0
    assert found("?q=bild&need=x&kind=x&rights=x&before=x") == 1
    rows = Media.objects.filter(rights_until=None)
    assert media_rows(rows, MediaFilter(need="over"), today=at.date()).count() == 0


def test_the_panel_tells_where_it_was_used(
    client_of: ClientOf, editor: User, media: Media, write: Write, at: dt.datetime
) -> None:
    post = write("用了图的一条？", media_ids=(media.pk,))
    Post.objects.update(due_at=at + 5 * DAY)
    Media.objects.update(rights_until=at.date())
    media.refresh_from_db()
    assert [use.late != "" for use in uses_of(media, Post.objects.all())] == [True]
    html = client_of(editor).get(reverse("content:media_about", args=[media.pk])).content.decode()
    assert reverse("content:post", args=[post.pk]) in html and "到那天不能用了" in html


def test_rights_are_set_on_the_page(client_of: ClientOf, editor: User, media: Media) -> None:
    client, one = client_of(editor), reverse("content:rights_set", args=[media.pk])
    data = {"source": "图库", "rights": "licensed", "rights_until": "2027-01-31", "consent": "given", "licence": "一年"}
    assert client.post(one, data).status_code == 302
    media.refresh_from_db()
    assert (media.rights, str(media.rights_until), media.licence) == ("licensed", "2027-01-31", "一年")
    assert client.post(one, data | {"rights_until": "gestern"}).status_code == 422
    client.post(reverse("content:rights_bulk"), {"media": media.pk, "for_good": "on", "people": "店长"})
    media.refresh_from_db()
    assert media.rights_until is None and (media.people, media.source) == ("店长", "图库")
    undo = reverse("content:rights_undo", args=[BulkChange.objects.latest("pk").pk])
    assert client.post(undo).status_code == 302
    media.refresh_from_db()
    assert (str(media.rights_until), media.people) == ("2027-01-31", ""), "as it was before"
    assert client.post(reverse("content:rights_bulk"), {"people": "x"}).status_code == 422


def test_pictures_are_taken_in_without_javascript(client_of: ClientOf, editor: User) -> None:
    client, page = client_of(editor), reverse("content:media_library")
    assert client.post(page, {"picture": [png(), png("red")]}).status_code == 302
    assert Media.objects.count() == 2
    assert client.post(page, {}).status_code == 422


def test_the_grid_costs_the_same_with_many(
    client_of: ClientOf, editor: User, at: dt.datetime, django_assert_max_num_queries: Any
) -> None:
    client, page = client_of(editor), reverse("content:media_library")
    fields = {"mime": "image/png", "width": 1, "height": 1, "size": 1, "created_at": at, "thumbnail": "a.png"}
    Media.objects.bulk_create(Media(sha256=f"{n:064}", **fields) for n in range(80))
    client.get(page)
    with django_assert_max_num_queries(15):
        assert len(client.get(page).context["tiles"]) == 60
