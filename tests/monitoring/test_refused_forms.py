"""What is refused comes back with what was typed, and nothing else happens."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from monitoring.models import CaseTask, LevelRule, SortRule
from monitoring.services import About, add_task, open_case
from tests.conftest import AT


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
