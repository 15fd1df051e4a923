"""Take due slots for sending: lock, last look, attempt row, commit. Set-based: a constant number of queries a batch."""

import datetime as dt
from dataclasses import asdict, dataclass, field
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from content import services as posts
from core.errors import UserError
from publishing.dispatch.facts import Facts, read_facts
from publishing.dispatch.last_look import judge, latest
from publishing.dispatch.messages import Claimed
from publishing.dispatch.verdicts import No, Verdict, Wait
from publishing.events import slot_changed
from publishing.models import Slot, SlotState
from publishing.queries.rules import by_a_person
from publishing.queries.sending import DUE_SQL, EVERYTHING, Share, load_slots
from publishing.services.call_counts import count_sends
from publishing.services.locks import share_freezes
from publishing.services.turning_away import turn_away_many

log = structlog.get_logger(__name__)

CLAIM_LEASE = dt.timedelta(seconds=30)
"""Beyond its time: a claim whose worker is gone returns to planned after this."""
STUMBLE = dt.timedelta(seconds=60)

TAKE_SQL = f"""
    SELECT slot.id FROM calendar_slot slot JOIN content_post post ON post.id = slot.post_id
    WHERE {DUE_SQL} AND (slot.scheduled_at <= %(own_after)s OR slot.id %% %(of)s = %(number)s)
    ORDER BY slot.scheduled_at, slot.id LIMIT %(limit)s
    FOR UPDATE OF slot, post SKIP LOCKED
"""  # noqa: S608  a constant, no input
"""The post's row too: an editor who is saving right now keeps his post out of this round."""

ATTEMPTS_SQL = """
    WITH given AS (
        SELECT * FROM unnest(
            %(slots)s::bigint[], %(hashes)s::text[], %(texts)s::text[], %(channels)s::text[], %(reposts)s::text[],
            %(send_by)s::timestamptz[]
        ) AS given (slot_id, content_hash, text, channel, repost_of, send_by)
    ), taken AS (
        UPDATE calendar_slot slot
        SET state = 'sending', state_detail = '', generation = slot.generation + 1, updated_at = %(now)s
        FROM given WHERE slot.id = given.slot_id RETURNING slot.id, slot.generation, slot.scheduled_at
    )
    INSERT INTO calendar_attempt (
        slot_id, generation, worker, worker_life, content_hash, text, claimed_at, send_by, lease_until, channel,
        repost_of, outcome, error_text, weibo_id
    )
    SELECT taken.id, taken.generation, %(worker)s, %(life)s, given.content_hash, given.text, %(now)s, given.send_by,
        GREATEST(%(now)s, taken.scheduled_at) + %(lease)s::interval, given.channel, given.repost_of, '', '', ''
    FROM taken JOIN given ON given.slot_id = taken.id ORDER BY taken.scheduled_at, taken.id
    RETURNING slot_id, id
"""
"""What goes is being sent from now on, and each has its attempt: one statement, so neither without the other."""


@dataclass(frozen=True, slots=True)
class Round:
    """What the slots of one claim share. `life`: the lock that shows that the worker lives (services.liveness)."""

    now: dt.datetime
    worker: str
    life: int | None = None


@dataclass(slots=True)
class _Sorted:
    """The slots of a round by what becomes of them."""

    go: list[tuple[Slot, str]] = field(default_factory=list)  # with the token
    by_hand: list[Slot] = field(default_factory=list)
    waiting: list[tuple[Slot, Wait]] = field(default_factory=list)
    turned_away: list[tuple[Slot, No]] = field(default_factory=list)
    stumbled: list[tuple[Slot, str]] = field(default_factory=list)


@transaction.atomic
def claim_due_slots(
    *,
    now: dt.datetime,
    limit: int,
    worker: str,
    ahead: dt.timedelta,
    life: int | None = None,
    share: Share = EVERYTHING,
) -> list[Claimed]:
    """Take up to `limit` slots that are due by `now + ahead`, each by one worker only.

    Every one either has a committed attempt afterwards and is answered here, or the state and the sentence that the
    last look gave it. Slots whose rows somebody else holds are passed over.
    """
    share_freezes()
    with connection.cursor() as cursor:
        values = {"until": now + ahead, "now": now, "limit": limit, **asdict(share)}
        cursor.execute(TAKE_SQL, values)
        ids = [pk for (pk,) in cursor.fetchall()]
    return _claim_or_split(ids, Round(now, worker, life)) if ids else []


def _claim_or_split(ids: list[int], this: Round) -> list[Claimed]:
    """A batch that breaks is tried again in halves, so that one slot that cannot be taken does not stop the others."""
    try:
        with transaction.atomic():
            return _claim(ids, this)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # the others go on
        log.exception("claim_stumbled", slot_ids=ids)
        if len(ids) == 1:
            _stumble(ids, type(error).__name__, this.now)
            return []
    middle = len(ids) // 2
    return _claim_or_split(ids[:middle], this) + _claim_or_split(ids[middle:], this)


