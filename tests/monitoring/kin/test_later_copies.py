"""Copies find their group however full the table of keys is; a person's word moves groups at once (M4)."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import User
from core.audit import SYSTEM
from monitoring.collect.months import make_months
from monitoring.kin import assign
from monitoring.kin.carried import carried_all
from monitoring.kin.prints import BANDS, packed, prints_of
from monitoring.models import Alert, KinBand, Mention, MentionGroup, Source
from monitoring.queries.mentions import Filters
from monitoring.services import count_groups, forget_mentions, set_retention, split_group
from monitoring.services.corrections import correct_mention, undo_correction
from tests.conftest import AT, ClientOf
from tests.monitoring.conftest import Say, make_set
from tests.monitoring.kin.test_changes import COMPLAINT, OTHER, REWORDED, bring, group_of


def test_m4_an_exact_copy_is_found_though_other_groups_hold_all_its_keys(db: None) -> None:
    (words,) = carried_all([COMPLAINT])
    taken, other = prints_of([words]), prints_of(carried_all([OTHER]))
    mark = bytes(packed(other.marks)[0])
    KinBand.objects.bulk_create(
        KinBand(band=band, group_id=7, print=mark, day=AT.date()) for band in taken.bands[0, :BANDS].tolist()
    )
    first, again = assign([COMPLAINT], at=AT), assign([f"转发微博//@甲:{COMPLAINT}"], at=AT)
    assert first == again != [7]


def test_m4_a_group_with_keys_of_its_own_needs_no_row_more(db: None) -> None:
    assign([COMPLAINT], at=AT)
    assert KinBand.objects.count() == BANDS


@pytest.mark.parametrize(
    "text",
    [
        "抱歉，此微博已被作者删除。查看帮助：http://t.cn/Rfd3rQV",
        "太可怕了//@甲:抱歉，此微博已被删除。查看帮助：O网页链接",
        "该微博因被多人投诉，根据《微博社区公约》，已被删除。",
        "抱歉，作者已设置仅展示半年内微博，此微博已不可见。",
        "抱歉，由于作者设置，你暂时没有这条微博的查看权限哦。",
    ],
)
def test_m4_what_stands_in_the_place_of_deleted_posts_brings_nobody_together(text: str) -> None:
    assert carried_all([text]) == [""]


def test_m4_words_about_a_post_are_no_placeholder() -> None:
    assert carried_all(["此微博已被确认为不实信息，还有人转发，请明辨是非"]) != [""]


def test_m4_what_was_read_before_a_split_follows_it(source: Source, customer_editor: User) -> None:
    kept, _, moved, _ = bring(source, COMPLAINT, COMPLAINT, REWORDED, REWORDED)
    old = group_of(kept)
    split_group(group=old, mention_ids=[moved.pk], by=customer_editor, at=AT)
    late, same = bring(source, REWORDED, COMPLAINT, first=70)
    Mention.objects.filter(pk=late.pk).update(group_id=old.pk, arrival=10**9)
    count_groups(now=AT)
    assert group_of(late) == group_of(moved)
    assert group_of(same) == old
    assert (group_of(moved).size, MentionGroup.objects.get(pk=old.pk).size) == (3, 3)


def test_m4_a_corrected_polarity_counts_in_its_group_at_once(source: Source, customer_editor: User) -> None:
    first, _ = bring(source, COMPLAINT, COMPLAINT)
    Mention.objects.update(polarity=-1, polarity_certainty=90)
    count_groups(now=AT)
    made = correct_mention(mention=first, aspect="polarity", value="1", by=customer_editor, at=AT)
    assert made is not None
    assert group_of(first).negative == 1
    undo_correction(correction=made, by=customer_editor, at=AT)
    assert group_of(first).negative == 2


def test_m4_told_once_a_group_the_list_is_bounded() -> None:
    assert Filters(together=True).is_recent
    assert Filters(together=True, keyword_set=3).is_recent
    assert not Filters(together=True, first=AT.date()).is_recent
    assert not Filters(together=True, group=3).is_recent


def test_m4_an_alert_leads_to_the_group_that_it_tells_of(
    source: Source, customer_editor: User, client_of: ClientOf
) -> None:
    first, _ = bring(source, COMPLAINT, COMPLAINT)
    group, found = group_of(first), make_set("保温杯")
    post = {"mention": first.pk, "text": COMPLAINT}
    facts = {"post": post, "words": [], "authors": [], "samples": 9, "median": 1, "threshold": 3}
    for group_id, more in ((group.pk, {}), (None, {"groups": [{"id": group.pk, "count": 2, "post": post}]})):
        Alert.objects.create(
            keyword_set=found, group_id=group_id, window_start=AT, window_end=AT, count=9, usual_low=1, usual_high=2,
            created_at=AT, facts=facts | more,
        )  # fmt: skip
    page = client_of(customer_editor).get(reverse("monitoring:alerts")).content.decode()
    assert page.count(f'href="{reverse("monitoring:group", args=[group.pk])}"') == 2


def test_m2_a_link_to_what_retention_dropped_says_so(say: Say, customer_editor: User, client_of: ClientOf) -> None:
    make_months(AT)
    (old,) = say("山岚旧闻", at=AT - dt.timedelta(days=200))
    set_retention(months=3, by=SYSTEM, at=AT)
    forget_mentions(now=AT)
    assert not Mention.objects.filter(pk=old.pk).exists()
    client = client_of(customer_editor)
    answer = client.get(reverse("monitoring:mention", args=[old.pk]))
    assert answer.status_code == 404
    assert f"已按保留期限于 {AT:%Y-%m-%d} 清理" in answer.content.decode()
    other = client.get(reverse("monitoring:mention", args=[12]))
    assert "可能已随导入撤销" in other.content.decode()
