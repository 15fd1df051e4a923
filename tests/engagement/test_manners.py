"""E1: risky answers wait for a second person with the reason; words that are not polite are said before sending."""

import pytest
from django.urls import reverse

from accounts.models import User
from core.errors import Forbidden, UserError
from engagement.models import Reply, ReplyState, SavedReply
from engagement.queries.manners import manners_of, risks_of_reply
from engagement.services import approve_reply, send_reply
from tests.conftest import AT, ClientOf
from tests.engagement.conftest import MakeThread

COLD, FORBIDDEN = "你自己看", "稳赚不赔"
"""Of the lists that the product brings."""
HTMX = {"HX-Request": "true"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "risk"),
    [
        ("这款现在 99元", "价格与优惠"),
        ("喝了能治疗失眠", "医疗与健康"),
        ("可以分期免息", "金融与收益"),
        ("对事故深表歉意", "危机回应"),
        ("我们全额退款", "承诺赔偿"),
        ("请私信订单号", ""),
    ],
)
def test_e1_what_is_risky_in_an_answer(text: str, risk: str) -> None:
    assert [found.name for found in risks_of_reply(text)] == ([risk] if risk else [])


def test_e1_a_risky_answer_of_an_assessed_person_waits_for_another_and_says_why(
    make_thread: MakeThread, customer_editor: User, editor: User, client_of: ClientOf
) -> None:
    thread = make_thread()
    url = reverse("engagement:reply", args=[thread.pk])
    answer = client_of(customer_editor).post(url, {"text": "我们全额退款"}, headers=HTMX)
    assert answer.status_code == 200 and "承诺赔偿" in answer.content.decode()
    reply = Reply.objects.get()
    assert (reply.state, reply.risks[0]["name"]) == (ReplyState.WAITING, "承诺赔偿")
    with pytest.raises(Forbidden, match="是您写的"):
        approve_reply(reply=reply, by=customer_editor, at=AT)
    assert "承诺赔偿" in client_of(editor).get(reverse("engagement:approvals")).content.decode()
    assert approve_reply(reply=reply, by=editor, at=AT).state == ReplyState.SENDING


def test_e1_what_an_account_never_says_is_said_before_sending_until_somebody_insists(
    make_thread: MakeThread, customer_editor: User, client_of: ClientOf
) -> None:
    thread = make_thread()
    thread.account.never_says = "亲亲"
    thread.account.save(update_fields=["never_says"])
    url = reverse("engagement:reply", args=[thread.pk])
    refused = client_of(customer_editor).post(url, {"text": "亲亲，99元哦"}, headers=HTMX)
    page = refused.content.decode()
    assert refused.status_code == 422 and "绝不说" in page and 'name="sure"' in page and "亲亲，99元哦" in page
    assert not Reply.objects.exists()
    client_of(customer_editor).post(url, {"text": "亲亲，99元哦", "sure": "1"}, headers=HTMX)
    assert Reply.objects.get().state == ReplyState.WAITING


def test_e1_cold_words_are_named_in_saved_replies_and_forbidden_ones_never_leave(
    make_thread: MakeThread, customer_editor: User, client_of: ClientOf
) -> None:
    assert manners_of(f"{COLD}。").faults and manners_of(FORBIDDEN).stops
    client, url = client_of(customer_editor), reverse("engagement:saved")
    data = {"title": "查物流", "text": f"{{客户}}您好，{COLD}。"}
    refused = client.post(url, data)
    assert refused.status_code == 422 and 'name="sure"' in refused.content.decode()
    assert client.post(url, data | {"sure": "1"}).status_code == 302
    assert SavedReply.objects.count() == 1
    assert client.post(url, {"title": "坏", "text": FORBIDDEN, "sure": "1"}).status_code == 422
    with pytest.raises(UserError):
        send_reply(thread=make_thread(), text=FORBIDDEN, by=customer_editor, at=AT)
