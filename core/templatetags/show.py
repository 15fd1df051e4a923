"""How numbers and times are shown (ui.md): 1.2万, 今天 10:00, — for unknown."""

import datetime as dt
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from core.audit import label
from core.dates import BEIJING

register = template.Library()
UNKNOWN = "—"
WEEKDAYS = (_lazy("周一"), _lazy("周二"), _lazy("周三"), _lazy("周四"), _lazy("周五"), _lazy("周六"), _lazy("周日"))
NEAR = {0: _lazy("今天"), 1: _lazy("明天"), -1: _lazy("昨天")}
CHINESE_UNITS = ((9_999.95e4, 1e8, "亿"), (1e4, 1e4, "万"))
ENGLISH_UNITS = ((999.95e6, 1e9, "B"), (999.95e3, 1e6, "M"), (1e4, 1e3, "k"))
"""From which number on, the unit, its sign. A smaller unit ends where its own rounding would say 10000万 or 1000k."""


def short_number(value: float | Decimal) -> str:
    """12345 → 1.2万, 123456789 → 1.2亿, in English 12.3k and 123.5M; below ten thousand the number itself."""
    number = float(value)
    for least, unit, word in CHINESE_UNITS if (get_language() or "zh").startswith("zh") else ENGLISH_UNITS:
        if abs(number) >= least:
            return f"{number / unit:.1f}".removesuffix(".0") + word
    return f"{number:g}" if number == int(number) else f"{number:.1f}"


@register.filter
def count(value: float | Decimal | None) -> SafeString:
    """A number in short form with the exact value on hover; — when unknown."""
    if value is None:
        return format_html('<span class="tnum text-secondary" title="{}">{}</span>', _("暂无数据"), UNKNOWN)
    return format_html('<span class="tnum" title="{}">{}</span>', f"{value:,}", short_number(value))


@register.filter
def percent(value: float | Decimal | None, digits: int = 0) -> str:
    """0.25 → 25%; — when unknown."""
    return UNKNOWN if value is None else f"{float(value) * 100:.{digits}f}%"


@register.filter
def percent_points(value: float | None) -> str:
    """0.25 → 25.0, for widths of bars (never localised); 0 when unknown, 100 at most."""
    return f"{min(1.0, float(value or 0)) * 100:.1f}"


@register.filter
def change(value: float | Decimal | None) -> SafeString:
    """A growth with sign and arrow; — when unknown."""
    if value is None:
        return format_html("{}", UNKNOWN)
    return _change(value, good=value > 0)


@register.filter
def change_down(value: float | Decimal | None) -> SafeString:
    """The same for numbers that are good when they fall, such as minutes to an answer."""
    if value is None:
        return format_html("{}", UNKNOWN)
    return _change(value, good=value < 0)


def _change(value: float | Decimal, *, good: bool) -> SafeString:
    arrow = "▲" if value > 0 else "▼" if value < 0 else "■"
    tone = "flat" if value == 0 else "up" if good else "down"
    return format_html('<span class="tnum change-{}">{} {}</span>', tone, arrow, f"{float(value) * 100:+.1f}%")


def near_day(day: dt.date, today: dt.date) -> str:
    """今天, 明天, 昨天, 周四 within this week and the next six days, otherwise 11-26 (with year when another)."""
    near = NEAR.get((day - today).days)
    if near:
        return str(near)
    if 0 < (day - today).days < 7:
        return str(WEEKDAYS[day.weekday()])
    return f"{day:%m-%d}" if day.year == today.year else f"{day:%Y-%m-%d}"


def when_text(at: dt.datetime, now: dt.datetime) -> str:
    """An instant in short form, in Beijing time."""
    local = at.astimezone(BEIJING)
    return f"{near_day(local.date(), now.astimezone(BEIJING).date())} {local:%H:%M}"


@register.filter
def when(at: dt.datetime | None) -> SafeString:
    """今天 10:00 with the exact time on hover; — when there is none."""
    if at is None:
        return format_html("{}", UNKNOWN)
    exact = at.astimezone(BEIJING)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        at.isoformat(),
        f"{exact:%Y-%m-%d %H:%M:%S}",
        when_text(at, timezone.now()),
    )


@register.filter
def audit_label(code: str) -> str:
    """What an audit entry says to people."""
    return label(code)


@register.filter
def duration(minutes: int | None) -> str:
    """How long something took: 95 分钟, 2 小时, 2 小时 25 分钟; — when unknown. In words of hours from two hours on."""
    if minutes is None:
        return UNKNOWN
    hours, rest = divmod(minutes, 60)
    if hours < 2:
        return _("%(n)d 分钟") % {"n": minutes}
    if not rest:
        return _("%(n)d 小时") % {"n": hours}
    return _("%(hours)d 小时 %(minutes)d 分钟") % {"hours": hours, "minutes": rest}


@register.filter
def age(at: dt.datetime | None) -> str:
    """How old something is: 刚刚, 5 分钟前, 3 小时前, 2 天前."""
    if at is None:
        return UNKNOWN
    minutes = int((timezone.now() - at).total_seconds() // 60)
    if minutes < 1:
        return _("刚刚")
    if minutes < 60:
        return _("%(n)d 分钟前") % {"n": minutes}
    if minutes < 1440:
        return _("%(n)d 小时前") % {"n": minutes // 60}
    return _("%(n)d 天前") % {"n": minutes // 1440}
