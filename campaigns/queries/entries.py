"""Entries for pages: counts, list, one person with all that he did (P7)."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from campaigns.models import Act, Campaign, Entry, Judgement, Verdict
from campaigns.queries.entry_words import NOTES, REASONS, SIGN_NAMES, notes_of, sentences_of, signs_of
from core.models import Job, JobState
from core.paging import KeyPage, key_page

KINDS = ("campaigns.judge", "campaigns.entries_import", "campaigns.read_entries")
OPEN = (JobState.WAITING, JobState.RUNNING)


@dataclass(frozen=True)
class Asked:
    """How the list is filtered."""

    verdict: str = ""
    why: str = ""
    words: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "Asked":
        """From the words of an address; anything unknown is nothing."""
        verdict, why = asked.get("verdict", ""), asked.get("why", "")
        words = asked.get("q", "").replace("\x00", "").strip()[:60]
        return cls(
            verdict if verdict in Verdict.values or verdict == "decided" else "",
            why if why in REASONS or why in SIGN_NAMES or why in NOTES else "",
            words,
        )


@dataclass(frozen=True)
class Line:
    """One entry of the list with its sentences."""

    entry: Entry
    sentences: list[str]
    signs: list[tuple[str, str, int]]
    notes: list[str]


@dataclass(frozen=True)
class Standing:
    """How judging stands: the version that holds, what came since, the work that is going on."""

    judgement: Judgement | None
    newer: bool
    jobs: list[Job]

    @property
    def counts(self) -> dict[str, int]:
        """Entries by verdict."""
        return dict(self.judgement.counts.get("verdicts", {})) if self.judgement else {}

    @property
    def all(self) -> int:
        """Everybody who took part."""
        return sum(self.counts.values())

    def named(self, group: str, names: Mapping[str, Any]) -> list[tuple[str, str, int]]:
        """(code, name, how often) of reasons, signs or notes, the most frequent first."""
        found = self.judgement.counts.get(group, {}) if self.judgement else {}
        rows = [(code, str(names.get(code, code)), number) for code, number in found.items()]
        return sorted(rows, key=lambda row: (-row[2], row[0]))

    @property
    def reasons(self) -> list[tuple[str, str, int]]:
        """Why entries are not valid, with how many."""
        return self.named("reasons", REASONS)

    @property
    def signs(self) -> list[tuple[str, str, int]]:
        """Signs of machines, with how many show each."""
        return self.named("signs", SIGN_NAMES)


def standing_of(campaign: Campaign) -> Standing:
    """How judging stands."""
    judgement = Judgement.objects.filter(campaign=campaign).order_by("-number").first()
    newest = Act.objects.filter(campaign=campaign).aggregate(until=Max("pk"))["until"] or 0
    jobs = Job.objects.filter(kind__in=KINDS, params__campaign=campaign.pk, state__in=OPEN)
    return Standing(judgement, newest > (judgement.judged_until if judgement else 0), list(jobs.order_by("pk")))


def entries_of(campaign: Campaign, asked: Asked) -> "QuerySet[Entry]":
    """The entries that the filters leave."""
    rows = Entry.objects.filter(campaign=campaign)
    if asked.verdict == "decided":
        rows = rows.filter(decided_at__isnull=False)
    elif asked.verdict:
        rows = rows.filter(verdict=asked.verdict)
    if asked.why in REASONS:
        rows = rows.filter(reasons__contains=[asked.why])
    elif asked.why in SIGN_NAMES:
        rows = rows.filter(facts__signs__has_key=asked.why)
    elif asked.why:
        rows = rows.filter(facts__notes__contains=[asked.why])
    if asked.words:
        rows = rows.filter(uid=asked.words) if asked.words.isdigit() else rows.filter(name__icontains=asked.words)
    return rows


def entry_page(campaign: Campaign, asked: Asked, *, before: int | None, after: int | None) -> KeyPage[Entry]:
    """One page of them, the newest first."""
    return key_page(entries_of(campaign, asked), before=before, after=after)


def lines_of(entries: list[Entry]) -> list[Line]:
    """With the sentences that people read."""
    return [Line(entry, sentences_of(entry), signs_of(entry), notes_of(entry)) for entry in entries]


def acts_of(entry: Entry, *, most: int = 200) -> list[Act]:
    """What one person did, the first first."""
    return list(Act.objects.filter(campaign=entry.campaign_id, uid=entry.uid).order_by("acted_at", "pk")[:most])


def counted(act: Act, campaign: Campaign) -> str:
    """Why an act does not count; empty when it does."""
    if act.gone_at is not None:
        return _("已删除，不算")
    if act.acted_at > campaign.ends_at:
        return _("在截止之后，不算")
    return _("在开始之前，不算") if act.acted_at < campaign.starts_at else ""


def export_cells(campaign: Campaign, asked: Asked, *, zone: dt.tzinfo) -> Iterator[list[Any]]:
    """Rows for the download, in the order in which people came."""
    for entry in entries_of(campaign, asked).order_by("pk").iterator(chunk_size=5000):
        signs = "；".join(f"{name} {seen}".strip() for name, seen, _points in signs_of(entry))
        yield [
            entry.uid,
            entry.name,
            f"{entry.entered_at.astimezone(zone):%Y-%m-%d %H:%M:%S}",
            entry.get_verdict_display(),
            "".join(sentences_of(entry)),
            signs,
            entry.suspicion,
            entry.decided_reason,
            entry.rules_version,
        ]
