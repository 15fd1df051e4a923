"""Hot topics are what people say, never what machines say alone (M7)."""

import datetime as dt

from django.core.cache import cache

from monitoring.models import Mention
from monitoring.queries.topics import hot_topics
from monitoring.services import sweep_set
from tests.conftest import AT
from tests.monitoring.conftest import Say, make_set


def test_m7_a_topic_of_machine_accounts_alone_is_none(say: Say) -> None:
    cache.clear()
    found = make_set("山岚")
    bought = say("山岚好 #买买买#", "山岚妙 #买买买#", "山岚赞 #买买买#", at=AT - dt.timedelta(hours=1))
    mixed = say("山岚壶 #周末喝茶#", "山岚杯 #周末喝茶#", at=AT - dt.timedelta(hours=1), author="茶友")
    machines = [*(one.pk for one in bought), mixed[0].pk]
    Mention.objects.filter(pk__in=machines).update(author_suspect=80)
    sweep_set(found, now=AT)
    assert [(topic.name, topic.count, topic.authors) for topic in hot_topics("day", now=AT)] == [("周末喝茶", 2, 1)]
