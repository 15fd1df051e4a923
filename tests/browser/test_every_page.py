"""Every page that needs no argument, at both widths: accessible, not wider than the screen, silent in the console."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from accounts.models import User, WeiboAccount
from core.dates import at_local, local_day
from tests.browser.conftest import OpenPage
from tests.browser.driving import axe
from tests.browser.screens import addresses_without_arguments
from tests.browser.test_calendar import apply_slot_preset_for
from tests.publishing.makers import make_post, make_slot


def is_page(page: Page, address: str) -> bool:
    """Whether the address leads to a page of its own: not a download, a fragment, an answer to POST or elsewhere."""
    answer = page.request.get(address)
    return answer.status == 200 and "text/html" in answer.headers["content-type"] and "hx-headers" in answer.text()


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_it_is_accessible_and_fits(
    phone: bool, administrator: User, editor: User, account: WeiboAccount, open_page: OpenPage
) -> None:
    apply_slot_preset_for(account, editor)
    make_slot(make_post(account), at_local(local_day(timezone.now()), dt.time(12)))
    page = open_page(administrator, phone=phone)
    seen, problems = 0, []
    for address in addresses_without_arguments():
        if not is_page(page, address):
            continue
        page.goto(address)
        seen += 1
        problems += [f"{address}: {found}" for found in axe(page)]
        wider = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
        if wider > 0:
            problems.append(f"{address}: {wider} pixels wider than the screen")
    assert not problems, "\n".join(problems)
    assert seen >= 25
