"""What can go wrong at Weibo: five classes, each with its retry policy (weibo-api section 5).

``Refused``        a definite no to this content or request; never sent again unchanged
``Limited``        too often; again after ``retry_after`` seconds or at the end of the window
``TokenDead``      the grant ended; again after the account was authorised anew
``Misconfigured``  the app's settings forbid it; again after an administrator mended them
``Ambiguous``      the outcome is unknown; a write is settled by reading back, a read is simply repeated
                   (``NotSent``: surely nothing reached Weibo; ``UnreadableAnswer``: an answer of no known shape)
"""

import enum
import json
from typing import ClassVar

from weibo.sentences import sentence_for

__all__ = [
    "Ambiguous",
    "Limited",
    "Misconfigured",
    "NotSent",
    "Refused",
    "Retry",
    "Scope",
    "TokenDead",
    "UnreadableAnswer",
    "WeiboError",
    "classify",
    "sentence_for",
]

RAW_LIMIT = 500


class Retry(enum.StrEnum):
    """When the same call may be made again."""

    NEVER = "never"
    LATER = "later"  # after retry_after seconds, or the end of the clock hour when that is None
    AFTER_RENEWAL = "after_renewal"
    AFTER_MENDING = "after_mending"
    AFTER_READING_BACK = "after_reading_back"
    AT_ONCE = "at_once"


class Scope(enum.StrEnum):
    """What a limit counts."""

    IP = "ip"
    USER = "user"
    ENDPOINT = "endpoint"
    CONTENT = "content"
    SERVER = "server"


class WeiboError(Exception):
    """A call that did not succeed. ``raw`` is what Weibo answered, shortened and free of secrets."""

    retry: ClassVar[Retry] = Retry.NEVER

    def __init__(
        self, raw: str = "", *, code: int | None = None, http_status: int | None = None, path: str = ""
    ) -> None:
        self.raw = raw[:RAW_LIMIT]
        self.code = code
        self.http_status = http_status
        self.path = path
        super().__init__(raw, code, http_status, path)

    def __str__(self) -> str:
        return f"{self.path or '-'}: code={self.code} http={self.http_status} {self.raw}".rstrip()

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword-only arguments and the facts of subclasses survive pickling between Celery processes.
        return (_rebuild, (type(self), dict(self.__dict__)))

    @property
    def sentence(self) -> str:
        """What happened, for people."""
        return sentence_for(self.code, self._fallback())[0]

    @property
    def mend(self) -> str:
        """What to do about it, for people."""
        return sentence_for(self.code, self._fallback())[1]

    @property
    def whole(self) -> str:
        """Both in a row: Chinese sentences touch, others need a blank."""
        sentence, mend = sentence_for(self.code, self._fallback())
        return f"{sentence}{mend}" if sentence.endswith("。") else f"{sentence} {mend}"

    def _fallback(self) -> str:
        return type(self).__name__


def _rebuild(kind: type[WeiboError], facts: dict[str, object]) -> WeiboError:
    error = kind.__new__(kind, facts.get("raw", ""))
    error.__dict__.update(facts)
    return error


class Refused(WeiboError):
    """Weibo said no to this content or target."""

    @property
    def is_duplicate(self) -> bool:
        """After a try of unknown outcome this hints that the first try was stored."""
        return self.code in DUPLICATE_CODES

    @property
    def needs_person(self) -> bool:
        """A person must look at the account or the text before anything else is sent."""
        return self.code in PERSON_CODES


