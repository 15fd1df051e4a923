"""C12: pictures of the library inside the composer, with their rights; a part has the rights of the whole."""

import datetime as dt
import io
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.models import User, WeiboAccount
from content.models import Consent, Media, MediaRights
from content.services import store_picture
from tests.content.conftest import Write

pytestmark = pytest.mark.usefixtures("on_the_day")
Three = tuple[Media, Media, Media]
PICK = "/content/compose/media/"


def png(colour: str, name: str, size: tuple[int, int] = (40, 30)) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


@pytest.fixture
def pictures(editor: User, at: dt.datetime) -> Three:
    """One of our own, one whose right ends in a week, one whose people did not agree."""
    own, ending, face = (
        store_picture(file=png(colour, f"{name}.png"), by=editor, at=at)
        for colour, name in (("red", "茶席"), ("green", "外拍"), ("blue", "店长"))
    )
    Media.objects.filter(pk=own.pk).update(rights=MediaRights.OWN)
    Media.objects.filter(pk=ending.pk).update(rights=MediaRights.LICENSED, rights_until=dt.date(2026, 11, 30))
    Media.objects.filter(pk=face.pk).update(consent=Consent.MISSING)
    return own, ending, face


@pytest.fixture
def on_the_day(at: dt.datetime) -> Iterator[None]:
    with time_machine.travel(at, tick=False):
        yield


def disabled(page: str) -> set[int]:
    return {int(pk) for pk in re.findall(r'value="(\d+)" data-pick disabled', page)}


def test_c12_rights_are_shown_and_what_may_not_be_used_says_why(
    client: Client, account: WeiboAccount, editor: User, pictures: Three
) -> None:
    client.force_login(editor)
    page = client.get(PICK, {"check": account.pk}).content.decode()
    assert disabled(page) == {pictures[2].pk}
    assert "没有同意使用" in page and "到 2026-11-30" in page and "自有" in page
    assert page.count("<template>") == 3


def test_c12_the_day_of_the_post_decides(
    client: Client,
    account: WeiboAccount,
    editor: User,
    write: Write,
    pictures: Three,
    at: dt.datetime,
) -> None:
    client.force_login(editor)
    post = write()
    type(post).objects.filter(pk=post.pk).update(due_at=at + dt.timedelta(days=10))
    page = client.get(PICK, {"check": account.pk, f"{account.pk}-post": post.pk}).content.decode()
    assert disabled(page) == {pictures[1].pk, pictures[2].pk}
    assert "按计划发布的 12-03 判断" in page


def test_it_searches_and_pages(client: Client, account: WeiboAccount, editor: User, pictures: Three) -> None:
    client.force_login(editor)
    asked: dict[str, str | int] = {"check": account.pk}
    inner = {"HX-Target": "pick-rows", "HX-Request": "true"}
    page = client.get(PICK, asked | {"q": "茶席"}, headers=inner).content.decode()
    assert "茶席" in page and "外拍" not in page and "<form" not in page
    assert "没有符合条件" in client.get(PICK, asked | {"q": "查无"}, headers=inner).content.decode()
    older = client.get(PICK, {"check": account.pk, "before": pictures[1].pk}).content.decode()
    assert "茶席" in older and "店长" not in older


def test_it_tells_how_often_each_was_used(
    client: Client, account: WeiboAccount, editor: User, write: Write, pictures: Three
) -> None:
    write(media_ids=(pictures[0].pk,))
    write("另一条？", media_ids=(pictures[0].pk,))
    client.force_login(editor)
    assert "用过 2 次" in client.get(PICK, {"check": account.pk}).content.decode()


def test_c12_a_part_has_the_rights_of_the_whole(client: Client, editor: User, pictures: Three) -> None:
    client.force_login(editor)
    sent = {"picture": png("green", "外拍.png", (20, 20)), "from": pictures[1].pk}
    assert client.post("/content/media/", sent).status_code == 201
    part = Media.objects.latest("pk")
    assert (part.rights, part.rights_until) == (MediaRights.LICENSED, dt.date(2026, 11, 30))
    gone = {"picture": png("black", "x.png", (20, 21)), "from": 999_999}
    assert client.post("/content/media/", gone).status_code == 404
