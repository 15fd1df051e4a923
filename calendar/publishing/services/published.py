"""The published majority of a batch of answers, written down together in a constant number of statements.

Only the plain case: the attempt is open, its slot is being sent, Weibo answered with the post. Everything else, also
whatever somebody else has settled meanwhile, is left to `record_outcome`, which knows every case.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from accounts.services import note_posts
from campaigns import services as campaigns
from content.services import mark_published_many
from core import audit
from publishing.dispatch.links import post_address
from publishing.dispatch.messages import Answer
from publishing.events import slots_published, slots_settled
from publishing.models import Outcome, Slot
from weibo.text import mid_to_base62

# Locked in the order of slots, like everywhere. Who waited for a lock sees the row as the other one left it.
_TAKE = """
SELECT attempt.id, slot.id, slot.account_id, account.uid, slot.post_id, post.version_id, attempt.text, post.campaign_id
FROM calendar_slot slot
JOIN calendar_attempt attempt ON attempt.slot_id = slot.id AND attempt.generation = slot.generation
JOIN content_post post ON post.id = slot.post_id
JOIN accounts_weiboaccount account ON account.id = slot.account_id
WHERE attempt.id = ANY(%s) AND attempt.outcome = '' AND slot.state = 'sending' AND post.version_id IS NOT NULL
ORDER BY slot.id FOR NO KEY UPDATE OF slot, attempt
"""
_PUBLICATIONS = """
INSERT INTO calendar_publication
  (slot_id, account_id, post_id, version_id, weibo_id, mid62, url, text, published_at)
SELECT * FROM unnest(
  %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[],
  %s::timestamptz[]
)
ON CONFLICT DO NOTHING RETURNING slot_id, id
"""
_ATTEMPTS = """
UPDATE calendar_attempt attempt
SET outcome = 'published', answered_at = news.at, http_status = news.http_status, error_code = NULL,
    error_text = '', weibo_id = news.weibo_id
FROM unnest(%s::bigint[], %s::timestamptz[], %s::integer[], %s::text[]) AS news (id, at, http_status, weibo_id)
WHERE attempt.id = news.id
"""
_SLOTS = """
UPDATE calendar_slot slot
SET state = 'published', state_detail = '', check_after = NULL, updated_at = news.at
FROM unnest(%s::bigint[], %s::timestamptz[]) AS news (id, at) WHERE slot.id = news.id
"""


class NotTogether(Exception):
    """A post of the batch was not on its way: the singles say which and why."""


@dataclass(frozen=True, slots=True)
class _Standing:
    """One answer with the rows that it settles."""

    answer: Answer
    slot_id: int
    account_id: int
    uid: str
    post_id: int
    version_id: int
    text: str
    mid62: str
    campaign_id: int | None

    @property
    def since(self) -> dt.datetime:
        return self.answer.published_at or self.answer.at


@transaction.atomic
def publish_many(answers: Iterable[Answer]) -> set[int]:
    """Write plain publications down; answers which attempts are settled by it, the others are left untouched.

    Raises `NotTogether` when the rows of posts and slots disagree; nothing is written then.
    """
    plain = {answer.attempt_id: answer for answer in answers if answer.outcome == Outcome.PUBLISHED}
    if not plain:
        return set()
    taken = [standing for row in _ask(_TAKE, [list(plain)]) if (standing := _standing(plain[row[0]], row)) is not None]
    publication_ids = dict(_insert(taken)) if taken else {}
    news = [standing for standing in taken if standing.slot_id in publication_ids]
    if news:
        _settle(news, publication_ids)
        slots_published.send_on_commit(publication_ids=tuple(publication_ids.values()))
        slots_settled.send_on_commit(slot_ids=tuple(publication_ids))
    return {standing.answer.attempt_id for standing in news}


def _standing(answer: Answer, row: tuple[Any, ...]) -> _Standing | None:
    _attempt_id, slot_id, account_id, uid, post_id, version_id, text, campaign_id = row
    try:
        mid62 = mid_to_base62(answer.weibo_id)
    except ValueError:
        return None
    shown = answer.shown_text or text
    return _Standing(answer, slot_id, account_id, uid or "0", post_id, version_id, shown, mid62, campaign_id)


def _insert(taken: list[_Standing]) -> list[tuple[int, int]]:
    """(slot, publication); a post of Weibo that stands in another publication is left out."""
    address = post_address()
    columns: tuple[Callable[[_Standing], object], ...] = (
        lambda item: item.slot_id,
        lambda item: item.account_id,
        lambda item: item.post_id,
        lambda item: item.version_id,
        lambda item: item.answer.weibo_id,
        lambda item: item.mid62,
        lambda item: f"{address}/{item.uid}/{item.mid62}",
        lambda item: item.text,
        lambda item: item.since,
    )
    return [(row[0], row[1]) for row in _ask(_PUBLICATIONS, [[read(item) for item in taken] for read in columns])]


def _settle(news: list[_Standing], publication_ids: dict[int, int]) -> None:
    answers = [item.answer for item in news]
    when = [answer.at for answer in answers]
    statuses, weibo_ids = [answer.http_status for answer in answers], [answer.weibo_id for answer in answers]
    _tell(_ATTEMPTS, [[answer.attempt_id for answer in answers], when, statuses, weibo_ids])
    _tell(_SLOTS, [[item.slot_id for item in news], when])
    posts = {item.post_id: item.since for item in news}
    if mark_published_many(posts) != posts.keys():
        raise NotTogether
    note_posts(posted=((item.account_id, item.since, item.answer.at) for item in news))
    address = post_address()
    campaigns.note_posts(posted=_of_campaigns(news, address))
    audit.record_many(_entry(item, address) for item in news)


def _of_campaigns(news: list[_Standing], address: str) -> Iterator[campaigns.PostedInput]:
    for item in news:
        if item.campaign_id is not None:
            url = f"{address}/{item.uid}/{item.mid62}"
            yield campaigns.PostedInput(item.campaign_id, item.account_id, item.answer.weibo_id, url, item.since)


def _entry(item: _Standing, address: str) -> audit.Entry:
    after = {"weibo_id": item.answer.weibo_id, "url": f"{address}/{item.uid}/{item.mid62}"}
    change = audit.Change(after=after, account_id=item.account_id)
    return audit.Entry("calendar.slot.published", Slot(pk=item.slot_id), item.answer.at, change=change)


def _ask(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _tell(statement: str, values: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