class Limited(WeiboError):
    """Too often. ``retry_after`` in seconds, None = until the end of the clock hour."""

    retry = Retry.LATER

    def __init__(
        self,
        raw: str = "",
        *,
        code: int | None = None,
        http_status: int | None = None,
        path: str = "",
        scope: Scope = Scope.USER,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(raw, code=code, http_status=http_status, path=path)
        self.scope = scope
        self.retry_after = retry_after


class TokenDead(WeiboError):
    """The token is unknown, expired or revoked; or a consent has to be given again."""

    retry = Retry.AFTER_RENEWAL


class Misconfigured(WeiboError):
    """Key, secret, callback, safe domain, address list, permission or host are not as they must be."""

    retry = Retry.AFTER_MENDING


class Ambiguous(WeiboError):
    """Nobody knows whether Weibo did it. ``stored`` is True when it most likely did."""

    retry = Retry.AFTER_READING_BACK

    def __init__(
        self,
        raw: str = "",
        *,
        code: int | None = None,
        http_status: int | None = None,
        path: str = "",
        write: bool = False,
        stored: bool | None = None,
    ) -> None:
        super().__init__(raw, code=code, http_status=http_status, path=path)
        self.write = write
        self.stored = stored

    @property
    def retriable(self) -> bool:
        """A read may be repeated as it is; a write must be read back first."""
        return not self.write


class NotSent(Ambiguous):
    """No connection came about, so not a byte reached Weibo: even a write may be made again.

    It is a kind of ``Ambiguous`` so that a caller who forgets it stays on the safe side.
    """

    retry = Retry.AT_ONCE

    @property
    def retriable(self) -> bool:
        """Always: nothing was sent."""
        return True


class UnreadableAnswer(Ambiguous):
    """An answer that claims success but has not the shape of one."""


DUPLICATE_CODES = frozenset({20017, 20019, 20038, 20111})
PERSON_CODES = frozenset({20015, 20018, 20020, 20021, 20022, 20023, 20031, 20033, 21334})
STORED_LATE = 20032

_LIMITS: dict[int, tuple[Scope, int | None]] = {
    10022: (Scope.IP, None),
    10023: (Scope.USER, None),
    10024: (Scope.ENDPOINT, None),
    20014: (Scope.SERVER, 5),
    20016: (Scope.CONTENT, 600),
    20505: (Scope.ENDPOINT, None),
    20521: (Scope.ENDPOINT, 86400),
    20524: (Scope.ENDPOINT, 86400),
}
_DEAD_TOKENS = frozenset({21301, 21314, 21315, 21316, 21317, 21318, 21319, 21325, 21327, 21330, 21332})
_SETTINGS = frozenset(
    {10004, 10005, 10006, 10007, 10014, 10020, 10021, 10026}
    | {21320, 21321, 21322, 21323, 21324, 21326, 21328, 21329, 21333, 21337}
)
_UNSURE = frozenset({10001, 10002, 10003, 10009, 10010, 10011, 21331, STORED_LATE})
_DOMAIN_TEXTS = ("not find domain", "not bind domain")
# OAuth errors now and then come without a number.
_OAUTH_WORDS = {
    "redirect_uri_mismatch": 21322,
    "invalid_request": 21323,
    "invalid_client": 21324,
    "invalid_grant": 21325,
    "unauthorized_client": 21326,
    "expired_token": 21327,
    "unsupported_grant_type": 21328,
    "unsupported_response_type": 21329,
    "access_denied": 21330,
    "temporarily_unavailable": 21331,
    "invalid_access_token": 21332,
}


def classify(http_status: int, body: bytes, path: str, *, write: bool) -> WeiboError | None:
    """Return the error that an answer means, or None for a success.

    The code in the body decides, whatever the HTTP status. Without a code a failure is ``Ambiguous``: pages of a
    proxy say nothing about what happened behind it.
    """
    try:
        payload: object = json.loads(body)
    except (ValueError, RecursionError):
        text = body[: RAW_LIMIT * 4].decode("utf-8", "replace")
        return _without_code(http_status, text, path, write=write)
    return classify_payload(http_status, payload, path, write=write)


def classify_payload(http_status: int, payload: object, path: str, *, write: bool) -> WeiboError | None:
    """Do as ``classify`` for a body that was already read as JSON."""
    code = error_code_of(payload)
    raw = _error_text(payload)
    if code is not None:
        return _by_code(code, raw, http_status, path, write=write)
    if 200 <= http_status < 300:
        return None
    return _without_code(http_status, raw, path, write=write)


def error_code_of(payload: object) -> int | None:
    """Return the code of an error body; codes come as numbers and as strings, 0 is none."""
    if not isinstance(payload, dict):
        return None
    code = payload.get("error_code")
    if isinstance(code, str) and code.strip().isascii() and code.strip().isdigit() and len(code) < 12:
        return int(code) or None
    if isinstance(code, int) and not isinstance(code, bool):
        return code or None
    word = payload.get("error")
    return _OAUTH_WORDS.get(word) if isinstance(word, str) else None


def _error_text(payload: object) -> str:
    if not isinstance(payload, dict):
        return json.dumps(payload, ensure_ascii=False)[:RAW_LIMIT]
    parts = [payload.get("error"), payload.get("error_description")]
    return " ".join(part for part in parts if isinstance(part, str) and part)


def _by_code(code: int, raw: str, http_status: int, path: str, *, write: bool) -> WeiboError:
    if code in _LIMITS:
        scope, wait = _LIMITS[code]
        return Limited(raw, code=code, http_status=http_status, path=path, scope=scope, retry_after=wait)
    if code in _DEAD_TOKENS:
        return TokenDead(raw, code=code, http_status=http_status, path=path)
    if code in _SETTINGS or (code == 10017 and any(text in raw for text in _DOMAIN_TEXTS)):
        return Misconfigured(raw, code=code, http_status=http_status, path=path)
    if code in _UNSURE or http_status >= 500:
        stored = True if code == STORED_LATE and write else None
        return Ambiguous(raw, code=code, http_status=http_status, path=path, write=write, stored=stored)
    return Refused(raw, code=code, http_status=http_status, path=path)


def _without_code(http_status: int, raw: str, path: str, *, write: bool) -> WeiboError:
    if http_status == 429:
        return Limited(raw, http_status=http_status, path=path, scope=Scope.IP)
    if 200 <= http_status < 300:
        return UnreadableAnswer(raw, http_status=http_status, path=path, write=write)
    return Ambiguous(raw, http_status=http_status, path=path, write=write)
