"""P1 to P5 by keyboard alone: the wizard from its first field to the campaign's page, without a mouse."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from campaigns.models import Campaign, Condition
from tests.browser.conftest import OpenPage
from tests.browser.driving import Watch

MOST = 60
"""Tab stops between one field and the next wanted one; more is a way nobody goes."""
FOCUS = """() => { const at = document.activeElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
  return {seen: box.width > 0 && box.height > 0 && style.visibility === "visible",
          ring: style.outlineStyle !== "none" || style.boxShadow !== "none" || at.type === "file",
          what: at.outerHTML.slice(0, 120)}; }"""


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus; every stop on the way is visible and shows that it has it."""
    for _stop in range(MOST):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        assert stop["seen"] and stop["ring"], stop["what"]
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached within {MOST} stops")


def write(page: Page, name: str, text: str) -> None:
    """Into the field of this name, in place of what stands there."""
    tab_to(page, f"[name='{name}']")
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def go_on(page: Page, to: str) -> None:
    """Enter on the button that saves and goes on."""
    tab_to(page, ".plan-buttons .btn-primary")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{to}")


@pytest.mark.django_db(transaction=True)
def test_p1_a_campaign_is_planned_by_keyboard_alone(transactional_db: None, editor: User, open_page: OpenPage) -> None:
    page = open_page(editor)
    page.goto(reverse("campaigns:list"))
    tab_to(page, f"a[href='{reverse('campaigns:new')}']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/campaigns/new/")
    tab_to(page, "[name='purpose']")
    page.keyboard.press("ArrowDown")
    write(page, "audience", "买过我们杯子的老朋友")
    write(page, "target_entries", "2000")
    tab_to(page, "[name='kind']")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    write(page, "name", "给老朋友的秋茶")
    go_on(page, "plan/conditions/")
    tab_to(page, "[name='mention']")
    if not page.locator("[name='mention']").is_checked():
        page.keyboard.press("Space")
    write(page, "number", "3")
    expect(page.locator("#plan-aside .plan-kept")).to_be_visible()
    assert page.evaluate("() => document.activeElement.name") == "number", "what comes beside takes no focus away"
    go_on(page, "plan/prizes/")
    write(page, "prizes-0-name", "云雾保温杯")
    write(page, "prizes-0-quantity", "3")
    write(page, "prizes-0-unit_cost", "239")
    write(page, "prizes-0-stock", "20")
    write(page, "prizes-0-brand_link", "本季新品")
    go_on(page, "plan/time/")
    write(page, "theme", "秋天的第一杯")
    tab_to(page, "[name='starts_at']")
    page.keyboard.press("ArrowUp")
    go_on(page, "plan/rules/")
    write(page, "contact", "山岚生活，客服 400-000-0000")
    go_on(page, "plan/budget/")
    write(page, "budget", "2000")
    page.keyboard.press("Enter")
    campaign = Campaign.objects.get()
    page.wait_for_url(f"**/campaigns/{campaign.pk}/**")
    assert campaign.name == "给老朋友的秋茶" and campaign.prizes.get().quantity == 3
    assert Condition.objects.get(campaign=campaign, kind="mention").number == 3
    assert "云雾保温杯" in Campaign.objects.get().rules_text


@pytest.mark.django_db(transaction=True)
def test_p1_what_is_wrong_is_reached_by_keyboard(
    transactional_db: None, editor: User, open_page: OpenPage, watch: Watch
) -> None:
    page = open_page(editor)
    page.goto(reverse("campaigns:new"))
    tab_to(page, ".plan-buttons .btn-primary")
    page.keyboard.press("Enter")
    wrong = page.locator("[name='audience']")
    expect(wrong).to_have_class("textarea form-control is-invalid")
    watch.errors.clear()  # a refused form answers 422
    tab_to(page, "[name='audience']")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("() => document.activeElement.name") == "purpose"
    assert not Campaign.objects.exists()
