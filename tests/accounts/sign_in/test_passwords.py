"""Leaked and guessable passwords are refused with the reason; passphrases pass."""

import time

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from accounts.services import readable_password
from accounts.sign_in.passwords import WORDS_FILE, weakness, words
from tests.conftest import ClientOf

HABITS = """
woaini1314 woaini520520 WoAiNi5201314 zhangwei1990 zhangwei19900101 lina19881212 520woaini1314
qwertyuiop qwer123456 1qaz2wsx3edc 1q2w3e4r5t zxcvbnm123 asdfghjkl; qazwsxedc123 !@#$%^&*()
1234567890 9876543210 0123456789a abcdefghij abc123abc123 123123123123 aaaaaaaaaa 112211221122
password123 P@ssw0rd2024 Passw0rd!! admin123456 Admin@123456 welcome2025! letmein12345
woaizhongguo1949 wodemima123 beijing2008 Beijing@2008 xiaoming2001 laopo5201314 tiantian888888
weibo123456 Huawei@123 alibaba1688 iloveyou1314 iloveyou123! tiantianxiangshang1 ainiyiwannian1
dingding2023 wangfang123456 liuyang1995! chenchen1234 woshishui123 facai888888 jiankang2024
"""
REFUSED = HABITS.split()
TAKEN = [
    *("qinghe-evening-9", "a-better-one-42", "correct horse battery", "茶杯 台阶 蓝鲸 八月", "shan-lan-9-otter-river"),
    *("kx3f-9wqm-p2vd-7htc", "Tg7#vLq2!mWz", "woxihuanzaiyutianpaobu9", "maple thermos 81 quiet", "vjRkd82nQpsL"),
]


@pytest.mark.parametrize("password", REFUSED)
def test_it_refuses_what_people_choose(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize("password", TAKEN)
def test_it_takes_a_passphrase(password: str) -> None:
    validate_password(password)


def test_every_word_of_the_list_is_refused_with_digits_around() -> None:
    missed = [word for word in words() if len(word) < 16 and not weakness(f"{word}2024!")]
    assert missed == []


def test_it_says_which_habit() -> None:
    assert "重复" in weakness("abcabcabcabc")
    assert "键盘" in weakness("qwertyuiop")
    assert "常见词" in weakness("P@ssw0rd2024")
    assert "拼音" in weakness("suyue19920304")


def test_the_list_is_small_and_says_where_it_is_from() -> None:
    text = WORDS_FILE.read_text()
    assert len(text) < 20_000 and "compiled for this project" in text


@given(st.text(max_size=200))
def test_it_answers_at_once_whatever_is_typed(password: str) -> None:
    started = time.perf_counter()
    weakness(password)
    assert time.perf_counter() - started < 0.5


def test_no_pattern_is_slow() -> None:
    for nasty in ("a" * 5000 + "!", "ang" * 2000 + "!1", "ianiang" * 700 + "1x", "123" * 2000 + "x"):
        started = time.perf_counter()
        weakness(nasty)
        assert time.perf_counter() - started < 0.5, nasty[:10]


def test_passwords_of_our_own_making_pass() -> None:
    for _ in range(200):
        assert weakness(readable_password()) == ""


def test_argon2_is_at_least_as_costly_as_owasp_asks() -> None:
    """OWASP password storage, Argon2id: 19 MiB with 2 passes, or 46 MiB with 1."""
    hasher = Argon2PasswordHasher()
    assert hasher.memory_cost >= 46 * 1024 and hasher.time_cost >= 2 and hasher.parallelism >= 1
    assert hasher.encode("x", hasher.salt()).startswith("argon2$argon2id$")


def test_the_page_refuses_it_in_words_and_hints_while_typing(editor: User, client_of: ClientOf, client: Client) -> None:
    editor.set_password("qinghe-evening-9")
    editor.save()
    mine = client_of(editor)
    fields = {"oldpassword": "qinghe-evening-9", "password1": "woaini1314520", "password2": "woaini1314520"}
    assert "在泄露名单里很常见" in mine.post("/sign-in/password/", fields).text
    assert "键盘或数字顺序" in client.post("/sign-in/password/hint/", {"password1": "qwertyuiop"}).text
    assert "这个密码可以用" in mine.post("/sign-in/password/hint/", {"password1": "maple thermos 81 quiet"}).text
    assert client.post("/sign-in/password/hint/", {}).text.strip() == ""
