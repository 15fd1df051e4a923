"""Hot topics are looked for by a sweep; people hide what is not for us (M7)."""

from datetime import datetime

from django.db import transaction

from accounts.access import require_somewhere
from accounts.models import User
from accounts.roles import Can
from core.audit import record
from core.locks import only_one
from monitoring.models import HiddenTopic, HotMatter, TopicBoard, TopicState
from monitoring.queries.topic_boards import Board, look


def judge_topics(*, now: datetime) -> int:
    """Look at all spans and replace what stood there. Returns how many matters rise; 0 while another one looks."""
    with only_one("monitoring.topics") as mine:
        boards = look(now) if mine else []
        with transaction.atomic():
            return sum(_keep(board, now) for board in boards)


def _keep(board: Board, now: datetime) -> int:
    row, _new = TopicBoard.objects.update_or_create(
        span=board.span,
        defaults={
            "made_at": now,
            "since": board.since,
            "read": board.read,
            "heard": board.heard,
            "sampled": board.sampled,
            "newcomers": board.newcomers,
        },
    )
    rose = dict(row.matters.filter(state=TopicState.RISING).values_list("key", "rose_at"))
    row.matters.all().delete()
    made = [
        HotMatter(
            board=row, place=place, key=one.key, name=one.name, state=one.state, posts=one.posts, people=one.people,
            machines=one.machines, fit=one.fit, category_id=one.category_id, first_at=one.first_at,
            rose_at=(rose.get(one.key) or now) if one.state == TopicState.RISING else None,
            mention_id=one.mention_id, facts=one.facts,
        )
        for place, one in enumerate(board.found)
    ]  # fmt: skip
    HotMatter.objects.bulk_create(made)
    return sum(one.rose_at is not None for one in made)


@transaction.atomic
def hide_topic(*, key: str, name: str, by: User, at: datetime) -> HiddenTopic:
    """It is not for us: out of every list until somebody wants it back; asked twice, the first one stands."""
    require_somewhere(by, Can.MONITOR)
    row, made = HiddenTopic.objects.get_or_create(key=key[:60], defaults={"name": name[:200], "by": by, "at": at})
    if made:
        record("monitoring.topic.hidden", row, by=by, at=at)
    return row


@transaction.atomic
def show_topic(*, hidden: HiddenTopic, by: User, at: datetime) -> None:
    """Back into the lists."""
    require_somewhere(by, Can.MONITOR)
    row = HiddenTopic.objects.select_for_update(of=("self",)).filter(pk=hidden.pk).first()
    if row is not None:
        record("monitoring.topic.shown", row, by=by, at=at)
        row.delete()
