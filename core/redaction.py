"""Secrets never reach a log: by name, by shape, and by value. Used by structlog, the standard library's logging and
Sentry alike (weibo_ops/settings.py)."""

import re
from collections.abc import ItemsView, Mapping, MutableMapping
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.views.debug import SafeExceptionReporterFilter

MASK: Final = "•••"
NAMES: Final = re.compile(
    r"^(?:.*[_-])?(?:token|secret|password|passwd|passphrase|pwd|cookies?|authorization|ciphertext|dsn|sessionid"
    r"|csrftoken|csrfmiddlewaretoken|api_?key|private_?key|fernet_?keys?|recovery_?codes?|otp|totp|set-cookie)s?$"
    r"|^(?:password[12]|oldpassword|login_code|database_url|redis_url|secret_key|celery_broker_url)$",
    re.IGNORECASE,
)
"""Names of fields whose value is never shown. A plain `code` is an error code here and stays."""
_FIELD: Final = r"[\w-]*(?:token|secret|passw(?:or)?d|fernet_keys?|ciphertext|sessionid)|secret_key"
_QUOTED: Final = rf"""(["']?(?:{_FIELD})["']?\s*[:=]\s*b?)(["'])(?:(?!\2).)*\2"""
_HEADER: Final = r"\b((?:proxy-)?authorization|(?:set-)?cookie)(['\"]?\s*[:=]\s*)[^\r\n]+"
_SHAPES: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(_QUOTED, re.IGNORECASE), rf"\1\2{MASK}\2"),
    (re.compile(rf"\b({_FIELD})=[^\s&;,'\")\]}}]+", re.IGNORECASE), rf"\1={MASK}"),
    (re.compile(r"([?&](?:code|state|key|sig|signature|uid_token)=)[^\s&'\"#]+", re.IGNORECASE), rf"\1{MASK}"),
    (re.compile(r"(['\"](?:code|state)['\"]\s*:\s*['\"])[A-Za-z0-9_-]{16,}"), rf"\1{MASK}"),
    (re.compile(r"\b(code=)[A-Za-z0-9_-]{16,}"), rf"\1{MASK}"),
    (re.compile(_HEADER, re.IGNORECASE), rf"\1\2{MASK}"),
    (re.compile(r"\b(Bearer|Basic|OAuth2)\s+[A-Za-z0-9._~+/=-]{6,}"), rf"\1 {MASK}"),
    (re.compile(r"\b([a-z][a-z0-9+.-]*://)[^\s/@:'\"]*:[^\s/@'\"]+@", re.IGNORECASE), rf"\1{MASK}@"),
    (re.compile(r"\bgAAAAA[A-Za-z0-9_-]{20,}={0,2}"), MASK),  # sealed by Fernet
    (re.compile(r"\b2\.00[A-Za-z0-9_]{16,}"), MASK),  # Weibo's access tokens
    (re.compile(r"otpauth://\S+"), MASK),
    (re.compile(r"(/(?:reset|invitation|invite|join|accept|outside)[\w/-]*/)[A-Za-z0-9_:-]{16,}"), rf"\1{MASK}"),
)  # fmt: skip
_SETTINGS: Final = (
    "SECRET_KEY", "FERNET_KEYS", "WEIBO_APP_SECRET", "WEIBO_BIZ_APP_SECRET", "EMAIL_HOST_PASSWORD", "METRICS_TOKEN",
    "SENTRY_DSN", "SECRET_KEY_FALLBACKS",
)  # fmt: skip
_DEPTH: Final = 8


@lru_cache(maxsize=1)
def _values() -> re.Pattern[str] | None:
    """The secrets of this installation themselves, wherever they stand."""
    found: set[str] = set()
    for name in _SETTINGS:
        value = getattr(settings, name, "")
        found.update(value if isinstance(value, list | tuple) else [value])
    found.add(str(settings.DATABASES["default"].get("PASSWORD") or ""))
    known = sorted((value for value in found if isinstance(value, str) and len(value) >= 8), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, known))) if known else None


def scrub(text: str) -> str:
    """The text with everything in it that looks like a secret, or is one of ours, replaced by `MASK`."""
    values = _values()
    if values is not None:
        text = values.sub(MASK, text)
    for pattern, replacement in _SHAPES:
        text = pattern.sub(replacement, text)
    return text


def redacted(value: Any, depth: int = 0) -> Any:
    """The same structure without secrets; deep structures end in their scrubbed `repr`."""
    if isinstance(value, str):
        return scrub(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    if depth >= _DEPTH or not isinstance(value, Mapping | list | tuple | set | frozenset):
        return scrub(repr(value))
    if isinstance(value, Mapping):
        return {key: MASK if _hidden(key, item) else redacted(item, depth + 1) for key, item in value.items()}
    return [redacted(item, depth + 1) for item in value]


def _hidden(key: object, item: object) -> bool:
    return isinstance(key, str) and NAMES.match(key) is not None and item not in (None, "")


def redact_log(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A processor of structlog; the last before the renderer."""
    clean: MutableMapping[str, Any] = redacted(event)
    return clean


def redact_report(event: Any, hint: Any) -> Any:
    """Sentry's `before_send` and `before_breadcrumb`."""
    return redacted(event)


class ReporterFilter(SafeExceptionReporterFilter):
    """Django's own error reports: no local variables, no posted values, no settings that hold secrets."""

    cleansed_substitute = MASK
    hidden_settings = re.compile(
        "API|TOKEN|KEY|SECRET|PASS|SIGNATURE|DSN|FERNET|DATABASE|REDIS|BROKER|CACHES", re.IGNORECASE
    )

    def is_active(self, request: Any) -> bool:
        return True

    def get_post_parameters(self, request: Any) -> Any:
        return {} if request is None else dict.fromkeys(request.POST, MASK)

    def get_traceback_frame_variables(self, request: Any, tb_frame: Any) -> ItemsView[str, Any]:
        return dict.fromkeys(tb_frame.f_locals, MASK).items()
