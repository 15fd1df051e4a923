"""No secret in a log, in an error page, in a `repr`, in the message of a task."""

import dataclasses
import importlib
import io
import logging
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.test import Client
from django.urls import reverse
from django.views.debug import ExceptionReporter

from accounts.models import Token, User, WeiboAccount
from core.redaction import MASK, ReporterFilter, redact_report, scrub
from tests.conftest import ClientOf
from weibo_ops.celery import app

TOKEN, CODE, PASSWORD = "2.00AbCdEfGhIjKlMnOpQrStUv", "0123456789abcdef0123456789abcdef", "Kaffee-im-Regen-42"
SEALED = "gAAAAABl" + "Zm9v" * 20
SECRETS = (TOKEN, CODE, PASSWORD, SEALED, "hunter2hunter2")
TEXTS = [
    f"GET /2/statuses/show.json?access_token={TOKEN}&id=1",
    f"https://ops.example/matrix/oauth/callback/?state=abc&code={CODE}",
    f"{{'access_token': '{TOKEN}', 'uid': '1'}}",
    f'{{"client_secret": "{CODE}", "code": "{CODE}"}}',
    f"Authorization: OAuth2 {TOKEN}",
    f"Cookie: sessionid={CODE}; csrftoken={CODE}",
    f"headers={{'Authorization': 'Bearer {CODE}'}}",
    "postgresql://weibo:hunter2hunter2@db.example:5432/weibo_ops is down",
    "redis://:hunter2hunter2@cache:6379/0",
    f"password={PASSWORD}&login=a@example.com",
    f"InvalidToken for {SEALED}",
    f"AccessToken(token='{TOKEN}', uid='1')",
    f"otpauth://totp/Weibo:a?secret={CODE}",
    f"could not send {TOKEN} there",
    f"/sign-in/password/reset/key/{CODE}/",
]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that is logged, as it would be written: the standard library's through the handler of the settings,
    structlog's through its own chain."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    formatter: dict[str, Any] = dict(django_settings.LOGGING["formatters"]["json"])  # type: ignore[index]
    handler.setFormatter(formatter.pop("()")(**formatter))
    root, before = logging.getLogger(), structlog.get_config()
    root.addHandler(handler)
    structlog.configure(**{**before, "logger_factory": structlog.PrintLoggerFactory(written)})
    yield written
    structlog.configure(**before)
    root.removeHandler(handler)


def clean(log: io.StringIO, *, at_least: int = 1) -> str:
    text = log.getvalue()
    assert len(text.splitlines()) >= at_least
    assert [secret for secret in SECRETS if secret in text] == []
    return text


@pytest.mark.parametrize("text", TEXTS)
def test_secrets_are_known_by_their_shape(text: str) -> None:
    found = scrub(text)
    assert MASK in found and not [secret for secret in SECRETS if secret in found]


@pytest.mark.parametrize("text", ["user_error code=forbidden.view", "错误码 21330", "https://weibo.com/1/AbC", "token"])
def test_what_is_no_secret_stays(text: str) -> None:
    assert scrub(text) == text


def test_ours_are_known_by_their_value() -> None:
    assert django_settings.SECRET_KEY not in scrub(f"x {django_settings.SECRET_KEY} y")
    assert django_settings.FERNET_KEYS[0] not in scrub(repr(django_settings.FERNET_KEYS))


def test_both_ways_of_logging_are_covered(log: io.StringIO) -> None:
    structlog.get_logger("a").info("sent", token=TOKEN, nested={"password": PASSWORD, "list": [f"code={CODE}", SEALED]})
    logging.getLogger("b").warning("calling %s with %s", f"/x?access_token={TOKEN}", {"client_secret": CODE})
    try:
        raise RuntimeError(f"no answer to access_token={TOKEN}")
    except RuntimeError:
        structlog.get_logger("c").exception("broken", cookies={"sessionid": CODE})
        logging.getLogger("d").exception("broken")
    text = clean(log, at_least=4)
    assert "RuntimeError" in text and '"code"' not in text


class _Broken:
    """A gateway that fails with everything it knows in its message."""

    def __init__(self, *args: object, **values: object) -> None:
        """Whatever a real one is made of."""

    def __getattr__(self, name: str) -> Any:
        def call(*args: object, **values: object) -> object:
            raise RuntimeError(f"{name} {args} {values} token={TOKEN}")

        return call


