"""Reads the Procfile: the one list of processes, for the supervisor and for honcho."""

import re
import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from weibo_ops.env import BadSetting, say

_LINE = re.compile(r"^([A-Za-z][\w-]*):\s*(\S.*)$")
_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")


@dataclass(frozen=True)
class Entry:
    """A line of the Procfile, its variables filled in."""

    name: str
    args: tuple[str, ...]


def read_procfile(path: Path, environ: Mapping[str, str], *, without: frozenset[str] = frozenset()) -> list[Entry]:
    """The entries of `path` except those named in `without`.

    Words are split before variables are filled in, so a path with blanks stays one argument. `python` becomes the
    interpreter that runs this. Raises `BadSetting` for a line or a variable that makes no sense.
    """
    entries = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        found = _LINE.match(line)
        if found is None:
            raise BadSetting(say(f"Procfile 第 {number} 行有误。", f"Procfile, line {number}, makes no sense."))
        if found.group(1) in without:
            continue
        words = [_fill(word, environ) for word in shlex.split(found.group(2))]
        if words[0] == "python":
            words[0] = sys.executable
        entries.append(Entry(found.group(1), tuple(words)))
    return entries


def _fill(word: str, environ: Mapping[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        name = found.group(1) or found.group(2)
        if name not in environ:
            raise BadSetting(say(f"Procfile 用到的 {name} 没有设置。", f"The Procfile needs {name}, which is not set."))
        return environ[name]

    return _VARIABLE.sub(value, word)
