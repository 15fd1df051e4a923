"""Unsaved writing is kept on the server, offered again, and never overwrites a colleague's version."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User, WeiboAccount
from content.models import Category, Post, PostVersion, WorkingCopy
from content.queries.working import Place, also_writing, earlier_wordings
from content.services import save_draft
from content.services.drafts import DraftInput
from content.services.working import Written, drop_writing, forget_old_writing, keep_writing
from tests.content.conftest import TEXT, Write

MINUTE = dt.timedelta(minutes=1)


def written(text: str, page: str = "a", **fields: object) -> Written:
    return Written({"text": text, **fields}, page=page)


def test_it_makes_no_version_however_often_it_is_kept(write: Write, editor: User, at: dt.datetime) -> None:
    post = write()
    for number in range(30):
        keep_writing(
            place=Place(post.account, post), written=written(TEXT + "字" * number), by=editor, at=at + number * MINUTE
        )
    assert PostVersion.objects.count() == 1
    copy = WorkingCopy.objects.get()
    assert copy.text.endswith("字" * 29)
    assert 0 < len(copy.steps) <= 12


def test_it_puts_aside_what_was_cut_and_what_another_page_goes_over(
    account: WeiboAccount, editor: User, at: dt.datetime
) -> None:
    place = Place(account)
    keep_writing(place=place, written=written("甲" * 60), by=editor, at=at)
    keep_writing(place=place, written=written("甲" * 10), by=editor, at=at)
    keep_writing(place=place, written=written("甲" * 11), by=editor, at=at)
    keep_writing(place=place, written=written("乙", page="b"), by=editor, at=at)
    assert [step["text"] for step in WorkingCopy.objects.get().steps] == ["甲" * 60, "甲" * 11]
    assert [row.text for row in earlier_wordings(place, editor)] == ["甲" * 11, "甲" * 60]


def test_it_keeps_nothing_that_is_blank_and_forgets_what_is_old(
    account: WeiboAccount, editor: User, at: dt.datetime
) -> None:
    assert keep_writing(place=Place(account), written=Written({"text": ""}, blank=True), by=editor, at=at) is None
    keep_writing(place=Place(account), written=written("茶"), by=editor, at=at)
    assert forget_old_writing(at=at + dt.timedelta(days=59)) == 0
    assert forget_old_writing(at=at + dt.timedelta(days=61)) == 1


def test_it_knows_who_else_is_writing(write: Write, editor: User, approver: User, at: dt.datetime) -> None:
    post = write()
    keep_writing(place=Place(post.account, post), written=written("同事"), by=approver, at=at)
    assert also_writing(post, editor, at=at + 5 * MINUTE) == [str(approver)]
    assert also_writing(post, editor, at=at + 15 * MINUTE) == []
    assert also_writing(post, approver, at=at) == []


def send(client: Client, account: WeiboAccount, text: str, category: Category, **more: str) -> dict[str, str]:
    fields = {"check": str(account.pk), f"{account.pk}-text": text, f"{account.pk}-category": str(category.pk)}
    answer = client.post("/content/compose/autosave/", fields | more)
    assert answer.status_code == 200
    found: dict[str, str] = answer.json()
    return found


def test_it_is_offered_again_on_another_machine_and_given_up(
    client: Client, account: WeiboAccount, category: Category, editor: User
) -> None:
    client.force_login(editor)
    assert send(client, account, "写到一半的茶\x00", category)["saved"]
    page = client.get(f"/content/compose/?account={account.pk}").content.decode()
    assert "写到一半的茶" in page
    assert "data-drop-writing" in page
    client.post("/content/compose/drop/", {"drop": str(account.pk)})
    assert not WorkingCopy.objects.exists()
    assert "写到一半" not in client.get(f"/content/compose/?account={account.pk}").content.decode()


def test_it_is_gone_once_it_was_saved_as_a_version(
    client: Client, account: WeiboAccount, category: Category, editor: User
) -> None:
    client.force_login(editor)
    send(client, account, TEXT, category)
    fields = {"account": account.pk, f"{account.pk}-text": TEXT, f"{account.pk}-category": category.pk}
    client.post("/content/compose/", fields | {"action": "save"})
    assert Post.objects.count() == 1
    assert not WorkingCopy.objects.exists()


def test_k5_a_colleagues_edit_is_shown_and_nothing_is_lost(
    client: Client, write: Write, account: WeiboAccount, category: Category, editor: User, approver: User
) -> None:
    client.force_login(editor)
    post = write("杯子要常洗。")
    seen = post.version_id
    save_draft(
        draft=DraftInput(account, category, "杯子天天洗。", post=post, base_version_id=seen),
        by=approver,
        at=timezone.now(),
    )
    fields = {
        "account": str(account.pk),
        f"{account.pk}-text": "杯子要常洗，壶也是。",
        f"{account.pk}-category": str(category.pk),
        f"{account.pk}-post": str(post.pk),
        f"{account.pk}-base": str(seen),
    }
    kept = client.post("/content/compose/autosave/", fields | {"check": str(account.pk)}).json()
    assert "新版本" in kept["note"]

    answer = client.post("/content/compose/", fields | {"action": "save"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "杯子要常洗，壶也是。" in page, "the writer's text"
    assert "<del>" in page and "<ins>" in page
    post.refresh_from_db()
    assert post.version is not None and post.version.text == "杯子天天洗。"

    assert client.get(f"/content/posts/{post.pk}/edit/").content.decode().count('class="overlap"') == 1
    client.post("/content/compose/", fields | {"over": f"{account.pk}:{post.version_id}"})
    post = Post.objects.get()
    assert post.version is not None and (post.version.number, post.version.text) == (3, "杯子要常洗，壶也是。")


def test_it_says_who_is_signed_in_only_to_who_is(client: Client, editor: User) -> None:
    assert client.get("/content/compose/signed-in/", headers={"HX-Request": "true"}).status_code == 401
    client.force_login(editor)
    answer = client.get("/content/compose/signed-in/").json()
    assert answer["person"] == editor.pk and answer["token"]


def test_it_shows_earlier_wordings_with_their_differences(client: Client, write: Write, editor: User) -> None:
    client.force_login(editor)
    post = write("第一版")
    post = write("第二版", post=post)
    address = f"/content/compose/earlier/?check={post.account_id}&{post.account_id}-post={post.pk}"
    page = client.get(address).content.decode()
    assert 'data-use-text="第二版"' in page and 'data-use-text="第一版"' in page


def test_it_is_nobody_elses_to_drop(account: WeiboAccount, editor: User, stranger: User, at: dt.datetime) -> None:
    keep_writing(place=Place(account), written=written("茶"), by=editor, at=at)
    with pytest.raises(Exception, match="权限"):
        drop_writing(place=Place(account), by=stranger)
    assert WorkingCopy.objects.exists()
