"""W10: things break. A whole installation of its own; every page answers, the doctor says what and how to mend it."""

import json
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from chaos.installation import Installation
from chaos.small_disk import can_mount
from weibo_ops.demo.control import SandboxControl
from weibo_ops.env import ROOT
from weibo_ops.processes import wait_until

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]
PATIENCE = 90_000
"""Milliseconds: a busy machine starts a worker in half a minute."""
SENDERS = ("sender", "worker", "beat")
PAGES = ("/", "/calendar/board/", "/content/", "/inbox/", "/matrix/")


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """Its senders stay down until the test wants them."""
    running = Installation(tmp_path / "data", small_disk=can_mount())
    running.kept_down.update(SENDERS)
    try:
        running.start()
        yield running
    finally:
        running.stop()


def scene(installation: Installation, *words: str) -> dict[str, Any]:
    """Make the rows that the walk looks at."""
    command = [sys.executable, "-m", "chaos.scene", *words]
    done = subprocess.run(command, cwd=ROOT, env=installation.environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def open_page(browser: Browser, installation: Installation, told: dict[str, Any]) -> Page:
    """A signed-in page; errors in its console are what this walk is about, so nobody watches them."""
    base = installation.environ["BASE_URL"]
    context = browser.new_context(base_url=base, locale="zh-CN", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    context.add_cookies([{"name": told["cookie"], "value": told["session"], "url": base}])
    return context.new_page()


def answers(page: Page, path: str = "/", status: int = 200) -> None:
    """The page comes, with this status."""
    response = page.goto(path)
    assert response is not None and response.status == status, (path, response and response.status)
    assert status != 200 or urlsplit(page.url).path == path


def finding(page: Page, key: str) -> Locator:
    """The doctor's line about one check, looked at now."""
    answers(page, "/settings/doctor/")
    return page.locator(f"#finding-{key}")


def until(page: Page, installation: Installation, key: str, *states: str) -> None:
    """Ask the doctor again and again until a check stands so; `away` means that the page itself says what is wrong."""
    for _ in range(45):
        installation.tend()
        response = page.goto("/settings/doctor/")
        if "away" in states and response is not None and response.status == 503:
            return
        line = page.locator(f"#finding-{key}")
        if line.count() and set(states) & set((line.get_attribute("class") or "").split()):
            return
        page.wait_for_timeout(2000)
    pytest.fail(f"{key} never became {states}: {page.locator('main').inner_text()[:2000]}")


def test_it_answers_says_what_is_wrong_and_asks_what_to_do(
    transactional_db: None, browser: Browser, installation: Installation
) -> None:
    told = scene(installation, "--overdue", "11")
    page, live, board = (open_page(browser, installation, told) for _ in range(3))
    assert wait_until(lambda: web_is_up(installation), seconds=120)
    live.goto("/calendar/hand-overs/")
    board.goto("/calendar/board/")
    redis_is_away(page, installation)
    database_is_away(page, live, board, installation)
    disk_is_full(page, installation)
    clock_is_wrong_and_nobody_sends(page, installation)
    weibo_is_down(page, installation)
    what_was_missed_waits_for_a_decision(page)
    for one in (page, live, board):
        one.context.close()


def web_is_up(installation: Installation) -> bool:
    """The first answer of the pages."""
    installation.tend()
    try:
        with urllib.request.urlopen(f"{installation.environ['BASE_URL']}/health/", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def redis_is_away(page: Page, installation: Installation) -> None:
    """Pages are slower, not gone."""
    installation.kill_store(installation.redis, signal.SIGKILL)
    for path in PAGES:
        answers(page, path)
    expect(finding(page, "redisanswers")).to_have_class(re.compile("is-broken"))
    expect(finding(page, "redisanswers")).to_contain_text("启动 Redis")
    installation.start_redis()
    until(page, installation, "redisanswers", "is-fine")


def database_is_away(page: Page, live: Page, board: Page, installation: Installation) -> None:
    """An honest page with the request's id that comes back by itself; an open page says how old it is."""
    answers(page)
    installation.kill_store(installation.postgres, signal.SIGINT)
    for path in PAGES:
        answers(page, path, 503)
        expect(page.locator("h1")).to_have_text("数据库暂时没有应答")
        expect(page.locator(".request-id code")).to_have_text(re.compile(r"^[0-9a-f]{32}$"))
    expect(live.locator("#stale")).to_contain_text(re.compile(r"页面上是 \d\d:\d\d:\d\d 的内容"), timeout=PATIENCE)
    expect(board.locator("[data-board-link]")).to_contain_text(re.compile(r"\d+ 秒前的情况"), timeout=PATIENCE)
    answers(page, "/", 503)
    installation.start_postgres()
    expect(page.locator("#rail")).to_be_visible(timeout=PATIENCE)
    expect(live.locator("#stale")).to_be_hidden(timeout=PATIENCE)
    expect(board.locator("[data-board-link]")).to_be_hidden(timeout=PATIENCE)


def disk_is_full(page: Page, installation: Installation) -> None:
    """What can still be read is shown, what cannot be saved is said, and with room again everything is there."""
    disk = installation.disk
    if disk is None:  # only root can mount a small disk
        return
    disk.fill()
    until(page, installation, "postgreswrites", "is-broken", "away")
    disk.clear()
    server = installation.postgres.process
    if server is None or server.poll() is not None:
        installation.start_postgres()
    until(page, installation, "postgreswrites", "is-fine")


def clock_is_wrong_and_nobody_sends(page: Page, installation: Installation) -> None:
    """The worker's clock is 90 s ahead, and there is no sender: both have a name, and a way to mend them."""
    file = installation.data / "clock"
    file.write_text("90", encoding="ascii")
    installation.kept_down.discard("worker")
    installation.wrap("worker", ["chaos.shifted_clock", "--file", str(file)])
    installation.tend()
    until(page, installation, "clockprocesses", "is-broken")
    expect(finding(page, "clockprocesses")).to_contain_text(re.compile("快 (89|90|91)"))
    expect(finding(page, "processesworkers")).to_contain_text("发送（send）")
    expect(finding(page, "processesbeat")).to_contain_text("重新启动服务")
    page.goto("/calendar/board/")
    expect(page.locator("#board")).to_contain_text("发送进程没有响应", timeout=PATIENCE)
    installation.wrap("worker", [])
    installation.kept_down.clear()
    installation.tend()
    until(page, installation, "clockprocesses", "is-fine")
    until(page, installation, "processesworkers", "is-fine")


def weibo_is_down(page: Page, installation: Installation) -> None:
    """Every call is answered with 502: the doctor says so, what was sent is unknown and is being read back."""
    sandbox = SandboxControl(installation.environ["WEIBO_SANDBOX_URL"])
    sandbox.call("faults", kind="http_502", count=-1)
    told = scene(installation, "--soon", "3")
    until(page, installation, "weiboreach", "is-broken")
    page.goto("/calendar/board/")
    for name in told["accounts"]:
        expect(page.locator("#board")).to_contain_text(name, timeout=PATIENCE)
    sandbox.delete("faults")


def what_was_missed_waits_for_a_decision(page: Page) -> None:
    """Eleven posts were due while nobody sent: they are too late, and somebody says what becomes of them."""
    answers(page, "/calendar/missed/")
    expect(page.locator(".page-state")).to_contain_text("11 条没有按时发出", timeout=PATIENCE)
    page.get_by_role("button", name="取消排期").first.click()
    expect(page.locator(".page-state")).to_contain_text("没有错过的发布", timeout=PATIENCE)
