"""Robots: kept sealed, told once, tried again with growing pauses, never an inner address."""

import datetime as dt
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.db import connection
from django.urls import reverse
from pytest_django import Settings

from accounts.models import AccountGroup, Robot, RobotMessage, User, WeiboAccount
from accounts.services import robots as services
from accounts.services.robots import News, RobotInput
from core.errors import Forbidden
from core.models import AuditEntry
from core.outgoing.refusals import RefusedAddress
from tests.conftest import ClientOf

pytestmark = pytest.mark.django_db
NEWS = News("hand_over", "hand-over:1:x", "人工发布", "请现在发布", "/calendar/slots/1/text/")


class Fake(HTTPServer):
    """A robot's other side: keeps what it got, answers what it is told to."""

    def __init__(self) -> None:
        self.got: list[dict[str, object]] = []
        self.status, self.answer = 200, b'{"errcode":0}'
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/send?key=geheim-im-pfad"


class _Handler(BaseHTTPRequestHandler):
    server: Fake

    def do_POST(self) -> None:
        self.server.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(self.server.answer)

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def fake(settings: Settings) -> Iterator[Fake]:
    server = Fake()
    settings.OUTGOING_INNER_HOSTS = {f"127.0.0.1:{server.server_port}"}
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def robot(fake: Fake, administrator: User, at: dt.datetime) -> Robot:
    values = RobotInput("值班群", "wecom", ["hand_over"], url=fake.url, secret="tiefes-geheimnis")
    return services.save_robot(robot=None, values=values, by=administrator, at=at)


def test_it_keeps_address_and_secret_sealed_and_out_of_log_and_pages(
    robot: Robot, administrator: User, client_of: ClientOf
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT r::text FROM accounts_robot r")
        assert "geheim" not in str(cursor.fetchall())
    assert "geheim" not in str(AuditEntry.objects.values_list("before", "after"))
    client = client_of(administrator)
    for url in (reverse("accounts:robots"), reverse("accounts:robot_edit", args=[robot.pk])):
        assert "geheim" not in client.get(url).text


def test_an_inner_address_is_refused_when_saved(administrator: User, at: dt.datetime, client_of: ClientOf) -> None:
    values = RobotInput("群", "generic", ["hand_over"], url="http://169.254.169.254/latest")
    with pytest.raises(RefusedAddress):
        services.save_robot(robot=None, values=values, by=administrator, at=at)
    typed = {"name": "群", "kind": "generic", "topics": "hand_over", "url": "http://10.0.0.1/"}
    page = client_of(administrator).post(reverse("accounts:robot_new"), typed)
    assert page.status_code == 422 and "公司内部或本机地址" in page.text


def test_it_is_told_once_within_its_scope(
    robot: Robot, fake: Fake, account: WeiboAccount, other_account: WeiboAccount, at: dt.datetime
) -> None:
    group = AccountGroup.objects.create(name="别的组")
    Robot.objects.update(group=group)
    assert services.tell_robots(account=account, news=NEWS, at=at) == 0
    Robot.objects.update(group=None, account=other_account)
    assert services.tell_robots(account=account, news=NEWS, at=at) == 0
    Robot.objects.update(account=account)
    assert [services.tell_robots(account=account, news=NEWS, at=at) for _i in range(2)] == [1, 0]
    assert services.send_robot_messages(now=at) == 1 and services.send_robot_messages(now=at) == 0
    assert fake.got[0]["msgtype"] == "markdown" and "/calendar/slots/1/text/" in str(fake.got[0])
    robot.refresh_from_db()
    assert robot.last_ok and robot.last_at == at


def test_it_tries_again_with_growing_pauses_and_gives_up(
    robot: Robot, fake: Fake, account: WeiboAccount, at: dt.datetime
) -> None:
    fake.answer = b'{"errcode":93000,"errmsg":"invalid webhook url"}'
    services.tell_robots(account=account, news=NEWS, at=at)
    pauses, now = [], at
    while (due := RobotMessage.objects.get().due_at) is not None:
        pauses.append(int((due - now).total_seconds() // 60))
        now = due
        services.send_robot_messages(now=now)
    assert pauses == [0, 1, 3, 10, 30, 60] and len(fake.got) == 6
    robot.refresh_from_db()
    assert robot.last_ok is False and "93000 invalid webhook url" in robot.last_sentence


def test_one_whose_address_cannot_be_read_holds_up_no_other(
    robot: Robot, fake: Fake, account: WeiboAccount, administrator: User, at: dt.datetime
) -> None:
    other = services.save_robot(
        robot=None, values=RobotInput("备用群", "wecom", ["hand_over"], url=fake.url), by=administrator, at=at
    )
    Robot.objects.filter(pk=robot.pk).update(url_sealed=b"sealed by a key that is gone")
    assert services.tell_robots(account=account, news=NEWS, at=at) == 2
    assert services.send_robot_messages(now=at) == 1 and len(fake.got) == 1
    robot.refresh_from_db()
    other.refresh_from_db()
    assert robot.last_ok is False and "无法解密" in robot.last_sentence and other.last_ok


def test_what_is_settled_is_not_told_any_more(robot: Robot, fake: Fake, account: WeiboAccount, at: dt.datetime) -> None:
    services.tell_robots(account=account, news=NEWS, at=at)
    services.drop_robot_messages(key_prefix="hand-over:1:")
    assert services.send_robot_messages(now=at) == 0 and fake.got == []


def test_the_test_button_says_what_came_back(
    robot: Robot, fake: Fake, administrator: User, client_of: ClientOf
) -> None:
    client, url = client_of(administrator), reverse("accounts:robot_test", args=[robot.pk])
    client.post(url)
    assert "测试消息已送达" in client.get(reverse("accounts:robots")).text
    fake.status = 404
    client.post(url)
    assert "HTTP 404" in client.get(reverse("accounts:robots")).text


def test_only_who_manages_the_accounts_keeps_robots(robot: Robot, approver: User, at: dt.datetime) -> None:
    with pytest.raises(Forbidden):
        services.try_robot(robot=robot, by=approver, at=at)
    with pytest.raises(Forbidden):
        services.remove_robot(robot=robot, by=approver, at=at)


def test_a_change_keeps_the_address_unless_a_new_one_is_typed(
    robot: Robot, fake: Fake, administrator: User, client_of: ClientOf
) -> None:
    url = reverse("accounts:robot_edit", args=[robot.pk])
    typed = {"name": "新名字", "kind": "wecom", "topics": "hand_over", "is_active": "on"}
    assert client_of(administrator).post(url, typed).status_code == 302
    kept = Robot.objects.get()
    assert (kept.name, bytes(kept.url_sealed)) == ("新名字", bytes(robot.url_sealed))
