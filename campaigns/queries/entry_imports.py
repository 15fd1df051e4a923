"""Files of entries: those of a campaign, what one holds before it is taken in, what it refused (P7)."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from accounts.models import WeiboAccount
from campaigns.collect.building import Builder, Setting
from campaigns.collect.files import Table
from campaigns.collect.rows import REASONS, ActRow, Refusal
from campaigns.models import Campaign, CampaignPost, EntryImport
from core.tables import UnreadableFile
from core.uploads.storing import path_of

LOOKED_AT = 500
SHOWN = 8


@dataclass(frozen=True)
class Preview:
    """The first lines of a file as they would be taken in."""

    columns: list[tuple[str, str]]
    ignored: list[str]
    rows: list[ActRow]
    good: int
    refused: list[tuple[str, int]]
    says_kind: bool
    problem: str = ""


def imports_of(campaign: Campaign) -> list[EntryImport]:
    """All files, the newest first."""
    return list(EntryImport.objects.filter(campaign=campaign).select_related("job")[:100])


def setting_for(entry_import: EntryImport, *, now: dt.datetime) -> Setting:
    """What holds for all lines of a file."""
    return Setting(
        kind=entry_import.kind,
        now=now,
        posts=frozenset(CampaignPost.objects.filter(campaign=entry_import.campaign_id).values_list("mid", flat=True)),
        own_names=frozenset(name.lower() for name in WeiboAccount.objects.values_list("nickname", flat=True)),
    )


def preview_of(entry_import: EntryImport, *, now: dt.datetime) -> Preview:
    """Look at the first lines; nothing is written."""
    try:
        table = Table(path_of(entry_import.stored_path))
    except (UnreadableFile, OSError) as error:
        return Preview([], [], [], 0, [], False, str(error))
    try:
        builder = Builder(table.columns, setting_for(entry_import, now=now))
        items = [item if isinstance(item, Refusal) else builder.build(*item) for item in islice(iter(table), LOOKED_AT)]
        taken = {at: name for name, at in table.columns.items()}
        columns = [(str(table.header[at]).strip(), _named(name)) for at, name in sorted(taken.items())]
        ignored = [str(cell).strip() for at, cell in enumerate(table.header) if at not in taken and str(cell).strip()]
        says_kind = "kind" in table.columns
    finally:
        table.close()
    rows = [item for item in items if isinstance(item, ActRow)]
    refused = Counter(item.code for item in items if isinstance(item, Refusal))
    reasons = [(_(REASONS[code]), number) for code, number in refused.most_common()]
    return Preview(columns, ignored[:20], rows[:SHOWN], len(rows), reasons, says_kind)


def result_of(entry_import: EntryImport) -> dict[str, Any]:
    """Why rows were refused, the most frequent reason first, and the first of them."""
    if entry_import.job is None:
        return {"reasons": [], "refusals": []}
    refusals = entry_import.job.refusals
    reasons = refusals.order_by().values("reason").annotate(number=Count("pk")).order_by("-number", "reason")
    return {"reasons": list(reasons), "refusals": list(refusals.all()[:50])}


def refusal_cells(entry_import: EntryImport) -> Iterator[list[Any]]:
    """Every stored refused row, for the download."""
    if entry_import.job is not None:
        for refusal in entry_import.job.refusals.all().iterator(chunk_size=2000):
            yield [refusal.line, _(refusal.reason), refusal.raw]


def _named(name: str) -> str:
    words = {
        "uid": _("用户编号"),
        "name": _("昵称"),
        "text": _("内容"),
        "at": _("时间"),
        "id": _("编号"),
        "kind": _("参与方式"),
        "followers": _("粉丝数"),
        "follows": _("是否关注"),
        "gone": _("已删除"),
        "post": _("对哪条微博"),
    }
    return words[name]
