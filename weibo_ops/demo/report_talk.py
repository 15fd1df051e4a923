"""To whom the sample company's reports go, how they look, and what was asked under the last one (I5)."""

import datetime as dt
import io

from PIL import Image, ImageDraw

from accounts.models import User
from accounts.roles import Role
from reports.models import Report, ReportKind
from reports.services import (
    BrandInput,
    GroupInput,
    RemarkInput,
    add_remark,
    answer_question,
    save_recipient_group,
    set_brand,
)

COLOUR = "#1f6f54"


def write_recipients(people: dict[Role, User], *, administrator: User, now: dt.datetime) -> None:
    """Managers get weekly and monthly reports; the company's hills stand on them."""
    kinds = [ReportKind.WEEK.value, ReportKind.MONTH.value]
    group = GroupInput("管理层", kinds, with_files=True, people=[people[Role.MANAGER], people[Role.CHIEF_EDITOR]])
    save_recipient_group(given=group, by=administrator, at=now)
    set_brand(given=BrandInput("山岚家居", COLOUR, _hills()), by=administrator, at=now)


def write_talk(people: dict[Role, User], *, now: dt.datetime) -> None:
    """A question that was answered, one that waits."""
    report = Report.objects.filter(kind=ReportKind.WEEK).latest("first")
    manager, editor = people[Role.MANAGER], people[Role.CHIEF_EDITOR]
    asked = RemarkInput("周二的互动为什么比周一多这么多？", "daily", is_question=True)
    question = add_remark(report=report, given=asked, by=manager, at=now - dt.timedelta(hours=2))
    text = "周二晚上有一条菜谱被美食博主转发，当晚的互动大多来自它。"
    answer_question(question=question, text=text, by=editor, at=now - dt.timedelta(hours=1))
    waiting = RemarkInput("知识性连续两周偏少，下周能补回来吗？", "quotas", is_question=True)
    add_remark(report=report, given=waiting, by=manager, at=now)


def _hills() -> bytes:
    """A mark of three hills, drawn by us."""
    image = Image.new("RGBA", (480, 160))
    draw = ImageDraw.Draw(image)
    for left, top, colour in ((0, 60, "#9cc9b5"), (120, 10, COLOUR), (260, 50, "#5a9c82")):
        draw.polygon([(left, 150), (left + 100, top), (left + 200, 150)], fill=colour)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
