"""Imports the crawler file named on the command line, prints seconds, peak of memory and new rows, and undoes it."""

import json
import resource
import sys
import time
from pathlib import Path

import django


def main() -> None:
    """Set Django up and do it."""
    django.setup()
    from django.utils import timezone

    from core.audit import SYSTEM
    from monitoring.services import UploadedFile, run_import, start_import, undo_import

    path = Path(sys.argv[1])
    started = time.perf_counter()
    with path.open("rb") as file:
        upload = UploadedFile(path.name, file)
        queued = start_import(file=upload, by=SYSTEM, at=timezone.now(), source_name="bench-import", queue=False)
    done = run_import(queued.job_id, clock=timezone.now)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if done is None:
        raise RuntimeError("the import was not begun")
    done.job.refresh_from_db()
    undo_import(mention_import=done, by=SYSTEM, at=timezone.now())
    print(json.dumps({"seconds": round(seconds, 1), "mib": round(peak), "new": done.job.result["new"]}))


if __name__ == "__main__":
    main()
