"""The ledger of `script/chaos` sees what it is there to see: each fault is played to it once."""

import random
from typing import Any

import pytest

from chaos.company import Company, Wanted, make_company
from chaos.faults import FAULTS
from chaos.ledger import Findings, Unknowns, compare
from chaos.people import Frozen, People
from publishing.models import Freeze, Slot, SlotState
from script.chaos import NAMES

pytestmark = pytest.mark.django_db


class Record:
    """What the sandbox would answer: its users, its posts, its calls."""

    def __init__(self) -> None:
        self.posts: list[dict[str, Any]] = []
        self.calls: list[dict[str, Any]] = []
        self.people = 0

    def call(self, name: str, **body: Any) -> dict[str, Any]:
        assert name == "users"
        self.people += 1
        return {"screen_name": body["screen_name"], "uid": 6_000_000_000 + self.people}

    def mint_token(self, uid: str, *, app: str) -> str:
        return f"{app}:{uid}"

    def get(self, name: str) -> list[dict[str, Any]]:
        if name.startswith("calls"):
            return self.calls
        uid = name.split("uid=")[1].split("&")[0]
        return [post for post in self.posts if post["uid"] == uid]

    def store(self, uid: str, text: str) -> None:
        number = str(len(self.posts) + 1)
        self.posts.append({"id": int(number), "idstr": number, "uid": uid, "raw": text})


@pytest.fixture
def record() -> Record:
    return Record()


@pytest.fixture
def company(record: Record) -> Company:
    wanted = Wanted("账本", posts=4, span=1.0, lead=-60.0)
    return make_company(wanted, sandbox=record, rng=random.Random(1))  # type: ignore[arg-type]


def judged(company: Company, record: Record, *, withdrawn: tuple[int, ...] = ()) -> Findings:
    """Everything that nothing is said about was sent back to a person."""
    people = People(company, sandbox=record, rng=random.Random(1))  # type: ignore[arg-type]
    people.withdrawn.update(withdrawn)
    return compare(company, people, Unknowns(), sandbox=record)  # type: ignore[arg-type]


def settle(company: Company, state: str = SlotState.FAILED, detail: str = "微博拒绝了。") -> Slot:
    """All slots in one state; answers the first."""
    Slot.objects.filter(pk__in=company.slot_ids).update(state=state, state_detail=detail)
    return Slot.objects.select_related("account").get(pk=company.slot_ids[0])


def test_it_is_content_when_everything_is_in_front_of_a_person(company: Company, record: Record) -> None:
    settle(company)
    found = judged(company, record)
    assert (found.duplicates, found.lost, found.unapproved, found.contradicted, found.after_freeze) == (0, 0, 0, 0, 0)


def test_it_sees_a_post_that_stands_twice(company: Company, record: Record) -> None:
    slot = settle(company, SlotState.UNKNOWN, "正在核实。")
    for _ in range(3):
        record.store(slot.account.uid or "", company.texts[slot.pk])
    assert judged(company, record).duplicates == 2


def test_it_sees_posts_that_nobody_was_told_about(company: Company, record: Record) -> None:
    assert judged(company, record).lost == 4
    settle(company, detail="")
    assert judged(company, record).lost == 4


def test_it_sees_what_nobody_approved_and_what_was_withdrawn(company: Company, record: Record) -> None:
    slot = settle(company, SlotState.UNKNOWN, "正在核实。")
    record.store(slot.account.uid or "", "谁也没有审核过的话")
    assert judged(company, record).unapproved == 1
    record.store(slot.account.uid or "", company.texts[slot.pk])
    assert judged(company, record, withdrawn=(slot.pk,)).unapproved == 2


def test_it_sees_when_we_deny_what_stands_and_claim_what_does_not(company: Company, record: Record) -> None:
    slot = settle(company)
    record.store(slot.account.uid or "", company.texts[slot.pk])
    assert judged(company, record).contradicted == 1
    settle(company, SlotState.PUBLISHED, "")
    assert judged(company, record).contradicted == 4


def test_it_sees_a_run_that_proves_nothing(company: Company, record: Record) -> None:
    slot = settle(company)
    assert judged(company, record).hollow == 1
    record.store(slot.account.uid or "", company.texts[slot.pk])
    assert judged(company, record).hollow == 0


def test_it_sees_calls_after_a_freeze(company: Company, record: Record) -> None:
    slot = settle(company)
    uid = slot.account.uid or ""
    record.calls = [
        {"call": "statuses/share", "uid": uid, "arrived": at, "at": at + 0.05, "code": 0} for at in (99.9, 100.1, 130.0)
    ]
    people = People(company, sandbox=record, rng=random.Random(1))  # type: ignore[arg-type]
    people.freezes.append(Frozen(Freeze(), frozenset({uid}), 100.0, thawed_at=[120.0]))
    assert compare(company, people, Unknowns(), sandbox=record).after_freeze == 1  # type: ignore[arg-type]


def test_it_sees_an_unknown_that_is_left_open() -> None:
    unknowns = Unknowns()
    unknowns.look({1, 2}, 0.0)
    unknowns.look({1}, 200.0)
    unknowns.look({1}, 400.0)
    assert unknowns.too_long == {1} and unknowns.seen == {1, 2} and unknowns.longest == 400.0


def test_every_fault_is_played() -> None:
    assert sorted(NAMES) == sorted(FAULTS)
