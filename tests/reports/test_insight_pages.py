"""The pages of one account, category, element, campaign and person: what they count, for whom, and what they mark."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AccountGroup, User, WeiboAccount
from accounts.roles import Role
from campaigns.models import Campaign, CampaignKind, CampaignState, Purpose
from content.models import Category
from core.dates import at_local, local_day
from monitoring.models import Case
from publishing.models import SpecialDay
from reports.models import Dimension, Restatement
from reports.queries.annotations import annotations
from reports.queries.insight import Page
from reports.rollup import ELEMENT_KEYS
from reports.services import roll_up_days
from tests.conftest import ClientOf, make_account, make_user
from tests.reports.conftest import Publish

NOON = dt.time(12)


def back(days: int) -> dt.datetime:
    return at_local(local_day(timezone.now()) - dt.timedelta(days=days), NOON)


def rolled(days: int = 60) -> None:
    today = local_day(timezone.now())
    roll_up_days(first=today - dt.timedelta(days=days), last=today, at=timezone.now())


def page_of(client: Client, url: str) -> Page:
    answer = client.get(url)
    assert answer.status_code == 200
    page: Page = answer.context["page"]
    return page


@pytest.fixture
def reading(client_of: ClientOf, manager: User) -> Client:
    return client_of(manager)


@pytest.fixture
def campaign(db: None) -> Campaign:
    return Campaign.objects.create(
        name="晒晒早餐", kind=CampaignKind.PRIZE_REPOST, purpose=Purpose.NEW_FANS, starts_at=back(6),
        ends_at=back(3), created_at=back(9), state=CampaignState.ENDED,
    )  # fmt: skip


def values(page: Page) -> dict[str, float | None]:
    return {value.definition.key: value.value for value in page.numbers}


def test_i1_the_account_page_counts_what_the_roll_up_says(
    reading: Client, account: WeiboAccount, publish: Publish
) -> None:
    publish(back(3), samples={60: (1, 2, 3), 1440: (10, 20, 30)})
    rolled()
    page = page_of(reading, f"/reports/insight/accounts/{account.pk}/?days=7")
    found = values(page)
    assert (found["posts"], found["interactions"]) == (1, 60)
    assert [day.interactions for day in page.days if day.interactions] == [6, 54]
    assert page.posts.rows[0].windows == [60, None, None]


def test_i3_a_change_against_the_own_base_is_told_and_a_small_sample_marked(
    reading: Client, account: WeiboAccount, publish: Publish
) -> None:
    for week in range(1, 5):
        publish(back(7 * week + 2), samples={60: (0, 0, 100 + week)})
    publish(back(2), samples={60: (0, 0, 300)})
    rolled()
    answer = reading.get(f"/reports/insight/accounts/{account.pk}/?days=7")
    page = answer.context["page"]
    assert "interactions" in {value.definition.key for value in page.unusual}
    body = answer.content.decode()
    assert "互动量 300，比平常的 102 高 193%" in body or "互动量 300，比平常的 103 高 193%" in body
    assert "样本太少，只供参考，不参加排名。" in body


def test_i3_parts_with_few_posts_stand_behind_and_have_no_rank(
    reading: Client, account: WeiboAccount, category: Category, publish: Publish
) -> None:
    for number in range(5):
        publish(back(2 + number), samples={60: (0, 0, 10)})
    other = publish(back(3), samples={60: (0, 0, 9_000)})
    other.post.category = Category.objects.create(slug="lucky", name="走运", colour=3)
    other.post.save(update_fields=["category"])
    rolled()
    lines = page_of(reading, f"/reports/insight/accounts/{account.pk}/").parts[0].lines
    assert [(line.name, line.rank, line.is_small) for line in lines] == [("知识测试", 1, False), ("走运", None, True)]


@pytest.mark.parametrize("kind", ["categories", "elements", "campaigns"])
def test_i1_only_accounts_that_one_may_read_are_counted(
    client_of: ClientOf, account: WeiboAccount, category: Category, campaign: Campaign, publish: Publish, kind: str
) -> None:
    other = make_account("山岚厨房", "5501000009")
    for one, likes in ((account, 10), (other, 1000)):
        made = publish(back(4), samples={60: (0, 0, likes)}, by=one, elements={"topic": True})
        made.post.campaign = campaign
        made.post.save(update_fields=["campaign"])
    rolled()
    key = {"categories": category.pk, "elements": ELEMENT_KEYS["topic"], "campaigns": campaign.pk}[kind]
    colleague = make_user("colleague", Role.CHIEF_EDITOR, account=account)
    page = page_of(client_of(colleague), f"/reports/insight/{kind}/{key}/")
    assert values(page)["interactions"] == 10
    assert [line.key for line in page.parts[0].lines] == [account.pk]
    assert [row.publication.account_id for row in page.posts.rows] == [account.pk]
    whole = page_of(client_of(make_user("all", Role.MANAGER)), f"/reports/insight/{kind}/{key}/")
    assert values(whole)["interactions"] == 1010
    narrowed = page_of(client_of(make_user("one", Role.MANAGER)), f"/reports/insight/{kind}/{key}/?account={other.pk}")
    assert values(narrowed)["interactions"] == 1000


def test_i1_a_person_sees_himself_and_a_manager_sees_him(
    client_of: ClientOf, editor: User, manager: User, publish: Publish
) -> None:
    publish(back(2), samples={60: (1, 1, 1)})
    rolled()
    url = f"/reports/insight/people/{editor.pk}/"
    assert values(page_of(client_of(editor), url))["posts"] == 1
    assert values(page_of(client_of(manager), url))["interactions"] == 3
    assert client_of(editor).get(f"/reports/insight/people/{manager.pk}/").status_code == 403
    assert client_of(manager).get("/reports/insight/people/999999/").status_code == 404


def test_i1_deleted_posts_stay_and_are_marked(reading: Client, account: WeiboAccount, publish: Publish) -> None:
    made = publish(back(3), samples={1440: (1, 1, 1)})
    made.deleted_at = back(1)
    made.save(update_fields=["deleted_at"])
    rolled()
    assert "已删除" in reading.get(f"/reports/insight/accounts/{account.pk}/").content.decode()
    assert "已有的数字保留" in reading.get(f"/reports/posts/{made.post_id}/").content.decode()


def test_i1_what_was_restated_says_what_it_was(reading: Client, account: WeiboAccount, publish: Publish) -> None:
    publish(back(3), samples={60: (0, 0, 5)})
    rolled()
    figures = {"reposts": 1, "comments": 1, "likes": 1, "posts": 1}
    Restatement.objects.create(
        day=back(3).date(), dimension=Dimension.ACCOUNT, key=account.pk, account_id=account.pk,
        was=figures, now=figures | {"likes": 7}, restated_at=back(1),
    )  # fmt: skip
    restated = page_of(reading, f"/reports/insight/accounts/{account.pk}/").restated
    assert [(row.day, str(row.name), row.was, row.now) for row in restated] == [(back(3).date(), "互动量", 3, 9)]


def test_i3_what_stands_on_the_time_axis(db: None, campaign: Campaign) -> None:
    Campaign.objects.create(
        name="取消了", kind=CampaignKind.VOTE, purpose=Purpose.BRAND, starts_at=back(5), ends_at=back(4),
        created_at=back(9), state=CampaignState.CANCELLED,
    )  # fmt: skip
    Case.objects.create(title="漏水", level=1, signalled_at=back(40), opened_at=back(40), due_at=back(40))
    SpecialDay.objects.all().delete()
    SpecialDay.objects.create(date=back(2).date(), name="司庆", kind="company")
    first, last = back(4).date(), back(0).date()
    found = {(one.kind, one.text): (one.first, one.last) for one in annotations(first, last, shows_crises=True)}
    assert found[("campaign", "晒晒早餐")] == (first, back(3).date())
    assert found[("crisis", "漏水")] == (first, last)
    assert found[("company", "司庆")] == (back(2).date(), back(2).date())
    assert "取消了" not in {text for _kind, text in found}
    assert "crisis" not in {one.kind for one in annotations(first, last, shows_crises=False)}


def test_k7_days_of_one_holiday_are_one_annotation() -> None:
    golden_week = annotations(dt.date(2026, 9, 28), dt.date(2026, 10, 10), shows_crises=False)
    holidays = [one for one in golden_week if one.kind == "holiday"]
    assert [(one.first, one.last) for one in holidays] == [(dt.date(2026, 10, 1), dt.date(2026, 10, 7))]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("from=nonsense", "没有看懂日期"),
        ("from=2026-02-30&to=2026-03-01", "没有看懂日期"),
        ("from=2026-05-02&to=2026-05-01", "开始的日期晚于结束的日期"),
        ("from=0001-01-01", "微博 2009 年才有"),
        ("from=2024-01-01&to=2026-01-01", "一次最多看一年"),
        ("days=99999", ""),
        ("days=365", ""),
        ("kind=nonsense&account=x&group=-1", ""),
    ],
)
def test_i1_nonsense_in_the_address_is_told_and_kept(
    reading: Client, category: Category, account: WeiboAccount, publish: Publish, query: str, said: str
) -> None:
    publish(back(1), samples={60: (1, 1, 1)})
    rolled(3)
    body = reading.get(f"/reports/insight/categories/{category.pk}/?{query}")
    assert body.status_code == 200
    assert said in body.content.decode()
    if "nonsense" in query and said:
        assert 'value="nonsense"' in body.content.decode()


@pytest.mark.parametrize("kind", ["accounts", "categories", "campaigns"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_i1_the_days_as_a_file(
    reading: Client, account: WeiboAccount, category: Category, campaign: Campaign, kind: str, ending: str
) -> None:
    key = {"accounts": account.pk, "categories": category.pk, "campaigns": campaign.pk}[kind]
    answer = reading.get(f"/reports/insight/{kind}/{key}.{ending}?days=7")
    assert answer.status_code == 200
    body = answer.getvalue()
    assert len(body.splitlines()) == 8 if ending == "csv" else body.startswith(b"PK")


def test_i3_beside_its_group_an_account_has_a_place(reading: Client, account: WeiboAccount, publish: Publish) -> None:
    for number in range(1, 4):
        other = make_account(f"同类{number}", f"550100001{number}")
        for day in range(5):
            publish(back(2 + day), samples={60: (0, 0, 10 * number)}, by=other)
    for day in range(5):
        publish(back(2 + day), samples={60: (0, 0, 25)})
    rolled()
    answer = reading.get(f"/reports/insight/accounts/{account.pk}/beside/")
    found = answer.context["found"]
    peers = {peer.definition.key: (peer.middle, peer.rank, peer.of) for peer in found.peers}
    assert peers["per_post"] == (22.5, 2, 4)
    assert "还没有登记竞品" in answer.content.decode()


def test_i1_the_overview_counts_every_account_and_sets_groups_beside_each_other(
    reading: Client, account: WeiboAccount, publish: Publish
) -> None:
    north = AccountGroup.objects.create(name="北方")
    others = [make_account(f"北方{number}", f"550100003{number}") for number in range(2)]
    WeiboAccount.objects.filter(pk__in=[other.pk for other in others]).update(group=north)
    for number in range(5):
        publish(back(2 + number), samples={60: (0, 0, 10)})
        publish(back(2 + number), samples={60: (0, 0, 40)}, by=others[0])
    publish(back(2), samples={60: (0, 0, 9_000)}, by=others[1])
    rolled()
    answer = reading.get("/reports/")
    assert values(answer.context["page"])["interactions"] == 50 + 200 + 9_000
    groups = [(group.name, group.accounts, group.middle) for group in answer.context["groups"]]
    assert groups == [("北方", 2, 40.0), ("未分组", 1, 10.0)]
    narrowed = reading.get(f"/reports/?group={north.pk}")
    assert values(narrowed.context["page"])["interactions"] == 9_200
    assert [line.account for line in narrowed.context["lines"]] == [others[1], others[0]]


def test_i1_the_overview_of_a_colleague_has_his_accounts_only(
    client_of: ClientOf, account: WeiboAccount, publish: Publish
) -> None:
    publish(back(2), samples={60: (0, 0, 5)})
    publish(back(2), samples={60: (0, 0, 500)}, by=make_account("别家", "5501000044"))
    rolled()
    client = client_of(make_user("colleague", Role.CHIEF_EDITOR, account=account))
    answer = client.get("/reports/")
    assert values(answer.context["page"])["interactions"] == 5
    assert "别家" not in answer.content.decode()
    assert "别家" not in client.get("/reports/overview.csv").getvalue().decode()


@pytest.mark.parametrize("path", ["", "insight/categories/{category}/", "insight/accounts/{account}/", "hours/"])
def test_the_number_of_queries_does_not_grow_with_accounts_and_posts(
    reading: Client, account: WeiboAccount, category: Category, publish: Publish, path: str
) -> None:
    url = "/reports/" + path.format(category=category.pk, account=account.pk)
    counts = []
    for first, last in ((0, 6), (6, 20)):
        for number in range(first, last):
            other = make_account(f"账号{number}", f"55020000{number:02d}")
            publish(back(2 + number % 9), samples={60: (0, 0, 10), 1440: (1, 1, 1)}, by=other)
            publish(back(2 + number % 9), samples={60: (0, 0, 10), 1440: (1, 1, 1)})
        rolled(30)
        reading.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert reading.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
