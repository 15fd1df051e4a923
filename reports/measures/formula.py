"""The small language of formulas (I2): numbers, names of measures, + - * /, parentheses, min and max. Pure.

What is written is read by the parser below and never run as Python. A value that is unknown, a division by zero and a
number beyond all bounds give no value.
"""

import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

LONGEST = 200
DEEPEST = 10
_TOKEN = re.compile(r"\s*(?:(\d{1,12}(?:\.\d{1,6})?)(?![\w.])|([a-z_][a-z_0-9]*)|(.))", re.DOTALL)
_AS_TYPED = str.maketrans("（）＋－×＊÷／，", "()+-**//,")
"""What a Chinese keyboard gives for the signs."""


class FormulaError(ValueError):
    """A formula that cannot be read; the sentence says where and why."""


@dataclass(frozen=True)
class Node:
    """A number (`sign` is empty), a measure (`sign` is a dot), or a sign with its parts."""

    sign: str = ""
    parts: tuple["Node", ...] = ()
    number: float = 0.0
    name: str = ""

    def names(self) -> set[str]:
        """The measures that it speaks of."""
        return {self.name} - {""} | {name for part in self.parts for name in part.names()}

    def value(self, known: Mapping[str, float | None]) -> float | None:
        """What it comes to; None when a measure is unknown, something is divided by 0, or it grows beyond bounds."""
        if not self.parts:
            return known.get(self.name) if self.name else self.number
        values = [part.value(known) for part in self.parts]
        whole = [value for value in values if value is not None]
        if len(whole) < len(values) or (self.sign == "/" and whole[1] == 0):
            return None
        result = _SIGNS[self.sign](*whole)
        return result if math.isfinite(result) else None


_SIGNS: dict[str, Callable[..., float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: float(a) * b,
    "/": lambda a, b: float(a) / b,
    "min": min,
    "max": max,
}


def parse(text: str, names: Collection[str]) -> Node:
    """Read a formula over the measures `names`. Raises `FormulaError` with a sentence for who wrote it."""
    if len(text) > LONGEST:
        raise FormulaError(_("公式太长：最多 %d 个字符。") % LONGEST)
    reader = _Reader(text.translate(_AS_TYPED), names)
    if not reader.kind:
        raise FormulaError(_("请写一个公式，例如 interactions / posts。"))
    node = reader.sum()
    if reader.kind:
        raise reader.refusal(_("这里应是运算符"))
    return node


class _Reader:
    """Walks through the text by recursive descent; `kind` and `text` are the token it stands before."""

    def __init__(self, text: str, names: Collection[str]) -> None:
        self.source, self.names, self.end, self.depth = text.rstrip(), names, 0, 0
        self.kind = self.text = ""
        self.step()

    def step(self) -> str:
        """Take the present token and go on to the next; at the end its kind is empty."""
        taken, found = self.text, _TOKEN.match(self.source, self.end)
        self.kind, self.text = "", ""
        if found:
            self.end = found.end()
            self.kind = ("number", "name", "sign")[(found.lastindex or 1) - 1]
            self.text = found[found.lastindex or 1]
        return taken

    def refusal(self, why: str) -> FormulaError:
        if not self.kind:
            return FormulaError(_("公式没有写完：%(why)s。") % {"why": why})
        place = self.end - len(self.text) + 1
        return FormulaError(
            _("第 %(place)d 个字符“%(text)s”：%(why)s。") % {"place": place, "text": self.text, "why": why}
        )

    def sum(self) -> Node:
        node = self.product()
        while self.text in ("+", "-"):
            node = Node(self.step(), (node, self.product()))
        return node

    def product(self) -> Node:
        node = self.part()
        while self.text in ("*", "/"):
            node = Node(self.step(), (node, self.part()))
        return node

    def part(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise FormulaError(_("括号套得太深：最多 %d 层。") % DEEPEST)
        node = self._part()
        self.depth -= 1
        return node

    def _part(self) -> Node:
        if self.kind == "number":
            return Node(number=float(self.step()))
        if self.text == "-":
            self.step()
            return Node("-", (Node(), self.part()))
        if self.text == "(":
            return self._within()[0]
        if self.text in ("min", "max"):
            sign = self.step()
            return Node(sign, tuple(self._within(least=2, most=9)))
        if self.kind == "name" and self.text in self.names:
            return Node(".", name=self.step())
        raise self.refusal(_("没有叫这个名字的指标") if self.kind == "name" else _("这里应是数字、指标或左括号"))

    def _within(self, *, least: int = 1, most: int = 1) -> list[Node]:
        """What stands in parentheses, divided by commas."""
        if self.text != "(":
            raise self.refusal(_("这里应是左括号"))
        self.step()
        parts = [self.sum()]
        while self.text == "," and len(parts) < most:
            self.step()
            parts.append(self.sum())
        if len(parts) < least or self.text != ")":
            raise self.refusal(_("这里应是逗号和第二个数") if len(parts) < least else _("这里应是右括号"))
        self.step()
        return parts
