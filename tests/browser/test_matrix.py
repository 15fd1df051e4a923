"""The matrix and the account picker in a browser, on a thousand accounts: by keyboard, accessible, on a phone (A1)."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import AccountGroup, AccountKind, User, WeiboAccount
from tests.browser.conftest import OpenPage
from tests.browser.driving import axe


@pytest.fixture
def company(administrator: User, approver: User) -> list[AccountGroup]:
    """A thousand accounts in a tree of 31 groups."""
    top = AccountGroup.objects.create(name="山岚集团")
    brands = [AccountGroup.objects.create(name=f"品牌{n}", parent=top, position=n) for n in range(6)]
    regions = [AccountGroup.objects.create(name=f"{brand}·区域{n}", parent=brand) for brand in brands for n in range(4)]
    WeiboAccount.objects.bulk_create(
        WeiboAccount(
            nickname=f"门店{n:04d}",
            uid=str(6_800_000_000 + n),
            kind=AccountKind.values[n % 9],
            group=regions[n % 24],
            owner=administrator if n % 5 else None,
            deputy=approver if n % 3 else None,
            audience="在附近生活、周末来店里逛的人" if n % 4 else "",
            followers_count=n * 37,
            created_at=timezone.now(),
        )
        for n in range(1000)
    )
    return [top, *brands, *regions]


def wider(page: Page) -> int:
    return int(page.evaluate("document.scrollingElement.scrollWidth - innerWidth"))


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_a1_the_matrix_is_accessible_in_both_views(
    company: list[AccountGroup], administrator: User, open_page: OpenPage, phone: bool
) -> None:
    page = open_page(administrator, phone=phone)
    for view in ("cards", "table"):
        page.goto(f"/matrix/?view={view}")
        assert axe(page) == [], view
        assert wider(page) <= 0, view
    page.goto("/matrix/")
    expect(page.locator(".matrix-table")).to_be_visible()
    assert len(page.content()) < 150 * 1024


def test_a1_the_tree_folds_and_remembers_and_rows_are_chosen_by_keys(
    company: list[AccountGroup], administrator: User, open_page: OpenPage
) -> None:
    page = open_page(administrator)
    page.goto("/matrix/?view=table")
    region = page.locator(".tree a", has_text="品牌0·区域0")
    expect(region).to_be_hidden()
    page.locator(".tree a", has_text=re.compile("^品牌0")).first.focus()
    page.keyboard.press("ArrowRight")
    expect(region).to_be_visible()
    page.reload()
    expect(region).to_be_visible()
    page.locator("h1").click()
    for key in ("j", "x", "j", "j", "x"):
        page.keyboard.press(key)
    expect(page.locator("[data-bulk-count]")).to_have_text("2")
    page.get_by_role("button", name="修改选中的账号").click()
    expect(page.get_by_role("heading", name="修改 2 个账号")).to_be_visible()
    page.get_by_label("账号类型").select_option("region")
    page.get_by_role("button", name="修改 2 个账号").click()
    expect(page.get_by_text("已修改 2 个账号。")).to_be_visible()
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_text("已恢复 2 个账号。")).to_be_visible()


def test_a_picker_is_worked_by_the_keyboard_alone(
    company: list[AccountGroup], administrator: User, open_page: OpenPage
) -> None:
    page = open_page(administrator)
    page.goto("/calendar/freezes/")
    page.get_by_label("哪些账号").select_option("account")
    box = page.locator("[role='combobox']")
    box.focus()
    options = page.locator(".picker-option")
    expect(options.first).to_contain_text("山岚集团")
    assert axe(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(options.first).to_contain_text("返回上一级")
    page.keyboard.type("门店0427")
    expect(page.locator(".picker-option.is-active")).to_contain_text("门店0427")
    expect(box).to_have_attribute("aria-activedescendant", re.compile("option-1$"))
    page.keyboard.press("Enter")
    expect(page.locator(".picked-one")).to_have_text(re.compile("门店0427"))
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.type("门店0428")
    expect(page.locator(".picker-option.is-active")).to_contain_text("门店0428")
    page.keyboard.press("Escape")
    expect(page.locator("[role='listbox']")).to_be_hidden()
    account = WeiboAccount.objects.get(nickname="门店0427")
    assert page.locator("input[name='account']:checked").get_attribute("value") == str(account.pk)


def test_the_composer_picks_several_of_a_thousand(
    company: list[AccountGroup], administrator: User, open_page: OpenPage
) -> None:
    page = open_page(administrator)
    page.goto("/content/compose/")
    box = page.locator("[role='combobox']")
    for name in ("门店0100", "门店0200"):
        box.fill(name)
        expect(page.locator(".picker-option.is-active")).to_contain_text(name)
        box.press("Enter")
    page.get_by_role("button", name="开始写").click()
    expect(page.locator("[data-pane]")).to_have_count(2)
    page.locator(".choose-accounts summary").click()
    box.fill("门店0300")
    expect(page.locator(".picker-option.is-active")).to_contain_text("门店0300")
    box.press("Enter")
    expect(page.locator("[data-pane]")).to_have_count(3)


def test_without_script_a_nickname_is_typed(
    company: list[AccountGroup], administrator: User, open_page: OpenPage
) -> None:
    page = open_page(administrator, js=False)
    page.goto("/content/compose/")
    page.locator("[name='account_typed']").fill("门店0555")
    page.get_by_role("button", name="开始写").click()
    expect(page.locator("[data-pane]")).to_have_count(1)
