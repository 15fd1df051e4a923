"""Chinese first, English complete: who chooses, and that no page falls back to Chinese where English was chosen."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.apps import apps
from django.db import connection, models, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from accounts.models import User
from tests.conftest import ClientOf
from tests.permissions.cast import World, build_world
from tests.permissions.rows import Row
from tests.test_permissions import table
from weibo_ops.env import ROOT

CHINESE = re.compile(r"[\u3001-\u303f\u3400-\u9fff\uff00-\uffef]+")
QUOTED = re.compile("微连接|应用信息|基本信息|高级信息|授权设置|【】|{客户}|{账号}|{我}")
"""Names on the pages of Weibo's open platform, which speaks Chinese only, to be found there; marks that people write
into Chinese texts, in holding statements and saved replies."""


# --- the choice


def test_it_lets_everybody_choose_english(client_of: ClientOf, stranger: User) -> None:
    client = client_of(stranger)
    answer = client.post(reverse("language"), {"language": "en", "next": "/jobs/"})
    assert (answer.status_code, answer["Location"]) == (302, "/jobs/")
    stranger.refresh_from_db()
    assert stranger.language == "en"
    assert client.cookies["django_language"].value == "en"


def test_it_marks_pages_with_their_language(client_of: ClientOf, editor: User) -> None:
    client = client_of(editor)
    chinese = client.get("/").content.decode()
    assert '<html lang="zh-hans"' in chinese
    assert "工作台" in chinese
    client.post(reverse("language"), {"language": "en"})
    english = client.get("/")
    assert '<html lang="en"' in english.content.decode()
    assert "Workbench" in english.content.decode()
    assert english["Content-Language"] == "en"


def test_it_refuses_a_language_it_does_not_speak(client_of: ClientOf, editor: User) -> None:
    answer = client_of(editor).post(reverse("language"), {"language": "xx"})
    assert answer.status_code == 422
    assert "没有这种语言。" in answer.content.decode()
    editor.refresh_from_db()
    assert editor.language == "zh-hans"


def test_it_does_not_lead_elsewhere_after_the_choice(client_of: ClientOf, editor: User) -> None:
    answer = client_of(editor).post(reverse("language"), {"language": "en", "next": "https://example.com/"})
    assert answer["Location"] == "/"


def test_it_heeds_the_person_more_than_the_browser(client_of: ClientOf, editor: User) -> None:
    page = client_of(editor).get("/", headers={"accept-language": "en"})
    assert "工作台" in page.content.decode()


def test_it_heeds_the_browser_before_anybody_has_signed_in(client: Client, db: None) -> None:
    assert "Sign in" in client.get(reverse("account_login"), headers={"accept-language": "en"}).content.decode()
    assert "登录" in client.get(reverse("account_login"), headers={"accept-language": "fr"}).content.decode()


# --- what Django and allauth say


def test_it_lets_the_libraries_speak_chinese(client: Client, db: None) -> None:
    empty = client.post(reverse("account_login"), {}).content.decode()
    assert "请填写这一项。" in empty
    wrong = client.post(reverse("account_login"), {"login": "nobody", "password": "x"}).content.decode()
    assert "请输入有效的邮箱地址。" in wrong


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        ("123", "123", "密码太短，至少 10 个字符。"),
        ("password1234", "password1234", "这个密码太常见，容易被猜到。"),
        ("Some-words-77", "Other-words-77", "两次输入的密码不一致。"),
    ],
)
def test_it_explains_passwords_in_chinese(
    client_of: ClientOf, editor: User, first: str, second: str, sentence: str
) -> None:
    editor.set_password("Secret-words-77")
    editor.save()
    form = {"oldpassword": "Secret-words-77", "password1": first, "password2": second}
    assert sentence in client_of(editor).post(reverse("account_change_password"), form).content.decode()


# --- all pages in English


class Words(HTMLParser):
    """Texts and attributes of a page, except inside elements that say `lang="zh…"`."""

    VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"])

    def __init__(self) -> None:
        super().__init__()
        self.open: list[bool] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        chinese = (dict(attrs).get("lang") or "").startswith("zh") or (bool(self.open) and self.open[-1])
        if not chinese:
            self.found += [value for name, value in attrs if value and name != "data-copy"]
        if tag not in self.VOID:
            self.open.append(chinese)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID and self.open:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if not (self.open and self.open[-1]):
            self.found.append(data)


def chinese_in(page: str) -> list[str]:
    """Pieces of a page that hold Chinese characters or full-width punctuation."""
    words = Words()
    words.feed(page)
    return [" ".join(text.split())[:200] for text in words.found if CHINESE.search(QUOTED.sub("", text))]


GUARDED = (
    "content_postversion", "core_auditentry", "monitoring_caseentry", "reports_incentivecorrection",
    "reports_incentivestatement", "reports_report",
)  # fmt: skip
"""Tables whose triggers refuse every change."""


def latinise() -> None:
    """Replace every Chinese word in the database by a Latin one: what is left on a page is then our own text."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with triggers still to fire cannot be altered
        for table in GUARDED:
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
        for model in apps.get_models():
            for field in model._meta.local_concrete_fields:
                if not isinstance(field, models.CharField | models.TextField | models.JSONField) or field.choices:
                    continue
                kind = "jsonb" if isinstance(field, models.JSONField) else "text"
                cursor.execute(
                    f'UPDATE "{model._meta.db_table}" SET "{field.column}" = regexp_replace("{field.column}"::text, '
                    f"%s, 'w' || left(md5(\"{field.column}\"::text), 6), 'g')::{kind} "
                    f'WHERE "{field.column}"::text ~ %s',
                    [CHINESE.pattern, CHINESE.pattern],
                )
        for table in GUARDED:
            cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The objects of the permission table with Latin names, seen by people who read English."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = build_world()
        latinise()
        User.objects.update(language="en")
        yield world
        transaction.set_rollback(True)


