"""I6: the nine management systems as live checks."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccountKind, User, WeiboAccount
from core.audit import SYSTEM, record
from core.dates import BEIJING, local_day
from core.models import AuditEntry, Notice
from core.tamper import run_verification, start_verification
from publishing.models import Freeze, FreezeScope, Policy, Publication
from reports.governance import Check, Score, System, nine_systems, score_of, two_mistakes
from reports.governance.basis import BASIS
from reports.governance.people import what_is_granted
from reports.models import GovernanceReading, GovernedSystem, SystemOwner
from reports.queries.governance import earlier, score_curve
from reports.services import note_governance, set_system_owner
from tests.conftest import ClientOf
from tests.publishing.makers import make_post, make_slot

DAY = dt.timedelta(days=1)
NOW = dt.datetime(2026, 11, 23, 9, tzinfo=BEIJING)


def system(name: str) -> System:
    return next(found for found in nine_systems(now=NOW) if found.name == name)


def test_i6_there_are_nine_and_each_check_can_be_mended(db: None) -> None:
    systems = nine_systems(now=NOW)
    assert [found.name for found in systems] == [
        "组织管理", "运营管理", "形象管理", "内容管理", "发布流程管理", "授权管理", "协作管理", "危机管理", "激励管理",
    ]  # fmt: skip
    assert all(found.checks for found in systems)
    assert all(reverse(check.mend) for found in systems for check in found.checks)


def test_i6_an_account_without_owner_and_card_is_told(account: WeiboAccount, editor: User) -> None:
    assert {"1 个账号没有负责人", "1 个账号没有填写定位卡"} <= wanting()
    other = WeiboAccount.objects.create(nickname="客服", kind=AccountKind.CUSTOMER_SERVICE, created_at=NOW)
    for one in (account, other):
        one.owner, one.deputy, one.persona = editor, editor, "细心的邻居"
        one.save()
    assert not any("账号没有负责人" in text or "定位卡" in text for text in wanting())


def wanting() -> set[str]:
    """What is not in order."""
    return {check.text for found in nine_systems(now=NOW) for check in found.checks if not check.ok}


def test_a5_the_matrix_is_audited_with_links_that_mend(editor: User, account: WeiboAccount) -> None:
    staff = WeiboAccount.objects.create(
        nickname="<b>小梁</b>", kind=AccountKind.EMPLOYEE, verified_type=0, owner=editor, created_at=NOW
    )
    checks = {one.text: one for found in nine_systems(now=NOW) for one in found.checks}
    casual = checks["1 个员工类账号已认证但没有经过同意的申请"]
    assert not casual.ok and casual.details[0].url == reverse("accounts:account_verification", args=[staff.pk])
    unbacked = checks["1 个账号没有替补负责人"]
    assert unbacked.details[0].url == reverse("accounts:account_edit", args=[staff.pk])
    assert not checks["没有一个领导人账号（或其代言账号）已认证"].ok
    leader = WeiboAccount.objects.create(nickname="创始人", kind=AccountKind.LEADER, created_at=NOW, second=account)
    assert f"{leader.nickname}" in {d.text for c in system("形象管理").checks for d in c.details}
    account.verified_type = 2
    account.save()
    assert "有领导人账号（或其代言账号）已认证" in {one.text for one in system("形象管理").checks}


def test_a4_missing_papers_and_poor_profiles_are_told(account: WeiboAccount) -> None:
    texts = {check.text for check in system("形象管理").checks if not check.ok}
    assert "1 个账号的认证材料缺少、过期或即将到期" in texts
    assert "资料完整度平均 0 分，1 个账号低于 60 分" in texts


def check(key: str) -> Check:
    return next(one for found in nine_systems(now=NOW) for one in found.checks if one.key == key)


def test_i6_a_live_freeze_is_told(editor: User) -> None:
    assert check("k5-frozen").ok
    Freeze.objects.create(scope=FreezeScope.ALL, reason="演练", started_at=NOW, started_by=editor)
    assert not check("k5-frozen").ok


def test_i6_each_check_has_its_reason_its_rule_and_its_line_in_the_docs(db: None) -> None:
    keys = [one.key for found in nine_systems(now=NOW) for one in found.checks]
    assert len(keys) == len(set(keys)) and set(keys) == set(BASIS)
    docs = (Path(__file__).parents[2] / "docs/governance.md").read_text()
    assert {key for key in keys if f"| `{key}` |" not in docs} == set()
    assert set(re.findall(r"\| `([a-z0-9-]+)` \|", docs)) == set(keys)


CHECKED_ELSEWHERE = {
    "C4": "the composer and the send check refuse it", "K8": "a person starts it", "P1": "the wizard asks for it",
    "P3": "the wizard compares it", "P4": "the wizard asks for it", "P5": "the wizard asks for a reason",
    "P7": "every entry has its verdict", "I2": "sets are always there", "I3": "every number has its base",
    "I4": "the map says what it does not know",
}  # fmt: skip


def test_i6_the_rules_from_a_to_m_are_checked_or_enforced_where_they_are_broken(db: None) -> None:
    letters = {"A": 11, "C": 14, "K": 8, "P": 10, "M": 8, "E": 3, "I": 6}
    rules = {f"{letter}{n}" for letter, most in letters.items() for n in range(1, most + 1)}
    checked = {one.rule for found in nine_systems(now=NOW) for one in found.checks}
    assert checked <= rules
    assert rules - checked == set(CHECKED_ELSEWHERE)


def test_i6_what_only_tells_counts_for_no_score() -> None:
    checks = [Check("a1-owner", "", 2, "settings"), Check("k1-plans", "", 0, "settings")]
    told = Check("a5-listed", "", None, "settings")
    assert score_of([*checks, told]) == Score(1, 2) and told.ok and not told.judged
    assert score_of(checks).percent == 50 and score_of([told]).percent is None
    assert Score(199, 200).percent == 99


def test_s0_the_two_mistakes_have_rows_of_their_own(account: WeiboAccount) -> None:
    people, verification = two_mistakes(nine_systems(now=NOW))
    assert {one.rule for one in people.checks} == {"A7", "A1", "C13", "C12"}
    assert {one.rule for one in verification.checks} == {"A5"} and not verification.ok
    assert people.unknown and verification.unknown


def test_i6_a_day_is_read_once_and_the_owner_hears_what_turned_bad(editor: User, administrator: User) -> None:
    set_system_owner(system=GovernedSystem.PUBLISHING, person=editor, by=administrator, at=NOW)
    kept = note_governance(now=NOW)
    assert kept == len(BASIS) and note_governance(now=NOW) == 0
    assert not Notice.objects.filter(key__startswith="governance-").exists()
    Freeze.objects.create(scope=FreezeScope.ALL, reason="演练", started_at=NOW, started_by=administrator)
    note_governance(now=NOW + DAY)
    notice = Notice.objects.get(key__startswith="governance-")
    assert notice.user_id == editor.pk and notice.params == {"n": 1} and notice.url.endswith("#publishing")
    note_governance(now=NOW + 2 * DAY)
    assert Notice.objects.filter(key__startswith="governance-").count() == 1
    assert len(score_curve(local_day(NOW + 2 * DAY))) == 3


def test_i6_a_check_is_beside_what_it_found_four_weeks_ago(administrator: User, client_of: ClientOf) -> None:
    day = local_day(timezone.now())
    for back, found in ((28, 7), (27, 5), (60, 9)):
        GovernanceReading.objects.create(
            day=day - back * DAY, key="a8-admins", system=GovernedSystem.ORGANIZATION, found=found
        )
    assert earlier(day)["a8-admins"] == (day - 28 * DAY, 7)
    page = client_of(administrator).get(reverse("reports:governance")).content.decode()
    assert f"（{day - 28 * DAY:%m-%d} 时为 7）" in page


def test_i6_an_owner_is_set_changed_and_taken_away(administrator: User, editor: User, client_of: ClientOf) -> None:
    client, url = client_of(administrator), reverse("reports:governance_owner", args=["crisis"])
    assert client.post(url, {"person": editor.pk}).status_code == 302
    assert SystemOwner.objects.get().person == editor
    assert client.post(url, {"person": editor.pk}).status_code == 302
    assert AuditEntry.objects.filter(code="reports.governance.owner").count() == 1
    assert client.post(url, {"person": "999999"}).status_code == 422
    assert SystemOwner.objects.get().person == editor
    assert client.post(url, {"person": ""}).status_code == 302
    assert not SystemOwner.objects.exists()
    assert client.post(reverse("reports:governance_owner", args=["nobody"]), {"person": ""}).status_code == 404


def test_k4_a_burst_is_found_whatever_sent_it(account: WeiboAccount) -> None:
    Policy.objects.create(account=account, burst_posts=3, burst_minutes=30)
    _publish(account, [dt.timedelta(minutes=n * 11) for n in range(3)])
    assert check("k4-bursts").found == 0
    _publish(account, [dt.timedelta(minutes=29)])
    assert check("k4-bursts").found == 1


def _publish(account: WeiboAccount, after: list[dt.timedelta]) -> None:
    for span in after:
        at = NOW - 2 * DAY + span
        post = make_post(account, text=f"第 {span} 条")
        assert post.version is not None
        Publication.objects.create(
            slot=make_slot(post, at), account=account, post=post, version=post.version, text="条", published_at=at,
            weibo_id=f"52300000{span.seconds:08d}", mid62=f"Q{span.seconds}", url=f"https://weibo.com/1/{span.seconds}",
        )  # fmt: skip


def test_i6_queries_do_not_grow_with_the_matrix(manager: User, account: WeiboAccount, client_of: ClientOf) -> None:
    client = client_of(manager)
    client.get(reverse("reports:governance"))
    with CaptureQueriesContext(connection) as before:
        client.get(reverse("reports:governance"))
    for n in range(20):
        WeiboAccount.objects.create(nickname=f"分店 {n}", kind=AccountKind.REGION, created_at=NOW)
    with CaptureQueriesContext(connection) as after:
        client.get(reverse("reports:governance"))
    assert len(after) <= len(before) + 4, "an account more costs no query more"


def test_i6_the_page_shows_all_nine(manager: User, client_of: ClientOf) -> None:
    page = client_of(manager).get(reverse("reports:governance")).content.decode()
    assert all(found.name in page for found in nine_systems(now=NOW))


@pytest.mark.django_db(transaction=True)
def test_a8_the_log_is_told_by_what_its_last_walk_found(administrator: User, at: dt.datetime) -> None:
    def told(now: dt.datetime) -> Check:
        return next(check for check in what_is_granted(now) if check.key == "a8-log")

    def walk(when: dt.datetime) -> None:
        run_verification(job_id=start_verification(by=SYSTEM, at=when).pk, now=when)

    assert told(at).found is None and "还没有核对过" in told(at).text
    record("core.test.done", administrator, by=SYSTEM, at=at)
    walk(at)
    assert told(at + DAY).found == 0
    assert told(at + 4 * DAY).found == 1 and "没有再核对" in told(at + 4 * DAY).text
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_auditentry DISABLE TRIGGER USER")
        cursor.execute("UPDATE core_auditentry SET code = 'core.test.other'")
        cursor.execute("ALTER TABLE core_auditentry ENABLE TRIGGER USER")
    walk(at + 4 * DAY)
    assert told(at + 4 * DAY).found == 1 and "对不上" in told(at + 4 * DAY).text
