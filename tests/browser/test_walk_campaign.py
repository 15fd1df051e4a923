"""W7: a prize repost from why to parcel, against ten thousand entrants of the sandbox (P1 to P10)."""

import csv
import datetime as dt
import io
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import time_machine
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from campaigns.models import Campaign, Claim, Draw, EntryImport, Verdict, Winner, WinnerState
from campaigns.services import PostedInput, commitments, entry_imports, judging, note_posts, readings
from campaigns.services.judging import verdicts_of
from core.dates import at_local, local_day
from core.models import Job
from reports.models import ClosingReport
from tests.browser.conftest import OpenPage
from tests.live_weibo import Live, live, platform
from weibo_ops.env import ROOT

__all__ = ["live", "platform"]

ENTRANTS = 10_000
BALLS = "05 09 14 20 26 31 07"
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


class Clicks:
    """What a person presses on the day of the draw."""

    count = 0

    def press(self, page: Page, name: str) -> None:
        """Press a button by its name."""
        page.get_by_role("button", name=name).first.click()
        self.count += 1


def fill(page: Page, **values: str | bool) -> None:
    """Fill in a page of the wizard."""
    for name, value in values.items():
        field = page.locator(f"[name='{name}']")
        if isinstance(value, bool):
            field.set_checked(value)
        elif field.first.get_attribute("type") == "radio":
            page.locator(f"[name='{name}'][value='{value}']").check()
        elif field.first.evaluate("element => element.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def go_on(page: Page, to: str) -> None:
    """To the next page of the wizard."""
    page.get_by_role("button", name="保存，下一步").click()
    page.wait_for_url(f"**/plan/{to}/")


def clock(at: dt.datetime) -> str:
    """As a field for date and time takes it."""
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


def plan(page: Page, now: dt.datetime) -> Campaign:
    """The wizard, purpose first; too hard for new fans is told, and made easier."""
    page.goto(reverse("campaigns:new"))
    fill(page, purpose="new_fans", audience="第一次认识山岚的人", target_new_followers="800", target_entries="2000",
         kind="prize_repost", name="秋天的保温杯")  # fmt: skip
    go_on(page, "conditions")
    fill(page, repost=True, follow=True, mention=True, number="10")
    expect(page.locator("#plan-aside .difficulty-over").first).to_be_visible()
    fill(page, follow=False, number="3")
    expect(page.locator("#plan-aside .difficulty-over")).to_have_count(0)
    go_on(page, "prizes")
    fill(page, **{"prizes-0-name": "云雾保温杯", "prizes-0-quantity": "3", "prizes-0-unit_cost": "239",
                  "prizes-0-stock": "20", "prizes-0-brand_link": "本季新品"})  # fmt: skip
    go_on(page, "time")
    evening = at_local(local_day(now) + DAY, dt.time(20))  # in the launch window at whatever hour this runs
    fill(page, theme="秋天的第一杯", starts_at=clock(evening), ends_at=clock(evening + 7 * DAY),
         draws_at=clock(evening + 8 * DAY))  # fmt: skip
    go_on(page, "rules")
    fill(page, contact="山岚生活，客服 400-000-0000")
    assert "云雾保温杯" in page.input_value("[name='rules_text']"), "written from the record"
    go_on(page, "budget")
    fill(page, budget="2000")
    page.get_by_role("button", name="保存，查看活动").click()
    page.wait_for_url("**/campaigns/*/**")
    return Campaign.objects.get()


def launch(page: Page, campaign: Campaign, folder: Path) -> None:
    """Refused before the filing; the pack is downloaded, its number noted, then it begins."""
    home = reverse("campaigns:campaign", args=[campaign.pk])
    page.goto(home)
    expect(page.get_by_role("button", name="开始活动")).to_be_disabled()
    page.goto(f"{home}?part=filing")
    with page.expect_download() as pack:
        page.get_by_role("link", name="ZIP").click()
    pack.value.save_as(folder / "备案.zip")
    assert (folder / "备案.zip").read_bytes().startswith(b"PK")
    page.locator("#filing [name='state']").select_option("filed")
    fill(page, reference="HD-2026-1123", filed_on=f"{timezone.localdate():%Y-%m-%d}")
    page.get_by_role("button", name="登记", exact=True).click()
    page.goto(home)
    page.get_by_role("button", name="开始活动").click()
    expect(page.get_by_role("button", name="结束活动")).to_be_visible()


def run_a_week(live: Live, campaign: Campaign, now: dt.datetime) -> bytes:
    """Ten thousand take part on the sandbox. Returns what a crawler saw of them, as its file."""
    start, end = now - 7 * DAY, now - HOUR
    Campaign.objects.filter(pk=campaign.pk).update(starts_at=start, ends_at=end, draws_at=end + HOUR)
    campaign.refresh_from_db()
    post = live.post("转发并@三位好友，抽三位送云雾保温杯")
    times = {"start": start.timestamp(), "end": end.timestamp()}
    live.platform.control("entrants", {"id": post, "count": ENTRANTS, "friends": 3, **times})
    url = f"{live.platform.base}/{live.account.uid}/{post}"
    note_posts(posted=[PostedInput(campaign.pk, live.account.pk, post, url, start)])
    answer: Any = live.platform.control(f"entrants?id={post}")
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["用户ID", "昵称", "类型", "转发内容", "转发时间", "转发ID", "粉丝数"])
    for person in answer["people"]:
        for act in person["acts"]:
            at = dt.datetime.fromtimestamp(act["at"], dt.UTC).isoformat()
            head = [person["uid"], person["name"], act["kind"]]
            table.writerow([*head, act["text"], at, act["id"], person["followers"]])
    return out.getvalue().encode()