PAGES = [row for row in table() if row.method == "GET" and 200 in row.expected("administrator")]


@pytest.mark.django_db
@pytest.mark.parametrize("row", PAGES, ids=lambda row: f"{row.url}{row.query}")
def test_it_is_english_throughout(row: Row, world: World) -> None:
    client = Client(headers={"accept-language": "en"})
    for name, value in world.cookies["administrator"].items():
        client.cookies[name] = value
    response = client.get(
        reverse(row.url, args=[world.objects[name] for name in row.args]) + row.query.format(**world.objects)
    )
    if response.streaming:
        list(response)  # files are read to their end, and closed
    elif response.get("Content-Type", "").startswith("text/html"):
        assert chinese_in(response.content.decode()) == []


# --- the sources

TRANSLATED = re.compile(
    r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|\{%\s*blocktranslate\b.*?\{%\s*endblocktranslate\s*%\}"
    r"""|\{%\s*translate\s.*?%\}|_\((?:"[^"]*"|'[^']*')\)|<(\w+)[^>]* lang="zh[^>]*>.*?</\1>""",
    re.DOTALL,
)


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.*")), ids=lambda path: path.name)
def test_it_keeps_untranslated_text_out_of_templates(path: Path) -> None:
    assert CHINESE.findall(TRANSLATED.sub("", path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", sorted((ROOT / "static" / "js").glob("*.js")), ids=lambda path: path.name)
def test_it_keeps_texts_out_of_scripts(path: Path) -> None:
    faces = re.compile(r"const FACES = \{.*?\};", re.DOTALL)  # Weibo's own codes, the same in every language
    assert CHINESE.findall(faces.sub("", path.read_text(encoding="utf-8"))) == []


def test_it_quotes_with_straight_marks_in_english() -> None:
    """Chinese fonts draw curly ones as wide as a character; straight double ones would end an HTML attribute."""
    with (ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po").open("rb") as file:
        catalogue = read_po(file, locale="en")
    texts = ["".join(message.string or ()) for message in catalogue if message.id]
    wrong = [text for text in texts if re.search('[“”‘’"]', re.sub("<[^>]*>", "", text))]
    assert wrong == []
