"""People outside the company decide about one version by a link that ends (K5)."""

import datetime as dt

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from content.models import Decision, OutsideAsk, OutsideState, Post, PostState, Review, ReviewStep
from content.queries.outside import LinkOver, ask_behind, outside_page
from content.services import (
    OutsideAnswer,
    OutsideInput,
    OutsideLink,
    approve,
    ask_outside,
    decide_outside,
    mind_outside,
    note_seen,
    renew_outside,
    revoke_outside,
    submit_for_review,
)
from core.errors import Conflict, Forbidden, NotFound, UserError
from core.models import AuditEntry, Notice
from core.redaction import scrub
from tests.conftest import make_user
from tests.content.conftest import TEXT, Write

LAWYER = OutsideInput("李律师", "Li@lawfirm.example", "请确认广告用语", 7)
YES = OutsideAnswer(Decision.APPROVED, "李敏")
NO = OutsideAnswer(Decision.CHANGES, "李敏", "“最”字去掉")
LATER = dt.timedelta(hours=1)


def token_of(link: OutsideLink) -> str:
    return link.address.rstrip("/").rpartition("/")[2]


def ask(post: Post, by: User, at: dt.datetime, wanted: OutsideInput = LAWYER) -> str:
    return token_of(ask_outside(post=post, wanted=wanted, by=by, at=at))


def fresh(post: Post) -> Post:
    return Post.objects.select_related("version", "account").get(pk=post.pk)


@pytest.fixture
def needed(db: None) -> ReviewStep:
    """The only step asks for one voice from outside besides."""
    step = ReviewStep.objects.get(position=1)
    step.outside = 1
    step.save()
    return step


def test_k5_the_approval_holds_only_after_the_outside_voice(
    needed: ReviewStep, submitted: Post, editor: User, approver: User, at: dt.datetime
) -> None:
    token = ask(submitted, editor, at)
    version = submitted.version_id or 0
    post = approve(post=submitted, version_id=version, by=approver, at=at)
    assert post.state == PostState.IN_REVIEW and not fresh(post).approval_holds()
    with pytest.raises(Forbidden, match="1 位外部审核人"):
        approve(post=submitted, version_id=version, by=approver, at=at)

    decide_outside(token=token, answer=YES, at=at + LATER)

    post = fresh(post)
    assert post.state == PostState.APPROVED and post.approval_holds()
    voice = Review.objects.get(outside__isnull=False)
    assert (voice.who, voice.content_hash, voice.reviewer) == ("李敏（外部）", post.approved_hash, None)
    entry = AuditEntry.objects.get(code="content.outside.approved")
    assert (entry.actor_name, entry.actor_id, entry.after["outside"]) == ("李敏（外部）", None, "li@lawfirm.example")


def test_k5_the_outside_voice_may_come_first(
    needed: ReviewStep, submitted: Post, editor: User, approver: User, at: dt.datetime
) -> None:
    decide_outside(token=ask(submitted, editor, at), answer=YES, at=at)
    assert fresh(submitted).state == PostState.IN_REVIEW
    approve(post=submitted, version_id=submitted.version_id or 0, by=approver, at=at)
    assert fresh(submitted).approval_holds()


def test_k5_only_people_whom_the_step_names_count(
    needed: ReviewStep, submitted: Post, editor: User, approver: User, at: dt.datetime
) -> None:
    needed.outside_people = ["王律师 <wang@lawfirm.example>"]
    needed.save()
    decide_outside(token=ask(submitted, editor, at), answer=YES, at=at)
    approve(post=submitted, version_id=submitted.version_id or 0, by=approver, at=at)
    assert fresh(submitted).state == PostState.IN_REVIEW
    named = OutsideInput("王律师", "wang@lawfirm.example", "请看", 3)
    decide_outside(token=ask(submitted, editor, at, named), answer=OutsideAnswer(Decision.APPROVED, "王"), at=at)
    assert fresh(submitted).approval_holds()


def test_k5_a_no_from_outside_sends_it_back_where_it_is_needed(
    needed: ReviewStep, submitted: Post, editor: User, at: dt.datetime
) -> None:
    with pytest.raises(UserError, match="写明需要修改"):
        decide_outside(token="x", answer=OutsideAnswer(Decision.CHANGES, "李敏"), at=at)
    decide_outside(token=ask(submitted, editor, at), answer=NO, at=at)
    assert fresh(submitted).state == PostState.CHANGES_ASKED
    told = Notice.objects.filter(user_id=editor.pk, settled_at=None).values_list("text", flat=True)
    assert any("外部审核人" in text for text in told)


