"""The pack of evidence for a filing: one PDF to read, one ZIP to hand in (P6).

Written from the record; the same record gives the same bytes, so its hash can be compared later.
"""

import io
import json
import tempfile
import zipfile
from pathlib import Path
from typing import Final

from campaigns.filing.text import filing_rows
from campaigns.judging import shipped_rules
from campaigns.models import Campaign, Prize
from campaigns.planning.record import Record, hash_of, record_of, snapshot
from core.exports import csv_lines
from core.typesetting import typeset
from core.uploads.storing import path_of

TEMPLATE: Final = Path(__file__).with_name("pack.typ")
EPOCH: Final = (2020, 1, 1, 0, 0, 0)
HEADER: Final = ["等级", "奖品", "数量", "单价（元）", "合计（元）", "实物", "寄出天数", "与品牌的关系"]


def pack_pdf(campaign: Campaign) -> bytes:
    """Text, rules, prizes with pictures, draw method and dates."""
    record = record_of(campaign)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        main = root / "pack.typ"
        main.write_bytes(TEMPLATE.read_bytes())
        prizes = []
        for prize in record.prizes:
            picture = _picture(prize)
            name = f"{prize.tier}.{picture[0]}" if picture else ""
            if picture:
                (root / name).write_bytes(picture[1])
            prizes.append({"cells": [str(cell) for cell in _cells(prize)[:7]], "picture": name})
        told = snapshot(record)
        data = {
            "name": campaign.name,
            "rows": filing_rows(record),
            "prizes": prizes,
            "header": HEADER[:7],
            "hash": hash_of(told),
        }
        return typeset(main, {"data": data}, root=root)


def pack_zip(campaign: Campaign) -> bytes:
    """The PDF, the texts to paste, prizes as a table, rules about machines, the record with its hash, pictures."""
    record = record_of(campaign)
    told = snapshot(record)
    files: dict[str, bytes] = {
        "备案说明.pdf": pack_pdf(campaign),
        "备案文字.txt": "\n".join(f"{name}：{value}" for name, value in filing_rows(record)).encode(),
        "活动规则.txt": campaign.rules_text.encode(),
        "奖品.csv": _table(record),
        "疑似机器账号规则.json": json.dumps(shipped_rules().data, ensure_ascii=False, indent=2).encode(),
        "记录.json": json.dumps(told, ensure_ascii=False, indent=2, sort_keys=True).encode(),
        "记录校验值.txt": f"SHA-256 {hash_of(told)}\n".encode(),
    }
    if not record.rules.machine_rules:
        del files["疑似机器账号规则.json"]
    for prize in record.prizes:
        if picture := _picture(prize):
            files[f"奖品图片/{prize.tier}.{picture[0]}"] = picture[1]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in files.items():
            pack.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _picture(prize: Prize) -> tuple[str, bytes] | None:
    """Ending and bytes; None without a picture, or when its file is gone."""
    if not prize.picture:
        return None
    path = str(prize.picture.name)
    try:
        return path.rpartition(".")[2], path_of(path).read_bytes()
    except OSError:  # the pack is worth having without it
        return None


def _cells(prize: Prize) -> list[object]:
    sum_ = prize.unit_cost * prize.quantity
    physical = "是" if prize.is_physical else "否"
    return [
        prize.tier, prize.name, prize.quantity, f"{prize.unit_cost:.2f}", f"{sum_:.2f}", physical,
        prize.delivery_days if prize.is_physical else "", prize.brand_link,
    ]  # fmt: skip


def _table(record: Record) -> bytes:
    return "".join(csv_lines(HEADER, (_cells(prize) for prize in record.prizes))).encode()
