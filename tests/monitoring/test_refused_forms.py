"""What is refused comes back with what was typed, and nothing else happens."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from monitoring.models import CaseTask, LevelRule, Playbook, SortRule
from monitoring.services import About, add_task, open_case
from tests.conftest import AT
from tests.monitoring.conftest import make_set


@pytest.fixture
def task(editor: User) -> CaseTask:
    case = open_case(title="漏水", level=4, about=About(), by=editor, at=AT).case
    return add_task(case=case, text="查批次", owner=editor, by=editor, at=AT)


def test_m5_a_task_stays_with_its_owner_when_it_is_given_to_nobody_known(
    task: CaseTask, editor: User, client: Client
) -> None:
    client.force_login(editor)
    answer = client.post(reverse("monitoring:case_task", args=[task.pk]), {"owner": "999999"})
    task.refresh_from_db()
    assert (answer.status_code, task.owner) == (422, editor)


@pytest.mark.parametrize(
    ("url", "typed", "kept"),
    [
        ("case_level", {"level": "2", "why": " "}, ('value="2" selected',)),
        ("case_people", {"part": "联" * 41}, ("联" * 41,)),
        ("case_tasks", {"text": "查" * 301, "minutes": "45"}, ("查" * 301, 'value="45"')),
        ("case_review", {"cause": "因" * 4001, "went_well": "回应快"}, ("因" * 4001, "回应快")),
        ("case_lesson", {"kind": "word", "text": "密封圈"}, ('value="密封圈"', 'lang="zh-Hans">漏水')),
        ("case_lesson", {"kind": "step", "text": "步" * 301, "minutes": "7"}, ("步" * 301, 'value="7"')),
        ("case_lesson", {"kind": "task", "text": "改" * 301}, ("改" * 301,)),
    ],
)
def test_m5_what_is_refused_on_the_page_of_a_case_stands_there_as_it_was_typed(
    task: CaseTask, editor: User, client: Client, url: str, typed: dict[str, str], kept: tuple[str, ...]
) -> None:
    known, book = make_set("密封圈"), Playbook.objects.earliest("pk")
    client.force_login(editor)
    data = {"person": str(editor.pk), "keyword_set": str(known.pk), "playbook": str(book.pk), **typed}
    answer = client.post(reverse(f"monitoring:{url}", args=[task.case_id]), data)
    page = answer.content.decode()
    assert answer.status_code == 422 and all(words in page for words in kept)


def test_m5_a_refused_level_leaves_the_ids_of_the_other_forms_apart(administrator: User, client: Client) -> None:
    client.force_login(administrator)
    rule = LevelRule.objects.earliest("level")
    answer = client.post(reverse("monitoring:crisis_level", args=[rule.level]), {"minutes": "0"})
    forms = [form["minutes"].id_for_label for form in answer.context["forms"]]
    assert answer.status_code == 422 and len(set(forms)) == LevelRule.objects.count()


def test_m8_a_receiver_without_the_right_is_refused_beside_the_form(
    editor: User, stranger: User, client: Client
) -> None:
    client.force_login(editor)
    typed = {"kind": "complaint", "person": str(stranger.pk), "certainty": "73", "bundle_minutes": "30"}
    answer = client.post(reverse("monitoring:sorting"), typed)
    assert answer.status_code == 422 and 'value="73"' in answer.content.decode()
    assert "没有监测权限" in answer.content.decode() and not SortRule.objects.exists()
