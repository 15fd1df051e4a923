"""A whole drill: who is alarmed is confirmed, the event unfolds, a case opens, an answer is simulated."""

import datetime as dt
import re
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User, WeiboAccount
from monitoring.models import CaseStatement, Check, Drill, Mention
from monitoring.services import check_statement
from monitoring.services.drills import advance_drills
from publishing.models import Freeze
from tests.browser.conftest import OpenPage

NUMBER = re.compile(r"^\d+\.\d 分钟$")


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_m5_a_whole_drill_from_start_to_result(
    phone: bool, editor: User, account: WeiboAccount, open_page: OpenPage
) -> None:
    page = open_page(editor, phone=phone, dark=phone)
    page.goto(reverse("monitoring:drills"))
    page.get_by_label("速度").select_option("600")
    page.get_by_role("button", name="下一步：确认通知谁").click()
    expect(page.get_by_text("会通知 1 人")).to_be_visible()
    page.get_by_role("button", name="开始演练").click()
    expect(page.locator(".drill-band")).to_contain_text("演练")
    drill = Drill.objects.get()
    Drill.objects.update(started_at=timezone.now() - dt.timedelta(minutes=1))  # ten hours of the event have passed
    advance_drills(now=timezone.now())
    expect(page.get_by_text("预警已发出，请立案。")).to_be_visible(timeout=10_000)

    page.get_by_role("button", name="立案（演练）").click()
    expect(page.locator(".drill-band")).to_be_visible()
    assert urlsplit(page.url).path == reverse("monitoring:case", args=[Drill.objects.get().case_id])
    page.get_by_label("正文").fill("关于保温杯爆裂，今晚起停售同批次并送检，如遇同样情况请私信。")
    page.get_by_role("button", name="起草声明").click()
    expect(page.get_by_text("事情和态度", exact=False).first).to_be_visible()
    check_statement(statement=CaseStatement.objects.get(), checks=Check.values, by=editor, at=timezone.now())

    page.goto(reverse("monitoring:drill", args=[drill.pk]))
    page.get_by_role("button", name="模拟发出声明").click()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="结束演练").click()
    expect(page.get_by_role("button", name="清理")).to_be_visible()
    times = page.locator("#drill-live .figures dd")
    for place in (0, 1, 3, 4, 5):  # nobody was made owner
        expect(times.nth(place)).to_have_text(NUMBER)
    expect(times.nth(2)).to_have_text("没有做到")
    assert not Freeze.objects.exists()
    assert not Mention.objects.exists()
