"""What stands on the account pages of the sample company: checklist, papers, verification, tags, follow lists."""

import datetime as dt
import io

from django.core.files.base import File

from accounts.models import FollowEntry, FollowSort, PaperKind, ProfileItem, TagSort, TagState, User, WeiboAccount
from accounts.queries import suggested_links
from accounts.roles import Role
from accounts.services import (
    PaperInput,
    TagInput,
    Tick,
    VerificationInput,
    add_tag,
    ask_for_verification,
    check_link,
    declare_links,
    note_on_weibo,
    save_follow,
    store_paper,
    tick_item,
)  # fmt: skip
from core.dates import local_day
from weibo_ops.demo import company

TAGS: dict[str, list[tuple[str, TagSort]]] = {
    "山岚": [
        ("保温杯", TagSort.SEARCH), ("家居好物", TagSort.SEARCH), ("家居用品", TagSort.INDUSTRY),
        ("热水自由", TagSort.PERSONALITY), ("倒放一夜", TagSort.SPECIAL), ("杭州制造", TagSort.SPECIAL),
    ],
    "山岚厨房": [("炒锅", TagSort.SEARCH), ("厨具", TagSort.INDUSTRY), ("一周一道菜", TagSort.PERSONALITY)],
}  # fmt: skip

FOLLOWS: list[tuple[str, str, FollowSort, str, dict[str, int]]] = [
    ("江南晨报生活", "5502000001", FollowSort.MEDIA, "来杭州拍过质检，主编姓陆", {"followers_count": 512300, "quiet": 1}),
    ("家居测评室", "5502000002", FollowSort.MEDIA, "横评过云雾", {"followers_count": 287000, "quiet": 2}),
    ("云栖杯壶", "5503000001", FollowSort.COMPETITOR, "看上新节奏", {"followers_count": 96500, "quiet": 1}),
    ("石榴厨电", "5503000002", FollowSort.COMPETITOR, "", {"followers_count": 153200, "quiet": 3}),
    ("爱喝热水的阿棠", "5504000001", FollowSort.LOYAL, "收藏了九只，生日寄过贺卡", {"followers_count": 420, "quiet": 2}),
    ("跑步的石头", "5504000004", FollowSort.LOYAL, "", {"followers_count": 310, "quiet": 5}),
    ("小鹿的租房日记", "5504000003", FollowSort.POTENTIAL, "小户型收纳", {"followers_count": 1890, "quiet": 140}),
    ("浙江省日用杯壶协会", "", FollowSort.INSTITUTION, "每年三月年会", {}),
    ("用户7719302856", "", FollowSort.POTENTIAL, "", {"followers_count": 2, "friends_count": 1980, "statuses_count": 0}),
    ("优惠速递88231907", "", FollowSort.POTENTIAL, "", {"followers_count": 31, "friends_count": 2400, "quiet": 210}),
]  # fmt: skip

EMPTY_PAGE = (
    b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\n"
    b"endobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] >>\nendobj\n"
    b"trailer\n<< /Root 1 0 R >>\n%%EOF\n"
)
"""An empty page: nobody should mistake it for a licence."""


def write_account_pages(
    accounts: dict[str, WeiboAccount], people: dict[Role, User], *, administrator: User, now: dt.datetime
) -> None:
    """Through the services that people use, so that timelines and histories tell of it."""
    editor = people[Role.RESPONSIBLE_EDITOR]
    main = accounts["山岚"]
    # from the oldest to the newest: a timeline tells things in the order in which they were written down
    _write_papers(main, administrator, now)
    for nickname, words in TAGS.items():
        _write_tags(accounts[nickname], words, editor, now)
    _write_follows(main, editor, now)
    _write_checklist(main, editor, now)
    members = VerificationInput("会员运营组", "会员日要用官方抽奖工具，没有认证不能开通。")
    unconnected = WeiboAccount.objects.get(nickname=company.UNCONNECTED[0])
    chief = people[Role.CHIEF_EDITOR]
    ask_for_verification(account=unconnected, values=members, by=chief, at=now - dt.timedelta(days=2))


def _write_checklist(account: WeiboAccount, editor: User, now: dt.datetime) -> None:
    items = {item.code: item for item in ProfileItem.objects.all()}
    for code, note, days in (
        ("focus_pictures", "四张：品牌、云雾、会员、客服", 200), ("modules", "", 30), ("background", "初雪系列主视觉", 12),
        ("service_entry", "私信菜单第三项", 8),
    ):  # fmt: skip
        at = now - dt.timedelta(days=days)
        tick_item(account=account, item=items[code], tick=Tick(note), by=editor, at=at)
    targets = suggested_links(account)
    declare_links(account=account, targets=targets, by=editor, at=now - dt.timedelta(days=9))
    for link in account.links.all()[:2]:
        check_link(link=link, seen=True, by=editor, at=now - dt.timedelta(days=8))


def _write_tags(account: WeiboAccount, words: list[tuple[str, TagSort]], editor: User, now: dt.datetime) -> None:
    for number, (word, sort) in enumerate(words):
        at = now - dt.timedelta(days=40 - number)
        tag = add_tag(account=account, tag=TagInput(word, sort), to=TagState.ACTIVE, by=editor, at=at)
        if number:
            note_on_weibo(tag=tag, there=True, by=editor, at=at)


def _write_follows(account: WeiboAccount, editor: User, now: dt.datetime) -> None:
    today = local_day(now)
    for number, (name, uid, sort, note, facts) in enumerate(FOLLOWS):
        values = {
            "screen_name": name,
            "uid": uid,
            "sort": sort,
            "note": note,
            "since": today - dt.timedelta(days=300 + 7 * number),
            "review_on": today + dt.timedelta(days=20 * number - 30),
        }
        row = save_follow(account=account, entry=None, values=values, by=editor, at=now - dt.timedelta(days=20))
        told = {key: value for key, value in facts.items() if key != "quiet"}
        quiet = facts.get("quiet")
        FollowEntry.objects.filter(pk=row.pk).update(
            **told,
            last_post_on=None if quiet is None else today - dt.timedelta(days=quiet),
            default_avatar=not uid and not note,
            facts_at=now if facts else None,
        )


def _write_papers(account: WeiboAccount, administrator: User, now: dt.datetime) -> None:
    today = local_day(now)
    given = (
        PaperInput(PaperKind.LICENCE, expires_on=today + dt.timedelta(days=26), note="正本，彩色扫描"),
        PaperInput(PaperKind.LICENCE_COPY, inspected_year=today.year - 1),
    )
    for number, values in enumerate(given):
        data = EMPTY_PAGE + b"%" + str(number).encode() + b"\n%%EOF\n"
        file = File(io.BytesIO(data), name=f"{values.kind}.pdf")
        store_paper(account=account, values=values, file=file, by=administrator, at=now - dt.timedelta(days=60))