def _stumble(ids: list[int], error: str, now: dt.datetime) -> None:
    """They are looked at again a little later."""
    sentence = _("发送前检查出错（%(error)s），稍后再试。") % {"error": error}
    Slot.objects.filter(pk__in=ids).update(check_after=now + STUMBLE, state_detail=sentence, updated_at=now)


def _claim(ids: list[int], this: Round) -> list[Claimed]:
    slots = load_slots(ids)
    facts = read_facts(slots, now=this.now, taking=True)
    found = _Sorted()
    for slot in slots:
        _sort(slot, facts, found)
    turn_away_many(found.turned_away, at=this.now)
    _wait(found.waiting, this.now)
    _hand_over(found.by_hand, this.now)
    for name in {name for _slot, name in found.stumbled}:
        _stumble([slot.pk for slot, error in found.stumbled if error == name], name, this.now)
    return _take(found.go, facts, this)


def _sort(slot: Slot, facts: Facts, found: _Sorted) -> None:
    """The pure last look at one slot; one that cannot even be looked at must not stop the others."""
    try:
        verdict, token = _look(slot, facts)
    except Exception as error:  # the batch goes on
        log.exception("judging_stumbled", slot_id=slot.pk)
        found.stumbled.append((slot, type(error).__name__))
        return
    if isinstance(verdict, No):
        found.turned_away.append((slot, verdict))
    elif isinstance(verdict, Wait):
        found.waiting.append((slot, verdict))
    elif by_a_person(slot.post):
        found.by_hand.append(slot)
    else:
        facts.turns.note_taken(slot, facts.now)
        facts.budgets.note_taken(slot, facts.now)
        facts.rhythm.note(slot, facts.now)
        found.go.append((slot, token))


def _look(slot: Slot, facts: Facts) -> tuple[Verdict | None, str]:
    verdict = judge(slot, facts)
    if verdict is not None or by_a_person(slot.post):
        return verdict, ""
    try:
        return None, facts.tokens.token_of(slot.account)
    except UserError as error:
        return No(SlotState.HELD, str(error)), ""


def _take(going: list[tuple[Slot, str]], facts: Facts, this: Round) -> list[Claimed]:
    """Slots, attempts and posts of what goes, by one statement each for slots with attempts and for posts."""
    if not going:
        return []
    slots = [slot for slot, _token in going]
    posts.mark_sending_many(posts=[slot.post for slot in slots], at=this.now)
    attempts = _write_attempts(slots, facts, this)
    count_sends(facts.budgets)  # last: it holds the rows of the apps until the commit
    return [_claimed(slot, token, attempts[slot.pk], facts) for slot, token in going]


def _write_attempts(slots: list[Slot], facts: Facts, this: Round) -> dict[int, int]:
    """The slots are being sent from now on, each with an attempt; answers the attempts' ids by slot."""
    columns: dict[str, Any] = {
        "slots": [slot.pk for slot in slots],
        "hashes": [slot.post.approved_hash for slot in slots],
        "texts": [facts.draft(slot).text_as_sent for slot in slots],
        "channels": [slot.account.channel for slot in slots],
        "reposts": [facts.turns.repost_of(slot) for slot in slots],
        "send_by": [latest(slot) for slot in slots],
    }
    lease = f"{CLAIM_LEASE.total_seconds()} seconds"
    with connection.cursor() as cursor:
        cursor.execute(ATTEMPTS_SQL, {**columns, **asdict(this), "lease": lease})
        return dict(cursor.fetchall())


def _claimed(slot: Slot, token: str, attempt_id: int, facts: Facts) -> Claimed:
    return Claimed(
        attempt_id,
        slot.pk,
        slot.account_id,
        slot.scheduled_at,
        slot.account.channel,
        facts.draft(slot).text_as_sent,
        tuple(str(item.file.name) for item in facts.media[slot.pk]),
        token,
        facts.turns.repost_of(slot),
    )


def _wait(waiting: list[tuple[Slot, Wait]], now: dt.datetime) -> None:
    """They stay planned and are looked at again at their moment."""
    together: dict[Wait, list[int]] = {}
    for slot, verdict in waiting:
        together.setdefault(verdict, []).append(slot.pk)
    for verdict, ids in together.items():
        sentence = {"state_detail": verdict.sentence} if verdict.sentence else {}
        Slot.objects.filter(pk__in=ids).update(check_after=verdict.until, updated_at=now, **sentence)


def _hand_over(slots: list[Slot], now: dt.datetime) -> None:
    """K6: from its time on a person is asked to publish it; it is not claimed again. Until then it steps aside."""
    early = [slot.pk for slot in slots if slot.scheduled_at > now]
    Slot.objects.filter(pk__in=early).update(check_after=F("scheduled_at"), updated_at=now)
    due = [slot.pk for slot in slots if slot.scheduled_at <= now]
    sentence = _("请人工发布，完成后填写微博链接。")
    Slot.objects.filter(pk__in=due).update(handed_over_at=now, state_detail=sentence, updated_at=now)
    for pk in due:
        slot_changed.send_on_commit(slot_id=pk)
