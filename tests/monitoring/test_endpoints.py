"""M2: the page of a source says by which calls it is read, how sure they are, and what the app level shows."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Channel, User, WeiboAccount
from monitoring.models import FILE_KINDS, Source, SourceKind
from monitoring.queries.endpoints import LABELS, STATES, calls_of
from tests.conftest import ClientOf
from weibo import certainty
from weibo.certainty import LISTENING, Certainty

CALLS = Path(certainty.__file__).parent / "calls"


def source_of(kind: str, account: WeiboAccount | None = None) -> Source:
    return Source(kind=kind, name="山岚", account=account)


def test_m2_every_call_by_which_we_listen_is_one_that_the_gateway_makes() -> None:
    made = "".join(path.read_text() for path in CALLS.glob("*.py"))
    assert [path for path in LISTENING if f'"/2/{path}.json"' not in made] == []
    assert set(LABELS) == set(STATES) == set(Certainty)


@pytest.mark.parametrize("kind", sorted(set(SourceKind) - FILE_KINDS))
def test_m2_every_source_that_we_read_says_how(kind: str, account: WeiboAccount) -> None:
    found = calls_of(source_of(kind, account))
    assert found is not None
    assert found.endpoints and found.limits


@pytest.mark.parametrize("kind", sorted(FILE_KINDS))
def test_m2_a_file_is_read_by_no_call(kind: str) -> None:
    assert calls_of(source_of(kind)) is None


def test_m2_the_commercial_app_asks_other_calls_and_is_shown_everybody(account: WeiboAccount) -> None:
    ordinary = calls_of(source_of(SourceKind.MENTIONS, account))
    account.channel = Channel.COMMERCIAL
    commercial = calls_of(source_of(SourceKind.MENTIONS, account))
    assert ordinary is not None and commercial is not None
    assert [one.path for one in ordinary.endpoints] == ["statuses/mentions"]
    assert [one.path for one in commercial.endpoints] == ["statuses/mentions/biz"]
    assert len(ordinary.limits) == len(commercial.limits) + 1


@pytest.mark.parametrize(
    ("kind", "said"), [(SourceKind.STREAM, "资料不一致或不清楚"), (SourceKind.REPOSTS, "多份资料一致")]
)
def test_m2_the_page_says_how_sure_it_is(
    kind: str, said: str, account: WeiboAccount, customer_editor: User, client_of: ClientOf
) -> None:
    source = source_of(kind, account if kind == SourceKind.REPOSTS else None)
    source.save()
    client: Client = client_of(customer_editor)
    page = client.get(reverse("monitoring:source", args=[source.pk])).content.decode()
    assert said in page
    assert "怎么读" in page
