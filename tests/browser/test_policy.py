"""The Content-Security-Policy in a real browser: what we draw works, what somebody might smuggle in does not."""

import datetime as dt
import re

from django.utils import timezone

from accounts.models import User, WeiboAccount
from core.dates import at_local, local_day
from tests.browser.conftest import OpenPage
from tests.browser.driving import Watch
from tests.publishing.makers import make_post, make_slot

CHART = """async () => {
  const load = (src) => new Promise((done, fail) => {
    const script = Object.assign(document.createElement("script"), { src, onload: done, onerror: fail });
    document.head.append(script);
  });
  await load("/static/vendor/echarts/echarts.min.js");
  const box = document.createElement("div");
  box.className = "w-100";
  document.querySelector("main").prepend(box);
  const chart = window.echarts.init(box, null, { width: 600, height: 300 });
  chart.setOption({ animation: false, tooltip: { trigger: "axis", confine: true, renderMode: "richText" },
    xAxis: { type: "category", data: ["a", "b"] }, yAxis: {}, series: [{ type: "bar", data: [1, 2] }] });
  chart.dispatchAction({ type: "showTip", seriesIndex: 0, dataIndex: 1 });
  await new Promise((done) => setTimeout(done, 300));
  return box.querySelectorAll("canvas").length;
}"""
SMUGGLED = """() => {
  const box = document.createElement("div");
  box.innerHTML = '<p id="smuggled" style="position: fixed">x</p><img src="x:" onerror="window.obeyed = 1">';
  document.body.append(box);
  const script = document.createElement("script");
  script.textContent = "window.obeyed = 2";
  document.body.append(script);
  const style = document.createElement("style");
  style.textContent = "#smuggled { color: rgb(1, 2, 3) }";
  document.body.append(style);
  const found = getComputedStyle(document.getElementById("smuggled"));
  return [window.obeyed, found.position, found.color];
}"""


def test_the_calendar_keeps_its_style_sheet(editor: User, account: WeiboAccount, open_page: OpenPage) -> None:
    make_slot(make_post(account), at_local(local_day(timezone.now()), dt.time(12)))
    page = open_page(editor)
    page.goto("/calendar/")
    page.wait_for_selector(".fc-event")
    rules = page.evaluate("[...document.querySelectorAll('style')].map((sheet) => sheet.sheet?.cssRules.length ?? 0)")
    assert max(rules, default=0) > 100, "FullCalendar's own rules"
    assert page.evaluate("getComputedStyle(document.querySelector('.fc-event')).display") != "inline"


def test_a_chart_draws_its_tooltip(editor: User, account: WeiboAccount, open_page: OpenPage) -> None:
    page = open_page(editor)
    page.goto("/reports/")
    assert page.evaluate(CHART) >= 1


def test_nothing_smuggled_in_is_obeyed(editor: User, account: WeiboAccount, open_page: OpenPage, watch: Watch) -> None:
    page = open_page(editor)
    page.goto("/")
    obeyed, position, colour = page.evaluate(SMUGGLED)
    assert (obeyed, position) == (None, "static") and colour != "rgb(1, 2, 3)"
    page.wait_for_timeout(500)  # the console comes a moment later
    refused = {match[1] for error in watch.errors if (match := re.search(r"violates (\S+):", error))}
    assert {"script-src-elem", "style-src-attr", "style-src-elem"} <= refused
    watch.errors.clear()
    watch.foreign.clear()
