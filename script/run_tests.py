"""script/test: a browser, then pytest. PostgreSQL and Redis are started by the plugin `tests.embedded_services`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from script.terminal import exit_with, progress
from weibo_ops.env import ROOT, BadSetting, say

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
PACKAGES = ("chromium", "fonts-noto-cjk")
MAC_BROWSER = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def main(arguments: list[str]) -> int:
    """Becomes pytest, so that its exit status is ours. Two processes when the whole suite is asked for."""
    if not without_browser(arguments):
        progress(4, "准备浏览器 …", "Preparing the browser …", total=5)
        os.environ["CHROMIUM"] = ensure_browser()
    progress(5, "运行测试 …", "Running the tests …", total=5)
    # Handed out in order, not by file: tests that empty the database come last (pytest-django), on both processes.
    given = arguments or ["-n", "2", "--dist", "load"]
    os.chdir(ROOT)
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-P", "-m", "pytest", *given])  # noqa: S606


def without_browser(arguments: list[str]) -> bool:
    """Whether the caller leaves the browser tests out (`-m "not browser"`)."""
    return any("not browser" in argument for argument in arguments)


def find_browser() -> str | None:
    """CHROMIUM, or a browser of the Chromium family on the path."""
    named = os.environ.get("CHROMIUM", "")
    if named:
        return named if os.access(named, os.X_OK) else None
    found = next((path for path in map(shutil.which, BROWSERS) if path), None)
    return found or (str(MAC_BROWSER) if MAC_BROWSER.exists() else None)


def has_chinese_font() -> bool:
    """Whether pages can show Chinese. Asked from fontconfig; without it, the answer is yes off Linux."""
    lister = shutil.which("fc-list")
    if lister is None:
        return not sys.platform.startswith("linux")
    answer = subprocess.run([lister, ":lang=zh-cn", "family"], capture_output=True, text=True, check=False)
    return bool(answer.stdout.strip())


def ensure_browser() -> str:
    """The path of a Chromium. Root on Debian gets it installed, with a font; others are told what to install.

    Raises `BadSetting`.
    """
    browser = find_browser()
    if browser and has_chinese_font():
        return browser
    apt = shutil.which("apt-get")
    if os.geteuid() != 0 or apt is None:
        raise BadSetting(
            say(
                "请先安装 Chromium 和中文字体（如 apt install chromium fonts-noto-cjk），"
                '或用 script/test -m "not browser" 跳过浏览器测试。',
                "Install Chromium and a Chinese font (such as: apt install chromium fonts-noto-cjk), "
                'or leave the browser tests out: script/test -m "not browser".',
            )
        )
    log = ROOT / "var" / "log" / "setup.log"
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with log.open("wb") as output:
        for words in (["update"], ["install", "--yes", "--no-install-recommends", *PACKAGES]):
            status = subprocess.run(
                [apt, *words], env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False
            ).returncode
    browser = find_browser()
    if status != 0 or browser is None:
        raise BadSetting(say(f"浏览器安装失败，详情见 {log}。", f"The browser could not be installed; see {log}."))
    return browser


if __name__ == "__main__":
    exit_with(main)
