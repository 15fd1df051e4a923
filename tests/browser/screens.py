"""Photographs every page with sample data: 1440 and 390 pixels wide, light and dark. Run by script/screens.

    python -m tests.browser.screens [FOLDER] [--only NAME …]

BASE_URL names a running server, WEIBO_OPS_DATA_DIR its data folder (for a session without a password). Pages are found
by following links from the workbench and from every address that needs no argument; of each URL name one is taken.
Prints what is wrong on the way (errors, foreign requests, pages wider than the screen) and exits with 1 then.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Response
from playwright.sync_api import Error as BrowserError

from tests.browser.driving import DESKTOP, PHONE, ROOT, Watch, chromium

MOST = 6000
"""Pixels of height above which a page is cut off."""
SKIPPED = {"account_logout", "health", "accounts:account_renew", "accounts:oauth_revoked"}
"""The last two lead to Weibo, or are called by it."""


@dataclass
class Tour:
    """What has been seen: one address per URL name, and what was wrong with it."""

    base: str
    found: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def offer(self, address: str) -> bool:
        """Remember `address` when it is the first of its URL name; False when it is not to be opened."""
        from django.urls import Resolver404, resolve

        parts = urlsplit(address)
        if parts.netloc and f"{parts.scheme}://{parts.netloc}" != self.base:
            return False
        try:
            name = resolve(parts.path).view_name
        except Resolver404:
            self.problems.append(f"a link leads nowhere: {parts.path}")
            return False
        if not name or name in SKIPPED or name in self.found:
            return False
        self.found[name] = parts.path + (f"?{parts.query}" if parts.query else "")
        return True


def addresses_without_arguments() -> Iterator[str]:
    """Every address of the project that needs no argument."""
    from django.urls import NoReverseMatch, get_resolver, reverse
    from django.urls.resolvers import URLResolver

    def names(resolver: URLResolver, prefix: str) -> Iterator[str]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
                yield from names(pattern, inner)
            elif pattern.name:
                yield prefix + pattern.name

    for name in names(get_resolver(), ""):
        try:
            yield reverse(name)
        except NoReverseMatch:
            continue


def discover(page: Page, tour: Tour) -> None:
    """Open pages until no link names a new one. What answers 405 or a download is no page."""
    waiting = ["/", *addresses_without_arguments()]
    while waiting:
        address = waiting.pop(0)
        if not tour.offer(address):
            continue
        name = next(reversed(tour.found))
        if not opens(page, tour, name):
            del tour.found[name]
            continue
        waiting += page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")


def opens(page: Page, tour: Tour, name: str) -> bool:
    """Whether the page can be shown; errors of the server are problems."""
    try:
        answer: Response | None = page.goto(tour.base + tour.found[name], wait_until="load")
    except BrowserError:  # a download
        return False
    status = 0 if answer is None else answer.status
    if status >= 500:
        tour.problems.append(f"{name}: status {status} at {tour.found[name]}")
    if answer is None or status >= 400 or "text/html" not in (answer.headers.get("content-type") or ""):
        return False
    here = urlsplit(page.url)
    led_elsewhere = here.path != urlsplit(tour.found[name]).path
    return not led_elsewhere and answer.text().lstrip().lower().startswith("<!doctype")


def shoot(page: Page, tour: Tour, folder: Path, look: str) -> None:
    """Every page found, in the width and theme of `page`."""
    for name, address in sorted(tour.found.items()):
        page.goto(tour.base + address, wait_until="load")
        page.wait_for_timeout(300)  # charts and calendars draw themselves
        wider = page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
        if wider > 0:
            tour.problems.append(f"{name}: {wider} pixels wider than the screen ({look})")
        size = page.viewport_size or {"width": DESKTOP[0], "height": DESKTOP[1]}
        height = min(MOST, page.evaluate("document.scrollingElement.scrollHeight"))
        page.set_viewport_size({"width": size["width"], "height": max(height, size["height"])})
        page.screenshot(path=folder / f"{name.replace(':', '-')}.{look}.png")
        page.set_viewport_size(size)


def outside(page: Page, tour: Tour) -> None:
    """Pages of people who are not signed in."""
    from django.urls import NoReverseMatch, reverse

    from accounts.middleware import OPEN

    for name in sorted(OPEN - SKIPPED):
        try:
            tour.found[name] = reverse(name)
        except NoReverseMatch:  # needs a key from a mail
            continue
        if not opens(page, tour, name):
            del tour.found[name]


def session_of_the_administrator() -> tuple[str, str]:
    """Name and value of a session cookie for somebody who may see everything."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weibo_ops.settings")
    django.setup()
    from django.conf import settings
    from django.test import Client

    from accounts.models import User
    from accounts.roles import Role

    user = User.objects.filter(grants__role=Role.ADMINISTRATOR, is_active=True).order_by("pk")[0]
    User.objects.filter(pk=user.pk).update(must_change_password=False)
    client = Client()
    client.force_login(user)
    return settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value


def tour_of(browser: Browser, base: str, cookie: tuple[str, str], folder: Path, only: list[str]) -> Tour:
    """Find the pages once, photograph them four times: those of strangers, then those of the administrator."""
    inside, strangers, watch = Tour(base), Tour(base), Watch(urlsplit(base).netloc)
    for size in (DESKTOP, PHONE):
        for theme in ("light", "dark"):
            for tour, find in ((strangers, outside), (inside, discover)):
                context = browser.new_context(
                    viewport={"width": size[0], "height": size[1]},
                    color_scheme="dark" if theme == "dark" else "light",
                    locale="zh-CN",
                    timezone_id="Asia/Shanghai",
                    reduced_motion="reduce",
                )
                page = context.new_page()
                if tour is inside:
                    context.add_cookies([{"name": cookie[0], "value": cookie[1], "url": base}])
                if not tour.found:
                    find(page, tour)
                    tour.found = {name: at for name, at in tour.found.items() if not only or name in only}
                watch.over(page)
                shoot(page, tour, folder, f"{size[0]}-{theme}")
                context.close()
    inside.found |= strangers.found
    inside.problems += strangers.problems
    inside.problems += [f"console: {each}" for each in watch.errors] + [f"foreign: {each}" for each in watch.foreign]
    return inside


def main() -> int:
    """Returns 1 when something was wrong."""
    parser = argparse.ArgumentParser(prog="script/screens")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "screens")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="URL names, such as calendar:calendar")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    cookie = session_of_the_administrator()
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with chromium() as browser:
        tour = tour_of(browser, os.environ["BASE_URL"].rstrip("/"), cookie, options.folder, options.only)
    print(f"{len(tour.found)} pages, {len(tour.found) * 4} pictures in {options.folder}")  # noqa: T201
    for problem in dict.fromkeys(tour.problems):
        print(f"  ! {problem}")  # noqa: T201
    return 1 if tour.problems else 0


if __name__ == "__main__":
    sys.exit(main())
