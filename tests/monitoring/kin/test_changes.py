"""What people split or merge stays so, whatever comes in afterwards (M4)."""

import pytest

from accounts.models import User
from core.errors import Conflict, UserError
from core.models import AuditEntry
from monitoring.collect.merging import merge_rows
from monitoring.collect.rows import MentionRow
from monitoring.models import Mention, MentionGroup, Source
from monitoring.queries.groups import GroupFilters, group_page
from monitoring.queries.wordings import differing, wordings_of
from monitoring.services import count_groups, merge_groups, mute_group, split_group, undo_change
from tests.conftest import AT

COMPLAINT = "今天在门店买的保温杯第一天就漏水，客服说要等三天才能回复，实在太失望了"
REWORDED = "今天在门店买的保温杯第一天就漏水，客服说要等三天才能回复，店长当场就给换了新的还送了杯刷"
OTHER = "周末带孩子去爬山，天气很好，路上遇到了很多一起徒步的朋友，下次还来"


def bring(source: Source, *texts: str, first: int = 1) -> list[Mention]:
    rows = [
        MentionRow(
            external_id=str(5_000_000_000_000_000 + first + at), text=text, author_id=str(first + at), published_at=AT
        )
        for at, text in enumerate(texts)
    ]
    merge_rows(rows, source=source, at=AT)
    count_groups(now=AT)
    return list(Mention.objects.filter(external_id__in=[row.external_id for row in rows]).order_by("pk"))


def group_of(mention: Mention) -> MentionGroup:
    mention.refresh_from_db()
    return MentionGroup.objects.get(pk=mention.group_id or 0)


def test_m4_a_wording_that_is_split_off_stays_apart(source: Source, customer_editor: User) -> None:
    kept, _, moved, also = bring(source, COMPLAINT, COMPLAINT, REWORDED, f"看看//@7:{REWORDED}")
    old = group_of(kept)
    assert old.size == 4
    change = split_group(group=old, mention_ids=[moved.pk], by=customer_editor, at=AT)
    assert sorted(change.mention_ids) == sorted([moved.pk, also.pk])
    assert (group_of(kept).size, group_of(moved).size) == (2, 2)
    like_new, like_old = bring(source, f"{REWORDED} http://t.cn/A6x", COMPLAINT + "！", first=50)
    assert (group_of(like_new), group_of(like_old)) == (group_of(moved), group_of(kept))
    assert AuditEntry.objects.filter(code="monitoring.group.split").count() == 1
    undo_change(change=change, by=customer_editor, at=AT)
    assert (group_of(kept).size, group_of(moved)) == (5, group_of(kept))
    with pytest.raises(Conflict):
        undo_change(change=change, by=customer_editor, at=AT)


def test_m4_merged_groups_stay_one_even_for_what_was_under_way(source: Source, customer_editor: User) -> None:
    one, _, other, _ = bring(source, COMPLAINT, COMPLAINT, OTHER, OTHER)
    first, second = group_of(one), group_of(other)
    change = merge_groups(group=second, into=first, by=customer_editor, at=AT)
    assert not MentionGroup.objects.filter(pk=second.pk).exists()
    (later,) = bring(source, OTHER, first=60)
    assert group_of(later) == first
    Mention.objects.filter(pk=later.pk).update(group_id=second.pk)  # as a batch that had read the keys before
    Mention.objects.filter(pk=later.pk).update(arrival=10**9)
    count_groups(now=AT)
    assert group_of(later).size == 5
    undo_change(change=change, by=customer_editor, at=AT)
    assert (group_of(other).pk, group_of(other).size, group_of(one).size) == (second.pk, 2, 3)


def test_m4_only_the_last_change_is_taken_back(source: Source, customer_editor: User) -> None:
    one, _, other, _ = bring(source, COMPLAINT, COMPLAINT, OTHER, OTHER)
    split = split_group
    first = merge_groups(group=group_of(other), into=group_of(one), by=customer_editor, at=AT)
    split(group=group_of(one), mention_ids=[other.pk], by=customer_editor, at=AT)
    with pytest.raises(Conflict):
        undo_change(change=first, by=customer_editor, at=AT)


def test_it_refuses_to_split_off_nothing_or_everything(source: Source, customer_editor: User) -> None:
    one, _ = bring(source, COMPLAINT, COMPLAINT)
    for chosen in ([], [one.pk], [99]):
        with pytest.raises(UserError):
            split_group(group=group_of(one), mention_ids=chosen, by=customer_editor, at=AT)
    with pytest.raises(UserError):
        merge_groups(group=group_of(one), into=group_of(one), by=customer_editor, at=AT)


def test_m4_a_muted_group_leaves_the_list_and_stays_muted(source: Source, customer_editor: User) -> None:
    one, _ = bring(source, COMPLAINT, COMPLAINT)
    mute_group(group=group_of(one), muted=True, by=customer_editor, at=AT)
    bring(source, COMPLAINT, first=70)
    page, rows = group_page(GroupFilters(), before=None, after=None, now=AT)
    assert (page.rows, rows) == ([], [])
    _, muted = group_page(GroupFilters(muted=True), before=None, after=None, now=AT)
    assert [row.group.size for row in muted] == [3]


def test_m4_wordings_show_what_differs(source: Source) -> None:
    one, *_ = bring(source, COMPLAINT, COMPLAINT.replace("实在", "真的"), f"转发微博//@甲:{COMPLAINT}")
    found = wordings_of(group_of(one))
    assert [row.count for row in found.rows] == [2, 1]
    assert [(piece.kind, piece.text) for piece in found.rows[1].pieces if piece.kind != "same"] == [
        ("gone", "实在"),
        ("new", "真的"),
    ]
    assert "".join(piece.text for piece in differing("甲乙", "甲丙") if piece.kind != "gone") == "甲丙"