def judged(page: Page, campaign: Campaign, crawled: bytes, folder: Path) -> None:
    """What the app is shown is read, the rest comes by the crawler's file; all are judged."""
    home = reverse("campaigns:campaign", args=[campaign.pk])
    page.goto(f"{home}?part=entries")
    page.get_by_role("button", name="从微博读取").click()
    work()
    page.goto(reverse("campaigns:entries_import", args=[campaign.pk]))
    (folder / "转发.csv").write_bytes(crawled)
    page.locator("[type='file']").set_input_files(folder / "转发.csv")
    page.get_by_role("button", name="上传并预览").click()
    page.wait_for_url("**/import/*/**")
    page.locator("form[action$='/start/'] button").click()
    page.wait_for_timeout(300)
    work()
    found = verdicts_of(campaign)
    assert sum(found.values()) >= ENTRANTS * 0.99
    assert found[Verdict.VALID] > 1000
    assert found[Verdict.SUSPECT] > 100, "machines stand apart before the draw"


def work() -> None:
    """What a worker does with the jobs that wait."""
    run = {readings.JOB_KIND: readings.run_reading, entry_imports.JOB_KIND: entry_imports.run_entry_import,
           judging.JOB_KIND: judging.run_judging, commitments.JOB_KIND: commitments.run_list}  # fmt: skip
    while (job := Job.objects.filter(kind__in=run, state="waiting").order_by("pk").first()) is not None:
        run[job.kind](job.pk, clock=timezone.now)


def draw(page: Page, other: Page, campaign: Campaign) -> Draw:
    """The list is published before the value exists, two people type it, the draw runs: six clicks at most."""
    tab, clicks = f"{reverse('campaigns:campaign', args=[campaign.pk])}?part=draw", Clicks()
    page.goto(tab)
    due = timezone.now() + HOUR
    page.locator("[name='by_drand']").uncheck()
    fill(page, number_name="双色球第 2026135 期", number_where="中国福利彩票官网", number_form=BALLS,
         due_at=clock(due))  # fmt: skip
    clicks.press(page, "的名单")
    expect(page.get_by_role("heading", name="正在公布名单")).to_be_visible()
    work()
    expect(page.locator(".draw-hash").first).to_be_visible()  # the page asks by itself
    found = Draw.objects.get()
    expect(page.get_by_role("button", name="开奖", exact=True)).to_be_disabled()
    with time_machine.travel(due + HOUR):
        for browser in (page, other):
            browser.goto(tab)
            browser.locator("[name='text']").fill(BALLS)
            clicks.press(browser, "录入")
            expect(browser.locator(".draw-source")).to_be_visible()
        page.goto(tab)
        clicks.press(page, "开奖")
        expect(page.get_by_role("heading", name="抽中的人")).to_be_visible()
    assert clicks.count <= 6
    found.refresh_from_db()
    return found


