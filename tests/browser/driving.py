"""Driving a Chromium: where it is, how it is started, what it may not do, and the accessibility check."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DESKTOP = (1440, 900)
PHONE = (390, 844)


def chromium_path() -> str:
    """CHROMIUM, or a browser of that family on the path. Raises `RuntimeError` with what to do."""
    names = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
    found = os.environ.get("CHROMIUM") or next((path for path in map(shutil.which, names) if path), None)
    if not found:
        raise RuntimeError("No Chromium found: run script/test, which installs one, or name it in CHROMIUM.")
    return found


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium of the system; nothing is downloaded."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), headless=True, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


ABORTED = ("htmx:sendAbort", "htmx:afterRequest")
"""What htmx logs when a newer request or leaving the page cuts an older one short. A request that fails logs
`htmx:sendError` or `htmx:responseError` besides, which stay errors."""


REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`violates ${event.effectiveDirective}: ${event.blockedURI} ${event.sourceFile} ${event.sample}`));
"""


@dataclass
class Watch:
    """What a page did that no page of ours may do. Tests that expect an error clear the list."""

    host: str
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        """Note console errors, script errors and requests to other hosts from now on."""
        page.add_init_script(REPORT_VIOLATIONS)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(f"{page.url}: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(ABORTED):
            self.errors.append(f"{message.location.get('url', '')}: {message.text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self.host:
            self.foreign.append(request.url)


@cache
def _axe_source() -> str:
    return (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


def axe(page: Page, *, without: tuple[str, ...] = ()) -> list[str]:
    """Violations of WCAG 2.2 A and AA on the page as it stands: `rule: sentence (where)`. Tests assert `== []`.

    The script is evaluated from outside, so that the page keeps its Content-Security-Policy.
    """
    page.evaluate(_axe_source())
    options: dict[str, Any] = {
        "runOnly": {"type": "tag", "values": WCAG},
        "rules": {rule: {"enabled": False} for rule in without},
    }
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{violation['id']}: {violation['help']} ({node['target']} {node.get('failureSummary', '')})"
        for violation in found["violations"]
        for node in violation["nodes"][:5]
    ]