def test_k5_elsewhere_a_no_is_advice(submitted: Post, editor: User, at: dt.datetime) -> None:
    decide_outside(token=ask(submitted, editor, at), answer=NO, at=at)
    assert fresh(submitted).state == PostState.IN_REVIEW
    assert Notice.objects.filter(user_id=editor.pk, level="warning", settled_at=None).exists()


def test_k5_the_link_ends_with_the_answer_time_taking_back_and_any_change(
    submitted: Post, editor: User, write: Write, at: dt.datetime
) -> None:
    link = ask_outside(post=submitted, wanted=LAWYER, by=editor, at=at)
    token = token_of(link)
    assert ask_behind(token, at + dt.timedelta(days=6)).seen_at is None
    with pytest.raises(LinkOver, match="过期"):
        ask_behind(token, at + dt.timedelta(days=7))
    again = token_of(renew_outside(ask=link.ask, days=3, by_mail=False, by=editor, at=at))
    with pytest.raises(NotFound):
        ask_behind(token, at)
    write(TEXT + "改", post=fresh(submitted))
    with pytest.raises(LinkOver, match="有修改"):
        ask_behind(again, at)
    later = ask_outside(post=submitted, wanted=LAWYER, by=editor, at=at)
    revoke_outside(ask=later.ask, by=editor, at=at)
    with pytest.raises(LinkOver, match="撤回"):
        decide_outside(token=token_of(later), answer=YES, at=at)
    last = ask(submitted, editor, at)
    decide_outside(token=last, answer=YES, at=at)
    with pytest.raises(LinkOver, match="已经同意"):
        decide_outside(token=last, answer=NO, at=at)
    assert Review.objects.filter(outside__isnull=False).count() == 1


def test_k5_whom_nobody_may_ask(submitted: Post, editor: User, approver: User, at: dt.datetime) -> None:
    with pytest.raises(UserError, match="同事"):
        ask(submitted, editor, at, OutsideInput("审", approver.email.upper(), "请看"))
    with pytest.raises(Forbidden):
        ask(submitted, make_user("路人"), at)
    ask(submitted, editor, at)
    with pytest.raises(Conflict, match="已经请过"):
        ask(submitted, editor, at)


def test_k5_what_changed_is_told_to_whom_was_asked_before(
    submitted: Post, editor: User, write: Write, at: dt.datetime
) -> None:
    note_seen(ask=ask_behind(ask(submitted, editor, at), at), at=at)
    post = write(TEXT.replace("半小时", "一小时"), post=fresh(submitted))
    first = outside_page(ask_behind(ask(post, editor, at, OutsideInput("王", "w@x.example", "看")), at))
    again = outside_page(ask_behind(ask(post, editor, at), at))
    assert first.changes == [] and ("added", "一") in again.changes


def test_k5_the_words_of_a_link_that_nobody_opened_are_never_shown(
    submitted: Post, editor: User, write: Write, at: dt.datetime
) -> None:
    ask(submitted, editor, at)
    revoke_outside(ask=OutsideAsk.objects.get(), by=editor, at=at)
    post = write(TEXT.replace("半小时", "一小时"), post=fresh(submitted))
    shown = outside_page(ask_behind(ask(post, editor, at), at))
    assert shown.changes == [] and not shown.pictures_changed


def test_only_hashes_are_kept_and_no_log_shows_a_link(submitted: Post, editor: User, at: dt.datetime) -> None:
    link = ask_outside(post=submitted, wanted=LAWYER, by=editor, at=at)
    secret = token_of(link).partition(":")[0]
    row = OutsideAsk.objects.values().get()
    assert secret not in repr(row) and secret not in repr(link) and len(row["secret_hash"]) == 64
    assert secret not in repr(list(AuditEntry.objects.values()))
    for path in (link.address, f"GET {link.address}3/ 200"):
        assert secret not in scrub(path)


def test_opening_decides_nothing_and_shows_one_version_only(
    submitted: Post, editor: User, at: dt.datetime, settings: object
) -> None:
    token = ask(submitted, editor, dt.datetime.now(dt.UTC))
    client, url = Client(enforce_csrf_checks=True), reverse("content:outside", args=[token])
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = client.get(url)
    body = page.content.decode()
    assert page.status_code == 200 and "小苏打" in body and "请确认广告用语" in body and len(queries) <= 8
    assert "noindex" in page["X-Robots-Tag"] and page["Referrer-Policy"] == "strict-origin"
    assert page["Cache-Control"] == "private, no-store" and editor.email not in body
    assert client.post(url, {"decision": "approved", "signed_name": "李敏"}).status_code == 403
    assert client.get(url + "?decision=approved&signed_name=x").status_code == 200
    assert not Review.objects.exists()


