"""M5: a step of escalation is tried on past cases before it is saved; the trial says what the clocks would do."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from monitoring.models import Case, CaseState, EscalationStep, Missing
from monitoring.queries.escalation_trials import trials_of
from monitoring.services import mind_cases
from tests.conftest import AT, ClientOf

MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
Minutes = int | None


def case_with(*, owned: Minutes = None, answered: Minutes = None, closed: Minutes = None, title: str = "漏水") -> Case:
    """A case of level 2, opened at AT; what came so many minutes later."""

    def at(minutes: Minutes) -> dt.datetime | None:
        return None if minutes is None else AT + minutes * MINUTE

    state = CaseState.CLOSED if closed is not None else CaseState.ANSWERED if answered is not None else CaseState.OPEN
    return Case(
        title=title, level=2, state=state, signalled_at=AT, opened_at=AT, due_at=AT + DAY,
        owned_at=at(owned), answered_at=at(answered), closed_at=at(closed),
    )  # fmt: skip


def tried(case: Case, missing: Missing, after: int = 30) -> tuple[dt.datetime | None, str]:
    case.save()
    (trial,) = trials_of(EscalationStep(level=2, after_minutes=after, missing=missing), now=AT + DAY)
    return trial.at, str(trial.why or "")


@pytest.mark.parametrize(
    ("case", "missing", "why"),
    [
        (case_with(), Missing.NOTHING, ""),
        (case_with(owned=5), Missing.OWNER, "那时已有负责人"),
        (case_with(owned=45), Missing.OWNER, ""),
        (case_with(answered=20), Missing.ANSWER, "那时已回应"),
        (case_with(answered=20), Missing.NOTHING, ""),
        (case_with(answered=20), Missing.OWNER, ""),
        (case_with(closed=25), Missing.NOTHING, "那时已结案"),
        (case_with(answered=90, closed=120), Missing.ANSWER, ""),
    ],
)
def test_m5_it_says_when_it_would_have_fired_or_why_not(db: None, case: Case, missing: Missing, why: str) -> None:
    assert tried(case, missing) == (None if why else AT + 30 * MINUTE, why)


def test_m5_other_levels_and_drills_tell_nothing_and_the_future_is_open(db: None) -> None:
    for case in (case_with(title="别的等级"), case_with(title="演练")):
        case.level, case.is_drill = (3, False) if case.title == "别的等级" else (2, True)
        case.save()
    assert trials_of(EscalationStep(level=2, after_minutes=1), now=AT) == []
    assert tried(case_with(), Missing.NOTHING, after=3000) == (None, "还没到时间")


@pytest.mark.parametrize("missing", list(Missing))
@pytest.mark.parametrize("owned", [None, 5, 45])
@pytest.mark.parametrize("answered", [None, 5, 45])
def test_m5_the_trial_says_what_the_clocks_do(
    editor: User, missing: Missing, owned: Minutes, answered: Minutes
) -> None:
    """The case stands as it stood at the minute of the step; the trial looks at it a day later."""
    EscalationStep.objects.all().delete()
    step = EscalationStep.objects.create(level=2, after_minutes=30, missing=missing, roles=["administrator"])
    then = case_with(owned=owned if owned == 5 else None, answered=answered if answered == 5 else None)
    then.owner = editor if owned == 5 else None
    then.save()
    mind_cases(now=AT + 30 * MINUTE)
    fired = then.escalations.exists()
    Case.objects.filter(pk=then.pk).update(
        owned_at=case_with(owned=owned).owned_at, answered_at=case_with(answered=answered).answered_at
    )
    (trial,) = trials_of(step, now=AT + DAY)
    assert (trial.at == AT + 30 * MINUTE) is fired


def test_m5_a_step_is_tried_without_being_saved(administrator: User, client_of: ClientOf) -> None:
    case_with(title="杯盖漏水", owned=45).save()
    EscalationStep.objects.all().delete()
    client: Client = client_of(administrator)
    asked = {"level": 2, "after_minutes": 30, "missing": "owner", "roles": ["administrator"], "try": "1"}
    page = client.post(reverse("monitoring:escalation_new"), asked)
    text = page.content.decode()
    assert page.status_code == 200
    assert "杯盖漏水" in text and "会在" in text
    assert 'value="30"' in text, "what was typed stands there still"
    assert not EscalationStep.objects.exists()
