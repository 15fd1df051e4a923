"""The whole examination: side by side, within its time, on the terminal, on the page, as notices."""

import importlib
import json
import pkgutil
import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from core.models import Notice
from tests.conftest import ClientOf
from tests.weibo_ops import doctor as tests_of_checks
from tests.weibo_ops.doctor.breaking import BROKEN
from weibo_ops import cache as our_cache
from weibo_ops.doctor import CHECKS, Check, Group, Mark, Verdict, Visit, examine, worst
from weibo_ops.doctor.findings import broken, fine
from weibo_ops.services.rounds import tell_administrators


def pretend(monkeypatch: pytest.MonkeyPatch, **runs: object) -> None:
    """Only these checks."""
    made = {
        key: Check(key, Group.STORES, key, run, 0.3, False)  # type: ignore[arg-type]
        for key, run in runs.items()
    }
    monkeypatch.setattr("weibo_ops.doctor.running.CHECKS", made)


def fails(visit: Visit) -> Verdict:
    raise RuntimeError("boom")


def hangs(visit: Visit) -> Verdict:
    time.sleep(1.5)
    return fine("太迟了。")


def test_every_check_has_a_test_that_breaks_the_thing() -> None:
    for module in pkgutil.iter_modules(tests_of_checks.__path__):
        importlib.import_module(f"{tests_of_checks.__name__}.{module.name}")
    assert set(CHECKS) == BROKEN


def test_a_check_that_hangs_or_fails_costs_its_own_line(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, good=lambda visit: fine("好。"), hangs=hangs, fails=fails)
    started = time.monotonic()
    found = {finding.check.key: finding for finding in examine(Visit(at=timezone.now()))}
    assert time.monotonic() - started < 1.2
    assert {key: finding.mark for key, finding in found.items()} == {
        "good": Mark.OK,
        "hangs": Mark.UNKNOWN,
        "fails": Mark.UNKNOWN,
    }
    assert "RuntimeError" in found["fails"].verdict.sentence
    assert worst(found.values()) == Mark.UNKNOWN
    assert worst([]) == Mark.OK


@pytest.mark.parametrize(
    ("run", "status"),
    [
        (lambda visit: fine("好。"), 0),
        (fails, 1),
        (lambda visit: broken("坏。", "修。", command="fix it", url="/settings/"), 2),
    ],
)
def test_the_command_tells_by_its_exit_status(monkeypatch: pytest.MonkeyPatch, run: object, status: int) -> None:
    pretend(monkeypatch, one=run)
    for options in ([], ["--json"]):
        out = StringIO()
        try:
            call_command("doctor", *options, stdout=out)
            found = 0
        except SystemExit as end:
            found = int(str(end.code))
        assert found == status
        if options:
            answer = json.loads(out.getvalue())
            assert answer["findings"][0]["key"] == "one"
            assert answer["findings"][0]["milliseconds"] >= 0
        elif status == 2:
            assert "$ fix it" in out.getvalue() and "修。" in out.getvalue()


def test_the_command_knows_its_checks() -> None:
    with pytest.raises(CommandError, match=r"redis\.policy"):
        call_command("doctor", "--only", "nonsense")


@pytest.mark.django_db(transaction=True)
def test_the_page_shows_findings_by_group_worst_first(administrator: User, client_of: ClientOf) -> None:
    client = client_of(administrator)
    html = client.get("/settings/doctor/").text
    assert "项异常，需要处理" in html
    assert html.index("is-broken") < html.index("is-fine")
    assert "PostgreSQL" in html and "systemctl restart weibo-ops" in html
    fragment = client.get("/settings/doctor/", headers={"HX-Request": "true"}).text
    assert "<html" not in fragment and 'id="doctor"' in fragment


@pytest.mark.django_db(transaction=True)
def test_the_page_is_there_while_redis_is_down(
    administrator: User, client_of: ClientOf, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(administrator)
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    alive = settings.CACHES
    settings.CACHES = {"default": {**alive["default"], "LOCATION": "redis://127.0.0.1:9/0"}}
    monkeypatch.setattr(our_cache.Cache, "away_until", 0.0)
    started = time.monotonic()
    html = client.get("/settings/doctor/").text
    assert time.monotonic() - started < 9
    assert "连不上 Redis" in html
    assert client.get("/settings/").status_code == 200
    settings.CACHES = alive
    monkeypatch.setattr(our_cache.Cache, "away_until", 0.0)


def test_it_is_for_administrators(approver: User, client_of: ClientOf) -> None:
    assert client_of(approver).get("/settings/doctor/").status_code == 403
    assert Client().get("/settings/doctor/").status_code == 302


def test_administrators_are_told_once_and_the_notice_goes_with_the_matter(
    administrator: User, approver: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, one=lambda visit: broken("坏。", "修。"), other=lambda visit: fine("好。"))
    for _ in range(2):
        tell_administrators(at=timezone.now())
    notice = Notice.objects.get()
    assert notice.user_id == administrator.pk
    assert notice.sentence == "体检发现异常：one。坏。" and notice.mail_due_at is not None
    pretend(monkeypatch, one=fails)
    tell_administrators(at=timezone.now())
    assert Notice.objects.get().settled_at is None  # not known whether it is mended
    pretend(monkeypatch, one=lambda visit: fine("好。"))
    tell_administrators(at=timezone.now())
    assert Notice.objects.get().settled_at is not None
