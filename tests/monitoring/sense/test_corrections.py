"""A person's word stands above the model's, can be taken back, and is what the next version learns (M4)."""

import pytest

from accounts.models import User
from core.errors import Conflict, UserError
from core.models import AuditEntry
from monitoring.models import Mention, MentionCorrection
from monitoring.services.corrections import correct_mention, undo_correction
from monitoring.services.judging import judge_due
from tests.conftest import AT
from tests.monitoring.conftest import Say

ANGRY = "新买的水壶用了两天就漏水，打电话给客服没有人接，太让人失望了"


def correct(mention: Mention, aspect: str, value: str, by: User) -> MentionCorrection | None:
    return correct_mention(mention=mention, aspect=aspect, value=value, by=by, at=AT)


def test_m4_a_correction_keeps_who_when_from_and_to(say: Say, customer_editor: User) -> None:
    (mention,) = say(ANGRY)
    certainty = mention.polarity_certainty
    made = correct(mention, "polarity", "0", customer_editor)
    assert made is not None
    assert (made.was, made.now, made.certainty, made.by, made.at) == ("-1", "0", certainty, customer_editor, AT)
    mention.refresh_from_db()
    assert (mention.polarity, mention.polarity_certainty) == (0, 100)
    entry = AuditEntry.objects.get(code="monitoring.mention.corrected")
    assert (entry.before, entry.after) == ({"polarity": "-1"}, {"polarity": "0", "mention": mention.pk})


def test_m4_undoing_gives_back_what_the_model_said(say: Say, customer_editor: User) -> None:
    (mention,) = say(ANGRY)
    certainty = mention.kind_certainty
    made = correct(mention, "kind", "suggestion", customer_editor)
    assert made is not None
    undo_correction(correction=made, by=customer_editor, at=AT)
    mention.refresh_from_db()
    assert (mention.topic_kind, mention.kind_certainty) == ("complaint", certainty)
    with pytest.raises(Conflict):
        undo_correction(correction=made, by=customer_editor, at=AT)


def test_m4_a_second_correction_replaces_the_first_and_remembers_the_models_word(
    say: Say, customer_editor: User, editor: User
) -> None:
    (mention,) = say(ANGRY)
    first = correct(mention, "kind", "suggestion", customer_editor)
    second = correct(mention, "kind", "question", editor)
    assert first is not None and second is not None
    first.refresh_from_db()
    assert first.ended_at == AT and second.was == "complaint"
    with pytest.raises(Conflict):
        undo_correction(correction=first, by=editor, at=AT)


def test_m4_saying_what_the_model_said_takes_the_correction_back(say: Say, customer_editor: User) -> None:
    (mention,) = say(ANGRY)
    certainty = mention.polarity_certainty
    correct(mention, "polarity", "1", customer_editor)
    assert correct(mention, "polarity", "-1", customer_editor) is None
    mention.refresh_from_db()
    assert (mention.polarity, mention.polarity_certainty) == (-1, certainty)
    assert not MentionCorrection.objects.filter(ended_at=None).exists()


@pytest.mark.parametrize(("aspect", "value"), [("polarity", "2"), ("polarity", ""), ("kind", "rant"), ("text", "1")])
def test_m4_what_is_no_judgement_is_refused(say: Say, customer_editor: User, aspect: str, value: str) -> None:
    (mention,) = say(ANGRY)
    with pytest.raises(UserError):
        correct(mention, aspect, value, customer_editor)


def test_m4_the_sweep_judges_what_has_none_and_leaves_corrections_alone(say: Say, customer_editor: User) -> None:
    mine, bare = say(ANGRY, ANGRY)
    correct(mine, "polarity", "1", customer_editor)
    Mention.objects.filter(pk=bare.pk).update(polarity=None, polarity_certainty=None, topic_kind="")
    assert judge_due(now=AT) == 2
    assert judge_due(now=AT) == 0
    mine.refresh_from_db()
    bare.refresh_from_db()
    assert (mine.polarity, bare.polarity, bare.topic_kind) == (1, -1, "complaint")
