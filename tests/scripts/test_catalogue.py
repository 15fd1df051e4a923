"""script/messages finds every way of marking a string and loses no translation."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from script.messages import update
from script.missing_translations import marked, missing_translations, wrong_placeholders
from weibo_ops.catalogue import compile_catalogues
from weibo_ops.env import BadSetting

PYTHON = """
from django.utils.translation import gettext as _, gettext_lazy as _lazy, ngettext, pgettext
print(_("保存"), _lazy("稍后"), ngettext("%(n)d 条", "%(n)d 条", 2), pgettext("button", "通过"))
"""
TEMPLATE = """
{% translate "标题" %}{% translate '通过' context "state" %}{% include "x.html" with label=_("标签") %}
{% blocktranslate count n=rows|length %}{{ n }} 行{% plural %}{{ n }} 行{% endblocktranslate %}
{% blocktranslate trimmed with who=name %}
  您好，{{ who }}：
  请看。
{% endblocktranslate %}{{ x|default:_("没有") }}{% translate "满 100%" %}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one module, one template, and things that are not looked at."""
    for name, text in (
        ("accounts/views.py", PYTHON),
        ("templates/accounts/page.html", TEMPLATE),
        ("tests/test_x.py", '_("测试")'),
        ("node_modules/x/y.py", '_("别人")'),
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def path_of(project: Path) -> Path:
    return project / "locale" / "en" / "LC_MESSAGES" / "django.po"


def read(project: Path) -> Catalog:
    with path_of(project).open("rb") as file:
        return read_po(file, locale="en")


def translate(project: Path, chinese: str, *english: str, context: str | None = None) -> None:
    """As a person would: the empty msgstr behind the message is filled in."""
    text = path_of(project).read_text(encoding="utf-8")
    start = text.index((f'msgctxt "{context}"\n' if context else "\n") + f'msgid "{chinese}"')
    head, body = text[:start], text[start:]
    if len(english) == 1:
        body = body.replace('msgstr ""', f'msgstr "{english[0]}"', 1)
    else:
        for number, words in enumerate(english):
            body = body.replace(f'msgstr[{number}] ""', f'msgstr[{number}] "{words}"', 1)
    path_of(project).write_text(head + body, encoding="utf-8")


def test_it_finds_every_way_of_marking(project: Path) -> None:
    found = {(message.context, message.id) for message in marked(project) if message.id}
    assert found == {
        (None, "保存"),
        (None, "稍后"),
        (None, ("%(n)d 条", "%(n)d 条")),
        ("button", "通过"),
        (None, "标题"),
        ("state", "通过"),
        (None, "标签"),
        (None, ("%(n)s 行", "%(n)s 行")),
        (None, "您好，%(who)s： 请看。"),
        (None, "没有"),
        (None, "满 100%%"),
    }


def test_it_lists_what_lacks_english(project: Path) -> None:
    update(project, path_of(project))
    assert len(missing_translations(project, path_of(project))) == 11
    translate(project, "保存", "Save")
    assert "accounts/views.py:3 保存" not in missing_translations(project, path_of(project))
    translate(project, "%(n)d 条", "%(n)d post", "")
    assert any("%(n)d 条" in line for line in missing_translations(project, path_of(project))), "half a plural"


def test_it_keeps_translations_and_drops_what_nobody_marks(project: Path) -> None:
    update(project, path_of(project))
    translate(project, "保存", "Save")
    translate(project, "通过", "Approve", context="button")
    translate(project, "%(n)d 条", "%(n)d post", "%(n)d posts")
    translate(project, "稍后", "Later")
    source = project / "accounts" / "views.py"
    source.write_text(source.read_text(encoding="utf-8").replace("稍后", "马上"), encoding="utf-8")
    update(project, path_of(project))
    known = read(project)
    assert known["保存"].string == "Save"
    approve, plural = known.get("通过", "button"), known.get("%(n)d 条")
    assert approve is not None
    assert approve.string == "Approve"
    assert plural is not None
    assert plural.string == ("%(n)d post", "%(n)d posts")
    assert "稍后" not in known
    assert known["马上"].string == ""


def test_it_writes_the_same_file_again_wherever_the_lines_stand(project: Path) -> None:
    update(project, path_of(project))
    first = path_of(project).read_bytes()
    source = project / "accounts" / "views.py"
    source.write_text("\n\n\n" + source.read_text(encoding="utf-8"), encoding="utf-8")
    update(project, path_of(project))
    assert path_of(project).read_bytes() == first
    assert b"#: accounts/views.py\n" in first


def test_it_leaves_a_file_with_a_merge_conflict_alone(project: Path) -> None:
    update(project, path_of(project))
    broken = path_of(project).read_text(encoding="utf-8").replace('msgid "保存"', '<<<<<<< HEAD\nmsgid "保存"')
    path_of(project).write_text(broken, encoding="utf-8")
    with pytest.raises(BadSetting, match=r"django\.po"):
        update(project, path_of(project))
    assert path_of(project).read_text(encoding="utf-8") == broken


def test_it_reports_values_that_would_not_be_filled_in(project: Path) -> None:
    update(project, path_of(project))
    translate(project, "%(n)s 行", "%(n)s row", "%(count)s rows")
    assert [line.split()[1:3] for line in wrong_placeholders(path_of(project))] == [["%(n)s", "行"]]


def test_it_compiles_without_system_gettext(project: Path) -> None:
    update(project, path_of(project))
    translate(project, "保存", "Save")
    [written] = compile_catalogues(project / "locale")
    with written.open("rb") as file:
        assert read_mo(file)["保存"].string == "Save"
    assert compile_catalogues(project / "locale") == [], "nothing has changed since"


def test_it_holds_each_plural_form_to_its_own_source(project: Path) -> None:
    (project / "accounts" / "forms.py").write_text(
        'ngettext("“%(name)s”重名。", "“%(name)s”等 %(n)s 个重名。", n)\n', encoding="utf-8"
    )
    update(project, path_of(project))
    translate(project, "“%(name)s”重名。", "'%(name)s' is taken.", "%(n)s are taken, such as '%(name)s'.")
    assert wrong_placeholders(path_of(project)) == []
