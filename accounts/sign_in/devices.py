"""Browsers that know a person: a signed cookie that remembers who has signed in here before.

It opens nothing. It only spares its person the limits that strangers cause, and the notice about a new device. A new
password makes every device new again.
"""

import secrets
from dataclasses import dataclass, field

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.models import User

SALT = "accounts.device"
PEOPLE = 20
"""More people than share one computer; the oldest are forgotten."""


@dataclass
class Device:
    """An id of the browser, and for each person (key as text) a fingerprint of the password of that time."""

    identity: str = ""
    people: dict[str, str] = field(default_factory=dict)

    def knows(self, user: User) -> bool:
        """Has this person signed in here with the present password?"""
        kept = self.people.get(str(user.pk), "")
        return bool(kept) and constant_time_compare(kept, _fingerprint(user))


def device_of(request: HttpRequest) -> Device:
    """What the cookie says; an empty device when there is none, or a forged or outdated one."""
    raw = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    try:
        data = signing.loads(raw, salt=SALT, max_age=settings.DEVICE_COOKIE_AGE)
        return Device(str(data["id"]), {str(pk): str(mark) for pk, mark in data["people"].items()})
    except (signing.BadSignature, KeyError, TypeError, AttributeError):
        return Device()


def remember(request: HttpRequest, response: HttpResponseBase, user: User) -> None:
    """Let the browser know the person from now on."""
    device = device_of(request)
    others = {pk: mark for pk, mark in device.people.items() if pk != str(user.pk)}
    kept = dict([*others.items(), (str(user.pk), _fingerprint(user))][-PEOPLE:])
    identity = device.identity or secrets.token_urlsafe(12)
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps({"id": identity, "people": kept}, salt=SALT),
        max_age=settings.DEVICE_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _fingerprint(user: User) -> str:
    return salted_hmac(SALT, f"{user.pk}:{user.password}", algorithm="sha256").hexdigest()[:24]


BROWSERS = (
    ("MicroMessenger/", _("微信")),
    ("DingTalk", _("钉钉")),
    ("Lark/", _("飞书")),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def describe(agent: str) -> str:
    """`Chrome · Windows`: what people know their browser by. The first mark that fits counts."""
    browser = next((str(name) for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return " · ".join(part for part in (browser, system) if part) or agent[:40] or "—"