def test_the_page_takes_an_answer_once_and_keeps_what_was_typed(submitted: Post, editor: User) -> None:
    url = reverse("content:outside", args=[ask(submitted, editor, dt.datetime.now(dt.UTC))])
    refused = Client().post(url, {"decision": "changes", "signed_name": "李敏"})
    assert refused.status_code == 422 and "李敏" in refused.content.decode()
    done = Client(REMOTE_ADDR="203.0.113.9").post(url, {"decision": "approved", "signed_name": "李敏"})
    assert "同意发布" in done.content.decode()
    assert AuditEntry.objects.get(code="content.outside.approved").remote_address == "203.0.113.9"
    assert Client().get(url).status_code == 410


def test_a_colleague_does_not_answer_in_the_place_of_somebody_outside(
    submitted: Post, editor: User, client: Client
) -> None:
    url = reverse("content:outside", args=[ask(submitted, editor, dt.datetime.now(dt.UTC))])
    client.force_login(editor)
    assert "同事请在系统里审核" in client.post(url, {"decision": "approved", "signed_name": "李敏"}).content.decode()
    assert not Review.objects.exists()


def test_it_goes_by_mail_where_mail_is_set_up(submitted: Post, editor: User, at: dt.datetime) -> None:
    wanted = OutsideInput("李律师", "li@lawfirm.example", "请看", 7, by_mail=True)
    link = ask_outside(post=submitted, wanted=wanted, by=editor, at=at)
    assert link.mailed and link.address in mail.outbox[0].body and mail.outbox[0].to == ["li@lawfirm.example"]
    assert "小苏打" not in mail.outbox[0].body


def test_the_sweep_tells_once_of_a_link_that_ends(submitted: Post, editor: User, at: dt.datetime) -> None:
    ask(submitted, editor, at)
    for hours in (1, 150, 151, 169, 170):
        mind_outside(now=at + dt.timedelta(hours=hours))
    assert Notice.objects.filter(user_id=editor.pk, key__startswith="outside:").count() == 2
    assert OutsideAsk.objects.get().state_at(at + dt.timedelta(days=8)) == OutsideState.EXPIRED


def test_a_step_that_was_stopped_goes_on_by_the_sweep(
    needed: ReviewStep, submitted: Post, editor: User, approver: User, at: dt.datetime
) -> None:
    approve(post=submitted, version_id=submitted.version_id or 0, by=approver, at=at)
    token = ask(submitted, editor, at)
    needed.outside = 2
    needed.save()
    decide_outside(token=token, answer=YES, at=at)
    assert fresh(submitted).state == PostState.IN_REVIEW
    needed.outside = 1
    needed.save()
    mind_outside(now=at)
    assert fresh(submitted).approval_holds()


def test_what_still_waits_does_not_hold_up_the_step_of_the_next_post(
    monkeypatch: pytest.MonkeyPatch, needed: ReviewStep, submitted: Post, write: Write, editor: User, approver: User,
    at: dt.datetime,
) -> None:  # fmt: skip
    decide_outside(token=ask(submitted, editor, at), answer=YES, at=at)  # its colleague has not decided
    later = submit_for_review(post=write("周末去山里露营，早上保温壶里的水还是热的。你们带什么？"), by=editor, at=at)
    ReviewStep.objects.update(outside=2)
    approve(post=later, version_id=later.version_id or 0, by=approver, at=at)
    decide_outside(token=ask(later, editor, at), answer=YES, at=at)
    ReviewStep.objects.update(outside=1)
    monkeypatch.setattr("content.services.outside_minding.AT_ONCE", 1)
    mind_outside(now=at)
    assert (fresh(submitted).state, fresh(later).state) == (PostState.IN_REVIEW, PostState.APPROVED)


def test_k5_a_submission_after_the_answer_counts_it(
    needed: ReviewStep, write: Write, editor: User, approver: User, at: dt.datetime
) -> None:
    post = write()
    decide_outside(token=ask(post, editor, at), answer=YES, at=at)
    post = submit_for_review(post=post, by=editor, at=at)
    assert approve(post=post, version_id=post.version_id or 0, by=approver, at=at).state == PostState.APPROVED
