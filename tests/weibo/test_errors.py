"""The code in the body decides which class of failure an answer is (weibo-api section 5)."""

import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weibo.errors import (
    Ambiguous,
    Limited,
    Misconfigured,
    NotSent,
    Refused,
    Retry,
    Scope,
    TokenDead,
    UnreadableAnswer,
    WeiboError,
    classify,
)

PATH = "/2/statuses/share.json"


def body(code: object, text: str = "no") -> bytes:
    return json.dumps({"request": PATH, "error_code": code, "error": text}).encode()


CASES: list[tuple[int, type[WeiboError]]] = [
    *((code, TokenDead) for code in (21301, 21314, 21315, 21316, 21317, 21318, 21319, 21325, 21327, 21330, 21332)),
    *((code, Misconfigured) for code in (10004, 10005, 10006, 10014, 10020, 10021, 21320, 21321, 21322, 21323, 21324)),
    *((code, Misconfigured) for code in (21326, 21328, 21329, 21337)),
    *((code, Limited) for code in (10022, 10023, 10024, 20014, 20016, 20505, 20521)),
    *((code, Ambiguous) for code in (10001, 10002, 10003, 10009, 10010, 10011, 21331, 20032)),
    *((code, Refused) for code in (10008, 10013, 10016, 10017, 20008, 20012, 20017, 20019, 20031, 20101, 21335, 29999)),
]


@pytest.mark.parametrize(("code", "kind"), CASES)
@pytest.mark.parametrize("status", [200, 400, 403])
def test_it_decides_by_code_whatever_the_http_status(code: int, kind: type[WeiboError], status: int) -> None:
    for spelling in (code, str(code)):
        error = classify(status, body(spelling), PATH, write=True)
        assert type(error) is kind
        assert (error.code, error.http_status, error.path, error.raw) == (code, status, PATH, "no")


@pytest.mark.parametrize("text", ["text not find domain!", "appkey not bind domain!"])
def test_it_takes_the_domain_errors_for_settings(text: str) -> None:
    assert type(classify(400, body(10017, text), PATH, write=True)) is Misconfigured


def test_it_takes_20032_on_a_write_for_stored() -> None:
    error = classify(400, body(20032), PATH, write=True)
    assert isinstance(error, Ambiguous)
    assert (error.stored, error.retriable, error.retry) == (True, False, Retry.AFTER_READING_BACK)


@pytest.mark.parametrize("answer", [b"<html>502 Bad Gateway</html>", b"", b"\xff\xfe", b"[" * 100000, b'{"a":'])
@pytest.mark.parametrize("status", [200, 302, 403, 404, 502, 504])
def test_it_never_guesses_from_a_page(answer: bytes, status: int) -> None:
    write = classify(status, answer, PATH, write=True)
    read = classify(status, answer, PATH, write=False)
    assert isinstance(write, Ambiguous)
    assert isinstance(read, Ambiguous)
    assert (write.retriable, write.stored, read.retriable) == (False, None, True)
    assert isinstance(write, UnreadableAnswer) is (status == 200)


def test_it_takes_an_unknown_code_of_a_broken_server_for_unknown() -> None:
    assert type(classify(503, body(29999), PATH, write=True)) is Ambiguous


def test_it_reads_oauth_errors_without_a_number() -> None:
    error = classify(
        401, b'{"error":"invalid_client","error_description":"client_secret error."}', "/oauth2", write=True
    )
    assert isinstance(error, Misconfigured)
    assert (error.code, error.raw) == (21324, "invalid_client client_secret error.")


def test_it_says_what_a_limit_counts() -> None:
    kinds = {code: classify(403, body(code), PATH, write=True) for code in (10022, 10023, 10024, 20016)}
    scopes = [error.scope for error in kinds.values() if isinstance(error, Limited)]
    assert scopes == [Scope.IP, Scope.USER, Scope.ENDPOINT, Scope.CONTENT]
    assert isinstance(classify(429, b"slow down", PATH, write=False), Limited)


@pytest.mark.parametrize("answer", [b"{}", b"[]", b'{"id":1}', b'{"result":"true"}', b'{"error_code":0}', b"true"])
def test_it_lets_a_success_pass(answer: bytes) -> None:
    assert classify(200, answer, PATH, write=True) is None


@given(st.integers(100, 599), st.binary() | st.builds(body, st.integers() | st.text() | st.none()), st.booleans())
def test_it_classifies_any_answer(status: int, answer: bytes, write: bool) -> None:
    error = classify(status, answer, PATH, write=write)
    assert error is None or (isinstance(error, WeiboError) and error.sentence and error.mend)


def test_it_marks_duplicates_and_what_needs_a_person() -> None:
    assert Refused(code=20019).is_duplicate
    assert not Refused(code=20012).is_duplicate
    assert Refused(code=20031).needs_person


def test_it_knows_that_nothing_was_sent() -> None:
    error = NotSent("refused", path=PATH, write=True)
    assert isinstance(error, Ambiguous)
    assert (error.retriable, error.retry) == (True, Retry.AT_ONCE)


@pytest.mark.parametrize(
    "error",
    [
        Refused("r", code=20019, http_status=400, path=PATH),
        Limited("l", code=10022, path=PATH, scope=Scope.IP, retry_after=5),
        Ambiguous("a", path=PATH, write=True, stored=True),
    ],
)
def test_it_survives_pickling(error: WeiboError) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error)
    assert copy.__dict__ == error.__dict__
    assert str(copy) == str(error)


def test_it_shortens_what_weibo_said() -> None:
    assert len(Refused("x" * 5000).raw) == 500
    assert len(str(Refused("x" * 5000))) < 600
