"""Which marked strings lack their English. Reads Python and templates without system gettext.

`python -m script.missing_translations` prints them as catalogue entries, ready to be translated.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

from weibo_ops.env import ROOT

KEYWORDS: dict[str, Any] = {
    "_": None,
    "_lazy": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
FOREIGN = {"node_modules", "var", ".venv", "tests", "sandbox", "script", "benchmarks", "migrations"}


def marked(root: Path) -> Catalog:
    """Every message of our Python files and templates, with where it stands."""
    catalogue = Catalog(locale="en")
    for path in sorted([*root.rglob("*.py"), *root.glob("templates/**/*.*")]):
        parts = path.relative_to(root).parts
        if FOREIGN & set(parts) or not path.is_file():
            continue
        for line, message, context in _messages(path):
            catalogue.add(message, locations=[("/".join(parts), line)], context=context)
    return catalogue


def _messages(path: Path) -> Iterator[tuple[int, Any, str | None]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        source = _as_python(templatize(source))
    for line, message, _comments, context in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
        yield line, message, context


_STRING = r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\""""
_CALL = re.compile(rf"\b(?:_|gettext|ngettext|pgettext|npgettext)\((?:{_STRING}|[^'\"()])*\)")


def _as_python(text: str) -> str:
    """Of Django's pseudo-C only the calls, one per line kept on its line, which Python's tokenizer can read."""
    return "\n".join("; ".join(_CALL.findall(line + " ")) for line in text.splitlines())


def missing(root: Path, catalogue: Path) -> Catalog:
    """The marked messages that `catalogue` does not translate completely."""
    known = Catalog(locale="en")
    if catalogue.exists():
        with catalogue.open("rb") as file:
            known = read_po(file, locale="en")
    lacking = Catalog(locale="en")
    for message in marked(root):
        if not message.id:
            continue
        found = known.get(message.id[0] if isinstance(message.id, tuple) else message.id, message.context)
        strings = () if found is None or found.fuzzy else found.string
        done = all(strings) if isinstance(strings, tuple) else bool(strings)
        if not strings or not done:
            lacking.add(message.id, locations=message.locations, context=message.context)
    return lacking


def missing_translations(root: Path, catalogue: Path) -> list[str]:
    """`file:line message`, one for each."""
    if not settings.configured:
        settings.configure(USE_I18N=True)
    lines = []
    for message in missing(root, catalogue):
        if message.id:
            place, line = message.locations[0]
            lines.append(f"{place}:{line} {message.id[0] if isinstance(message.id, tuple) else message.id}")
    return lines


_PLACE = re.compile(r"%\(\w+\)[-+ #0-9.]*[a-zA-Z]|%[sd%]")


def wrong_placeholders(catalogue: Path) -> list[str]:
    """Messages whose English does not fill in exactly what the Chinese does: they would fail when they are shown."""
    with catalogue.open("rb") as file:
        known = read_po(file, locale="en")
    wrong = []
    for message in known:
        sources = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        strings = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        pairs = [(sources[min(form, len(sources) - 1)], text) for form, text in enumerate(strings) if text]
        if sources[0] and any(sorted(_PLACE.findall(text)) != sorted(_PLACE.findall(source)) for source, text in pairs):
            wrong.append(f"{catalogue.name} {sources[0]} → {' / '.join(map(str, strings))}")
    return wrong


if __name__ == "__main__":
    settings.configure(USE_I18N=True)
    write_po(sys.stdout.buffer, missing(ROOT, ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"), omit_header=True)
