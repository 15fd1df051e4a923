"""Compiles message catalogues with Babel, so that no system gettext is needed."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from weibo_ops.env import BadSetting, say


def compile_catalogues(locale: Path) -> list[Path]:
    """Write the `.mo` beside every `.po` that is newer. Returns what was written.

    Raises `BadSetting` when a catalogue is broken or its folder cannot be written.
    """
    written = []
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        fresh = target.with_suffix(".mo.new")
        try:
            with source.open("rb") as text:
                catalogue = read_po(text, locale=source.parts[-3], abort_invalid=True)
            with fresh.open("wb") as binary:
                write_mo(binary, catalogue)
            fresh.replace(target)
        except PoFileError as error:
            raise BadSetting(say(f"译文文件 {source} 有误：{error}", f"{source} is broken: {error}")) from error
        except OSError as error:
            raise BadSetting(
                say(f"无法写入 {target}（{error.strerror}）。", f"Cannot write {target} ({error.strerror}).")
            ) from error
        written.append(target)
    return written
