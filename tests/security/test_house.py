"""Rules of security that a machine can keep over all the code."""

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter

from tests.test_architecture import ROOT, python_files

RULES: dict[str, tuple[str, tuple[str, ...]]] = {
    "pictures are decoded by core.uploads alone": (
        r"^\s*(?:from|import) PIL\b",
        (
            "core/uploads/",
            "weibo_ops/demo/hands.py",
            "weibo_ops/demo/report_talk.py",
        ),  # the sample company draws its own
    ),
    "workbooks are read by core.uploads alone": (r"^\s*(?:from|import) openpyxl\b", ("core/uploads/",)),
    "what people type is asked through core.outgoing alone": (
        r"urlopen\(|^\s*(?:from|import) (?:http\.client|httpx|requests|urllib3)\b|^\s*import aiohttp\b",
        (
            "core/outgoing/",
            "weibo/",  # Weibo's hosts are configuration
            "calendar/publishing/dispatch/leaving.py",  # the same, in bulk
            "engagement/services/trying.py",  # the same
            "calendar/publishing/dispatch/pasted.py",  # the sandbox, by the address of the settings
            "sandbox/",  # a server
            "accounts/sign_in/single/",  # identity providers of the settings
            "weibo_ops/probes.py",  # addresses of the settings
            "weibo_ops/doctor/",
            "weibo_ops/demo/control.py",
        ),
    ),
    "tables are written by core.exports alone": (
        r"csv\.(?:writer|DictWriter)\b",
        ("core/exports.py", "weibo_ops/rehearsal/"),
    ),
    "workbooks hold text as text": (
        r"^\s*(?:from|import) xlsxwriter\b|\bWorkbook\(",
        ("reports/render/", "core/exports.py"),  # strings_to_formulas is off there, and test_formulas.py reads it back
    ),
    "nobody writes a formula": (r"write_formula|write_array_formula|write_url|write_dynamic", ()),
    "no markup is trusted": (
        r"\bmark_safe\(|\bSafeString\(|autoescape\s*=\s*False",
        ("content/templatetags/posts.py", "accounts/forms/picker.py"),  # escape each piece themselves
    ),
    "nothing is evaluated or unpickled": (
        r"(?<![.\w])eval\(|(?<![.\w])exec\(|\bpickle\.|yaml\.load\(|shell=True",
        ("weibo_ops/embedded/",),
    ),
}
INLINE = re.compile(r"\|safe\b|autoescape off|\sstyle=\"|\son[a-z]+=\"|<script(?![^>]*\bsrc=)[^>]*>")


def test_the_rules_hold() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{number}: {rule}"
        for path in python_files()
        for rule, (pattern, rooms) in RULES.items()
        if not str(path.relative_to(ROOT)).startswith(rooms or ("-",))
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if re.search(pattern, line)
    ]
    assert wrong == []


def test_templates_trust_nothing() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {found}"
        for path in (ROOT / "templates").rglob("*.html")
        for found in re.findall(
            r"\|safe\b|autoescape off|\sstyle=\"|\son[a-z]+=\"|<script(?![^>]*\bsrc=)[^>]*>", path.read_text()
        )
        if "application/json" not in found
        # mail programs know no style sheets, and no page shows these
        if not (path.name.endswith("_mail.html") and found == ' style="')
    ]
    assert wrong == []


def addresses(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address, by the name it is reversed with."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)
        elif isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name}", entry


def test_keys_in_addresses_are_whole_numbers() -> None:
    """Doors look rights up by number: a key that arrives as text would find none, or somebody else's."""
    wrong = [
        f"{name}: {key}"
        for name, entry in addresses(get_resolver())
        if not name.startswith("admin:")
        for key in re.findall(r"<(?:\w+:)?(\w+)>", str(entry.pattern))
        if key == "pk" or key.endswith("_id")
        if not isinstance(entry.pattern.converters.get(key), IntConverter)
    ]
    assert wrong == []
