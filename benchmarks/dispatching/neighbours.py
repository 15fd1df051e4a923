"""Other work on the same machine while posts leave: crawler files coming in, runs over the history, roll-ups.

All of it goes through the ordinary queues to the ordinary workers; here it is only asked for, again and again.
"""

import csv
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.utils import timezone

from accounts.models import User
from core.models import Job, JobState
from monitoring import services
from monitoring.models import KeywordSet
from monitoring.queries.set_drafts import SetDraft
from monitoring.services.keywords import save_set
from monitoring.watch.rules import Word
from reports.tasks import roll_up

HEADER = ["id", "bid", "user_id", "用户昵称", "微博正文", "转发数", "评论数", "点赞数", "发布时间", "retweet_id"]
ROWS = 60_000
SET = "发送基准旁的词组"
EVERY = 0.5


@contextmanager
def busy() -> Iterator[None]:
    """The workers have an import, a run over the history and a roll-up to do at every moment inside the block."""
    stopped, asked = threading.Event(), threading.Event()
    thread = threading.Thread(target=_keep_asking, args=(stopped, asked), daemon=True)
    thread.start()
    if not asked.wait(60):
        raise RuntimeError("the other work could not be begun")
    try:
        yield
    finally:
        stopped.set()
        thread.join()
        open_jobs = Job.objects.filter(state__in=[JobState.WAITING, JobState.RUNNING])
        open_jobs.update(state=JobState.CANCELLED)


def _keep_asking(stopped: threading.Event, asked: threading.Event) -> None:
    user, number = _somebody(), 0
    words = KeywordSet.objects.filter(name=SET).first() or save_set(
        draft=SetDraft(name=SET, words=tuple(map(Word, ("保温杯", "热水", "杯盖")))), by=user, at=timezone.now()
    )
    while not stopped.wait(EVERY):
        now = timezone.now()
        roll_up.delay()
        services.start_resweep(keyword_set=words, by=user, at=now)
        if not Job.objects.filter(kind="monitoring.import", state__in=[JobState.WAITING, JobState.RUNNING]).exists():
            number += 1
            upload = services.UploadedFile(name="search.csv", content=io.BytesIO(_crawler_file(number)))
            services.start_import(file=upload, by=user, at=now)
        asked.set()
    connection.close()


def _somebody() -> User:
    return User.objects.order_by("pk").first() or User.objects.create_user("dispatch@bench.invalid", None, name="基准")


def _crawler_file(number: int) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER)
    for row in range(ROWS):
        weibo_id = 5_250_000_000_000_000 + number * ROWS + row
        writer.writerow(
            [
                weibo_id,
                f"B{row}",
                5504,
                f"网友{row % 900}",
                f"今天又用保温杯泡茶 {row}",
                0,
                0,
                0,
                "2026-11-20 10:00",
                "",
            ]
        )
    return text.getvalue().encode()
