"""Point 3: what an answer means. Whatever comes over the wire, nothing is raised and nothing is guessed."""

import asyncio
import json
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publishing.dispatch.messages import Answer, from_error, published
from publishing.models import Outcome
from tests.conftest import AT
from tests.weibo.wire import Wire, answer
from tests.weibo.wire import running as running_server
from weibo.calls.commercial import update_biz
from weibo.calls.statuses import repost, share
from weibo.client import Hosts, WeiboClient
from weibo.errors import WeiboError, classify
from weibo.sentences import SENTENCES, sentence_for

TOKEN = "2.00abcdefghijklmnopqrstuvwxyz01"
OURS = {"idstr": "5250187052187648", "id": 5250187052187648, "text": "一条"}
CALLS = [share(TOKEN, "一条 https://a.cn/"), repost(TOKEN, "5250187052187648", "一条"), update_biz(TOKEN, "一条")]
DEFINITE = set(SENTENCES)


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    with running_server() as running:
        yield running


scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=20,
)
codes = st.sampled_from(sorted(SENTENCES)) | st.integers(-5, 10**12)
errors = st.fixed_dictionaries(
    {"error_code": codes | codes.map(str) | scalars, "error": st.text(max_size=30)}, optional={"request": scalars}
)
posts = st.fixed_dictionaries(
    {"id": scalars | st.integers(1, 2**70)}, optional={"idstr": scalars, "created_at": scalars, "user": values}
)
bodies = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=50).map(str.encode),
    st.one_of(values, errors, posts, st.just(OURS)).map(lambda value: json.dumps(value).encode()),
    st.just(b"<html><h1>502 Bad Gateway</h1></html>"),
    st.integers(1, 40).map(lambda cut: json.dumps(OURS).encode()[:cut]),
    st.just(b"[" * 3000),
)


def asked(wire: Wire, status: int, body: bytes, which: int) -> Answer:
    """One real exchange, and what is made of it, as the sender does."""
    wire.script = [answer(body, status)]
    wire.requests.clear()

    async def exchange() -> Answer:
        async with WeiboClient(Hosts.single(wire.base)) as client:
            try:
                return published(1, await client.make(CALLS[which]), at=AT)
            except WeiboError as error:
                return from_error(1, error, at=AT)

    return asyncio.run(exchange())


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(status=st.integers(200, 599).filter(lambda code: code not in {204, 304}), body=bodies, which=st.integers(0, 2))
def test_any_status_with_any_body_is_answered_without_a_guess(wire: Wire, status: int, body: bytes, which: int) -> None:
    found = asked(wire, status, body, which)
    if found.outcome == Outcome.PUBLISHED:
        payload = json.loads(body)
        assert 200 <= status < 300
        assert found.weibo_id.isdigit() and 15 <= len(found.weibo_id) <= 20
        assert found.weibo_id in str(payload)
    else:
        assert found.weibo_id == ""
        assert found.sentence
    if found.outcome == Outcome.REFUSED:
        assert found.code in DEFINITE
    if status >= 500:
        assert found.outcome in {Outcome.UNKNOWN, Outcome.LIMITED, Outcome.TOKEN_DEAD} or found.code in DEFINITE
    assert TOKEN not in found.raw + found.sentence


@pytest.mark.parametrize("code", [20019, 20012, 20021])
def test_a_definite_code_behind_a_broken_gateway_is_unknown(wire: Wire, code: int) -> None:
    body = json.dumps({"error_code": code, "error": "x"}).encode()
    assert asked(wire, 502, body, 0).outcome == Outcome.UNKNOWN
    assert asked(wire, 400, body, 0).outcome == Outcome.REFUSED


def test_a_code_that_nobody_knows_is_unknown(wire: Wire) -> None:
    found = asked(wire, 400, b'{"error_code": 29999, "error": "new"}', 0)
    assert (found.outcome, found.code) == (Outcome.UNKNOWN, 29999)
    assert "29999" in found.sentence


@pytest.mark.parametrize("number", [1, 12345, 10**30])
def test_an_answer_without_the_id_of_a_post_is_unknown(wire: Wire, number: int) -> None:
    assert asked(wire, 200, json.dumps({"id": number, "text": "x"}).encode(), 0).outcome == Outcome.UNKNOWN


OF_SHARE = [
    *(10001, 10002, 10003, 10004, 10005, 10006, 10008, 10009, 10010, 10011, 10012, 10013, 10014, 10016, 10017, 10018),
    *(10020, 10021, 10022, 10023, 10024, 20005, 20006, 20007, 20008, 20012, 20014, 20015, 20016, 20017, 20018, 20019),
    *(20020, 20021, 20022, 20023, 20031, 20032, 20033, 20038, 20044, 20045, 20049, 20101, 20103, 20104, 20111, 20112),
    *(20120, 20130, 20132, 20135, 21301, 21314, 21315, 21316, 21317, 21318, 21319, 21321, 21327, 21330, 21332, 21334),
    21337,
]
"""Every code that publishing or reposting may be answered with (weibo-api 2.1, 2.3, 5.3 to 5.5)."""


@pytest.mark.parametrize("code", OF_SHARE)
def test_every_code_of_publishing_has_a_sentence_and_what_to_do(code: int) -> None:
    error = classify(400, json.dumps({"error_code": code, "error": "x"}).encode(), "/2/statuses/share.json", write=True)
    assert error is not None
    sentence, mend = sentence_for(code)
    assert code in SENTENCES and sentence.endswith("。") and mend.endswith("。")
    assert "！" not in sentence + mend and str(code) not in sentence
    found = from_error(1, error, at=AT)
    assert found.sentence == sentence + mend
    assert found.code == code
