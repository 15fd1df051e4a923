"""W9: somebody leaves; everything he holds passes on and his access ends, in one transaction."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.access import rights_of
from accounts.holdings import all_holdings
from accounts.models import Grant, InvitationLink, OAuthRequest, Token, User, WeiboAccount
from accounts.queries.leaving import held_by
from accounts.roles import Can, Role
from accounts.services import GrantInput, LeavingPlan, give_grant, invite_again, leave
from content.models import Category, Post, PostState
from content.services import DraftInput, approve, save_draft, submit_for_review
from core.errors import Conflict, Forbidden, UserError
from core.models import AuditEntry, Notice
from engagement.models import Thread
from monitoring.models import KeywordSet
from tests.conftest import AT, ClientOf, make_user


@pytest.fixture
def now() -> dt.datetime:
    return timezone.now()


@pytest.fixture
def leaver(editor: User, account: WeiboAccount, approver: User, now: dt.datetime) -> User:
    """An editor with something of every sort."""
    WeiboAccount.objects.filter(pk=account.pk).update(owner=editor, deputy=approver)
    Token.objects.filter(account=account).update(obtained_by=editor, expires_at=now + dt.timedelta(days=30))
    category = Category.objects.get(slug="knowledge")
    texts = ("旧茶壶的壶嘴堵了怎么通？", "杯盖里的水垢怎么洗？", "出门前先灌一杯热水，你带哪只杯子？")
    drafts = [
        save_draft(draft=DraftInput(account=account, category=category, text=text), by=editor, at=now) for text in texts
    ]
    submit_for_review(post=drafts[1], by=editor, at=now)
    waiting = submit_for_review(post=drafts[2], by=editor, at=now)
    approve(post=waiting, version_id=waiting.version_id or 0, by=approver, at=now)
    Thread.objects.create(
        account=account, kind="comment", external_id="1", text="在吗", assignee=editor, received_at=AT, due_at=AT,
        created_at=AT,
    )  # fmt: skip
    KeywordSet.objects.create(name="品牌", owner=editor, created_at=AT)
    OAuthRequest.objects.create(state="s", user=editor, account=account, app="share", created_at=now)
    return editor


def plan_for(leaver: User, successor: User, at: dt.datetime, **more: object) -> LeavingPlan:
    """One successor for everything."""
    keys = [item.holding.key for item in held_by(leaver, at=at) if item.passes_on]
    return LeavingPlan(leaver, dict.fromkeys(keys, successor), **more)  # type: ignore[arg-type]


def test_w9_every_app_tells_what_a_person_holds(leaver: User, now: dt.datetime) -> None:
    apps = {holding.key.split(".")[0] for holding in all_holdings()}
    assert apps >= {"accounts", "content", "engagement", "monitoring", "campaigns", "reports"}
    held = {item.holding.key: item.count for item in held_by(leaver, at=now)}
    assert held == {
        "accounts.owned": 1,
        "accounts.tokens": 1,
        "content.drafts": 1,
        "content.in_review": 1,
        "content.planned": 1,
        "engagement.threads": 1,
        "monitoring.sets": 1,
    }


def test_w9_everything_passes_on_and_nothing_is_left(
    client_of: ClientOf, leaver: User, approver: User, administrator: User, account: WeiboAccount, now: dt.datetime
) -> None:
    client = client_of(leaver)
    assert client.get("/matrix/").status_code == 200
    left = leave(plan=plan_for(leaver, approver, now, reason="离职"), by=administrator, at=now)
    assert sum(left.handed_over.values()) == 7 and left.grants_ended == 1 and left.grants_given == 0
    assert client.get("/matrix/").status_code == 302
    assert held_by(leaver, at=now) == [] or {h.holding.key for h in held_by(leaver, at=now)} == {"accounts.tokens"}
    account.refresh_from_db()
    assert account.owner == approver and account.deputy is None  # nobody stands in for himself
    assert set(Post.objects.values_list("author_id", flat=True)) == {approver.pk}
    assert Post.objects.get(state=PostState.APPROVED).approval_holds()
    assert Thread.objects.get().assignee == approver and KeywordSet.objects.get().owner == approver
    assert OAuthRequest.objects.get().used_at == now
    gone = User.objects.get(pk=leaver.pk)
    assert not gone.is_active and not rights_of(gone).may_somewhere(Can.VIEW)
    page = client_of(administrator).get(reverse("accounts:rights") + f"?q={leaver.email}").content.decode()
    assert "没有符合条件的授权" in page
    told = Notice.objects.filter(user_id=approver.pk, key__startswith="took-over:").get()
    assert "7 项工作" in told.sentence
    # the new author may still not approve what he now looks after, nor could the leaver
    assert Post.objects.get(state=PostState.IN_REVIEW).involves(approver.pk)


def test_w9_the_log_tells_the_story(leaver: User, approver: User, administrator: User, now: dt.datetime) -> None:
    leave(plan=plan_for(leaver, approver, now, reason="离职"), by=administrator, at=now)
    story = AuditEntry.objects.filter(object_type="accounts.user", object_id=str(leaver.pk)).order_by("pk")
    codes = list(story.values_list("code", flat=True))
    assert codes.count("accounts.user.handed_over") == 7 and codes[-1] == "accounts.user.deactivated"
    handed = story.filter(code="accounts.user.handed_over").first()
    assert handed is not None and handed.after["to"] == "总编辑" and handed.reason == "离职"
    assert AuditEntry.objects.filter(code="accounts.grant.revoked").count() == 1
    assert AuditEntry.objects.filter(code="content.post.handed_over").count() == 3


def test_w9_a_token_lives_on_and_somebody_renews_it(
    leaver: User, approver: User, administrator: User, account: WeiboAccount, now: dt.datetime
) -> None:
    leave(plan=plan_for(leaver, approver, now), by=administrator, at=now)
    assert Token.objects.get(account=account).dead_at is None
    told = Notice.objects.get(key__startswith=f"token-renew:{account.pk}:")
    assert told.user_id == administrator.pk  # the successor may not connect accounts: whoever may is asked


def test_w9_a_successor_gets_what_he_lacks_until_a_date(
    leaver: User, customer_editor: User, administrator: User, account: WeiboAccount, now: dt.datetime
) -> None:
    plan = plan_for(leaver, customer_editor, now)
    with pytest.raises(UserError, match="补充授权的截止日期"):
        leave(plan=plan, by=administrator, at=now)
    until = now + dt.timedelta(days=90)
    left = leave(plan=plan_for(leaver, customer_editor, now, grant_until=until), by=administrator, at=now)
    assert left.grants_given == 1
    grant = Grant.objects.get(user=customer_editor, account=account)
    assert grant.role == Role.RESPONSIBLE_EDITOR and grant.ends_at == until and "责任编辑" in grant.reason


def test_w9_what_it_refuses(
    leaver: User, approver: User, administrator: User, manager: User, stranger: User, now: dt.datetime
) -> None:
    with pytest.raises(Forbidden):
        leave(plan=plan_for(leaver, approver, now), by=approver, at=now)
    with pytest.raises(UserError, match="请为这些工作选择接手人：负责的账号"):
        leave(plan=LeavingPlan(leaver), by=administrator, at=now)
    with pytest.raises(UserError, match="不能停用自己的账户"):
        leave(plan=LeavingPlan(administrator), by=administrator, at=now)
    with pytest.raises(UserError, match="不能接手"):
        leave(plan=plan_for(leaver, leaver, now), by=administrator, at=now)
    until = now + dt.timedelta(days=1)
    with pytest.raises(UserError, match="没有接手“关键词组和它们的预警”的权限"):
        # all or nothing: the rights given on the way are gone again
        plan = plan_for(leaver, stranger, now, grant_until=until)
        fewer = dict.fromkeys(plan.successors, approver) | {"monitoring.sets": stranger}
        leave(plan=LeavingPlan(leaver, fewer, "", until), by=administrator, at=now)
    assert leaver.is_active and Thread.objects.get().assignee == leaver
    leave(plan=plan_for(leaver, approver, now), by=administrator, at=now)
    with pytest.raises(Conflict, match="已经停用"):
        leave(plan=LeavingPlan(leaver), by=administrator, at=now)


def test_w9_coming_back_is_possible(leaver: User, approver: User, administrator: User, now: dt.datetime) -> None:
    leave(plan=plan_for(leaver, approver, now), by=administrator, at=now)
    invite_again(user=leaver, by_mail=False, by=administrator, at=now)
    assert InvitationLink.objects.open().get().user == leaver
    assert give_grant(grant=GrantInput(leaver, Role.MANAGER), by=administrator, at=now).pk


@pytest.mark.django_db(transaction=True)
def test_a8_two_administrators_cannot_send_each_other_away() -> None:
    now, first, second = timezone.now(), make_user("甲", Role.ADMINISTRATOR), make_user("乙", Role.ADMINISTRATOR)
    start, told = threading.Barrier(2), list[str]()

    def send_away(who: User, by: User) -> None:
        start.wait(5)
        try:
            leave(plan=LeavingPlan(who), by=by, at=now)
        except UserError as error:
            told.append(error.code)
        finally:
            connection.close()

    pairs = ((first, second), (second, first))
    threads = [threading.Thread(target=send_away, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 1 and told[0] in ("grant.last_administrator", "forbidden.manage_people")
    assert User.objects.filter(is_active=True).count() == 1


def test_w9_the_wizard_shows_before_it_acts(
    client_of: ClientOf, leaver: User, customer_editor: User, administrator: User
) -> None:
    client, address = client_of(administrator), reverse("accounts:person_leave", args=[leaver.pk])
    page = client.get(address).content.decode()
    assert "负责的账号" in page and "待回复的留言" in page and "授权属于微博账号" in page
    assert "请选择接手人" in client.post(address, {"reason": "离职"}).content.decode()
    choice = {"to": customer_editor.pk, "to:content.drafts": administrator.pk, "reason": "离职"}
    preview = client.post(address, choice).content.decode()
    assert "负责的账号 1 项交给 客服编辑" in preview and "草稿和被退回的内容 1 项交给 管理员" in preview
    assert "接手人还缺的权限" in preview and User.objects.get(pk=leaver.pk).is_active
    refused = client.post(address, choice | {"confirm": "1"})
    assert refused.status_code == 422 and "截止日期" in refused.content.decode()
    done = client.post(address, choice | {"confirm": "1", "grant_until": "2030-01-01"})
    assert done.status_code == 302 and not User.objects.get(pk=leaver.pk).is_active
    assert client.get(address).status_code == 409
