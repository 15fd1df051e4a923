"""Pages of judging and sorting: one click corrects, the drift is shown, suggestions move on (M4, M8)."""

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.roles import Role
from monitoring.models import MentionCorrection, SortRule, Suggestion
from monitoring.queries.drift import drift
from monitoring.services.corrections import correct_mention
from monitoring.services.judging import judge_due
from monitoring.services.suggestions import collect_suggestion
from tests.conftest import AT, ClientOf
from tests.monitoring.conftest import Say

ANGRY = "新买的水壶用了两天就漏水，打电话给客服没有人接，太让人失望了"


def test_m4_one_click_corrects_and_one_click_takes_it_back(
    say: Say, customer_editor: User, client_of: ClientOf
) -> None:
    (mention,) = say(ANGRY)
    client = client_of(customer_editor)
    page = client.get(reverse("monitoring:mentions")).content.decode()
    assert "负面" in page and "更正" in page
    url = reverse("monitoring:mention_correct", args=[mention.pk])
    answer = client.post(url, {"aspect": "polarity", "value": "1"}, headers={"HX-Request": "true"})
    assert "人工更正" in answer.content.decode() and "toast" in answer.headers["HX-Trigger"]
    made = MentionCorrection.objects.get()
    assert client.post(reverse("monitoring:correction_undo", args=[made.pk])).status_code == 302
    mention.refresh_from_db()
    assert mention.polarity == -1
    plain = client.post(url, {"aspect": "kind", "value": "", "next": reverse("monitoring:mentions")})
    assert plain.headers["Location"] == reverse("monitoring:mentions")


def test_m4_a_list_asks_for_the_choices_of_a_row_when_they_are_wanted(
    say: Say, customer_editor: User, client_of: ClientOf
) -> None:
    (mention,) = say(ANGRY)
    client, listed = client_of(customer_editor), reverse("monitoring:mentions") + "?q=水壶"
    url = reverse("monitoring:mention_correct", args=[mention.pk])
    page = client.get(listed).content.decode()
    assert f'hx-get="{url}"' in page and "都不是" not in page
    asked = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{listed}"}
    choices = client.get(url, headers=asked).content.decode()
    assert "都不是" in choices and 'aria-pressed="true"' in choices
    assert 'name="next" value="/monitoring/mentions/?q=' in choices
    elsewhere = client.get(url, headers={"HX-Request": "true", "HX-Current-URL": "https://evil.example/x"})
    assert "evil.example" not in elsewhere.content.decode()
    place = reverse("monitoring:mention", args=[mention.pk])
    assert client.get(url).headers["Location"] == place, "without JavaScript the post's own page has them"
    assert "都不是" in client.get(place).content.decode()


def test_m4_what_is_no_judgement_is_answered_with_a_sentence(
    say: Say, customer_editor: User, client_of: ClientOf
) -> None:
    (mention,) = say(ANGRY)
    url = reverse("monitoring:mention_correct", args=[mention.pk])
    answer = client_of(customer_editor).post(url, {"aspect": "polarity", "value": "7"}, headers={"HX-Request": "true"})
    assert answer.status_code in {400, 409, 422}


def test_m4_the_list_is_narrowed_by_polarity_and_kind(say: Say, customer_editor: User, client_of: ClientOf) -> None:
    say(ANGRY, "请问这款水壶可以放进洗碗机里吗")
    client, url = client_of(customer_editor), reverse("monitoring:mentions")
    assert "洗碗机" not in client.get(url, {"polarity": "-1"}).content.decode()
    asked = client.get(url, {"kind": "question"}).content.decode()
    assert "洗碗机" in asked and "漏水" not in asked
    assert client.get(url, {"kind": "x", "polarity": "9"}).status_code == 200


def test_m4_drift_shows_what_was_corrected_of_what_was_judged(say: Say, customer_editor: User) -> None:
    first, *_rest = say(*(f"{ANGRY}{number}" for number in range(4)))
    judge_due(now=AT)
    correct_mention(mention=first, aspect="polarity", value="0", by=customer_editor, at=AT)
    week = drift(AT)[-1]
    assert (week.sides[0].judged, week.sides[0].corrected, week.sides[0].percent) == (4, 1, 25)
    assert week.whole.judged == 4 and week.kinds[1].corrected == 0


def test_m4_the_model_page_shows_figures_and_refuses_to_train_on_nothing(
    say: Say, customer_editor: User, client_of: ClientOf
) -> None:
    (mention,) = say(ANGRY)
    correct_mention(mention=mention, aspect="kind", value="praise", by=customer_editor, at=timezone.now())
    client = client_of(customer_editor)
    page = client.get(reverse("monitoring:sense")).content.decode()
    for text in ("负面召回", "随产品提供的版本", "每周更正", "漏水"):
        assert text in page
    assert client.post(reverse("monitoring:sense_train"), headers={"HX-Request": "true"}).status_code in {400, 409, 422}


def test_m8_a_suggestion_is_collected_changed_and_exported(
    say: Say, customer_editor: User, client_of: ClientOf
) -> None:
    (mention,) = say("=建议山岚出一个大容量的水壶")
    client = client_of(customer_editor)
    client.post(reverse("monitoring:mention_suggestion", args=[mention.pk]))
    row = Suggestion.objects.get()
    page = client.get(reverse("monitoring:suggestions")).content.decode()
    assert "大容量的水壶" in page
    form = {"state": "taken_up", "note": "排进三月", "expected": "new"}
    assert client.post(reverse("monitoring:suggestion", args=[row.pk]), form).status_code == 302
    assert "大容量" not in client.get(reverse("monitoring:suggestions"), {"state": "new"}).content.decode()
    lines = client.get(reverse("monitoring:suggestions_export")).getvalue().decode()
    assert "'=建议山岚" in lines and "已采纳" in lines and "排进三月" in lines


def test_m8_a_rule_is_added_stopped_and_deleted(customer_editor: User, manager: User, client_of: ClientOf) -> None:
    client, url = client_of(customer_editor), reverse("monitoring:sorting")
    form = {"kind": "complaint", "person": "", "role": Role.CUSTOMER_EDITOR, "certainty": 60, "bundle_minutes": 30}
    assert client.post(url, form).status_code == 302
    rule = SortRule.objects.get()
    assert client.post(url, {**form, "person": customer_editor.pk}).status_code == 422
    assert "投诉" in client.get(url).content.decode()
    client.post(reverse("monitoring:sorting_switch", args=[rule.pk]))
    rule.refresh_from_db()
    assert not rule.is_active
    client.post(reverse("monitoring:sorting_delete", args=[rule.pk]))
    assert not SortRule.objects.exists()


@pytest.mark.parametrize("name", ["suggestions", "sense", "mentions"])
def test_m8_a_page_asks_as_often_for_twenty_rows_as_for_two(
    name: str, say: Say, customer_editor: User, client_of: ClientOf,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    for mention in say(*(f"建议山岚出第{number}种颜色的水壶" for number in range(20))):
        collect_suggestion(mention=mention, by=customer_editor, at=AT)
        correct_mention(mention=mention, aspect="kind", value="noise", by=customer_editor, at=AT)
    client = client_of(customer_editor)
    client.get(reverse(f"monitoring:{name}"))
    with django_assert_max_num_queries(18):
        assert client.get(reverse(f"monitoring:{name}")).status_code == 200