def test_signing_in_connecting_and_failing_say_nothing(
    log: io.StringIO, administrator: User, account: WeiboAccount, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    administrator.set_password(PASSWORD)
    administrator.save()
    guest = Client(raise_request_exception=False)
    for password in (PASSWORD + "x", PASSWORD):
        guest.post(reverse("account_login"), {"login": administrator.email, "password": password})
    client = client_of(administrator)
    client.raise_request_exception = False
    away = client.post(reverse("accounts:account_connect", args=[account.pk]), headers={"HX-Request": "true"})
    url = str(away["HX-Redirect"])
    state = re.search(r"state=([\w-]+)", url)
    assert state is not None
    monkeypatch.setattr("accounts.services.oauth.SyncWeibo", _Broken)
    answer = client.get(reverse("accounts:oauth_callback"), {"state": state[1], "code": CODE})
    assert answer.status_code == 500
    page = answer.content.decode()
    assert not [secret for secret in SECRETS if secret in page] and answer["X-Request-ID"] in page
    assert "RuntimeError" in clean(log)


def test_error_reports_hold_no_locals_and_no_posts() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        token = TOKEN
        raise RuntimeError(len(token))

    request = HttpRequest()
    request.META = {"SERVER_NAME": "x", "SERVER_PORT": "80", "HTTP_COOKIE": f"sessionid={CODE}"}
    request.method = "POST"
    request.POST = QueryDict(f"password={PASSWORD}")
    try:
        view(request)
    except RuntimeError as error:
        report = ExceptionReporter(request, type(error), error, error.__traceback__)
    report.filter = ReporterFilter()
    html = report.get_traceback_html()
    assert not [secret for secret in (TOKEN, PASSWORD) if secret in html] and django_settings.SECRET_KEY not in html


def test_sentry_gets_nothing_either() -> None:
    event = {
        "exception": {
            "values": [{"value": f"token={TOKEN}", "stacktrace": {"frames": [{"vars": {"password": PASSWORD}}]}}]
        },
        "request": {"headers": {"Cookie": f"sessionid={CODE}"}, "query_string": f"?code={CODE}"},
        "breadcrumbs": {"values": [{"message": f"Authorization: Bearer {CODE}"}]},
    }
    assert not [secret for secret in SECRETS if secret in repr(redact_report(event, {}))]


def test_tasks_carry_ids_only() -> None:
    """Arguments of tasks lie in Redis: they are ids and instants, never texts or secrets."""
    wrong = []
    for name, task in app.tasks.items():
        if name.startswith("celery."):
            continue
        hints = {key: value for key, value in task.run.__annotations__.items() if key not in {"return", "kwargs"}}
        wrong += [f"{name}({key}: {value})" for key, value in hints.items() if str(value) not in _PLAIN]
    assert wrong == []


_PLAIN = {
    "<class 'int'>",
    "int",
    "list[int]",
    "list[int] | None",
    "int | None",
    "<class 'bool'>",
    "bool",
    "<class 'datetime.date'>",
}
SECRET_FIELDS = re.compile(r"^(token|secret|password|code|ciphertext|refresh_token|access_token|client_secret|key)$")
HARMLESS = re.compile(r"\.(?:Key|Notice|Weight)|AppKey\.key|\.code$|\.key$")


def test_no_credential_stands_in_a_repr(account: WeiboAccount) -> None:
    wrong = []
    for package in ("accounts", "weibo", "core", "content", "publishing", "monitoring", "engagement", "reports"):
        root = importlib.import_module(package)
        for found in pkgutil.walk_packages(root.__path__, f"{package}."):
            if ".migrations" in found.name or ".management" in found.name:
                continue
            module = importlib.import_module(found.name)
            for value in vars(module).values():
                if isinstance(value, type) and dataclasses.is_dataclass(value) and value.__module__ == module.__name__:
                    wrong += [
                        f"{found.name}.{value.__name__}.{each.name}"
                        for each in dataclasses.fields(value)
                        if SECRET_FIELDS.match(each.name) and each.repr and each.type in {str, "str"}
                    ]
    assert [name for name in wrong if not HARMLESS.search(name)] == []
    assert "token-" not in repr(Token.objects.get(account=account))
