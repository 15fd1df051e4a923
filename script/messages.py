"""script/messages: brings locale/en up to date with the marked strings, keeping every translation.

Entries that nobody marks any more go. Their order (file, then message) and their references (files without line
numbers) change as little as possible from commit to commit, so that catalogues of two branches merge.
"""

import io
from collections.abc import Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po, write_po
from django.conf import settings

from script.missing_translations import marked, missing_translations, wrong_placeholders
from script.terminal import exit_with
from weibo_ops.env import ROOT, BadSetting, say

CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
HEADER = """\
# English for Weibo Ops, whose messages are written in Simplified Chinese.
# script/messages adds and removes entries; only msgstr is written by hand."""


def main(arguments: list[str]) -> int:
    """Returns 1 while a message lacks its English or fills it in differently; those are listed."""
    settings.configure(USE_I18N=True)
    update(ROOT, CATALOGUE)
    lacking = [*missing_translations(ROOT, CATALOGUE), *wrong_placeholders(CATALOGUE)]
    print("\n".join(lacking) if lacking else say("译文齐全。", "Every message has its English."))
    return 1 if lacking else 0


def update(root: Path, path: Path) -> None:
    """Rewrite the catalogue at `path` for the strings marked below `root`, when anything differs.

    Raises `BadSetting` for a broken file, such as one with the marks of a merge conflict: nothing in it must get lost.
    """
    before = path.read_bytes() if path.exists() else b""
    try:
        known = read_po(io.BytesIO(before), locale="en", abort_invalid=True)
    except PoFileError as error:
        raise BadSetting(say(f"译文文件 {path} 有误：{error}", f"{path} is broken: {error}")) from error
    after = rendered(merged(marked(root), known))
    if after != before:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(after)


def merged(found: Catalog, known: Catalog) -> Catalog:
    """The messages of `found` with the translations of `known`, ordered by first file and message."""
    catalogue = Catalog(locale="en", header_comment=HEADER, fuzzy=False)
    for message in sorted((each for each in found if each.id), key=_order):
        old = known.get(_plain(message.id), message.context)
        same_shape = old is not None and isinstance(old.id, tuple) == isinstance(message.id, tuple)
        places = [(name, 0) for name in sorted({name for name, _line in message.locations})]
        catalogue.add(
            message.id,
            old.string if old is not None and same_shape else None,
            locations=places,
            flags=message.flags,
            user_comments=old.user_comments if old is not None else (),
            context=message.context,
        )
    return catalogue


def _order(message: Message) -> tuple[str, str, str]:
    return min(message.locations)[0], _plain(message.id), message.context or ""


def _plain(identity: str | Sequence[str]) -> str:
    return identity if isinstance(identity, str) else identity[0]


def rendered(catalogue: Catalog) -> bytes:
    """The catalogue as a file: long messages on one line, and a header without dates, which never merge."""
    output = io.BytesIO()
    write_po(output, catalogue, width=0, include_lineno=False, omit_header=True)
    forms = f"nplurals={catalogue.num_plurals}; plural={catalogue.plural_expr};"
    head = [
        catalogue.header_comment,
        'msgid ""',
        'msgstr ""',
        '"Language: en\\n"',
        f'"Plural-Forms: {forms}\\n"',
        '"MIME-Version: 1.0\\n"',
        '"Content-Type: text/plain; charset=utf-8\\n"',
        '"Content-Transfer-Encoding: 8bit\\n"',
        "",
        "",
    ]
    return "\n".join(head).encode() + output.getvalue()


if __name__ == "__main__":
    exit_with(main)
