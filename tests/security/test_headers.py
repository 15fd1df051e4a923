"""What every answer says to the browser."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.urls import reverse

from accounts.models import User
from script.static_checks import production
from tests.conftest import ClientOf
from weibo_ops.env import ROOT

NAMES = (
    "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD", "SECURE_SSL_REDIRECT",
    "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_HTTPONLY",
)  # fmt: skip


@pytest.mark.parametrize("name", ["workbench", "calendar:calendar", "content:library", "account_login"])
def test_every_page_is_strict(name: str, administrator: User, client_of: ClientOf) -> None:
    answer = client_of(administrator).get(reverse(name), follow=True)
    policy = dict(
        part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";") if " " in part.strip()
    )
    assert policy["script-src"] == "'self'"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == "'none'"
    assert answer["Cross-Origin-Opener-Policy"] == answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff" and answer["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"] and "no-store" in answer["Cache-Control"]


def test_the_nonce_is_another_one_each_time(administrator: User, client_of: ClientOf) -> None:
    client = client_of(administrator)
    nonces = {
        client.get(reverse("calendar:calendar"))["Content-Security-Policy"].split("'nonce-")[1][:20] for _ in "abc"
    }
    assert len(nonces) == 3


def test_cookies_are_not_for_scripts(administrator: User, client_of: ClientOf) -> None:
    answer = client_of(administrator).get(reverse("workbench"))
    assert answer.cookies["csrftoken"]["httponly"] and answer.cookies["csrftoken"]["samesite"] == "Lax"


@pytest.fixture(scope="module")
def over_https() -> Iterator[dict[str, object]]:
    """The settings of an installation behind HTTPS."""
    code = "import json; from weibo_ops import settings as s; "
    code += f"print(json.dumps({{name: getattr(s, name, None) for name in {NAMES}}}))"
    env = {**os.environ, **production()}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    yield json.loads(done.stdout.splitlines()[-1])


def test_https_is_for_good(over_https: dict[str, object]) -> None:
    assert over_https["SECURE_HSTS_SECONDS"] == 31536000
    assert over_https["SESSION_COOKIE_NAME"] == "__Host-sessionid"
    assert all(over_https[name] is not False for name in NAMES)
