"""Corrections train the next version; a person switches, and may go back (M4)."""

import pytest
from django.utils import timezone

from accounts.models import User
from core.errors import Conflict, UserError
from core.models import Job, JobState
from monitoring.collect.understanding import judged, look_again
from monitoring.models import Mention, MentionCorrection, SenseVersion, VersionState
from monitoring.sense.adapting import Said
from monitoring.sense.judging import shipped
from monitoring.sense.model import dumped
from monitoring.services import sense_versions as versions
from monitoring.services.corrections import correct_mention
from tests.conftest import AT
from tests.monitoring.conftest import Say

ODD = "这个水壶真是绝绝子{}"
"""An expression that the shipped model does not know; here people mean it badly."""


@pytest.fixture
def corrected(say: Say, customer_editor: User) -> list[Mention]:
    found = say(*(ODD.format(f"，第{number}次遇到，蚌埠住了") for number in range(40)))
    for mention in found:
        correct_mention(mention=mention, aspect="polarity", value="-1", by=customer_editor, at=AT)
        correct_mention(mention=mention, aspect="kind", value="noise", by=customer_editor, at=AT)
    return found


def trained(by: User) -> SenseVersion:
    version = versions.start_training(by=by, at=AT)
    assert version.job_id is not None
    made = versions.run_training(version.job_id, clock=timezone.now)
    assert made is not None
    return made


def test_m4_too_few_corrections_train_nothing(customer_editor: User) -> None:
    with pytest.raises(UserError, match="至少要有 20 条"):
        versions.start_training(by=customer_editor, at=AT)


def test_m4_the_next_version_learns_and_is_measured_on_what_it_did_not_learn(
    corrected: list[Mention], customer_editor: User
) -> None:
    version = trained(customer_editor)
    assert version.state == VersionState.READY
    held = [Said(mention.text).is_held_out for mention in corrected]
    assert 0 < sum(held) < len(held) and version.corrections == held.count(False)
    old, new = version.figures["old"]["corrections"]["kind"], version.figures["new"]["corrections"]["kind"]
    assert old["n"] == new["n"] == sum(held)
    assert new["macro_f1"] > old["macro_f1"]
    assert version.figures["old"]["own"]["polarity"]["n"] == version.figures["new"]["own"]["polarity"]["n"] > 100


def test_m4_only_a_person_switches_and_the_old_version_is_kept(corrected: list[Mention], customer_editor: User) -> None:
    text = ODD.format("，又来一次，蚌埠住了")
    before = judged([text])
    version = trained(customer_editor)
    look_again()
    assert judged([text]) == before
    versions.switch_version(version=version, by=customer_editor, at=AT)
    look_again()
    assert judged([text])[0].kind == "noise"
    with pytest.raises(Conflict):
        versions.switch_version(version=version, by=customer_editor, at=AT)
    versions.switch_version(version=None, by=customer_editor, at=AT)
    look_again()
    assert judged([text]) == before
    version.refresh_from_db()
    assert version.state == VersionState.KEPT
    versions.switch_version(version=version, by=customer_editor, at=AT)


def test_m4_training_the_same_twice_gives_the_same_bytes(corrected: list[Mention], customer_editor: User) -> None:
    first, second = trained(customer_editor), trained(customer_editor)
    assert bytes(first.data) == bytes(second.data) != dumped(shipped().model)


def test_m4_one_training_at_a_time_and_it_can_be_stopped(corrected: list[Mention], customer_editor: User) -> None:
    version = versions.start_training(by=customer_editor, at=AT)
    with pytest.raises(Conflict):
        versions.start_training(by=customer_editor, at=AT)
    versions.cancel_training(version=version)
    assert version.job_id is not None
    assert versions.run_training(version.job_id, clock=timezone.now) is None
    assert Job.objects.get(pk=version.job_id).state == JobState.CANCELLED
    version.refresh_from_db()
    assert version.state == VersionState.FAILED


def test_m4_an_unreadable_version_leaves_the_shipped_one_to_judge(db: None) -> None:
    SenseVersion.objects.create(state=VersionState.IN_USE, data=b"damaged", made_at=AT)
    look_again()
    assert judged(["水壶漏水，太失望了"])[0].polarity == -1


def test_m4_a_correction_taken_back_is_not_learnt(corrected: list[Mention]) -> None:
    MentionCorrection.objects.filter(mention_id=corrected[0].pk).update(ended_at=AT)
    assert corrected[0].text not in {one.text for one in versions.corrections_said()}


def test_m4_a_training_that_always_dies_is_given_up(
    corrected: list[Mention], customer_editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*args: object) -> None:
        raise MemoryError

    monkeypatch.setattr(versions, "adapted", die)
    version = versions.start_training(by=customer_editor, at=AT)
    assert version.job_id is not None
    for _try in range(versions.TRIES):
        with pytest.raises(MemoryError):
            versions.run_training(version.job_id, clock=timezone.now)
    assert versions.run_training(version.job_id, clock=timezone.now) is None
    version.refresh_from_db()
    assert (version.state, Job.objects.get(pk=version.job_id).state) == (VersionState.FAILED, JobState.FAILED)
    versions.start_training(by=customer_editor, at=AT)
