"""Crawler files in as mentions; a keyword set over everything."""

from pathlib import Path

from core.models import JobState
from monitoring.models import Alert, Keyword, KeywordKind, KeywordSet, Mention, SetKind
from monitoring.services import UploadedFile, run_import, start_import, sweep_set
from weibo_ops.rehearsal.stage import Stage, Step

SAMPLES = Path(__file__).resolve().parent / "samples"
ENDINGS = {".csv", ".json", ".jsonl", ".sqlite", ".xlsx"}
NOT_CRAWLED = ("consensus", "ced_dev", "chinese-days", "emoji", "timmmgz", "weibo2018")
"""Files of the data folder that hold no crawler's output."""
WORDS = ["三十而已", "山岚", "保温杯", "迪丽热巴", "微博"]


def import_mentions(stage: Stage) -> Step:
    """Every crawler file found; each must bring at least one row or say why not."""
    step = Step("import_mentions", count=0)
    before = Mention.objects.count()
    for path in crawler_files(stage.options.data or SAMPLES):
        with path.open("rb") as content:
            given = UploadedFile(name=path.name, content=content)
            started = start_import(file=given, by=stage.editor, at=stage.clock(), queue=False)
        run_import(started.job_id, clock=stage.clock)
        started.job.refresh_from_db()
        step.refused += started.job.refused
        step.ok = step.ok and (started.job.state == JobState.DONE or started.job.refused > 0)
        step.notes.append(f"{path.name}: {started.job.message or started.job.state}")
    step.count = Mention.objects.count() - before
    total = Mention.objects.count()
    step.ok = step.ok and bool(step.notes) and total > 0
    return step


def crawler_files(folder: Path) -> list[Path]:
    """The files below a folder that look like a crawler's output."""
    found = (path for path in folder.rglob("*") if path.suffix in ENDINGS)
    return sorted(path for path in found if not any(word in path.name for word in NOT_CRAWLED))


def sweep(stage: Stage) -> Step:
    """A keyword set over all mentions there are (M1)."""
    now = stage.clock()
    keyword_set = KeywordSet.objects.create(name=f"演练 {now:%Y-%m-%d %H:%M:%S}", kind=SetKind.BRAND, created_at=now)
    Keyword.objects.bulk_create(Keyword(keyword_set=keyword_set, word=word, kind=KeywordKind.WORD) for word in WORDS)
    sweep_set(keyword_set, now=now)
    stage.keyword_set = keyword_set
    hits = keyword_set.hits.count()
    alerts = Alert.objects.filter(keyword_set=keyword_set).count()
    return Step("sweep", count=hits, ok=hits > 0, notes=[f"alerts {alerts}"])
