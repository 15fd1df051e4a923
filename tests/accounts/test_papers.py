"""A4: papers for verification: what is needed, how each stands on a day, reminders, who may see them."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import AccountKind, Paper, PaperKind, User, WeiboAccount
from accounts.queries import papers_due, papers_of
from accounts.rules.papers import WARNINGS, PaperState, last_day, needed, state_on, warning_on
from accounts.services import PaperInput, remind_of_papers, store_paper
from core.models import AuditEntry, Notice
from tests.accounts.hostile import HOSTILE, shown_as_text
from tests.conftest import AT, ClientOf
from tests.security import hostile_files, hostile_pictures

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
TODAY = AT.date()
days = st.dates(dt.date(2010, 1, 1), dt.date(2080, 1, 1))


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def stored(account: WeiboAccount, by: User, kind: str = "licence", data: bytes = PDF, **facts: Any) -> Paper:
    values = PaperInput(kind=kind, **facts)
    return store_paper(account=account, values=values, file=SimpleUploadedFile("a.pdf", data), by=by, at=AT)


@given(days, days)
def test_a4_the_states_follow_each_other(day: dt.date, end: dt.date) -> None:
    order = [PaperState.IN_FORCE, PaperState.EXPIRING, PaperState.EXPIRED]
    today, tomorrow = state_on(day, end=end), state_on(day + dt.timedelta(days=1), end=end)
    assert order.index(tomorrow) >= order.index(today)
    assert (today == PaperState.EXPIRED) == (day > end)
    assert state_on(day, end=None) == PaperState.IN_FORCE


@given(days, days)
def test_a4_reminders_come_at_60_30_7_and_1(day: dt.date, end: dt.date) -> None:
    left, step = (end - day).days, warning_on(day, end=end)
    assert (step is None) == (left > WARNINGS[0])
    assert (step == 0) == (left < 0)
    if step:
        assert left <= step and not any(left <= nearer < step for nearer in WARNINGS)


@given(st.none() | days, st.none() | st.integers(2000, 2060))
def test_a4_the_earlier_end_counts(expires: dt.date | None, year: int | None) -> None:
    end = last_day(expires, year)
    assert (end is None) == (expires is None and year is None)
    assert expires is None or end is None or end <= expires
    assert year is None or (end is not None and end <= dt.date(year + 2, 6, 30))


@pytest.mark.parametrize(
    ("kind", "registered", "number"),
    [
        (AccountKind.OFFICIAL, "", 3),
        (AccountKind.OFFICIAL, "山岚", 3),
        (AccountKind.BRAND, "杭州山岚家居用品有限公司", 4),
        (AccountKind.LEADER, "杭州山岚家居用品有限公司", 1),
    ],
)
def test_a4_another_name_needs_a_proof(kind: str, registered: str, number: int) -> None:
    wanted = needed(kind, nickname="山岚", registered_name=registered)
    assert len(wanted) == number
    assert (PaperKind.NAME_PROOF in wanted) == (number == 4)


def test_a4_a_paper_is_taken_in_and_offered_as_a_download(
    client_of: ClientOf, administrator: User, account: WeiboAccount
) -> None:
    client = client_of(administrator)
    given_file = SimpleUploadedFile("../<b>执照.pdf", PDF, content_type="text/html")
    where = reverse("accounts:paper_upload", args=[account.pk])
    assert client.post(where, {"kind": "licence", "file": given_file, "note": "正本"}).status_code == 302
    paper = Paper.objects.get()
    assert str(paper.file).startswith("papers/") and "执照" not in str(paper.file) and paper.mime == "application/pdf"
    response = client.get(reverse("accounts:paper_file", args=[account.pk, paper.pk]))
    assert response.content == PDF and response["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response["Content-Security-Policy"] and response["X-Content-Type-Options"] == "nosniff"
    codes = list(AuditEntry.objects.order_by("pk").values_list("code", flat=True))
    assert codes == ["accounts.paper.stored", "accounts.paper.downloaded"]


def test_a4_a_new_version_keeps_the_old_one(client_of: ClientOf, administrator: User, account: WeiboAccount) -> None:
    first = stored(account, administrator, expires_on=TODAY + dt.timedelta(days=20))
    remind_of_papers(now=AT)
    assert Notice.objects.filter(settled_at=None).count() == 1
    second = stored(account, administrator, data=PDF + b"%%EOF\n", expires_on=TODAY + dt.timedelta(days=400))
    first.refresh_from_db()
    assert first.replaced_at == AT and second.replaced_at is None
    assert not Notice.objects.filter(settled_at=None).exists()
    row = next(row for row in papers_of(account, TODAY) if row.kind == PaperKind.LICENCE)
    assert (row.paper, row.former, row.state) == (second, (first,), PaperState.IN_FORCE)
    text = client_of(administrator).get(reverse("accounts:account_papers", args=[account.pk])).content.decode()
    assert reverse("accounts:paper_file", args=[account.pk, first.pk]) in text


@pytest.mark.parametrize(
    ("given_facts", "sentence"),
    [
        ({"kind": "licence", "expires_on": "2020-01-01"}, "有效期已经过去"),
        ({"kind": "licence_copy"}, "年检的年度"),
        ({"kind": "licence_copy", "inspected_year": "1999"}, "2000 年到今年"),
        ({"kind": "licence_copy", "inspected_year": "2999"}, "2000 年到今年"),
        ({"kind": "nonsense"}, "可选范围"),
        ({"kind": "licence", "note": "a\x00"}, "有几处需要修改"),
    ],
)
def test_a4_wrong_dates_are_told_where_they_stand(
    client_of: ClientOf, administrator: User, account: WeiboAccount, given_facts: dict[str, str], sentence: str
) -> None:
    where = reverse("accounts:paper_upload", args=[account.pk])
    response = client_of(administrator).post(where, {**given_facts, "file": SimpleUploadedFile("a.pdf", PDF)})
    assert response.status_code == 422 and sentence in response.content.decode()
    assert not Paper.objects.exists()


PICTURES = {name: found for name, found in hostile_pictures.REFUSED.items() if name != "pdf"}  # papers may be PDF
HOSTILE_FILES = {**hostile_files.PAPERS, **PICTURES}


@pytest.mark.parametrize("name", sorted(HOSTILE_FILES))
def test_a4_hostile_files_leave_nothing_behind(
    client_of: ClientOf, administrator: User, account: WeiboAccount, name: str, tmp_path: Path
) -> None:
    data = HOSTILE_FILES[name][0]
    where = reverse("accounts:paper_upload", args=[account.pk])
    response = client_of(administrator).post(where, {"kind": "licence", "file": SimpleUploadedFile("a.pdf", data)})
    assert response.status_code == 422 and not Paper.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a4_the_same_file_again_is_no_new_version(account: WeiboAccount, administrator: User) -> None:
    from core.errors import UserError

    stored(account, administrator)
    with pytest.raises(UserError) as refused:
        stored(account, administrator)
    assert refused.value.code == "paper.same" and Paper.objects.count() == 1


def test_a4_dates_are_mended_without_a_new_file(
    client_of: ClientOf, administrator: User, account: WeiboAccount
) -> None:
    paper = stored(account, administrator)
    where = reverse("accounts:paper_change", args=[account.pk, paper.pk])
    assert client_of(administrator).post(where, {"expires_on": "2090-01-01", "note": "复核"}).status_code == 302
    paper.refresh_from_db()
    assert (paper.expires_on, paper.note) == (dt.date(2090, 1, 1), "复核")
    assert client_of(administrator).post(where, {"expires_on": "1990-01-01"}).status_code == 422


def test_a4_owner_deputy_and_managers_are_reminded_once_a_step(
    account: WeiboAccount, administrator: User, editor: User, approver: User, manager: User
) -> None:
    account.owner, account.deputy = editor, approver
    account.save()
    end = TODAY + dt.timedelta(days=60)
    stored(account, administrator, expires_on=end)
    told = {
        left: remind_of_papers(now=AT + dt.timedelta(days=60 - left)) for left in (60, 59, 30, 29, 7, 6, 1, 0, -1, -2)
    }
    assert told == {60: 3, 59: 0, 30: 3, 29: 0, 7: 3, 6: 0, 1: 3, 0: 0, -1: 3, -2: 0}
    assert set(Notice.objects.values_list("user_id", flat=True)) == {administrator.pk, editor.pk, approver.pk}
    WeiboAccount.objects.update(state="retired")
    assert papers_due(end) == []


def test_a4_only_managers_see_papers_and_their_traces(
    client_of: ClientOf, administrator: User, editor: User, account: WeiboAccount
) -> None:
    paper = stored(account, administrator, note="法人身份证在内")
    client = client_of(editor)
    for name, *more in (("account_papers",), ("paper_file", paper.pk)):
        assert client.get(reverse(f"accounts:{name}", args=[account.pk, *more])).status_code == 403
    for name in ("account", "account_timeline"):
        text = client.get(reverse(f"accounts:{name}", args=[account.pk])).content.decode()
        assert "证照" not in text and "法人身份证" not in text
    story = client_of(administrator).get(reverse("accounts:account_timeline", args=[account.pk])).content.decode()
    assert "上传了证照" in story


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a4_names_and_notes_stay_text(
    client_of: ClientOf, administrator: User, account: WeiboAccount, hostile: str
) -> None:
    stored(account, administrator, note=hostile)
    WeiboAccount.objects.filter(pk=account.pk).update(registered_name=hostile)
    assert shown_as_text(client_of(administrator).get(reverse("accounts:account_papers", args=[account.pk])), hostile)
