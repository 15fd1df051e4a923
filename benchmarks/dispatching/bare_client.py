"""The floor: one process with a bare asynchronous client, no schedule, no database, fires N posts at T.

python -m benchmarks.dispatching.bare_client N DUE PREFIX URL CONNECTIONS        prints {"cpu_s": …}
"""

import asyncio
import json
import sys
import time
from collections.abc import Iterator

import aiohttp
import uvloop

from benchmarks.dispatching.jobs import job


async def fire(jobs: Iterator[tuple[str, str]], due: float, url: str, connections: int) -> None:
    """Every connection takes the next post when it has an answer."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=connections)) as session:

        async def one() -> None:
            for token, text in jobs:
                async with session.post(url, data={"access_token": token, "status": text}) as answer:
                    (await answer.json(content_type=None))["idstr"]

        await asyncio.sleep(max(0.0, due - time.time()))
        await asyncio.gather(*(one() for _ in range(connections)))


def main() -> None:
    count, due, prefix, url, connections = (
        int(sys.argv[1]), float(sys.argv[2]), sys.argv[3], sys.argv[4], int(sys.argv[5]),
    )  # fmt: skip
    uvloop.run(fire((job(prefix, number) for number in range(count)), due, url, connections))
    print(json.dumps({"cpu_s": time.process_time()}))


if __name__ == "__main__":
    main()
