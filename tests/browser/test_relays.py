"""A11 in a browser: a relay over three accounts, made through the pages by mouse; accessible; a thousand accounts."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import AccountGroup, User, WeiboAccount
from publishing.models import Relay, RelayPreset, StepKind
from tests.browser.conftest import OpenPage
from tests.browser.driving import axe
from tests.publishing.makers import make_category
from tests.publishing.relaying import TEXTS, fellows


@pytest.fixture
def accounts(account: WeiboAccount) -> list[WeiboAccount]:
    make_category()
    return [account, *fellows(3)]


def pick(page: Page, account: WeiboAccount) -> None:
    """By mouse, from the open list."""
    page.locator("[role='combobox']").click()
    option = page.locator(".picker-option", has_text=account.nickname)
    option.click()
    expect(option).to_have_attribute("aria-selected", "true")


def wider(page: Page) -> int:
    return int(page.evaluate("document.scrollingElement.scrollWidth - innerWidth"))


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_a11_a_relay_over_three_accounts_is_made_by_mouse(
    open_page: OpenPage, editor: User, accounts: list[WeiboAccount], phone: bool
) -> None:
    page, preset = open_page(editor, phone=phone), RelayPreset.objects.get(name__startswith="母号")
    page.goto("/calendar/relays/")
    page.get_by_role("link", name="新建联动").first.click()
    page.locator(".preset-card", has_text=preset.name).click()
    for account in (accounts[1], accounts[2], accounts[0]):
        pick(page, account)
    expect(page.locator("[data-count]")).to_have_text("已选 3 个")
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.get_by_label("首发账号").locator("option")).to_have_text([accounts[n].nickname for n in (1, 2, 0)])
    page.get_by_label("首发账号").select_option(label=accounts[0].nickname)
    assert axe(page) == [] and wider(page) <= 0
    page.get_by_role("button", name="下一步：写文字").click()

    rows = page.locator(".relay-row")
    expect(rows).to_have_count(3)
    expect(rows.locator(".chip-name")).to_have_text([accounts[n].nickname for n in (0, 1, 2)])
    page.get_by_label("联动名称").fill("秋日热茶")
    for number, text in enumerate(TEXTS[:3]):
        rows.nth(number).locator("textarea").fill(text)
    rows.nth(1).get_by_label("首发后（分钟）").fill("45")
    rows.nth(1).get_by_label("再随机错开（分钟）").fill("0")
    expect(rows.nth(1).locator("[id^='when-']")).to_have_text("45 分钟后")
    line = page.locator("#relay-line svg")
    expect(line.locator("circle")).to_have_count(3)
    expect(line).to_contain_text("45 分钟后")
    expect(line).to_be_hidden() if phone else expect(line).to_be_visible()
    assert axe(page) == [] and wider(page) <= 0
    page.get_by_role("button", name="存草稿").click()
    page.wait_for_url(re.compile(r"/calendar/relays/\d+/$"))

    relay = Relay.objects.get()
    steps = list(relay.steps.order_by("position"))
    assert [step.account_id for step in steps] == [one.pk for one in accounts[:3]]
    assert steps[0].what == StepKind.OWN and steps[1].minute == 45 and relay.preset_name == preset.name
    expect(page.get_by_text("联动草稿已保存。")).to_be_visible()
    assert axe(page) == [] and wider(page) <= 0


def test_a11_a_whole_group_joins_and_one_of_it_is_taken_out_again(
    open_page: OpenPage, editor: User, accounts: list[WeiboAccount]
) -> None:
    group = AccountGroup.objects.create(name="品牌组")
    WeiboAccount.objects.filter(pk__in=[one.pk for one in accounts[1:]]).update(group=group)
    page = open_page(editor)
    page.goto("/calendar/relays/new/")
    page.locator(".preset-card").nth(1).click()
    pick(page, accounts[0])
    page.keyboard.press("Escape")
    page.get_by_label("整组加入").select_option(str(group.pk))
    page.get_by_role("button", name="加入", exact=True).click()
    expect(page.locator(".picked-one")).to_have_count(4)
    expect(page.locator("[data-count]")).to_have_text("已选 4 个")
    expect(page.locator(".preset-card").nth(1).get_by_role("radio")).to_be_checked()
    page.locator(".picked-one", has_text=accounts[2].nickname).click()
    expect(page.locator("[data-count]")).to_have_text("已选 3 个")
    expect(page.get_by_label("首发账号").locator("option")).to_have_count(3)
    pick(page, accounts[2])
    expect(page.locator(".picked-one").last).to_contain_text(accounts[2].nickname)


def test_a11_without_script_accounts_are_typed_one_after_another(
    open_page: OpenPage, editor: User, accounts: list[WeiboAccount]
) -> None:
    page = open_page(editor, js=False)
    page.goto("/calendar/relays/new/")
    for number, account in enumerate((accounts[2], accounts[1])):
        page.locator("[name='account_typed']").fill(account.nickname)
        page.locator("[name='account_typed']").press("Enter")
        expect(page.locator(".picked-one")).to_have_count(number + 1)
    page.get_by_role("button", name="下一步：写文字").click()
    expect(page.locator(".relay-row .chip-name")).to_have_text([accounts[2].nickname, accounts[1].nickname])


def test_a11_on_a_phone_the_sentence_about_what_is_wrong_is_in_view(
    open_page: OpenPage, editor: User, accounts: list[WeiboAccount]
) -> None:
    page = open_page(editor, phone=True)
    page.goto("/calendar/relays/new/")
    pick(page, accounts[0])
    page.keyboard.press("Escape")
    page.get_by_role("button", name="下一步：写文字").click()
    expect(page.get_by_role("alert").filter(has_text="至少选两个账号。")).to_be_in_viewport(ratio=1)
    expect(page.locator(".picked-one")).to_have_text(re.compile(accounts[0].nickname))
