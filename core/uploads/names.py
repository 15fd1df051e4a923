"""The name under which a person knows his file: shown, never used as a path."""

import re
import unicodedata
from typing import Final

LONGEST: Final = 120
_DEVICES: Final = re.compile(r"^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)
_FORBIDDEN: Final = re.compile(r'[<>:"|?*]')


def shown_name(raw: str, *, fallback: str = "file") -> str:
    """The last part of a name without what deceives or breaks: paths, NUL, control and direction marks, device names.

    At most `LONGEST` characters; the ending stays.
    """
    last = raw.replace("\\", "/").rsplit("/", 1)[-1]
    clean = "".join(char for char in unicodedata.normalize("NFC", last) if unicodedata.category(char)[0] != "C")
    clean = _FORBIDDEN.sub("_", clean).strip(" .")
    if not clean:
        return fallback
    if _DEVICES.match(clean):
        clean = f"_{clean}"
    if len(clean) <= LONGEST:
        return clean
    stem, dot, ending = clean.rpartition(".")
    return f"{stem[: LONGEST - len(ending) - 1]}.{ending}" if dot and len(ending) <= 10 else clean[:LONGEST]
