"""JSON values out of a long text, one by one, in bounded memory; a broken value costs itself, not the rest."""

import codecs
import json
import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

_CHUNK = 256 * 1024
VALUE_LIMIT = 16 * 1024 * 1024
_BLANK = re.compile(r"[\s,\ufeff\x00]*")
_NEXT_OBJECT = re.compile(r"[}\]\n,]\s*(?=\{\s*\")")
_DECODER = json.JSONDecoder()
_NEAR_END = 64


class Broken(NamedTuple):
    """A piece that is no JSON; ``code`` is a refusal code."""

    code: str
    raw: str


class JsonText:
    """A window over the text of a file. ``gone`` counts the characters already let go."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._text = ""
        self._at = 0
        self._ended = False

    def peek(self) -> str:
        """Return the next character that is neither blank nor comma, empty at the end."""
        while True:
            match = _BLANK.match(self._text, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def skip(self) -> None:
        """Step over the character that ``peek`` returned."""
        self._at += 1

    def value(self) -> object:
        """Return the next value, or ``Broken``; after a broken value the next object comes next."""
        self.peek()
        while True:
            try:
                found, end = _DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if self._may_continue(error) and self._more():
                    continue
                return self._resync("bad_json")
            except (ValueError, RecursionError):
                return self._resync("bad_json")
            if end == len(self._text) and isinstance(found, int | float) and self._more():
                continue  # the number may go on beyond the window
            self._at = end
            return found

    def _may_continue(self, error: json.JSONDecodeError) -> bool:
        if len(self._text) - self._at > VALUE_LIMIT:
            return False
        near_end = error.pos >= len(self._text) - _NEAR_END
        return near_end or error.msg.startswith("Unterminated string")

    def _more(self) -> bool:
        if self._ended:
            return False
        # The window doubles with the value that is being looked for, so that long values stay linear.
        raw = self._file.read(max(_CHUNK, len(self._text) - self._at))
        self._ended = not raw
        self._text = self._text[self._at :] + self._decoder.decode(raw, final=self._ended)
        self._at = 0
        return True

    def _resync(self, code: str) -> Broken:
        start = self._at
        raw = self._text[start : start + 300]
        code = "huge_record" if len(self._text) - start > VALUE_LIMIT else code
        while True:
            match = _NEXT_OBJECT.search(self._text, start + 1)
            if match:
                self._at = match.end()
                return Broken(code, raw)
            self._at = max(start, len(self._text) - _NEAR_END)
            start = 0
            if not self._more():
                self._at = len(self._text)
                return Broken(code, raw)


def array_values(text: JsonText) -> Iterator[object]:
    """Yield the values of an array whose opening bracket was skipped; stops after its end."""
    value: object = None
    while (char := text.peek()) not in {"", "]"}:
        if char in "}:":  # left over from a broken value
            text.skip()
            continue
        value = text.value()
        yield value
    if char:
        text.skip()
    elif not isinstance(value, Broken):
        yield Broken("bad_json", "")