def checked_by_anybody(stranger: Page, found: Draw, folder: Path) -> None:
    """Without signing in: the file is downloaded, and the stand-alone checker finds the same winners from it alone."""
    stranger.goto(reverse("campaigns:draw_public", args=[found.slug]))
    expect(stranger.get_by_text(found.commitment).first).to_be_visible()
    answer = stranger.request.get(reverse("campaigns:draw_file", args=[found.slug]))
    (folder / "entries.txt").write_bytes(answer.body())
    checker = [sys.executable, "-I", str(ROOT / "static/draw/check_draw.py"), str(folder / "entries.txt"), BALLS]
    told = subprocess.run(checker, capture_output=True, text=True, check=True, timeout=120).stdout
    assert found.commitment in told
    public = stranger.locator("main").inner_text()
    for place in Winner.objects.filter(prize__isnull=False).values_list("place", flat=True):
        assert f"{place} " in told
        assert str(place) in public


def parcels(page: Page, stranger: Page, campaign: Campaign) -> None:
    """Told, claimed on the phone, sent, delivered."""
    tab = f"{reverse('campaigns:campaign', args=[campaign.pk])}?part=winners"
    for _place in range(3):
        page.goto(tab)
        page.get_by_role("button", name="通知").first.click()
        page.get_by_role("button", name="已发出").first.click()
        expect(page.get_by_role("button", name="已发出")).to_have_count(0)
        message = page.locator("textarea[id^='message-']:not(#message-text)").last.input_value()
        stranger.goto(urlsplit(message.rpartition("：")[2]).path)
        fill(stranger, name="林小满", phone="13900139000", address="杭州市西湖区龙井路 8 号")
        stranger.get_by_role("button", name="提交").click()
        expect(stranger.get_by_text("收件信息已收到")).to_be_visible()
        page.goto(tab)
        page.locator("form[action$='/sent/'] [name='carrier']").first.fill("顺丰")
        page.locator("form[action$='/sent/'] [name='number']").first.fill("SF1001")
        page.locator("form[action$='/sent/'] button").first.click()
        page.get_by_role("button", name="已签收").first.click()
        expect(page.get_by_role("button", name="已签收")).to_have_count(0)
    assert Winner.objects.filter(state=WinnerState.DELIVERED).count() == 3
    assert Claim.objects.filter(delivered_at__isnull=False).count() == 3
    assert "龙井路" not in page.content()


def test_w7_a_campaign_from_why_to_parcel(
    transactional_db: None, live: Live, editor: User, approver: User, open_page: OpenPage, tmp_path: Path
) -> None:
    now = timezone.now()
    page, other, stranger = open_page(editor), open_page(approver), open_page(None, phone=True)
    campaign = plan(page, now)
    launch(page, campaign, tmp_path)
    crawled = run_a_week(live, campaign, now)
    judged(page, campaign, crawled, tmp_path)
    found = draw(page, other, campaign)
    checked_by_anybody(stranger, found, tmp_path)
    parcels(page, stranger, campaign)
    page.goto(reverse("campaigns:campaign", args=[campaign.pk]))
    page.get_by_role("button", name="结束活动").click()
    expect(page.get_by_role("button", name="结束活动")).to_have_count(0)
    page.goto(f"{reverse('campaigns:campaign', args=[campaign.pk])}?part=result")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="生成结案报告").click()
    expect(page.get_by_text("数字已固定")).to_be_visible()
    assert ClosingReport.objects.get().data["winners"] == {"reserve": found.reserves, "delivered": 3}
    assert EntryImport.objects.count() == 1
