"""C13: word lists in the browser: words, files with preview and row errors, versions that come back."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from accounts.models import User
from content.importing.words import WordRow, read_words
from content.models import ListKind, WordList, WordListTerm, WordListUpload, WordListVersion
from content.presets import presets
from content.queries.lexicons import current_lists
from content.queries.words import preview_of
from content.services import renew_preset
from content.services.lists import add_term
from core.errors import Conflict, UserError
from tests.conftest import AT, ClientOf
from tests.content.conftest import Write

pytestmark = pytest.mark.django_db

CSV = (
    "词,建议,白名单,级别,类别,备注\n吊打,优于,,禁止,贬低,不贬低同行\n山岚第一泉,,是,,,\n,空,,,,\n"
    "长" + "长" * 60 + ",,,,,\n坏级别,,,很坏,,\n坏白名单,,也许,,,\n"
)


@pytest.fixture
def own() -> WordList:
    return WordList.objects.get(slug="own")


def upload(client_of: ClientOf, user: User, own: WordList, content: bytes, name: str = "词.csv") -> WordListUpload:
    file = SimpleUploadedFile(name, content)
    response = client_of(user).post(reverse("content:words_upload", args=[own.pk]), {"file": file})
    assert response.status_code == 302, response.content.decode()[:300]
    return WordListUpload.objects.latest("pk")


def words_of(own: WordList) -> set[str]:
    return set(own.terms.values_list("word", flat=True))


def test_c13_a_file_is_previewed_with_row_errors_and_taken_back(
    client_of: ClientOf, approver: User, own: WordList, write: Write
) -> None:
    write("这只杯子吊打同行，你觉得呢？")
    WordListTerm.objects.create(list=own, word="碾压")
    found = upload(client_of, approver, own, CSV.encode("gb18030"))
    page = client_of(approver).get(reverse("content:words_preview", args=[found.pk]))
    preview = page.context["preview"]
    assert [row.word for row in preview.new] == ["吊打", "山岚第一泉"] and preview.missing == 1
    assert [refused.line for refused in preview.file.refused] == [4, 5, 6, 7]
    assert "很坏" in page.content.decode() and "也许" in page.content.decode()
    assert (preview.tried, preview.hit_after, preview.most) == (1, 1, [("吊打", 1)])
    assert words_of(own) == {"碾压"}, "nothing changes before it is confirmed"
    client = client_of(approver)
    client.post(reverse("content:words_apply", args=[found.pk]), {"mode": "replace"})
    assert words_of(own) == {"吊打", "山岚第一泉"}
    term = own.terms.get(word="吊打")
    assert (term.level, term.subject, term.note, term.suggestion) == ("error", "贬低", "不贬低同行", "优于")
    assert client.post(reverse("content:words_apply", args=[found.pk])).status_code == 409, "a second click"
    former = WordListVersion.objects.get()
    client.post(reverse("content:version_restore", args=[former.pk]))
    assert words_of(own) == {"碾压"}
    own.refresh_from_db()
    assert own.number == 3 and WordListVersion.objects.count() == 2


def test_c13_what_is_exported_can_be_imported_again(client_of: ClientOf, approver: User, own: WordList) -> None:
    client = client_of(approver)
    client.post(
        reverse("content:term_add", args=[own.pk]),
        {"word": "=SUM", "suggestion": "@求和", "level": "hint", "note": "n"},
    )
    before = list(own.terms.values_list("word", "suggestion", "is_allowed", "level", "subject", "note"))
    response = client.get(reverse("content:list_export", args=[own.pk]))
    file = read_words(io.BytesIO(response.getvalue()))
    assert [(r.word, r.suggestion, r.is_allowed, r.level, r.subject, r.note) for r in file.rows] == before
    assert "'=SUM" in client.get(response.request["PATH_INFO"]).getvalue().decode("utf-8-sig")


def test_c13_a_plain_list_and_a_workbook_are_read(client_of: ClientOf, approver: User, own: WordList) -> None:
    assert [row.word for row in read_words(io.BytesIO("甲词\n乙词\n甲词\n".encode())).rows] == ["甲词", "乙词"]
    book, out = Workbook(), io.BytesIO()
    sheet = book.create_sheet(index=0)
    for row in (("关键词", "替换"), ("甲词", "乙词"), (2026, None)):
        sheet.append(row)
    book.save(out)
    found = upload(client_of, approver, own, out.getvalue(), "词.xlsx")
    client_of(approver).post(reverse("content:words_apply", args=[found.pk]), {"mode": "merge"})
    assert words_of(own) == {"甲词", "2026"} and own.terms.get(word="甲词").suggestion == "乙词"
    with pytest.raises(UserError):
        read_words(io.BytesIO("词,建议\n,\n".encode()))


def test_c13_twenty_thousand_words_are_taken_in(client_of: ClientOf, approver: User, own: WordList) -> None:
    found = upload(client_of, approver, own, "\n".join(f"词{n:05d}号" for n in range(20_000)).encode(), "词.txt")
    assert len(preview_of(found).new) == 20_000
    client_of(approver).post(reverse("content:words_apply", args=[found.pk]), {"mode": "merge"})
    assert own.terms.count() == 20_000
    page = client_of(approver).get(reverse("content:word_list", args=[own.pk]))
    assert len(page.content) < 150 * 1024


def test_c13_words_are_edited_found_removed_and_put_back(client_of: ClientOf, approver: User, own: WordList) -> None:
    client, url = client_of(approver), reverse("content:word_list", args=[own.pk])
    client.post(reverse("content:term_add", args=[own.pk]), {"word": "吊打", "suggestion": "优于"})
    assert [hit.term.word for hit in current_lists().lexicon.hits("吊 打 同行")] == ["吊打"]
    assert "优于" in client.get(url + "?q=吊打").content.decode()
    assert "优于" in client.get(reverse("content:words") + "?q=吊打").content.decode()
    assert "吊打" in client.post(reverse("content:words_try"), {"text": "吊打"}).content.decode()
    client.post(reverse("content:term_remove", args=[own.terms.get().pk]))
    assert not current_lists().lexicon.hits("吊打")
    client.post(reverse("content:term_back", args=[own.pk]))
    assert own.terms.get().suggestion == "优于"
    assert client.post(reverse("content:term_back", args=[own.pk])).status_code == 422


def test_c13_a_list_is_made_and_its_strictness_changed(client_of: ClientOf, approver: User) -> None:
    client = client_of(approver)
    assert client.post(reverse("content:list_new"), {"name": ""}).status_code == 422
    values = {
        "name": "代言人", "kind": "sensitive", "level": "warning", "importance": "3", "override_by": "chiefs",
        "reason": "须法务确认。", "is_active": "on",
    }  # fmt: skip
    client.post(reverse("content:list_new"), values)
    row = WordList.objects.get(name="代言人")
    assert client.post(reverse("content:list_set", args=[row.pk]), values | {"level": "nonsense"}).status_code == 422
    client.post(reverse("content:list_set", args=[row.pk]), values | {"level": "error", "is_active": ""})
    row.refresh_from_db()
    assert (row.level, row.is_active) == ("error", False)


def test_c13_a_shipped_list_takes_a_newer_version_and_keeps_the_teams_words(approver: User) -> None:
    row = WordList.objects.get(slug="superlatives")
    assert row.version == presets()["superlatives"].version
    with pytest.raises(Conflict):
        renew_preset(word_list=row, by=approver, at=AT)
    WordListTerm.objects.create(list=row, word="山岚之最")
    row.terms.filter(word="顶级").delete()
    WordList.objects.filter(pk=row.pk).update(version="2025.01")
    renew_preset(word_list=row, by=approver, at=AT)
    assert {"山岚之最", "顶级"} <= words_of(row)


def test_c13_a_list_stored_late_counts_all_the_same(own: WordList, approver: User, at: dt.datetime) -> None:
    """A long import began first and is stored last: the other list has moved later than it by then."""
    other = WordList.objects.exclude(pk=own.pk)[0]
    WordList.objects.filter(pk=other.pk).update(updated_at=at + dt.timedelta(seconds=9), number=9)
    assert not current_lists().lexicon.hits("吊打")

    add_term(word_list=own, term=WordRow("吊打"), by=approver, at=at)

    assert current_lists().lexicon.hits("吊打")


def test_c5_a_host_on_the_whitelist_is_open(approver: User, at: dt.datetime) -> None:
    hosts = WordList.objects.get(kind=ListKind.HOSTS)
    assert hosts.is_active and "youtube.com" in current_lists().hosts
    add_term(word_list=hosts, term=WordRow("youtube.com", is_allowed=True), by=approver, at=at)
    assert "youtube.com" not in current_lists().hosts
