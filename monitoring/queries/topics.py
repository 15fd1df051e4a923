"""Hot topics as pages show them (M7): what the last sweep found, without what somebody hid."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from accounts.access import rights_of
from accounts.models import AccountState, User, WeiboAccount
from accounts.roles import Can
from monitoring.hot.fitting import COMPLAINT, FAIR, GOOD, Why
from monitoring.models import HiddenTopic, HotMatter, TopicBoard, TopicSpan, TopicState
from monitoring.queries.topic_sentences import fit_sentences, rise_sentence
from publishing.queries.openings import Opening, openings

STALE: Final = timedelta(hours=1)
"""A board that is older was made by a sweep that stands still."""
OPENINGS_SHOWN: Final = 6
_ORDER: Final = [TopicState.RISING, TopicState.UNKNOWN, TopicState.STEADY, TopicState.FEW, TopicState.MACHINES]


@dataclass(frozen=True)
class Topic:
    """One matter with the sentences that explain it."""

    row: HotMatter

    @property
    def why(self) -> str:
        """How far it rose beside its own past."""
        return rise_sentence(self.row)

    @property
    def reasons(self) -> list[tuple[int, str]]:
        """Points and what they rest on."""
        return fit_sentences(self.row)

    @property
    def is_topic(self) -> bool:
        return self.row.key.startswith("#")

    @property
    def is_never(self) -> bool:
        """Whether grief or crime is in it."""
        return any(code == Why.NEVER for code, _points, _values in self.row.facts["reasons"])

    @property
    def is_complaint(self) -> bool:
        """Whether most of it is negative."""
        return (self.row.facts["negative"] or 0) >= COMPLAINT

    @property
    def level(self) -> str:
        """`good`, `fair`, `poor`, or `never`."""
        if self.is_never:
            return "never"
        return "good" if self.row.fit >= GOOD else "fair" if self.row.fit >= FAIR else "poor"

    @property
    def machine_share(self) -> int:
        """Percent of its posts."""
        whole = self.row.posts + self.row.machines
        return round(100 * self.row.machines / whole) if whole else 0

    @property
    def members(self) -> list[str]:
        return [f"#{one['name']}#" if one["key"].startswith("#") else one["name"] for one in self.row.facts["members"]]

    @property
    def title(self) -> str:
        """As people write it."""
        return f"#{self.row.name}#" if self.is_topic else self.row.name

    @property
    def tag(self) -> str:
        """What would stand on an account's list of tags (A6)."""
        return self.row.name if self.is_topic else self.row.key

    @property
    def search(self) -> str:
        """What finds its posts in the list of mentions."""
        return f"{reverse('monitoring:mentions')}?{urlencode({'caught': 1, 'q': self.tag})}"

    @property
    def campaign(self) -> str:
        """A discussion campaign, filled in as far as it is known."""
        values = {"kind": "hot_topic", "purpose": "hot_topic", "name": self.title[:80], "topic": self.row.name}
        return f"{reverse('campaigns:new')}?{urlencode(values)}"


@dataclass(frozen=True)
class TopicsPage:
    """A span with its matters: what rises by how it fits, what is as ever or too little, what machines push."""

    board: TopicBoard | None
    rising: list[Topic]
    others: list[Topic]
    machines: list[Topic]
    hidden: list[HiddenTopic]
    is_stale: bool


def span_of(given: str) -> str:
    """A span that exists; a day otherwise."""
    return given if given in TopicSpan.values else TopicSpan.DAY.value


def topics_page(span: str, *, now: datetime) -> TopicsPage:
    """Everything of one span; three queries."""
    board = TopicBoard.objects.filter(span=span).first()
    found = [Topic(row) for row in _shown().filter(board=board)] if board else []
    rising = [topic for topic in found if topic.row.state == TopicState.RISING]
    machines = [topic for topic in found if topic.row.state == TopicState.MACHINES]
    others = [topic for topic in found if topic.row.state not in {TopicState.RISING, TopicState.MACHINES}]
    return TopicsPage(
        board,
        sorted(rising, key=lambda topic: (topic.is_never, -topic.row.fit, topic.row.place)),
        sorted(others, key=_rank),
        machines,
        list(HiddenTopic.objects.select_related("by")[:50]),
        board is None or now - board.made_at > STALE,
    )


def hot_topics(span: str, *, limit: int = 10) -> list[Topic]:
    """For a small space: what rises first, then by how it fits; never what machines push alone, nor grief."""
    found = [Topic(row) for row in _shown().filter(board__span=span).exclude(state=TopicState.MACHINES)]
    return sorted((topic for topic in found if not topic.is_never), key=_rank)[:limit]


def fitting_topics(*, limit: int) -> tuple[str, list[Topic]]:
    """Of a day, or when that has none, of a week: what may fit; no complaint, no single word; one query."""
    rows = _shown().filter(board__span__in=["day", "week"], fit__gte=FAIR).exclude(state=TopicState.MACHINES)
    found: dict[str, list[Topic]] = {"day": [], "week": []}
    for row in rows.select_related("board"):
        if not (topic := Topic(row)).is_never and not topic.is_complaint and (topic.is_topic or topic.members):
            found[row.board.span].append(topic)
    span = "day" if found["day"] or not found["week"] else "week"
    return span, sorted(found[span], key=_rank)[:limit]


def topic_by_key(key: str, span: str) -> Topic | None:
    """A matter that still stands."""
    row = HotMatter.objects.filter(board__span=span, key=key).first()
    return Topic(row) if row else None


def next_openings(user: User, *, now: datetime) -> list[tuple[Opening, WeiboAccount]]:
    """The next empty places of the slot plans of accounts for which this person writes and plans."""
    rights = rights_of(user)
    accounts = WeiboAccount.objects.exclude(state=AccountState.RETIRED)
    for ids in (rights.account_ids(Can.WRITE), rights.account_ids(Can.SCHEDULE)):
        accounts = accounts if ids is None else accounts.filter(pk__in=ids)
    by_id = {account.pk: account for account in accounts}
    free = openings(by_id, now, now + timedelta(days=2)) if by_id else []
    return [(one, by_id[one.account_id]) for one in free[:OPENINGS_SHOWN]]


def writing_accounts(user: User) -> "QuerySet[WeiboAccount]":
    """Accounts that may get a tag from this person."""
    ids = rights_of(user).account_ids(Can.WRITE)
    accounts = WeiboAccount.objects.exclude(state=AccountState.RETIRED).order_by("nickname")
    return accounts if ids is None else accounts.filter(pk__in=ids)


def _shown() -> "QuerySet[HotMatter]":
    return HotMatter.objects.exclude(key__in=HiddenTopic.objects.values("key")).select_related("category")


def _rank(topic: Topic) -> tuple[bool, int, int, int, int]:
    row = topic.row
    return topic.is_never, _ORDER.index(TopicState(row.state)), -row.fit, -row.posts, row.place
