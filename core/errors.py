"""One family of errors that people may see: a translated sentence and an HTTP status.

Services raise them, `core.middleware.ErrorMiddleware` turns them into a toast, a form error or a page.
"""

from typing import TypeVar

from django.utils.functional import Promise

Sentence = str | Promise
T = TypeVar("T")


class UserError(Exception):
    """Something a person can understand and mend. `str(error)` is the sentence."""

    status = 422
    retry_after = 0
    """Seconds after which it may work, for errors that pass by themselves."""

    def __init__(self, sentence: Sentence, *, code: str = "", field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code
        self.field = field

    def __str__(self) -> str:
        return str(self.sentence)


class Forbidden(UserError):
    """The person is known here but may not do this (403)."""

    status = 403


class NotFound(UserError):
    """No such thing, or none that this person may know of (404)."""

    status = 404


def existing(row: T | None, sentence: Sentence) -> T:
    """The row that a door was asked for. Raises `NotFound` with the sentence when there is none."""
    if row is None:
        raise NotFound(sentence)
    return row


class Conflict(UserError):
    """Somebody was faster, or the state no longer allows it (409)."""

    status = 409


class Unavailable(UserError):
    """A service we need does not answer (503)."""

    status = 503
