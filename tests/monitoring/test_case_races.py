"""What is asked for twice at once is done once. Two real connections."""

from collections import Counter

import pytest

from accounts.models import User
from core.models import Job
from monitoring.models import TaskKind
from monitoring.services import About, list_loudest, open_case, start_resweep
from tests.conftest import AT
from tests.monitoring.conftest import Say, make_set
from tests.publishing.test_races import in_threads

pytestmark = pytest.mark.django_db(transaction=True)


def test_m5_two_who_list_the_loudest_posts_at_once_list_each_once(say: Say, editor: User) -> None:
    posts = say(*[f"漏水 {number}" for number in range(5)], at=AT)
    about = About(mention_ids=tuple(post.pk for post in posts))
    case = open_case(title="漏水", level=4, about=about, by=editor, at=AT).case

    def ask() -> int:
        return list_loudest(case=case, by=editor, at=AT)

    assert Counter(in_threads(ask, ask, ask)) == {0: 2, 5: 1}
    assert case.tasks.filter(kind=TaskKind.ANSWER).count() == 5


def test_m1_two_who_run_a_set_over_the_past_at_once_start_one_run(editor: User) -> None:
    keyword_set = make_set("山岚")

    def ask() -> int:
        return start_resweep(keyword_set=keyword_set, by=editor, at=AT).pk

    assert len(set(in_threads(ask, ask, ask))) == 1 and Job.objects.count() == 1
