"""The frame in a real browser."""

from accounts.models import User
from tests.browser.conftest import OpenPage
from tests.browser.driving import axe


def test_it_has_no_accessibility_violation_in_any_width_and_theme(administrator: User, open_page: OpenPage) -> None:
    for phone in (False, True):
        for dark in (False, True):
            page = open_page(administrator, phone=phone, dark=dark)
            page.goto("/")
            assert axe(page) == [], (phone, dark)
