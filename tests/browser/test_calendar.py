"""The calendar in a real browser: drag with the rules, undo, empty places, phone, no JavaScript (K7, W2)."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User, WeiboAccount
from core.dates import BEIJING, at_local, local_day, week_of
from publishing.models import Policy, Slot, SlotState
from publishing.services import apply_slot_preset
from tests.browser.conftest import OpenPage
from tests.browser.driving import Watch, axe
from tests.publishing.makers import Wanted, make_category, make_post, make_slot

pytestmark = pytest.mark.django_db(transaction=True)


def next_monday() -> dt.date:
    return week_of(local_day(timezone.now())).next.monday


def at(day: int, hour: int) -> dt.datetime:
    """A time of the next week."""
    return at_local(next_monday() + dt.timedelta(days=day), dt.time(hour))


def drag(page: Page, slot: Slot, day: int, hour: int) -> None:
    """Take a chip by its middle to a day and hour of the week on the screen."""
    chip = page.locator(".slot-chip", has_text=slot.post.version.text[:8] if slot.post.version else "")
    target = page.locator(f".fc-timegrid-slot-lane[data-time='{hour:02}:00:00']")
    column = page.locator(f".fc-timegrid-col[data-date='{next_monday() + dt.timedelta(days=day)}']")
    target.scroll_into_view_if_needed()
    start, row, lane = chip.bounding_box(), target.bounding_box(), column.bounding_box()
    assert start and row and lane
    page.mouse.move(start["x"] + 20, start["y"] + 4)
    page.mouse.down()
    page.mouse.move(lane["x"] + lane["width"] / 2, row["y"] + 4, steps=12)
    page.mouse.up()


def open_week(page: Page) -> None:
    page.goto(f"/calendar/?date={next_monday()}")
    expect(page.locator(".fc-event.slot-chip, .fc-event.slot-ghost").first).to_be_visible()


def test_k7_it_drags_keeps_the_clock_and_undoes(account: WeiboAccount, editor: User, open_page: OpenPage) -> None:
    slot = make_slot(make_post(account, text="拖动的一条 https://weibo-ops.example/1"), at(3, 10))
    page = open_page(editor)
    open_week(page)
    drag(page, slot, 4, 17)
    expect(page.locator(".notice-text")).to_contain_text("已移到")
    slot.refresh_from_db()
    assert slot.scheduled_at == at(4, 17)
    page.get_by_role("button", name="撤销").click()
    expect(page.locator(".notice-text", has_text="已撤销")).to_be_visible()
    slot.refresh_from_db()
    assert slot.scheduled_at == at(3, 10)


def test_k2_it_warns_before_two_promotions_touch(
    account: WeiboAccount, editor: User, open_page: OpenPage, watch: Watch
) -> None:
    promotion = make_category("推广", promotional=True)
    make_slot(make_post(account, Wanted(category=promotion), text="推广甲"), at(4, 15))
    slot = make_slot(make_post(account, Wanted(category=promotion), text="推广乙丙丁戊己庚辛"), at(3, 10))
    page = open_page(editor)
    open_week(page)
    drag(page, slot, 4, 17)
    expect(page.locator("#reason-dialog")).to_contain_text("两条推广会连在一起")
    page.get_by_role("button", name="放回原处").click()
    slot.refresh_from_db()
    assert slot.scheduled_at == at(3, 10)
    drag(page, slot, 4, 17)
    page.get_by_label("仍要移动的理由").fill("双十一收官")
    page.get_by_role("button", name="按此时间排期").click()
    expect(page.locator(".notice-text")).to_contain_text("已移到")
    slot.refresh_from_db()
    assert (slot.scheduled_at, slot.reason) == (at(4, 17), "双十一收官")
    watch.errors.clear()  # the two 409 answers


def test_k7_it_fills_an_empty_place_and_opens_its_life(
    account: WeiboAccount, editor: User, open_page: OpenPage
) -> None:
    apply_slot_preset_for(account, editor)
    make_post(account, text="等着排期的一条 https://weibo-ops.example/1")
    page = open_page(editor)
    open_week(page)
    page.locator(".slot-ghost").first.click()
    page.get_by_role("button", name="排在这里").click()
    expect(page.locator(".notice-text")).to_contain_text("已排在")
    slot = Slot.objects.get()
    assert (slot.scheduled_at, slot.state) == (at(0, 11), SlotState.PLANNED)
    expect(page.locator(".slot-chip", has_text="等着排期")).to_be_visible()
    page.get_by_role("button", name="取消排期").click()
    expect(page.locator(".notice-text", has_text="已取消排期")).to_be_visible()
    assert axe(page) == []


def test_k7_it_is_a_list_on_a_phone_and_without_javascript(
    account: WeiboAccount, editor: User, open_page: OpenPage
) -> None:
    make_slot(make_post(account, text="手机上看的一条 https://weibo-ops.example/1"), at(1, 10))
    page = open_page(editor, phone=True)
    page.goto(f"/calendar/?date={next_monday()}")
    expect(page.locator(".fc-list-event", has_text="手机上看的一条")).to_be_visible()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    plain = open_page(editor, js=False)
    plain.goto(f"/calendar/?date={next_monday()}")
    expect(plain.locator("#week-list")).to_contain_text("手机上看的一条")
    plain.get_by_role("link", name="手机上看的一条").click()
    expect(plain.locator("#slot-page")).to_contain_text("手机上看的一条")


@pytest.mark.parametrize("dark", [False, True])
def test_it_is_accessible_in_every_view(account: WeiboAccount, editor: User, open_page: OpenPage, dark: bool) -> None:
    apply_slot_preset_for(account, editor)
    Policy.objects.create(account=account, name="一小时", min_gap_minutes=60)
    slot = make_slot(make_post(account, text="看得清的一条 https://weibo-ops.example/1"), at(1, 10))
    page = open_page(editor, dark=dark)
    for view in ("timeGridWeek", "dayGridMonth", "listWeek"):
        page.goto(f"/calendar/?date={next_monday()}&view={view}")
        expect(page.locator(".fc-event:visible").first).to_be_visible()
        # FullCalendar names the cells of a month by their date, whatever they hold.
        without = ("label-content-name-mismatch",) if view == "dayGridMonth" else ()
        assert axe(page, without=without) == [], view
    for address in (f"/calendar/slots/{slot.pk}/", "/calendar/board/", "/calendar/plans/", "/calendar/fill/"):
        page.goto(address)
        assert axe(page) == [], address


def apply_slot_preset_for(account: WeiboAccount, editor: User) -> None:
    """The document's week; these tests empty the tables, so the preset is written again."""
    from publishing.models import SlotPreset

    times = [[day, time] for day in (0, 1, 4) for time in ("11:00", "17:00")]
    SlotPreset.objects.get_or_create(name="文档周计划", defaults={"times": times, "is_default": True})
    apply_slot_preset(account, by=editor, at=timezone.now().astimezone(BEIJING))


def test_the_freeze_switch_counts_before_it_holds(
    account: WeiboAccount, approver: User, open_page: OpenPage, watch: Watch
) -> None:
    make_slot(make_post(account, text="会被冻结的一条 https://weibo-ops.example/1"), at(1, 10))
    page = open_page(approver)
    page.goto("/calendar/freezes/")
    expect(page.locator("#freeze-preview")).to_contain_text("将冻结 1 个账号的 1 条排期。")
    page.get_by_label("哪些账号").select_option("account")
    page.get_by_role("combobox", name="账号", exact=True).fill(account.nickname)
    expect(page.locator(".picker-option.is-active")).to_contain_text(account.nickname)
    page.keyboard.press("Enter")
    page.get_by_label("理由").fill("核实投诉")
    page.get_by_role("button", name="立即冻结").click()
    expect(page.locator(".notice-text")).to_contain_text("已冻结 1 条排期")
    page.goto("/calendar/board/")
    expect(page.locator("#board")).to_contain_text("核实投诉")
    page.get_by_role("button", name="放回", exact=True).click()
    expect(page.locator(".notice-text")).to_contain_text("还在冻结中")
    assert Slot.objects.get().state == SlotState.HELD
    watch.errors.clear()  # the 409 answer
