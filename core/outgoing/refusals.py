"""The sentences with which an address is refused."""

from core.errors import Sentence, UserError


class RefusedAddress(UserError):
    """An address that is not asked at all. `code` begins with `outgoing.`."""

    def __init__(self, code: str, sentence: Sentence) -> None:
        super().__init__(sentence, code=f"outgoing.{code}", field="url")


class Unreachable(UserError):
    """The address is allowed, but nobody answered, or not in time, or with too much."""

    def __init__(self, code: str, sentence: Sentence) -> None:
        super().__init__(sentence, code=f"outgoing.{code}", field="url")
