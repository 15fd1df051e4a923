"""The peers and the floor: what others would run instead, measured in the same run on the same databases."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.db import connection

from benchmarks.dispatching.burst import Burst, Figures, next_due
from benchmarks.dispatching.endpoint import Endpoint
from benchmarks.dispatching.jobs import job
from benchmarks.dispatching.ours import service_pids
from benchmarks.dispatching.processes import Family, cpu_seconds
from script.bootstrap import find_npm
from weibo_ops.env import ROOT, BadSetting, data_dir, redis_number, say

NODE = Path(__file__).parent / "node"
BROKER = 20
"""The Redis databases of the peers: this one and the next."""
DATABASE = "weibo_ops_bench_pgboss"
CONNECTIONS = 500


@dataclass(frozen=True, slots=True)
class Peer:
    """How a peer is started and given jobs; both get `N DUE PREFIX` at the end of `enqueue`."""

    name: str
    work: Sequence[Sequence[str]]
    enqueue: Sequence[str]
    env: Mapping[str, str]
    cwd: Path
    jobs_a_second: int
    """How fast it takes jobs, for the time that it gets before T."""


def celery_eta() -> Peer:
    """Two workers of 64 threads; what is scheduled sits in Redis."""
    module = "benchmarks.dispatching.celery_eta"
    options = ["worker", "-P", "threads", "-c", "64", "-l", "ERROR", "--without-gossip", "--without-mingle"]
    work = [[sys.executable, "-m", "celery", "-A", module, *options, "-n", f"peer{number}@%h"] for number in (1, 2)]
    env = {"PEER_REDIS": _celery_address(redis_number(settings.REDIS_URL, BROKER))}
    return Peer("celery_eta", work, [sys.executable, "-m", module], env, ROOT, 420)


def bullmq() -> Peer:
    """Two Node processes of 250 jobs at once each."""
    node, folder = _node()
    env = dict(
        zip(("PEER_REDIS_SOCKET", "PEER_REDIS_DB"), _socket(redis_number(settings.REDIS_URL, BROKER + 1)), strict=True)
    )
    return Peer("bullmq", [[node, "bullmq.mjs", "work"]] * 2, [node, "bullmq.mjs", "enqueue"], env, folder, 5000)


def pgboss() -> Peer:
    """Two Node processes, two registrations of 250 each, the shortest interval it takes."""
    node, folder = _node()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE DATABASE {DATABASE}")
    own = settings.DATABASES["default"]
    env = {
        "PEER_PG_HOST": str(own.get("HOST") or ""),
        "PEER_PG_USER": str(own["USER"]),
        "PEER_PG_DATABASE": DATABASE,
        "PGPASSWORD": str(own.get("PASSWORD") or ""),
    }
    return Peer("pgboss", [[node, "pgboss.mjs", "work"]] * 2, [node, "pgboss.mjs", "enqueue"], env, folder, 3000)


PEERS: dict[str, Callable[[], Peer]] = {"celery_eta": celery_eta, "bullmq": bullmq, "pgboss": pgboss}


@contextmanager
def running(peer: Peer, endpoint: Endpoint) -> Iterator[Callable[[int], Figures]]:
    """The peer's workers; what is yielded measures a burst of so many posts."""
    family, env = Family(), {**peer.env, "PEER_URL": endpoint.url}
    try:
        for number, args in enumerate(peer.work):
            family.start(args, name=f"{peer.name}-{number}", env=env, cwd=peer.cwd)
        pids = [*(process.pid for process in family.processes), *service_pids()]
        time.sleep(6)
        if family.died():
            raise RuntimeError(f"{peer.name} ended by itself; see its log in the folder log of the bench data")
        yield lambda count: _burst(peer, endpoint, env, pids, count)
    finally:
        family.end()


def _burst(peer: Peer, endpoint: Endpoint, env: Mapping[str, str], pids: list[int], count: int) -> Figures:
    prefix = f"{peer.name}-{os.getpid()}-{time.monotonic_ns()}"
    endpoint.ask("/_reset", {})
    due = next_due(4 + count / peer.jobs_a_second * 2)
    burst = Burst(endpoint, due, [job(prefix, number)[1] for number in range(count)], pids)
    before = cpu_seconds(pids)
    answer = subprocess.run(
        [*peer.enqueue, str(count), repr(due), prefix],
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        cwd=peer.cwd,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    if time.time() > due - 0.5:
        raise RuntimeError(f"{peer.name} had not taken all jobs when they were due")
    enqueue_s = float(json.loads(answer.stdout.strip().splitlines()[-1])["enqueue_s"])
    return burst.figures(cpu_before=before, enqueue_s=enqueue_s)


def floor(endpoint: Endpoint, count: int) -> Figures:
    """A bare client that knows all posts beforehand. Its processor time is its own alone."""
    prefix = f"floor-{os.getpid()}-{time.monotonic_ns()}"
    endpoint.ask("/_reset", {})
    due = next_due(3)
    burst = Burst(endpoint, due, [job(prefix, number)[1] for number in range(count)], [])
    arguments = [str(count), repr(due), prefix, endpoint.url, str(CONNECTIONS)]
    answer = subprocess.run(
        [sys.executable, "-m", "benchmarks.dispatching.bare_client", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return burst.figures(cpu_before=-float(json.loads(answer.stdout)["cpu_s"]))


def _node() -> tuple[str, Path]:
    """The program and the folder with the peers' packages, installed when they are missing. Raises `BadSetting`."""
    npm, extra = find_npm()
    path = os.pathsep.join(filter(None, [extra, os.environ.get("PATH", "")]))
    folder = data_dir() / "peers"
    shutil.copytree(NODE, folder, dirs_exist_ok=True)
    lock = (folder / "package-lock.json").read_bytes()
    done = folder / "node_modules" / ".installed"
    if not done.exists() or done.read_bytes() != lock:
        # Not `ci`: the lock file lists only those of msgpackr's optional binaries that the registry at hand has.
        command = [npm, "install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"]
        result = subprocess.run(
            command, cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
        )
        if result.returncode != 0:
            raise BadSetting(
                say("无法安装对照系统的 npm 包。", "The npm packages of the peers could not be installed.")
                + result.stderr[-500:]
            )
        done.write_bytes(lock)
    node = shutil.which("node", path=path)
    if node is None:
        raise BadSetting(say("没有找到 node。", "There is no node."))
    return node, folder


def _socket(url: str) -> tuple[str, str]:
    """Path and database number of a Redis on a Unix socket. Raises `BadSetting` for one on the network."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        raise BadSetting(say("这个基准需要内置的 Redis。", "This benchmark needs the embedded Redis."))
    return unquote(parts.path), parse_qs(parts.query).get("db", ["0"])[0]


def _celery_address(url: str) -> str:
    path, number = _socket(url)
    return f"redis+socket://{path}?virtual_host={number}"
