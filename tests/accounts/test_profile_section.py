"""A3: the profile section: ticks by people, facts from Weibo, links among our own accounts."""

import datetime as dt
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from pytest_django import Settings

from accounts.models import MatrixLink, ProfileItem, ProfileTick, User, WeiboAccount
from accounts.queries import profile_scores
from core.models import AuditEntry
from tests.accounts.hostile import HOSTILE, shown_as_text
from tests.conftest import AT, ClientOf
from tests.sandbox.conftest import Sandbox


def address(name: str, account: WeiboAccount, *more: object) -> str:
    return reverse(f"accounts:{name}", args=[account.pk, *more])


def test_a3_an_item_is_ticked_with_who_when_and_note(client_of: ClientOf, editor: User, account: WeiboAccount) -> None:
    client = client_of(editor)
    before = profile_scores([account.pk], now=AT)[account.pk]
    assert client.post(address("profile_tick", account, "modules"), {"note": "三个模块"}).status_code == 302
    tick = ProfileTick.objects.get()
    assert (tick.by, tick.note, tick.item.code) == (editor, "三个模块", "modules")
    text = client.get(address("account_profile", account)).content.decode()
    assert "三个模块" in text and "责任编辑" in text
    entry = AuditEntry.objects.get(code="accounts.profile.ticked")
    assert entry.account_id == account.pk and entry.after["note"] == "三个模块"
    assert profile_scores([account.pk], now=tick.at)[account.pk] > before
    client.post(address("profile_untick", account, "modules"))
    assert not ProfileTick.objects.exists()
    assert AuditEntry.objects.get(code="accounts.profile.unticked").before["note"] == "三个模块"


def test_a3_an_old_tick_asks_to_be_looked_at_again(client_of: ClientOf, editor: User, account: WeiboAccount) -> None:
    item = ProfileItem.objects.get(code="modules")
    ProfileTick.objects.create(account=account, item=item, by=editor, at=AT - dt.timedelta(days=400))
    assert "该再看一次" in client_of(editor).get(address("account_profile", account)).content.decode()


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a3_a_note_stays_text(client_of: ClientOf, editor: User, account: WeiboAccount, hostile: str) -> None:
    client = client_of(editor)
    client.post(address("profile_tick", account, "modules"), {"note": hostile})
    assert shown_as_text(client.get(address("account_profile", account)), hostile)
    assert shown_as_text(client.get(address("account_timeline", account)), hostile)


def test_a3_a_note_with_nul_is_refused_with_a_sentence(
    client_of: ClientOf, editor: User, account: WeiboAccount
) -> None:
    response = client_of(editor).post(address("profile_tick", account, "modules"), {"note": "a\x00b"})
    assert response.status_code == 422 and "无法保存" in response.content.decode()


def test_a3_the_profile_is_read_from_weibo(
    client_of: ClientOf, editor: User, account: WeiboAccount, sandbox: Sandbox
) -> None:
    from accounts.models import Token
    from accounts.secrets import seal

    account.nickname, account.uid = "山岚", "5501000001"
    account.save()
    Token.objects.filter(account=account).update(
        ciphertext=seal(sandbox.token(5501000001)), expires_at=dt.datetime(2099, 1, 1, tzinfo=dt.UTC)
    )
    assert client_of(editor).post(address("profile_read", account)).status_code == 302
    account.refresh_from_db()
    assert (account.domain, account.description) == ("shanlan", "一杯热水，一顿好饭。")
    assert account.profile_read_at is not None


def test_a3_links_are_declared_and_checked_off(
    client_of: ClientOf, editor: User, account: WeiboAccount, other_account: WeiboAccount
) -> None:
    client = client_of(editor)
    client.post(address("link_declare", account), {"account": other_account.pk})
    link = MatrixLink.objects.get()
    assert "还没有核对" in client.get(address("account_profile", account)).content.decode()
    client.post(address("link_check", account, link.pk), {"seen": "1"})
    link.refresh_from_db()
    assert link.seen_by == editor
    client.post(address("link_check", account, link.pk))
    link.refresh_from_db()
    assert link.seen_at is None
    client.post(address("link_drop", account, link.pk))
    assert not MatrixLink.objects.exists()
    codes = list(AuditEntry.objects.order_by("pk").values_list("code", flat=True))
    assert codes == [f"accounts.link.{word}" for word in ("declared", "seen", "missed", "dropped")]


def test_a3_suggested_links_are_taken_in_one_click(
    client_of: ClientOf, editor: User, account: WeiboAccount, other_account: WeiboAccount
) -> None:
    client_of(editor).post(address("link_declare", account), {"suggested": "1"})
    assert list(MatrixLink.objects.values_list("target_id", flat=True)) == [other_account.pk]


@pytest.mark.parametrize("wanted", ["", "abc", "0", "9" * 30, "self"])
def test_a3_a_link_leads_to_another_account(
    client_of: ClientOf, editor: User, account: WeiboAccount, wanted: str
) -> None:
    chosen = account.pk if wanted == "self" else wanted
    response = client_of(editor).post(address("link_declare", account), {"account": chosen})
    assert response.status_code == 422 and not MatrixLink.objects.exists()


def test_a3_a_link_of_another_account_is_not_found(
    client_of: ClientOf, editor: User, account: WeiboAccount, other_account: WeiboAccount
) -> None:
    link = MatrixLink.objects.create(account=other_account, target=account, declared_at=AT)
    assert client_of(editor).post(address("link_drop", account, link.pk)).status_code == 404


def test_a3_weights_are_data(client_of: ClientOf, administrator: User, account: WeiboAccount) -> None:
    client = client_of(administrator)
    given = {"advice": "齐全", "weight": "0", "least": "1", "recheck_days": "30", "kind_official": "20"}
    assert client.post(reverse("accounts:profile_item", args=["modules"]), given).status_code == 302
    item = ProfileItem.objects.get(code="modules")
    assert (item.weight, item.by_kind, item.recheck_days) == (0, {"official": 20}, 30)
    assert AuditEntry.objects.get(code="accounts.profile.item_changed").before["weight"] == 6
    wrong = client.post(reverse("accounts:profile_item", args=["modules"]), given | {"weight": "-1"})
    assert wrong.status_code == 422
    assert client.get(reverse("accounts:profile_item", args=["nothing"])).status_code == 404


def test_a3_a_picture_shows_it(
    client_of: ClientOf, editor: User, account: WeiboAccount, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    picture = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(picture, "PNG")
    client, where = client_of(editor), address("profile_tick", account, "modules")
    assert client.post(where, {"evidence": SimpleUploadedFile("x.png", picture.getvalue())}).status_code == 302
    shown = client.get(address("profile_evidence", account, "modules"))
    assert shown.status_code == 200 and shown["Content-Type"] == "image/jpeg"
    svg = SimpleUploadedFile("x.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert client.post(where, {"evidence": svg}).status_code == 422
    assert ProfileTick.objects.get().evidence.name
    client.post(address("profile_untick", account, "modules"))
    assert client.get(address("profile_evidence", account, "modules")).status_code == 404
