"""The whole main job in Chromium against script/server --demo: from the first sign-in to the weekly report's PDF.

Everything is real: embedded databases, sender, worker, beat and the sandbox, on a data folder of the test's own.
Clicks are counted where docs/walks state a limit (W1: connecting an account takes at most four).
"""

import datetime as dt
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from core.dates import BEIJING
from script.serve import free_port
from tests.browser.driving import DESKTOP, PHONE, chromium
from weibo_ops.demo.control import SandboxControl
from weibo_ops.env import ROOT
from weibo_ops.processes import end_family, wait_until

pytestmark = [
    pytest.mark.journey,
    pytest.mark.browser,
    pytest.mark.timeout(480),
    pytest.mark.skipif(not (ROOT / "node_modules").exists(), reason="node_modules is missing: run script/test once"),
]
NEW_PASSWORD = "gu-shan-lan-8-ceng"  # of this test's own installation
FIRST = "今早的青团是艾草味的，蒸好趁热吃，皮软得能拉丝。你家放豆沙还是咸蛋黄？"
SECOND = "荠菜要挑叶子贴地长的，香味足。焯十秒就捞，过冷水。你家怎么包？"


@dataclass
class Installation:
    """A running demo: its address, its sandbox, and the passwords it printed."""

    url: str
    sandbox: SandboxControl
    administrator: str
    colleagues: str


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """script/server --demo on an empty data folder, with nothing set by the environment."""
    ours = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "FERNET_KEYS", "WEIBO_OPS_DATA_DIR", "WEIBO_SANDBOX_URL"}
    environ: Mapping[str, str] = {name: value for name, value in os.environ.items() if name not in ours}
    environ = {**environ, "LC_ALL": "zh_CN.UTF-8", "PYTHONPATH": str(ROOT)}
    printed, port = tmp_path / "printed", free_port()
    command = [sys.executable, "-P", "-m", "script.serve", "--demo", "--port", str(port)]
    with printed.open("wb") as file:
        server = subprocess.Popen(
            [*command, "--data-dir", str(tmp_path / "数据")],
            cwd=ROOT, env=environ, stdin=subprocess.DEVNULL, stdout=file, stderr=file,
        )  # fmt: skip
    try:
        assert wait_until(lambda: "已就绪" in printed.read_text("utf-8") or server.poll() is not None, seconds=270)
        text = printed.read_text("utf-8")
        assert server.poll() is None, text
        yield Installation(
            url=f"http://127.0.0.1:{port}",
            sandbox=SandboxControl(_found(r"沙箱：(\S+?)/?\s", text)),
            administrator=_found(r"密码：(\S+)", text),
            colleagues=_found(r"只显示这一次）：(\S+)", text),
        )
    finally:
        end_family([server.pid], patience=15)
        server.wait()


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match, f"{pattern} is not in:\n{text}"
    return match[1]


@dataclass
class Person:
    """Somebody at a browser; counts clicks."""

    page: Page
    clicks: int = 0

    def press(self, name: str, *, exact: bool = False) -> None:
        """Click a button or a link by its words."""
        button = self.page.get_by_role("button", name=name, exact=exact)
        link = self.page.get_by_role("link", name=name, exact=exact)
        button.or_(link).first.click()
        self.clicks += 1

    def sees(self, text: str) -> None:
        expect(self.page.locator("body")).to_contain_text(text)


def _sit_down(browser: Browser, url: str, *, phone: bool = False) -> Person:
    width, height = PHONE if phone else DESKTOP
    context = browser.new_context(
        base_url=url, viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai",
        reduced_motion="reduce", has_touch=phone,
    )  # fmt: skip
    context.set_default_timeout(15_000)
    return Person(context.new_page())


def _sign_in(person: Person, email: str, password: str) -> None:
    person.page.goto("/")
    person.page.get_by_label("邮箱").fill(email)
    person.page.get_by_label("密码", exact=True).fill(password)
    person.press("登录")


def _connect_account(person: Person, nickname: str) -> None:
    """W1, step 3: at most four clicks from the matrix page, and the page says what the account may do."""
    page, before = person.page, person.clicks
    page.goto("/matrix/")
    person.press(nickname)
    person.press("授权", exact=True)
    page.get_by_label(nickname).check()
    person.press("同意")
    expect(page.get_by_text("授权正常").first).to_be_visible()
    assert person.clicks - before + 1 <= 4


