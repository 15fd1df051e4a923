"""The pages of groups, speakers and spread (M4)."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from content.models import Idea
from core.models import AuditEntry
from monitoring.collect.merging import merge_rows
from monitoring.collect.rows import MentionRow
from monitoring.models import GroupChange, Mention, MentionGroup, Source, Speaker
from monitoring.services import count_groups, judge_speaker, sweep_set, weigh_speakers
from tests.conftest import ClientOf
from tests.monitoring.conftest import make_set
from tests.monitoring.kin.test_changes import COMPLAINT, OTHER, REWORDED
from weibo.text import id_floor_of_time


def heard(source: Source, texts: list[str], *, first: int = 0, **values: Any) -> list[Mention]:
    """So many people say it, a minute apart, lately."""
    now = timezone.now() - dt.timedelta(hours=2)
    rows = []
    for at, text in enumerate(texts):
        when = now + dt.timedelta(minutes=at)
        more: dict[str, Any] = {"author_id": f"77{first + at:05d}", "author_name": f"茶友{first + at}", **values}
        rows.append(
            MentionRow(external_id=str(id_floor_of_time(when) + first + at), text=text, published_at=when, **more)
        )
    merge_rows(rows, source=source, at=timezone.now())
    weigh_speakers(now=timezone.now())
    count_groups(now=timezone.now())
    return list(Mention.objects.filter(external_id__in=[row.external_id for row in rows]).order_by("pk"))


def test_m4_a_group_is_one_line_and_has_a_page(source: Source, editor: User, client_of: ClientOf) -> None:
    first, *_ = heard(source, [COMPLAINT, COMPLAINT, f"太过分了//@茶友0:{COMPLAINT}", REWORDED])
    found = make_set("漏水")
    sweep_set(found, now=timezone.now())
    client = client_of(editor)
    page = client.get(reverse("monitoring:groups"), {"set": found.pk}).content.decode()
    assert page.count('class="kin-row"') == 1
    group = MentionGroup.objects.get()
    url = reverse("monitoring:group", args=[group.pk])
    page = client.get(url, {"into": ""}).content.decode()
    for text in ("@茶友0", "<ins>", f"{reverse('monitoring:case_new')}?group={group.pk}&amp;mention={first.pk}"):
        assert text in page
    client.post(reverse("monitoring:group_idea", args=[group.pk]))
    assert Idea.objects.get().source_kind == "group"
    client.post(reverse("monitoring:group_word", args=[group.pk]), {"set": found.pk, "word": "店长当场"})
    assert found.keywords.filter(word="店长当场").exists()
    moved = Mention.objects.order_by("-pk")[0]
    client.post(reverse("monitoring:group_split", args=[group.pk]), {"mention": [moved.pk]})
    change = GroupChange.objects.get()
    assert change.mention_ids == [moved.pk]
    client.post(reverse("monitoring:group_undo", args=[change.pk]))
    assert Mention.objects.filter(group_id=group.pk).count() == 4


def test_m4_a_merged_group_leads_to_the_one_it_is_in(source: Source, editor: User, client_of: ClientOf) -> None:
    heard(source, [COMPLAINT, COMPLAINT, OTHER, OTHER])
    old, new = MentionGroup.objects.order_by("pk")
    client = client_of(editor)
    client.post(reverse("monitoring:group_merge", args=[old.pk]), {"into": new.pk})
    answer = client.get(reverse("monitoring:group", args=[old.pk]))
    assert answer.headers["Location"] == reverse("monitoring:group", args=[new.pk])


def test_m4_lists_cost_the_same_for_any_number(
    source: Source, editor: User, client_of: ClientOf, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(editor)
    for turn in range(2):
        made = [f"{OTHER}{number}号线的第{number * 7}次列车又晚点了{number}" * 2 for number in range(turn * 8 + 2)]
        (mention, *_) = heard(source, [text for text in made for _ in range(2)], first=turn * 100)
        group = mention.group_id
        for url in (
            reverse("monitoring:groups"), reverse("monitoring:group", args=[group]), reverse("monitoring:speakers"),
            reverse("monitoring:speaker", args=[mention.author_id]), reverse("monitoring:spread", args=[mention.pk]),
            f"{reverse('monitoring:mentions')}?together=1",
        ):  # fmt: skip
            with django_assert_max_num_queries(20):
                assert client.get(url).status_code == 200


def test_m4_a_speaker_is_weighed_and_a_persons_word_stands(source: Source, editor: User, client_of: ClientOf) -> None:
    spam = heard(source, [COMPLAINT] * 6, author_id="666", author_name="用户7712345678", author_followers=3, likes=0)
    speaker = Speaker.objects.get(uid="666")
    assert speaker.score is not None and speaker.score >= 60
    assert {code for code, *_ in speaker.reasons} >= {"repeats", "unanswered", "name", "few"}
    assert set(Mention.objects.values_list("author_suspect", flat=True)) == {speaker.score}
    group = MentionGroup.objects.get()
    assert (group.weighed, group.suspects) == (1, 1)
    client = client_of(editor)
    assert "用户7712345678" in client.get(reverse("monitoring:speakers")).content.decode()
    client.post(reverse("monitoring:speaker_judge", args=["666"]), {"word": "person"})
    heard(source, [OTHER], first=50, author_id="666", author_name="用户7712345678")
    assert set(Mention.objects.values_list("author_suspect", flat=True)) == {0}
    assert MentionGroup.objects.get().suspects == 0
    assert AuditEntry.objects.filter(code="monitoring.speaker.judged").count() == 1
    page = client.get(reverse("monitoring:speaker", args=["666"])).content.decode()
    assert "认定为真人" in page and "昵称像是批量生成的" in page
    judge_speaker(uid="666", word="", by=editor, at=timezone.now())
    assert Mention.objects.get(pk=spam[0].pk).author_suspect == Speaker.objects.get(uid="666").score


def test_m4_the_mention_list_shows_a_group_once(source: Source, editor: User, client_of: ClientOf) -> None:
    heard(source, [COMPLAINT, COMPLAINT, COMPLAINT, OTHER])
    client = client_of(editor)
    rows = client.get(reverse("monitoring:mentions"), {"together": "1"}).context["page"].rows
    assert [row.text for row in rows] == [OTHER, COMPLAINT]
    page = client.get(reverse("monitoring:mentions"), {"group": rows[1].group_id}).content.decode()
    assert page.count('<article class="heard"') == 3
    assert "3 条相似" in page
