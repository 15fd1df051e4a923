"""I2: sets of measures by kind of account and own formulas, on their pages and in their services."""

import pytest
from django.urls import reverse

from accounts.models import AccountKind, User
from core.errors import Forbidden, UserError
from core.models import AuditEntry
from reports.measures import preset_for
from reports.models import MeasureSet, OwnMeasure
from reports.queries import measure_sets
from reports.services import OwnInput, choose_measures, remove_own_measure, reset_measures, save_own_measure
from tests.conftest import AT, ClientOf

HEAT = OwnInput("热度", "评论算三次", "ratio", "(comments * 3 + reposts) / posts")
KIND = AccountKind.BRAND


def keys_of(kind: AccountKind) -> list[str]:
    return [one.key for one in measure_sets()[kind.value].definitions]


def codes() -> list[str]:
    return list(AuditEntry.objects.filter(code__startswith="reports.measures").values_list("code", flat=True))


def test_i2_a_set_keeps_its_order_and_can_be_reset(administrator: User) -> None:
    assert tuple(keys_of(KIND)) == preset_for("brand")
    choose_measures(kind=KIND, keys=["likes", "posts", "likes"], by=administrator, at=AT)
    assert keys_of(KIND) == ["likes", "posts"]
    assert tuple(keys_of(AccountKind.LEADER)) == preset_for("leader")
    for _twice in range(2):
        reset_measures(kind=KIND, by=administrator, at=AT)
    assert tuple(keys_of(KIND)) == preset_for("brand")
    assert sorted(codes()) == ["reports.measures.chosen", "reports.measures.reset"]


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [([], "至少"), (["nothing"], "已被移除"), ([f"own_{n}" for n in range(13)], "最多 12 个")],
)
def test_i2_what_makes_no_set(administrator: User, keys: list[str], sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        choose_measures(kind=KIND, keys=keys, by=administrator, at=AT)
    assert not MeasureSet.objects.exists()


def test_i2_an_own_measure_is_kept_changed_and_removed(administrator: User) -> None:
    row = save_own_measure(row=None, wanted=HEAT, by=administrator, at=AT)
    choose_measures(kind=KIND, keys=["posts", row.key], by=administrator, at=AT)
    changed = OwnInput(**{**vars(HEAT), "formula": "comments / posts"})
    assert save_own_measure(row=row, wanted=changed, by=administrator, at=AT).pk == row.pk
    with pytest.raises(UserError, match="叫这个名字"):
        save_own_measure(row=None, wanted=HEAT, by=administrator, at=AT)
    for _twice in range(2):
        remove_own_measure(row=row, by=administrator, at=AT)
    assert keys_of(KIND) == ["posts"]
    assert save_own_measure(row=None, wanted=HEAT, by=administrator, at=AT).pk != row.pk
    assert sorted(codes()).count("reports.measures.own_saved") == 3
    assert codes().count("reports.measures.own_removed") == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"formula": "posts +"}, "没有写完"),
        ({"formula": "1 + 2"}, "没有指标"),
        ({"formula": "own_1 + 1"}, "没有叫这个名字"),
        ({"name": "互动量"}, "叫这个名字"),
    ],
)
def test_i2_what_is_refused(administrator: User, changed: dict[str, str], sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        save_own_measure(row=None, wanted=OwnInput(**{**vars(HEAT), **changed}), by=administrator, at=AT)
    assert not OwnMeasure.objects.exists()


def test_i2_only_who_manages_settings_changes_what_is_measured(approver: User) -> None:
    with pytest.raises(Forbidden):
        choose_measures(kind=KIND, keys=["posts"], by=approver, at=AT)
    with pytest.raises(Forbidden):
        save_own_measure(row=None, wanted=HEAT, by=approver, at=AT)


def test_i2_the_page_tells_every_measure_with_its_formula(client_of: ClientOf, manager: User) -> None:
    OwnMeasure.objects.create(name="热度", meaning="热", formula="comments * 3", changed_at=AT)
    page = client_of(manager).get(reverse("reports:measures")).content.decode()
    for words in ("reposts + comments + likes", "热度", "“发布”少于 5 时不参加排名", "statuses/count"):
        assert words in page
    assert "自定义指标</a>" not in page


def test_i2_what_was_typed_stays_when_it_is_refused(client_of: ClientOf, administrator: User) -> None:
    typed = {"name": "热度", "meaning": "热", "unit": "ratio", "formula": "comments ** 3"}
    answer = client_of(administrator).post(reverse("reports:own_measure_new"), typed)
    assert answer.status_code == 422
    assert "第 11 个字符" in answer.content.decode() and "comments ** 3" in answer.content.decode()
    places = {"likes": "1", "posts": "x"}
    answer = client_of(administrator).post(reverse("reports:measure_set", args=["brand"]), places)
    assert answer.status_code == 422 and not MeasureSet.objects.exists()


def test_i2_places_make_the_order(client_of: ClientOf, administrator: User) -> None:
    places = {"likes": "2", "posts": "7", "comments": "1", "reposts": ""}
    answer = client_of(administrator).post(reverse("reports:measure_set", args=["brand"]), places)
    assert answer.status_code == 302
    assert keys_of(KIND) == ["comments", "likes", "posts"]
    assert client_of(administrator).get(reverse("reports:measure_set", args=["nothing"])).status_code == 404
