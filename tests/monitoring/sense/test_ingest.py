"""Mentions are judged while they come in; what a person said is not overwritten by a re-sight (M4)."""

from monitoring.collect.merging import merge_rows
from monitoring.collect.rows import MentionRow
from monitoring.models import Mention, Source
from tests.conftest import AT
from tests.monitoring.conftest import Say

ANGRY = "新买的水壶用了两天就漏水，打电话给客服没有人接，太让人失望了"


def test_m4_what_comes_in_is_judged(say: Say) -> None:
    angry, asks = say(ANGRY, "请问这款水壶可以放进洗碗机里吗")
    assert (angry.polarity, angry.topic_kind) == (-1, "complaint")
    assert angry.polarity_certainty and angry.kind_certainty and angry.polarity_certainty > 60
    assert (asks.polarity, asks.topic_kind) == (0, "question")


def test_m4_a_text_without_words_is_neutral_and_of_no_kind(say: Say) -> None:
    (silent,) = say("[怒][怒]")
    assert (silent.polarity, silent.polarity_certainty, silent.topic_kind) == (0, 0, "")


def test_m4_a_resight_does_not_touch_what_a_person_corrected(say: Say, source: Source) -> None:
    (mention,) = say(ANGRY)
    Mention.objects.filter(pk=mention.pk).update(polarity=1, polarity_certainty=100)
    merge_rows([MentionRow(external_id=mention.external_id, text=ANGRY, likes=7)], source=source, at=AT)
    mention.refresh_from_db()
    assert (mention.polarity, mention.polarity_certainty, mention.likes) == (1, 100, 7)
