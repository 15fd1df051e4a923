"""The pack of evidence for a filing (P6)."""

import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from accounts.models import User
from campaigns.filing import filing_text, pack_pdf, pack_zip
from campaigns.models import Campaign
from campaigns.planning.record import hash_of
from campaigns.services import set_picture, set_prizes
from tests.campaigns.conftest import CUP
from tests.content.test_media_pick import png


@pytest.fixture
def pictured(whole: Campaign, editor: User, at: dt.datetime, settings: object, tmp_path: Path) -> Iterator[Campaign]:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    set_prizes(campaign=whole, prizes=[replace(CUP, name="=杯子#[1]")], by=editor, at=at)
    prize = whole.prizes.get()
    set_picture(prize=prize, picture=png("teal", "a.png"), by=editor, at=at)
    yield Campaign.objects.get(pk=whole.pk)


def test_p6_the_pack_holds_text_rules_prizes_pictures_and_the_record(pictured: Campaign) -> None:
    with zipfile.ZipFile(io.BytesIO(pack_zip(pictured))) as pack:
        names = pack.namelist()
        assert {"备案说明.pdf", "备案文字.txt", "活动规则.txt", "奖品.csv", "记录.json"} < set(names)
        assert pack.read("奖品图片/1.jpg")[:2] == b"\xff\xd8"
        assert pack.read("备案说明.pdf")[:5] == b"%PDF-"
        assert pack.read("备案文字.txt").decode() == filing_text(pictured)
        assert "'=杯子" in pack.read("奖品.csv").decode("utf-8-sig")  # no formula leaves the house
        assert json.loads(pack.read("疑似机器账号规则.json"))["version"] == 1
        assert "参与判定：每人只计一次；" in filing_text(pictured)
        assert hash_of(json.loads(pack.read("记录.json"))) == pictured.record_hash
        assert pictured.record_hash in pack.read("记录校验值.txt").decode()


def test_p6_the_same_record_gives_the_same_pack(pictured: Campaign) -> None:
    assert pack_zip(pictured) == pack_zip(Campaign.objects.get(pk=pictured.pk))


def test_p6_a_lost_picture_costs_only_itself(pictured: Campaign, tmp_path: Path) -> None:
    for file in tmp_path.rglob("*.*"):
        if file.is_file():
            file.unlink()
    assert pack_pdf(pictured)[:5] == b"%PDF-"


def test_p6_the_text_tells_what_the_platform_asks(whole: Campaign) -> None:
    text = filing_text(whole)
    for said in (
        "有奖转发",
        "第一次认识我们的人",
        "3 份",
        "奖品总价：2,217.00 元",
        "随机抽取",
        "15 天内寄出",
        "自行开展",
    ):
        assert said in text
