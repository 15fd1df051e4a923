"""Passwords that are known to be leaked or are made as leaked ones are: refused without asking anybody outside.

Beside Django's list of twenty thousand stand our own words (`leaked.txt`) and the habits with which people make them
long enough: digits and signs around a word, letters written as digits, keyboard walks, repetition, a name in pinyin
with a birthday. A passphrase of several words passes.
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WORDS_FILE: Final = Path(__file__).with_name("leaked.txt")
LEET: Final = str.maketrans("01345@$!|7", "oieasasiit")
WALKS: Final = (
    *("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz"),
    *("1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "qazwsxedcrfvtgbyhnujmikolp", "qweasdzxc", "1q2w3e4r5t6y7u8i9o0p"),
    *("!@#$%^&*()", "789456123", "147258369"),
)
AROUND: Final = 10
"""So many digits and signs around a word make it no better: a birthday, a telephone number's end, 1314, 520."""
SYLLABLES: Final = 4
"""A name or short phrase in pinyin; longer ones count as a passphrase."""
PINYIN: Final = re.compile(
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|iao|ian|uai|uan|ai|ei|ui|ao|ou|iu|ie|ia|ua|"
    r"uo|ue|ve|er|an|en|in|un|vn|a|o|e|i|u|v))"
)


class LeakedPasswordValidator:
    """For AUTH_PASSWORD_VALIDATORS."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise `ValidationError` with the habit that gives the password away."""
        sentence = weakness(password)
        if sentence:
            raise ValidationError(sentence, code="password_leaked")

    def get_help_text(self) -> str:
        return _("不要用泄露名单上的密码，也不要用“拼音加生日”、键盘顺序或重复的字符。")


def weakness(password: str) -> str:
    """One sentence about the habit behind a password; empty when none is seen."""
    plain = password.lower()
    if _repeats(plain):
        return _("由重复的字符组成，很容易被猜到，请换一个。")
    if _walks(plain):
        return _("由键盘或数字顺序组成，在泄露名单里很常见，请换一个。")
    core = _core(plain)
    if core in words() or _core(plain.translate(LEET)) in words() or core.translate(LEET) in words():
        return _("常见词加数字的密码在泄露名单里很常见，请换成几个不相干的词。")
    if re.search(r"\d", plain) and _is_short_pinyin(core):
        return _("“拼音加数字”的密码很容易被猜到，请换成几个不相干的词。")
    return ""


@lru_cache(maxsize=1)
def words() -> frozenset[str]:
    """The words of `leaked.txt`, and each of them doubled."""
    lines = WORDS_FILE.read_text(encoding="utf-8").splitlines()
    found = {word for line in lines if not line.startswith("#") for word in line.split()}
    return frozenset(found | {word * 2 for word in found})


def _core(plain: str) -> str:
    """What is left without up to `AROUND` digits and signs at both ends; the whole when too much is around."""
    core = re.sub(r"^[^a-z]+|[^a-z]+$", "", plain)
    return core if core and len(plain) - len(core) <= AROUND else plain


def _repeats(plain: str) -> bool:
    """Few different signs, or one short piece again and again."""
    return len(set(plain)) <= 3 or re.fullmatch(r"(.{1,5}?)\1{2,}.{0,2}", plain) is not None


def _walks(plain: str) -> bool:
    """Nothing but steps along the keyboard or the alphabet, each of at least three signs, in either direction."""
    lines = [*WALKS, *(line[::-1] for line in WALKS)]
    position, steps = 0, 0
    while position < len(plain):
        length = max((_common(plain, position, line) for line in lines), default=0)
        if length < 3:
            return len(plain) - position <= 3 and steps > 0 and position >= 6
        position, steps = position + length, steps + 1
    return True


def _common(plain: str, position: int, line: str) -> int:
    """How many signs from `position` on stand one after the other in `line`."""
    start = line.find(plain[position : position + 3])
    if start < 0 or len(plain) - position < 3:
        return 0
    length = 3
    for typed, next_key in zip(plain[position + 3 :], line[start + 3 :], strict=False):
        if typed != next_key:
            break
        length += 1
    return length


def _is_short_pinyin(core: str) -> bool:
    """At most `SYLLABLES` syllables and nothing else, read greedily from the left with a step back when needed."""
    return re.fullmatch(rf"(?:{PINYIN.pattern}){{1,{SYLLABLES}}}", core) is not None
