"""One set: its words with what each caught lately and how much of it was noise (M1)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from core.models import Job, JobState
from monitoring.models import Keyword, KeywordKind, KeywordSet, Sweep

LATELY = timedelta(days=30)
WEEK = timedelta(days=7)
SHOWN = 60
SILENT_SHOWN = 40
RESWEEP = "monitoring.resweep"
_CAUGHT = """
SELECT word, count(*), count(*) FILTER (WHERE published_at > %s), count(noise_at)
FROM monitoring_hit, jsonb_array_elements_text(words) AS word
WHERE keyword_set_id = %s AND published_at > %s AND published_at <= %s GROUP BY word
"""


@dataclass(frozen=True)
class WordRow:
    """A word with what it caught in 30 and 7 days, and how much of the 30 days people called noise."""

    keyword: Keyword
    month: int = 0
    week: int = 0
    noise: int = 0

    @property
    def noise_percent(self) -> int:
        """Share of what it caught that people marked."""
        return round(100 * self.noise / self.month) if self.month else 0


@dataclass(frozen=True)
class WordTable:
    """The busiest words, those that caught nothing, and how many there are of each."""

    busy: list[WordRow]
    silent: list[Keyword]
    words: int
    quiet: int

    @property
    def unshown(self) -> int:
        """Busy words that the table leaves out."""
        return self.words - self.quiet - len(self.busy)


def word_table(keyword_set: KeywordSet, now: datetime) -> WordTable:
    """Words and variants by their catch, the busiest first; two queries."""
    with connection.cursor() as cursor:
        cursor.execute(_CAUGHT, [now - WEEK, keyword_set.pk, now - LATELY, now])
        caught = {word: numbers for word, *numbers in cursor.fetchall()}
    keywords = list(keyword_set.keywords.exclude(kind=KeywordKind.EXCLUDE))
    rows = [WordRow(keyword, *caught[keyword.word]) for keyword in keywords if keyword.word in caught]
    rows.sort(key=lambda row: (-row.month, row.keyword.pk))
    silent = [keyword for keyword in keywords if keyword.word not in caught]
    return WordTable(rows[:SHOWN], silent[:SILENT_SHOWN], len(keywords), len(silent))


def last_sweeps(keyword_set: KeywordSet, limit: int = 6) -> list[Sweep]:
    """The last runs of a set."""
    return list(keyword_set.sweeps.all()[:limit])


def open_resweep(keyword_set: KeywordSet) -> Job | None:
    """The run over the past that is under way, or the last one that ended."""
    return Job.objects.filter(kind=RESWEEP, params__keyword_set=keyword_set.pk).first()


def is_under_way(job: Job | None) -> bool:
    """Whether a worker has it or will."""
    return job is not None and job.state in {JobState.WAITING, JobState.RUNNING}
