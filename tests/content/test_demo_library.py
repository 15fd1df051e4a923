"""The invented library of the sample company is fit to be shown."""

import csv
from pathlib import Path

import pytest

from content.lint import Draft, Severity, Term, build_lexicon, check
from content.models import WordListTerm
from weibo.text import weibo_length

FILE = Path(__file__).resolve().parents[2] / "weibo_ops/demo/library.csv"


def rows() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.django_db
def test_c13_it_has_few_findings_and_no_errors() -> None:
    terms = WordListTerm.objects.select_related("list")
    lexicon = build_lexicon(
        Term(t.word, t.list.slug, t.list.name, t.list.level, t.list.reason, t.suggestion, t.is_allowed) for t in terms
    )
    texts = [row["正文"] for row in rows()]
    found = [finding for text in texts for finding in check(Draft(text, lexicon=lexicon))]

    assert len(texts) == len(set(texts)) >= 60
    assert max(map(weibo_length, texts)) <= 115, "room for the link that an ordinary app adds"
    assert not [finding for finding in found if finding.severity == Severity.ERROR]
    assert 2 <= sum(finding.rule == "words.superlatives" for finding in found) <= 3
    assert {row["账号"] for row in rows()} == {"山岚", "山岚客服"}