def _import_library(person: Person) -> None:
    page = person.page
    page.goto("/content/import/")
    page.locator("input[type=file]").set_input_files(ROOT / "weibo_ops/demo/library.csv")
    person.press("上传并核对")
    person.press("开始导入")
    expect(page.get_by_text("查看内容库")).to_be_visible()
    person.sees("61")


def _compose(person: Person, texts: dict[str, str]) -> None:
    """Two accounts; length, a finding with a better word, and the phone preview follow the typing."""
    page = person.page
    page.goto("/content/compose/")
    for nickname in texts:
        page.locator(f"[data-choice^='{nickname} ']").click()
    person.press("开始写")
    for nickname, text in texts.items():
        page.get_by_role("tab", name=nickname, exact=True).click()
        pane = page.locator(f"[data-pane-name='{nickname}']")
        pane.locator("textarea.composer-text").fill("最好用的蒸笼")
        expect(pane.locator(".finding-warning").first).to_contain_text("很好用")
        pane.locator("textarea.composer-text").fill(text)
        expect(pane.locator(".finding-warning")).to_have_count(0)
        expect(pane.locator("[data-preview-text]")).to_contain_text(text[:20])
        expect(pane.locator("[data-length]")).to_contain_text(re.compile(r"^\d+ / (140|2000)$"))
    person.press("提交审核")
    expect(page.locator(".post-card")).to_have_count(2)


def _approve(person: Person, texts: list[str]) -> None:
    """W3 on the phone: one tap for each post."""
    page = person.page
    page.goto("/content/reviews/")
    for text in texts:
        review = page.locator(".review", has_text=text[:12])
        review.get_by_role("button", name="通过", exact=True).tap()
        expect(review).to_have_count(0)


def _place(person: Person, text: str, when: dt.datetime) -> None:
    """From the library to the calendar, at a time of one's own; a broken rule is answered with a reason."""
    page = person.page
    page.goto("/content/?state=approved")
    page.locator(".post-card", has_text=text[:12]).locator(".post-text").click()
    person.press("选择时间")
    panel = page.locator("#panel")
    panel.get_by_label("或其他时间").fill(f"{when:%Y-%m-%dT%H:%M}")
    panel.get_by_role("button", name="排期").click()
    reason = panel.get_by_label("仍要这样排的理由")
    life = panel.get_by_role("heading", name="经过")
    expect(reason.or_(life)).to_be_visible()
    if reason.is_visible():
        reason.fill("应季")
        panel.get_by_role("button", name="排期").click()
    expect(life).to_be_visible()


def _drag_to(person: Person, text: str, day: dt.date, hour: int) -> None:
    """Drag the chip within the week on the screen; the clock on the chip follows."""
    page = person.page
    page.goto(f"/calendar/?date={day}&view=timeGridWeek")
    chip = page.locator(".slot-chip", has_text=text[:6])
    row = page.locator(f".fc-timegrid-slot-lane[data-time='{hour:02}:00:00']")
    expect(chip).to_be_visible()
    row.scroll_into_view_if_needed()
    start, target = chip.bounding_box(), row.bounding_box()
    lane = page.locator(f".fc-timegrid-col[data-date='{day}']").bounding_box()
    assert start and target and lane
    page.mouse.move(start["x"] + 20, start["y"] + 4)
    page.mouse.down()
    page.mouse.move(lane["x"] + lane["width"] / 2, target["y"] + 4, steps=12)
    page.mouse.up()
    dialog = page.locator("#reason-dialog")
    moved = page.locator(".notice-text", has_text="已移到")
    expect(moved.or_(page.locator("#reason-dialog[open]"))).to_be_visible()
    if dialog.is_visible():
        dialog.get_by_label("仍要移动的理由").fill("换到下午")
        dialog.get_by_role("button", name="按此时间排期").click()
    expect(moved).to_contain_text(f"{day:%m-%d} {hour:02}:00")


