"""The peer that most people would write: one plain Celery task a post, `apply_async(eta=…)`, a pool of threads.

    celery -A benchmarks.dispatching.celery_eta worker -P threads -c 64
    python -m benchmarks.dispatching.celery_eta N DUE PREFIX        prints {"enqueue_s": …}

PEER_REDIS and PEER_URL say where. It keeps none of the product's guarantees.
"""

import datetime as dt
import json
import os
import sys
import time

import urllib3
from celery import Celery

from benchmarks.dispatching.jobs import job

app = Celery("peer", broker=os.environ.get("PEER_REDIS", ""))
app.conf.update(
    task_ignore_result=True,
    task_acks_late=True,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    worker_disable_rate_limits=True,
    broker_connection_retry_on_startup=True,
)
_pool = urllib3.PoolManager(maxsize=200, retries=False, timeout=20)


@app.task(name="post")
def post(token: str, text: str) -> None:
    """Send one post."""
    answer = _pool.request_encode_body(
        "POST", os.environ["PEER_URL"], fields={"access_token": token, "status": text}, encode_multipart=False
    )
    if answer.status != 200:
        raise RuntimeError(f"HTTP {answer.status}")


def main() -> None:
    count, due, prefix = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3]
    eta = dt.datetime.fromtimestamp(due, dt.UTC)
    started = time.perf_counter()
    with app.producer_pool.acquire(block=True) as producer:
        for number in range(count):
            post.apply_async(job(prefix, number), eta=eta, producer=producer)
    print(json.dumps({"enqueue_s": time.perf_counter() - started}))


if __name__ == "__main__":
    main()
