"""K6: after each post somebody stays with the first comments."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User, WeiboAccount
from core.dates import BEIJING, week_of
from core.errors import Conflict, Forbidden, UserError
from core.models import Notice
from engagement import services
from engagement.models import Outside, StayRule, StayState, StayTask, Thread, ThreadKind, ThreadState
from engagement.queries.stays import Rules, stay_figures, works_at
from publishing.events import slots_published
from publishing.models import Publication
from tests.conftest import AT, ClientOf, make_user
from tests.publishing.makers import Wanted, make_post, make_slot

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
EVENING = AT.replace(hour=21)


def publish(
    account: WeiboAccount, author: User, at: dt.datetime = AT, text: str = "刚发的一条，你喝哪款？"
) -> Publication:
    slot = make_slot(make_post(account, Wanted(author=author), text=text), at)
    number = 5_000_000_000_000_000 + slot.pk
    assert slot.post.version is not None
    return Publication.objects.create(
        slot=slot,
        account=account,
        post=slot.post,
        version=slot.post.version,
        weibo_id=str(number),
        mid62="x",
        url="https://weibo.com/1/x",
        text=text,
        published_at=at,
    )


def comment(publication: Publication, state: str = ThreadState.OPEN) -> Thread:
    return Thread.objects.create(
        account=publication.account,
        publication=publication,
        kind=ThreadKind.COMMENT,
        external_id=str(9_000_000 + Thread.objects.count()),
        author_name="茶友",
        text="多少钱？",
        received_at=AT,
        due_at=AT,
        state=state,
        created_at=AT,
    )


@pytest.fixture
def task(account: WeiboAccount, editor: User) -> StayTask:
    publish(account, editor)
    services.make_stay_tasks(now=AT + MINUTE)
    return StayTask.objects.get()


def test_k6_it_is_made_once_by_news_and_by_sweep(account: WeiboAccount, editor: User) -> None:
    StayRule.objects.update(outside=Outside.OWNER)
    publication = publish(account, editor, timezone.now())
    slots_published.send(sender=None, publication_ids=(publication.pk,))
    made = StayTask.objects.get()
    services.make_stay_tasks(now=timezone.now())
    slots_published.send(sender=None, publication_ids=(publication.pk,))
    assert StayTask.objects.get() == made and made.due_at - made.starts_at == 60 * MINUTE


def test_k6_a_sender_in_a_hurry_is_not_held_up(account: WeiboAccount, editor: User) -> None:
    StayRule.objects.update(outside=Outside.OWNER)
    ids = tuple(publish(account, editor, timezone.now(), f"第 {n} 条").pk for n in range(6))
    slots_published.send(sender=None, publication_ids=ids)
    assert not StayTask.objects.exists()
    assert services.make_stay_tasks(now=timezone.now()) == 6


def test_k6_a_task_and_its_news_come_together(
    account: WeiboAccount, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(account, editor)
    with monkeypatch.context() as broken, pytest.raises(ZeroDivisionError):
        broken.setattr("engagement.services.stays.notify", lambda **kwargs: 1 // 0)
        services.make_stay_tasks(now=AT)
    assert not StayTask.objects.exists()
    assert services.make_stay_tasks(now=AT) == 1
    task = StayTask.objects.get()
    services.snooze_stay(task=task, minutes=10, by=editor, at=AT)
    with monkeypatch.context() as broken, pytest.raises(ZeroDivisionError):
        broken.setattr("engagement.services.stays.notify", lambda **kwargs: 1 // 0)
        services.remind_of_stays(now=AT + 10 * MINUTE)
    assert services.remind_of_stays(now=AT + 11 * MINUTE) == 1


def test_k6_the_author_is_asked_and_told(task: StayTask, editor: User) -> None:
    assert task.owner == editor and not task.is_duty
    assert "请在 10:00 前陪伴评论" in Notice.objects.get(user_id=editor.pk).sentence


def test_k6_an_author_without_the_right_is_not_asked(account: WeiboAccount, editor: User, stranger: User) -> None:
    WeiboAccount.objects.filter(pk=account.pk).update(owner=editor)
    account.refresh_from_db()
    publish(account, stranger)
    services.make_stay_tasks(now=AT)
    assert StayTask.objects.get().owner == editor


@pytest.mark.parametrize(
    ("outside", "owner", "is_duty"), [(Outside.DUTY, "值班", True), (Outside.OWNER, "责任编辑", False)]
)
def test_k6_outside_working_hours(account: WeiboAccount, editor: User, outside: str, owner: str, is_duty: bool) -> None:
    duty = make_user("值班", "customer_editor")  # type: ignore[arg-type]
    StayRule.objects.update(outside=outside, duty=duty)
    publish(account, editor, EVENING)
    services.make_stay_tasks(now=EVENING)
    made = StayTask.objects.get()
    assert (str(made.owner), made.is_duty) == (owner, is_duty)


@pytest.mark.parametrize("outside", [Outside.NOBODY, Outside.DUTY])
def test_k6_no_task_when_nobody_is_on_duty(account: WeiboAccount, editor: User, outside: str) -> None:
    StayRule.objects.update(outside=outside)
    publish(account, editor, EVENING)
    assert services.make_stay_tasks(now=EVENING) == 0
    assert StayTask.objects.get().state == StayState.NONE, "looked at once"


def test_k6_the_most_telling_rule_counts(account: WeiboAccount, editor: User) -> None:
    category = make_post(account, text="栏目").category
    general = StayRule.objects.get()
    by_category = StayRule.objects.create(category=category, minutes=30)
    by_account = StayRule.objects.create(account=account, minutes=0)
    both = StayRule.objects.create(account=account, category=category, minutes=15)
    rules = Rules([general, by_category, by_account, both])
    assert rules.of(account.pk, category.pk) == both
    assert rules.of(account.pk, 0) == by_account and rules.of(0, category.pk) == by_category
    assert rules.of(0, 0) == general
    publish(account, editor)
    services.make_stay_tasks(now=AT)
    assert StayTask.objects.get().due_at == AT + 15 * MINUTE


@pytest.mark.parametrize(
    ("when", "works"),
    [
        ("2026-11-23 09:00", True),
        ("2026-11-23 18:00", False),
        ("2026-11-22 10:00", False),  # a Sunday
        ("2026-10-10 10:00", True),  # a Saturday that is worked for the holidays
        ("2026-10-01 10:00", False),
        ("2031-11-24 10:00", True),  # nobody has announced it: counts by the weekday
    ],
)
def test_k6_it_knows_working_hours(when: str, works: bool) -> None:
    at = dt.datetime.strptime(when, "%Y-%m-%d %H:%M").replace(tzinfo=BEIJING)
    assert works_at(StayRule(), at) is works


def test_k6_begun_done_and_how_the_comments_stood(task: StayTask, editor: User, approver: User) -> None:
    comment(task.publication)
    comment(task.publication, ThreadState.ANSWERED)
    services.begin_stay(task=task, by=approver, at=AT + 5 * MINUTE)
    services.finish_stay(task=task, by=approver, at=AT + 61 * MINUTE)
    task.refresh_from_db()
    assert (task.state, task.owner, task.comments, task.unanswered) == (StayState.DONE, approver, 2, 1)
    with pytest.raises(Conflict, match="已经结束"):
        services.skip_stay(task=task, reason="x", by=editor, at=AT)
    services.reopen_stay(task=task, by=editor, at=AT + 62 * MINUTE)
    assert StayTask.objects.get().state == StayState.OPEN


def test_k6_snoozed_comes_back_and_late_is_said(task: StayTask, editor: User) -> None:
    services.snooze_stay(task=task, minutes=10, by=editor, at=AT + MINUTE)
    assert services.remind_of_stays(now=AT + 5 * MINUTE) == 0
    assert services.remind_of_stays(now=AT + 11 * MINUTE) == 1
    comment(task.publication)
    assert services.remind_of_stays(now=AT + 61 * MINUTE) == 1
    assert services.remind_of_stays(now=AT + 62 * MINUTE) == 0
    assert "1 条评论没人回复" in Notice.objects.filter(user_id=editor.pk).latest("pk").sentence


def test_k6_skipping_wants_a_reason_and_the_right(task: StayTask, editor: User, stranger: User) -> None:
    with pytest.raises(UserError, match="为什么"):
        services.skip_stay(task=task, reason=" ", by=editor, at=AT)
    with pytest.raises(Forbidden):
        services.finish_stay(task=task, by=stranger, at=AT)
    services.skip_stay(task=task, reason="评论已关闭", by=editor, at=AT)
    assert StayTask.objects.get().reason == "评论已关闭"


def test_k6_figures_of_the_week(account: WeiboAccount, editor: User) -> None:
    for n in range(4):
        publish(account, editor, text=f"第 {n} 条")
    services.make_stay_tasks(now=AT)
    first, second, third, _left = StayTask.objects.order_by("pk")
    services.begin_stay(task=first, by=editor, at=AT + MINUTE)
    services.finish_stay(task=first, by=editor, at=AT + 90 * MINUTE)
    services.finish_stay(task=second, by=editor, at=AT + 90 * MINUTE)
    services.skip_stay(task=third, reason="x", by=editor, at=AT)
    found = stay_figures(week_of(AT.date()), accounts=WeiboAccount.objects.all())
    assert (found.total, found.in_time, found.late, found.skipped, found.left) == (4, 1, 1, 1, 1)


def test_k6_the_pages_show_what_waits(task: StayTask, editor: User, client_of: ClientOf) -> None:
    comment(task.publication)
    client = client_of(editor)
    page = client.get(reverse("engagement:stays")).text
    assert "1 条评论" in page and "1 条没回" in page
    assert "茶友" in client.get(reverse("engagement:stay", args=[task.pk])).text
    refused = client.post(reverse("engagement:stay_skip", args=[task.pk]), {"reason": ""})
    assert refused.status_code == 422 and "请写明为什么略过" in refused.text
    rule = {"minutes": 30, "outside": "owner", "starts": "08:30", "ends": "17:30"}
    assert client.post(reverse("engagement:stay_rule_new"), rule).status_code == 422, "the general one is there"
    general = StayRule.objects.get()
    assert client.post(reverse("engagement:stay_rule", args=[general.pk]), rule).status_code == 302
    general.refresh_from_db()
    assert (general.minutes, general.outside) == (30, "owner")
