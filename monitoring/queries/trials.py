"""What a change of a set would have meant: old and new words on the mentions of the last 30 days (M1)."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitoring.models import Mention
from monitoring.queries.set_drafts import SetDraft, facts_of
from monitoring.watch.matching import Matcher
from monitoring.watch.rules import Pattern

SPAN = timedelta(days=30)
MOST_READ = 50_000
CHUNK = 2_000
EXAMPLES = 5
OLD, NEW = "old", "new"


@dataclass(frozen=True)
class Example:
    """A mention that comes or goes, with the words that tell."""

    mention_id: int
    text: str
    words: list[str]


@dataclass
class Trial:
    """Counts of what old and new words catch. `read` of `total` mentions were looked at, the newest first."""

    total: int
    read: int = 0
    before: int = 0
    after: int = 0
    gained: int = 0
    lost: int = 0
    comes: list[Example] = field(default_factory=list)
    goes: list[Example] = field(default_factory=list)

    @property
    def is_partial(self) -> bool:
        """Whether some were left out."""
        return self.read < self.total

    def look(self, mention_id: int, text: str, old: list[str] | None, new: list[str] | None) -> None:
        """Count one mention with the words by which each catches it."""
        self.read += 1
        self.before += old is not None
        self.after += new is not None
        if (old is None) == (new is None):
            return
        self.gained += old is None
        self.lost += new is None
        examples = self.comes if old is None else self.goes
        if len(examples) < EXAMPLES:
            examples.append(Example(mention_id, text, new or old or []))


def try_out(draft: SetDraft, *, before: Pattern | None, now: datetime) -> Trial:
    """Run both over what people said in the last 30 days; two queries. Writes nothing."""
    rows = Mention.objects.filter(published_at__gt=now - SPAN, published_at__lte=now)
    trial = Trial(total=rows.count())
    matcher = Matcher({NEW: draft.pattern} if before is None else {OLD: before, NEW: draft.pattern})
    newest = rows.order_by("-published_at").values_list("pk", "text")[:MOST_READ]
    chunk: list[tuple[int, str]] = []
    for row in newest.iterator(chunk_size=CHUNK):
        chunk.append(row)
        if len(chunk) == CHUNK:
            _look_at(chunk, matcher, trial)
            chunk = []
    _look_at(chunk, matcher, trial)
    return trial


def _look_at(chunk: list[tuple[int, str]], matcher: Matcher[str], trial: Trial) -> None:
    for (pk, text), catches in zip(chunk, matcher.match([text for _, text in chunk]), strict=True):
        trial.look(pk, text, catches.get(OLD), catches.get(NEW))


def digest_of(draft: SetDraft) -> str:
    """Stands for the rules of a draft: who has seen their trial sends it along."""
    facts = facts_of(draft)
    rules = [facts[name] for name in ("words", "requires", "exclusions", "match_all", "within", "reach")]
    return hashlib.sha256(json.dumps(rules).encode("utf-8", "replace")).hexdigest()[:32]
