"""E3: the fan book as a file: every row is taken or refused with a reason, and it comes back the same."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import example, given
from hypothesis import strategies as st

from accounts.models import User
from core.errors import UserError
from core.exports import csv_lines
from core.tables import UnreadableFile
from engagement.importing import read_fans
from engagement.models import Fan, FanKind
from engagement.queries.fan_files import fan_cells, fan_header, plan_fans
from engagement.services import import_fans
from engagement.services.fans import Imported
from tests.conftest import AT, ClientOf

HEADER = "昵称,UID,类型,重要程度,粉丝数,备注\n"


@given(st.text(st.characters(blacklist_categories=["Cs"]), max_size=400))
@example('昵称\n"')
@example("昵称\tUID\n甲\t1")
@example("昵称,粉丝数\n甲,99999999999")
def test_e3_any_text_is_read_or_refused(text: str) -> None:
    try:
        lines = read_fans(text)
    except UnreadableFile as error:
        assert str(error)
    else:
        assert all(line.errors or line.name for line in lines)


@pytest.mark.parametrize(
    ("row", "error"),
    [
        (",1,,,,", "昵称应是"),
        ("甲,abc,,,,", "UID 应是数字"),
        ("甲,1,路人,,,", "类型应是"),
        ("甲,1,,6,,", "重要程度是 1 到 5"),
        ("甲,1,,,很多,", "不是数字"),
        ("甲,1,,,,\n乙,1,,,,", "出现了两次"),
    ],
)
def test_e3_a_row_says_why_it_is_refused(row: str, error: str) -> None:
    assert error in "；".join(read_fans(HEADER + row)[-1].errors)


@pytest.mark.django_db
def test_e3_a_file_adds_and_changes_and_a_second_time_changes_nothing(customer_editor: User) -> None:
    Fan.objects.create(name="老王", uid="9", kind=FanKind.ALLY, note="旧的", created_at=AT)
    Fan.objects.create(name="小李", created_at=AT)
    for _ in range(2):
        Fan.objects.create(name="重名", created_at=AT)
    text = HEADER + "老王改名,9,,5,1.2万,\n@小李,77,老客户,,,给了 UID\n新人,,,,,\n重名,,,3,,\n"
    assert import_fans(text=text, by=customer_editor, at=AT) == Imported(1, 2, 1)
    kept = Fan.objects.get(uid="9")
    assert (kept.name, kept.kind, kept.value, kept.followers, kept.note) == ("老王改名", FanKind.ALLY, 5, 12000, "旧的")
    assert Fan.objects.get(uid="77").name == "小李"
    plan = plan_fans(text)
    assert (plan.new, plan.changed, plan.same, len(plan.refused)) == ([], [], 3, 1)


@pytest.mark.django_db
def test_e3_what_was_taken_out_comes_back_the_same() -> None:
    Fan.objects.create(name="=1+1", uid="5", kind=FanKind.KOL, value=2, followers=7, note="-备注", created_at=AT)
    text = "".join(csv_lines(fan_header(), fan_cells(Fan.objects.all())))
    assert "'=1+1" in text
    plan = plan_fans(text)
    assert (plan.new, plan.changed, plan.same, plan.refused) == ([], [], 1, [])


@pytest.mark.django_db
def test_e3_it_is_looked_at_before_it_counts(customer_editor: User, client_of: ClientOf) -> None:
    client = client_of(customer_editor)
    file = SimpleUploadedFile("粉丝.csv", f"{HEADER}甲,1,,,,\n乙,x,,,,".encode("gb18030"))
    page = client.post("/inbox/fans/import/", {"file": file, "text": ""}).content.decode()
    assert "新增 1 人" in page and "UID 应是数字" in page and not Fan.objects.exists()
    done = client.post("/inbox/fans/import/", {"text": f"{HEADER}甲,1,,,,", "confirmed": "1"})
    assert done.status_code == 302 and Fan.objects.get().uid == "1"
    wrong = client.post("/inbox/fans/import/", {"text": "没有列名"})
    assert wrong.status_code == 422 and "昵称" in wrong.content.decode()
    exported = b"".join(client.get("/inbox/fans/export/").streaming_content).decode()  # type: ignore[attr-defined]
    assert "甲,1," in exported


@pytest.mark.django_db
def test_e3_a_table_without_names_changes_nothing(customer_editor: User) -> None:
    with pytest.raises(UserError, match="昵称"):
        import_fans(text="UID\n1", by=customer_editor, at=AT)
