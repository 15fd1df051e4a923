"""The house rules that a machine can keep: layers, rooms, keys that point down, budgets."""

import ast
import calendar
import re
import sysconfig
from pathlib import Path

import pytest
from django.apps import apps
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ["core", "accounts", "campaigns", "content", "publishing", "monitoring|engagement", "reports", "weibo_ops"]
APPS = {
    "core": ROOT / "core",
    "accounts": ROOT / "accounts",
    "campaigns": ROOT / "campaigns",
    "content": ROOT / "content",
    "publishing": ROOT / "calendar/publishing",
    "monitoring": ROOT / "monitoring",
    "engagement": ROOT / "engagement",
    "reports": ROOT / "reports",
}
ROOMS = {
    "models", "queries", "access", "services", "forms", "views", "urls", "tasks", "receivers", "events", "admin",
    "apps", "migrations", "management", "templatetags",
}  # fmt: skip
SPECIAL_ROOMS = {
    "core": {
        "audit", "checks", "context", "dates", "doctor", "errors", "exports", "heartbeats", "holidays", "http", "jobs",
        "tables", "typesetting", "working",
        "locks", "middleware", "notices",
        "paging",
        "outgoing", "personal", "rate_limits", "redaction", "tamper", "uploads", "webhooks",
    },
    "accounts": {"budget", "consequences", "contributions", "reservations",
        "recent",
        "roles", "holdings",
        "rules", "secrets", "sign_in", "sign_in_urls", "middleware", "gateway", "oauth", "asking", "incoming",
    },
    "content": {"anchoring", "composing", "contributions", "hand_items", "lint", "importing", "pictures", "presets",
        "reviewing", "rights", "selecting", "serial"},
    "publishing": {"planner", "dispatch", "presets", "ical"},
    "monitoring": {"drills", "readers", "sense", "kin", "speakers", "watch", "collect", "hot"},
    "engagement": {"callbacks", "choosing", "importing", "sorting"},
    "reports": {"closing", "governance", "hours", "incentive", "measures", "render", "rollup", "weekly"},
    "campaigns": {
        "beacon", "collect", "contributions", "draw", "draw_files", "entry_urls", "filing", "judging", "panels",
        "planning", "presets",
    },
}  # fmt: skip
PACKAGES = [*APPS, "weibo", "sandbox", "weibo_ops"]


def rank(label: str) -> int:
    """The layer's number, lowest first; packages that are not ours lie below all."""
    name = "publishing" if label == "calendar" else label
    return next((index for index, layer in enumerate(LAYERS) if name in layer.split("|")), -1)


def python_files() -> list[Path]:
    folders = [*APPS.values(), ROOT / "weibo", ROOT / "sandbox", ROOT / "weibo_ops"]
    return [
        path for folder in folders if folder.exists() for path in folder.rglob("*.py") if "migrations" not in path.parts
    ]


def test_calendar_is_the_standard_librarys() -> None:
    assert calendar.__file__ is not None
    assert Path(calendar.__file__).is_relative_to(sysconfig.get_path("stdlib"))
    assert not (ROOT / "calendar/__init__.py").exists()


def test_imports_point_down(capsys: pytest.CaptureFixture[str]) -> None:
    """The contracts of `.importlinter`, run here because here the path is right."""
    status = lint_imports(config_filename=str(ROOT / ".importlinter"), cache_dir=None)
    assert status == 0, capsys.readouterr().out


def test_foreign_keys_point_down() -> None:
    wrong = [
        f"{model._meta.label}.{field.name} -> {field.related_model}"
        for model in apps.get_models()
        if model._meta.app_label in {*APPS, "calendar"}
        for field in model._meta.get_fields()
        if getattr(field, "many_to_one", False) or getattr(field, "one_to_one", False)
        if field.concrete and isinstance(field.related_model, type)
        if rank(field.related_model._meta.app_label) > rank(model._meta.app_label)
    ]
    assert wrong == []


@pytest.mark.parametrize("name", sorted(APPS))
def test_every_app_has_the_same_rooms(name: str) -> None:
    rooms = {
        path.stem
        for path in APPS[name].iterdir()
        if not path.name.startswith(("__", ".")) and (path.suffix == ".py" or (path / "__init__.py").exists())
    }
    assert rooms - ROOMS - SPECIAL_ROOMS[name] == set()


def test_no_module_has_a_name_that_says_nothing() -> None:
    bad = {"utils", "common", "helpers", "misc", *__import__("sys").stdlib_module_names}
    allowed = {"types", "calendar", "secrets", "errors", "http", "__main__", "__init__", "queue", "signal", "code"}
    wrong = [str(path) for path in python_files() if path.stem in bad - allowed]
    assert wrong == []


def test_views_hold_no_queries_and_no_transactions() -> None:
    pattern = re.compile(r"\.objects\b|transaction\.")
    wrong = [
        str(path.relative_to(ROOT))
        for path in python_files()
        if (path.stem == "views" or path.parent.name == "views") and pattern.search(path.read_text())
    ]
    assert wrong == []


def test_modules_stay_within_the_budget() -> None:
    wrong = {
        str(path.relative_to(ROOT)): n for path in python_files() if (n := len(path.read_text().splitlines())) > 400
    }
    assert wrong == {}


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [
        node
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def test_functions_stay_within_the_budget() -> None:
    wrong = []
    for path in python_files():
        limit = 25 if path.stem == "views" or path.parent.name == "views" else 40
        for node in functions(path):
            lines = (node.end_lineno or 0) - node.lineno + 1
            if lines > limit:
                wrong.append(f"{path.relative_to(ROOT)}:{node.name} {lines}")
    assert wrong == []


def test_functions_take_at_most_seven_parameters() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in python_files()
        for node in functions(path)
        if len(
            [
                a
                for a in [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
                if a.arg not in {"self", "cls"}
            ]
        )
        > 7
    ]
    assert wrong == []


def test_templates_stay_within_the_budget() -> None:
    wrong = {
        str(path.relative_to(ROOT)): n
        for path in (ROOT / "templates").rglob("*.html")
        if (n := len(path.read_text().splitlines())) > 150
    }
    assert wrong == {}
