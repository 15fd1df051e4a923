"""C12, C13: what the composer is told while somebody writes."""

import json
import re
from html import unescape

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User, WeiboAccount
from content.models import Category
from tests.content.conftest import Write

EARLIER = "周末在院子里围炉煮茶，烤两只橘子，等水开的半小时刚好看完一章书。你会带上谁？"


def check(client: Client, account: WeiboAccount, text: str) -> str:
    values = {"check": account.pk, f"{account.pk}-text": text, f"{account.pk}-category": Category.objects.all()[0].pk}
    return client.post("/content/compose/check/", values).content.decode()


def test_c12_what_compares_is_shown_folded_and_a_repeat_open(
    client: Client, account: WeiboAccount, editor: User, write: Write
) -> None:
    write(EARLIER)
    client.force_login(editor)
    near = check(client, account, "周末在院子里围炉煮茶，烤两只橘子，等水开的半小时和邻居聊聊她家的猫。你会带上谁？")
    assert "nearest-quiet" in near and "passage-changed" in near and "相似" in near
    assert "data-nearest open" not in near
    same = check(client, account, EARLIER)
    assert "nearest-quiet" not in same and "data-nearest open" in same
    assert "data-nearest" not in check(client, account, "保温杯的杯盖要拆开洗，胶圈另外晾干。您多久洗一次？")


def test_c12_the_nearest_is_searched_once(client: Client, account: WeiboAccount, editor: User, write: Write) -> None:
    write(EARLIER)
    client.force_login(editor)
    with CaptureQueriesContext(connection) as asked:
        check(client, account, EARLIER)
    # one search for the nearest, one for what other accounts say at about the same time (A11)
    assert sum("content_shared" in row["sql"] for row in asked.captured_queries) == 2


def test_c12_a_text_of_an_account_that_one_may_not_see_is_not_shown(
    client: Client, account: WeiboAccount, other_account: WeiboAccount, colleague: User, write: Write
) -> None:
    write(EARLIER)
    client.force_login(colleague)
    page = check(client, other_account, EARLIER)
    assert "山岚家居" in page
    assert "data-nearest" not in page and "烤两只橘子" not in page


def test_c13_all_places_of_a_word_are_told(client: Client, account: WeiboAccount, editor: User) -> None:
    client.force_login(editor)
    page = check(client, account, "😀这只杯子最好用，那只也最好用。哪只最好用？")
    found = re.search(r'data-places="([^"]+)"', page)
    assert found is not None and "全部改正（3 处）" in page
    places = json.loads(unescape(found.group(1)))
    assert [word for _start, _end, word in places] == ["最好用"] * 3
    assert "data-places" not in check(client, account, "这只杯子最好用，对吗？")
