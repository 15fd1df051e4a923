"""What the sample company's voices are judged to be, corrected, sorted and suggested (M4, M8)."""

import datetime as dt

from accounts.models import User
from accounts.roles import Role
from monitoring.models import KeywordSet, Mention, MentionKind, Source
from monitoring.services.corrections import correct_mention
from monitoring.services.judging import judge_due
from monitoring.services.sorting import RuleDraft, save_rule
from monitoring.services.suggestions import change_suggestion, collect_suggestion
from weibo.text import id_floor_of_time

WISHES = [
    ("建议山岚保温杯出一个一升的大容量，办公室喝水不用总跑", "taken_up", "和产品组谈过，排进春季新品"),
    ("希望山岚随行杯的杯盖能单独买，孩子总弄丢", "done", "商城已经上架单独的杯盖"),
    ("山岚炒锅要是把手再长一点就好了，炒菜烫手", "new", ""),
    ("建议山岚的说明书印大一点，爸妈看不清", "new", ""),
    ("能不能给山岚保温杯加个提绳，登山的时候挂包上", "declined", "旧款有提绳，返修多，暂不做"),
    ("希望山岚出儿童款的保温杯，颜色鲜艳一点", "", ""),
    ("建议山岚保温杯的刻度线印在里面，冲奶粉方便", "", ""),
]
"""Text, state on the list (empty: not collected yet), note."""
CORRECTED = 14
MEANT = {
    "摔凹": "-1",
    "同事都来问": "1",
    "晚上还是热的": "1",
    "漏水": "-1",
    "哪个更适合": "0",
    "人好多": "0",
    "放心": "1",
}
"""What people mean by these words."""


def write_wishes(*, now: dt.datetime) -> None:
    """A few suggestions among the voices."""
    source = Source.objects.get(name="示例采集")
    for number, (text, _state, _note) in enumerate(WISHES):
        at = now - dt.timedelta(days=9 - number, hours=number * 3)
        Mention.objects.create(
            source=source, external_id=str(id_floor_of_time(at) + 7000 + number), author_id=f"55040000{number:02d}",
            author_name="爱喝热水的阿棠", text=text, published_at=at, likes=3 + number, comments=number, reposts=0,
            first_seen_at=at, last_seen_at=at,
        )  # fmt: skip


def write_sensing(people: dict[Role, User], *, now: dt.datetime) -> None:
    """Judge all voices; colleagues corrected some, collected suggestions and said who is told of what."""
    while judge_due(now=now):
        pass
    care, editor = people[Role.CUSTOMER_EDITOR], people[Role.RESPONSIBLE_EDITOR]
    _correct(care, now)
    for text, state, note in WISHES:
        mention = Mention.objects.filter(text=text).first()
        if mention is not None and state:
            made, _new = collect_suggestion(mention=mention, by=care, at=now - dt.timedelta(days=2))
            if state != "new":
                at = now - dt.timedelta(days=1)
                change_suggestion(suggestion=made, state=state, note=note, expected="new", by=editor, at=at)
    crisis = KeywordSet.objects.filter(kind="crisis").first()
    for draft in (
        RuleDraft(MentionKind.COMPLAINT, crisis, care, ""),
        RuleDraft(MentionKind.SUGGESTION, None, editor, "", bundle_minutes=240),
    ):
        save_rule(draft=draft, by=editor, at=now)


def _correct(by: User, now: dt.datetime) -> None:
    """Where the model erred most often: a few in each of the last weeks, the oldest first."""
    wrong: list[tuple[Mention, str]] = []
    for words, value in MEANT.items():
        missed = Mention.objects.filter(text__contains=words).exclude(polarity=int(value)).order_by("-pk")
        wrong += [(mention, value) for mention in missed[:4]]
    for number, (mention, value) in reversed(list(enumerate(wrong[:CORRECTED]))):
        at = now - dt.timedelta(days=number * 3, hours=1)
        correct_mention(mention=mention, aspect="polarity", value=value, by=by, at=at)
