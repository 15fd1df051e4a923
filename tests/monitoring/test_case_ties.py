"""M5: a case shows the groups and threads it is about; an answer to such a thread says the matter and the attitude."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.errors import Conflict, UserError
from core.models import AuditEntry
from engagement.models import Reply, ReplyState, Thread
from engagement.services import approve_reply, return_reply, send_reply
from engagement.services.answering import Care
from monitoring.models import Alert, Case, Check, Mention, MentionGroup
from monitoring.services import About, Findings, close_case, open_case, sweep_set, write_review
from tests.conftest import AT
from tests.engagement.conftest import MakeThread, make_thread
from tests.monitoring.conftest import Say, make_set

__all__ = ["make_thread"]

ANSWER = "杯口渗水从昨晚八点起有反映，我们正在核实，深表歉意，可私信本账号，明早九点前再通报"

SAID = tuple(Check.values)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def thread(make_thread: MakeThread) -> Thread:
    return make_thread("盖子漏水，烫到手了")


@pytest.fixture
def case(editor: User, thread: Thread) -> Case:
    return open_case(title="漏水", level=4, about=About(thread_ids=(thread.pk,)), by=editor, at=AT).case


def test_m5_an_answer_to_a_thread_of_a_case_says_all_six_points(
    case: Case, thread: Thread, unassessed_editor: User
) -> None:
    with pytest.raises(UserError, match="属于危机“漏水”，回复还没有说清：下一次何时通报") as refused:
        send_reply(thread=thread, text=ANSWER, by=unassessed_editor, at=AT, care=Care(said=SAID[:-1]))
    assert refused.value.code == "reply.points" and not Reply.objects.exists()
    reply = send_reply(thread=thread, text=ANSWER, by=unassessed_editor, at=AT, care=Care(said=SAID))
    assert reply.state == ReplyState.WAITING
    assert AuditEntry.objects.filter(code="engagement.reply.asked").latest("pk").after["said"] == list(SAID)


def test_m5_an_answer_that_waits_while_its_thread_joins_a_case_goes_back(
    thread: Thread, editor: User, customer_editor: User, unassessed_editor: User
) -> None:
    waiting = send_reply(thread=thread, text=ANSWER, by=unassessed_editor, at=AT)
    open_case(title="漏水", level=4, about=About(thread_ids=(thread.pk,)), by=editor, at=AT)
    with pytest.raises(Conflict, match="归入了危机“漏水”"):
        approve_reply(reply=waiting, by=customer_editor, at=AT)
    waiting.refresh_from_db()
    assert waiting.state == ReplyState.WAITING
    return_reply(reply=waiting, note="按要点说清", by=customer_editor, at=AT)
    again = send_reply(thread=thread, text=ANSWER, by=unassessed_editor, at=AT, care=Care(said=SAID))
    assert approve_reply(reply=again, by=customer_editor, at=AT).state == ReplyState.SENDING


def test_m5_nothing_is_ticked_once_the_case_is_closed(
    case: Case, thread: Thread, editor: User, unassessed_editor: User
) -> None:
    write_review(case=case, findings=Findings("瓶盖", "快", "慢"), by=editor, at=AT)
    close_case(case=case, by=editor, at=AT)
    assert send_reply(thread=thread, text=ANSWER, by=unassessed_editor, at=AT).state == ReplyState.WAITING


def test_m5_the_points_stand_at_the_answer_and_what_was_ticked_stays(
    case: Case, thread: Thread, customer_editor: User, client: Client
) -> None:
    client.force_login(customer_editor)
    page = client.get(reverse("engagement:thread", args=[thread.pk])).content.decode()
    assert page.count('name="said"') == len(Check.values)
    refused = client.post(reverse("engagement:reply", args=[thread.pk]), {"text": ANSWER, "said": ["what"]})
    assert refused.status_code == 422
    assert 'value="what" required checked' in refused.content.decode()


def test_m5_a_case_from_a_group_has_its_posts_and_shows_it_beside_its_threads(
    say: Say, thread: Thread, editor: User, client: Client
) -> None:
    posts = say("保温杯爆了", "保温杯爆了！", "保温杯 爆了")
    Mention.objects.filter(pk__in=[post.pk for post in posts]).update(group_id=7)
    figures = {"size": 3, "speakers": 3, "judged": 3, "negative": 2, "peak": 3, "shown_id": posts[0].pk}
    times = dict.fromkeys(("first_at", "last_at", "peak_at", "counted_at"), AT)
    group = MentionGroup.objects.create(pk=7, **figures, **times)
    client.force_login(editor)
    new = client.get(reverse("monitoring:case_new"), {"group": group.pk})
    assert 'value="保温杯爆了"' in new.content.decode()
    about = About(group_ids=(group.pk,), thread_ids=(thread.pk,))
    case = open_case(title="爆", level=4, about=about, by=editor, at=AT).case
    assert case.mentions.count() == 3
    page = client.get(reverse("monitoring:case", args=[case.pk])).content.decode()
    assert "近似 3 条" in page and "负面 67%" in page and reverse("monitoring:group", args=[group.pk]) in page
    panel = f"{reverse('engagement:threads_tied')}?thread={thread.pk}"
    assert panel in page
    assert "烫到手了" in client.get(panel).content.decode()


def test_m5_a_case_from_an_alert_on_a_group_has_the_posts_of_that_group_only(say: Say, editor: User) -> None:
    keyword_set = make_set("保温杯")
    burst, _other, noise = say("保温杯爆了", "保温杯不错", "保温杯爆了爆了", at=AT - MINUTE)
    Mention.objects.filter(pk__in=[burst.pk, noise.pk]).update(group_id=7)
    sweep_set(keyword_set, now=AT)
    keyword_set.hits.filter(mention=noise).update(noise_at=AT)
    window = {"window_start": AT - 10 * MINUTE, "window_end": AT, "count": 2, "usual_low": 0, "usual_high": 0}
    alert = Alert.objects.create(keyword_set=keyword_set, group_id=7, severity=5, created_at=AT, **window)
    case = open_case(title="爆", level=4, about=About(alert=alert), by=editor, at=AT).case
    assert list(case.mentions.values_list("mention_id", flat=True)) == [burst.pk]
