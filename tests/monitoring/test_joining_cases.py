"""M5: threads, groups and posts that turn up later join an open case, from its page and from their own."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.errors import Conflict, UserError
from core.models import AuditEntry
from engagement.models import Thread
from monitoring.models import Case, Mention, MentionGroup
from monitoring.services import About, Findings, Setting, close_case, join_case, open_case, write_review
from tests.conftest import AT
from tests.engagement.conftest import MakeThread, make_thread
from tests.monitoring.conftest import Say, make_set

__all__ = ["make_set", "make_thread"]


@pytest.fixture
def case(editor: User) -> Case:
    return open_case(title="漏水", level=4, about=About(), by=editor, at=AT).case


@pytest.fixture
def thread(make_thread: MakeThread) -> Thread:
    return make_thread("盖子漏水，烫到手了")


@pytest.fixture
def group(say: Say) -> MentionGroup:
    say("盖子漏水，烫到手了", "盖子漏水，烫到手了！")
    figures = dict.fromkeys(("size", "speakers", "peak"), 2) | {"judged": 0, "negative": 0}
    moments = dict.fromkeys(("first_at", "last_at", "peak_at", "counted_at"), AT)
    found = MentionGroup.objects.create(pk=700_009, shown_id=Mention.objects.latest("pk").pk, **figures, **moments)
    Mention.objects.update(group_id=found.pk)
    return found


def test_m5_what_turns_up_later_joins_once_and_stands_in_the_log(
    case: Case, thread: Thread, group: MentionGroup, editor: User
) -> None:
    about = About(thread_ids=(thread.pk,), group_ids=(group.pk,))
    joined = join_case(case=case, about=about, by=editor, at=AT)
    assert (joined.thread_ids, joined.group_ids, joined.mentions.count()) == ([thread.pk], [group.pk], 2)
    assert case.entries.latest("pk").params == {"threads": 1, "groups": 1, "posts": 2}
    assert AuditEntry.objects.filter(code="monitoring.case.joined").count() == 1
    with pytest.raises(Conflict) as refused:
        join_case(case=case, about=about, by=editor, at=AT)
    assert refused.value.code == "case.tied_already"


def test_m5_nothing_joins_a_closed_case_a_drill_or_without_being_named(case: Case, editor: User) -> None:
    with pytest.raises(UserError, match="粘贴"):
        join_case(case=case, about=About(), by=editor, at=AT)
    with pytest.raises(Conflict, match="已经在案件里"):
        join_case(case=case, about=About(group_ids=(987654,)), by=editor, at=AT)
    write_review(case=case, findings=Findings("瓶盖", "快", "慢"), by=editor, at=AT)
    close_case(case=case, by=editor, at=AT)
    drill = open_case(title="练", level=4, about=About(), by=editor, at=AT, setting=Setting(is_drill=True)).case
    for one, code in ((case, "case.closed"), (drill, "case.drill")):
        with pytest.raises(Conflict) as refused:
            join_case(case=one, about=About(thread_ids=(1,)), by=editor, at=AT + dt.timedelta(hours=1))
        assert refused.value.code == code


def test_m5_a_case_takes_the_address_of_a_thread_a_group_or_a_post(
    case: Case, thread: Thread, group: MentionGroup, editor: User, client: Client
) -> None:
    client.force_login(editor)
    url = reverse("monitoring:case_join", args=[case.pk])
    for name, pk in (("engagement:thread", thread.pk), ("monitoring:group", group.pk)):
        answer = client.post(url, {"address": f" https://weibo.example{reverse(name, args=[pk])}?tab=1#a "})
        assert answer.status_code == 302
    case.refresh_from_db()
    assert (case.thread_ids, case.group_ids) == ([thread.pk], [group.pk])
    for nonsense in ("https://weibo.example/nowhere/", "http://[", "漏水", reverse("monitoring:cases")):
        refused = client.post(url, {"address": nonsense})
        assert refused.status_code == 422
        assert f'value="{nonsense}"' in refused.content.decode()


def test_m5_a_group_offers_the_open_cases_and_then_names_its_own(
    case: Case, group: MentionGroup, editor: User, client: Client
) -> None:
    client.force_login(editor)
    offered = client.get(reverse("monitoring:case_new"), {"group": group.pk}).content.decode()
    url = f"{reverse('monitoring:case_join', args=[case.pk])}?group={group.pk}"
    assert f'action="{url}"' in offered
    assert "归入处置中的案件" not in client.get(reverse("monitoring:case_new")).content.decode()
    assert client.post(url).status_code == 302
    assert "已归入危机“漏水”" in client.get(reverse("monitoring:group", args=[group.pk])).content.decode()
