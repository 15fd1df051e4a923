"""C13: findings that somebody lets pass with a reason, and lists that are asked again."""

import datetime as dt

import pytest

from accounts.models import User, WeiboAccount
from accounts.roles import Role
from content.models import FindingOverride, ListLevel, OverrideBy, Post, WordList, WordListTerm
from content.services import approve, override_finding, save_draft, submit_for_review, withdraw_override
from content.services.drafts import DraftInput
from core.errors import Conflict, Forbidden, UserError
from core.models import AuditEntry
from tests.conftest import make_user
from tests.content.conftest import Write

pytestmark = pytest.mark.django_db

KEY = "words.law:不烫手"


@pytest.fixture
def law(at: dt.datetime) -> WordList:
    row = WordList.objects.create(slug="law", name="禁用", level=ListLevel.ERROR, reason="不能说。", updated_at=at)
    WordListTerm.objects.create(list=row, word="不烫手")
    return row


def pass_it(post: Post, by: User, at: dt.datetime, reason: str = "已有检测报告") -> FindingOverride:
    return override_finding(post=post, version_id=post.version_id or 0, key=KEY, reason=reason, by=by, at=at)


def test_c13_an_error_is_let_pass_with_a_reason_that_is_recorded_and_shown(
    law: WordList, write: Write, editor: User, approver: User, at: dt.datetime
) -> None:
    post = write("不烫手的杯子，你要哪一款？")
    with pytest.raises(UserError, match="不烫手"):
        submit_for_review(post=post, by=editor, at=at)
    with pytest.raises(UserError, match="理由"):
        pass_it(post, approver, at, reason=" \x00")
    pass_it(post, approver, at)
    post = submit_for_review(post=post, by=editor, at=at)
    (kept,) = [item for item in post.version.findings if item["key"] == KEY] if post.version else []
    assert kept["waiver"] == {"by": approver.get_full_name(), "reason": "已有检测报告"}
    entry = AuditEntry.objects.get(code="content.finding.overridden")
    assert entry.reason == "已有检测报告" and "不烫手" in str(entry.after)
    other = make_user("审核", Role.CHIEF_EDITOR)
    assert approve(post=post, version_id=post.version_id or 0, by=other, at=at).approval_holds()


def test_c13_an_edit_voids_it(law: WordList, write: Write, editor: User, approver: User, at: dt.datetime) -> None:
    post = write("不烫手的杯子，你要哪一款？")
    pass_it(post, approver, at)
    draft = DraftInput(post.account, post.category, "不烫手的杯子，你要哪一款呢？", post=post)
    edited = save_draft(draft=draft, by=editor, at=at)
    assert edited.version and not any(item["waiver"] for item in edited.version.findings)
    with pytest.raises(UserError, match="不烫手"):
        submit_for_review(post=edited, by=editor, at=at)
    with pytest.raises(Conflict):
        override_finding(post=edited, version_id=post.version_id or 0, key=KEY, reason="旧版", by=approver, at=at)


def test_c13_who_may_is_said_by_the_list(
    law: WordList, write: Write, account: WeiboAccount, approver: User, editor: User, at: dt.datetime
) -> None:
    post = write("不烫手的杯子，你要哪一款？")
    local = make_user("本账号责编", Role.RESPONSIBLE_EDITOR, account=account)
    with pytest.raises(Forbidden):
        pass_it(post, make_user("图片", Role.PICTURE_EDITOR, account=account), at)
    pass_it(post, local, at)
    withdraw_override(post=post, version_id=post.version_id or 0, key=KEY, by=local, at=at)
    assert not FindingOverride.objects.exists()
    law.override_by, law.updated_at = OverrideBy.CHIEFS, at + dt.timedelta(minutes=1)
    law.save()
    with pytest.raises(Forbidden):
        pass_it(post, local, at)
    pass_it(post, approver, at)
    law.override_by, law.updated_at = OverrideBy.NOBODY, at + dt.timedelta(minutes=2)
    law.save()
    with pytest.raises(Conflict):
        pass_it(post, approver, at)


def test_c13_approval_asks_todays_lists(submitted: Post, approver: User, at: dt.datetime) -> None:
    row = WordList.objects.create(slug="new", name="新词表", level=ListLevel.ERROR, reason="不能说。", updated_at=at)
    WordListTerm.objects.create(list=row, word="小苏打")
    with pytest.raises(UserError, match="小苏打"):
        approve(post=submitted, version_id=submitted.version_id or 0, by=approver, at=at)
    row.is_active, row.updated_at = False, at + dt.timedelta(seconds=1)
    row.save()
    assert approve(post=submitted, version_id=submitted.version_id or 0, by=approver, at=at).approval_holds()