def _hear(person: Person, sandbox: SandboxControl) -> None:
    """Somebody speaks about us, a source is read, the sweep of a new keyword set catches it."""
    page = person.page
    fan = next(user for user in sandbox.get("users") if str(user["uid"]).startswith("5504"))
    sandbox.mint_token(str(fan["uid"]), app="sandbox-app-key")  # an ordinary app sees only who authorised it
    sandbox.post(str(fan["uid"]), "排队两小时的艾草青团值得吗 @山岚 说一句")
    page.goto("/monitoring/")
    page.get_by_role("button", name="立即读取 山岚 @提及", exact=False).click()
    page.goto("/monitoring/sets/new/")
    page.get_by_label("名称").fill("青团")
    page.locator("textarea").first.fill("青团")
    person.press("保存")
    deadline = time.monotonic() + 75
    while time.monotonic() < deadline:
        page.goto("/monitoring/mentions/?q=青团")
        if page.locator("main", has_text="艾草青团值得吗").count():
            return
        page.wait_for_timeout(1500)
    pytest.fail("the mention was not read")


def _weekly_report(person: Person) -> bytes:
    """The page of a week that had none yet, and its PDF."""
    page = person.page
    page.goto("/reports/weekly/")
    page.get_by_role("button", name="现在生成").first.click()
    page.wait_for_url(re.compile(r"/reports/weekly/\d{4}-\d\d-\d\d/"))
    person.sees("本期要点")
    answer = page.request.get(page.url + "pdf/")
    return answer.body()


def _published(page: Page, text: str, seconds: float) -> str:
    """The address of the sandbox post, as soon as the calendar shows the slot as published."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        page.goto(f"/calendar/?date={dt.datetime.now(BEIJING):%Y-%m-%d}&view=listWeek")
        row = page.locator(".fc-list-event", has_text=text[:8]).first  # before midnight it stands on both days
        expect(row).to_be_visible()
        if row.locator(".state-published").count():
            row.locator(".chip-text").click()
            href = page.locator("#panel").get_by_role("link", name="在微博上查看").get_attribute("href")
            assert href
            return href
        page.wait_for_timeout(1500)
    pytest.fail("the calendar did not show the post as published")


def test_it_does_the_main_job_in_the_browser(installation: Installation) -> None:
    with chromium() as browser:
        admin = _sit_down(browser, installation.url)
        _sign_in(admin, "admin@weibo-ops.local", installation.administrator)
        for label, value in {"当前密码": installation.administrator, "新密码": NEW_PASSWORD}.items():
            admin.page.get_by_label(label, exact=True).fill(value)
        admin.page.get_by_label("再输一次新密码").fill(NEW_PASSWORD)
        admin.press("保存新密码")
        admin.sees("这里是哪里，从何看起")
        _connect_account(admin, "山岚会员中心")

        editor, reviewer = _sit_down(browser, installation.url), _sit_down(browser, installation.url, phone=True)
        _sign_in(editor, "shen@shanlan.example", installation.colleagues)
        _sign_in(reviewer, "lin@shanlan.example", installation.colleagues)
        _compose(editor, {"山岚": FIRST, "山岚厨房": SECOND})
        _approve(reviewer, [FIRST, SECOND])

        now = dt.datetime.now(BEIJING)
        _place(editor, FIRST, now + dt.timedelta(seconds=80))  # the form knows whole minutes
        monday = now.date() + dt.timedelta(days=7 - now.weekday())
        _place(editor, SECOND, dt.datetime.combine(monday, dt.time(10), BEIJING))
        _drag_to(editor, SECOND, monday + dt.timedelta(days=1), 15)
        _import_library(admin)
        _hear(admin, installation.sandbox)
        assert _weekly_report(admin).startswith(b"%PDF")

        link = _published(editor.page, FIRST, seconds=90)
        _stands_once(installation.sandbox, link, FIRST)


def _stands_once(sandbox: SandboxControl, link: str, text: str) -> None:
    """The link leads to the post, and the sandbox's own record has it exactly once."""
    assert link.startswith(sandbox.url)
    posts: list[dict[str, Any]] = sandbox.get("posts?uid=5501000001")
    assert sum(text in post["raw"] for post in posts) == 1
