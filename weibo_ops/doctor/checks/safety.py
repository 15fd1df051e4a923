"""What is left when the machine is lost, and whether the records can be believed."""

from datetime import timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import tamper
from core.models import AuditEntry, Heartbeat
from weibo_ops.doctor.findings import Group, Verdict, Visit, broken, check, fine, warning
from weibo_ops.queries.search import address_of
from weibo_ops.safekeeping import BACKUP

YOUNG: Final = timedelta(hours=30)
OLD: Final = timedelta(days=7)
RECENT: Final = 50_000
"""Entries that are recomputed in well under a second."""


@check("safety.backup", Group.SAFETY, gettext_lazy("备份"), database=True)
def backup(visit: Visit) -> Verdict:
    """When the last backup ended, whether it is still there, and whether there will be another."""
    row = Heartbeat.objects.filter(name=BACKUP).first()
    command = f"script/backup --to {settings.BACKUP_DIR or '/backup'}"
    if row is None:
        return broken(_("还没有做过备份。"), _("现在做一次，并设置 BACKUP_DIR 让系统每夜备份。"), command=command)
    age, path = visit.at - row.at, Path(str(row.detail.get("file", "")))
    values = {"days": age.days, "hours": int(age.total_seconds() // 3600), "file": path}
    if row.detail.get("error"):
        return broken(
            _("最近一次备份失败：%(reason)s") % {"reason": row.detail["error"]},
            _("排除原因后再做一次。"),
            command=command,
        )
    if age > OLD:
        return broken(
            _("最近一次备份在 %(days)d 天前。") % values, _("现在做一次，并查明每夜备份为何停了。"), command=command
        )
    if settings.BACKUP_DIR and path.parent == Path(settings.BACKUP_DIR) and not path.exists():
        return broken(
            _("最近一次备份的文件不见了：%(file)s。") % values, _("查明谁移走了它，再做一次。"), command=command
        )
    if age > YOUNG:
        return warning(_("最近一次备份在 %(hours)d 小时前。") % values, _("现在做一次。"), command=command)
    if not settings.BACKUP_DIR:
        mend = _("设置 BACKUP_DIR，系统每夜自动备份。")
        return warning(
            _("最近一次备份在 %(hours)d 小时前，但没有每夜备份。") % values, mend, command="BACKUP_DIR=/backup"
        )
    return fine(_("最近一次备份在 %(hours)d 小时前。") % values)


@check("safety.audit", Group.SAFETY, gettext_lazy("操作记录"), seconds=8, database=True)
def audit_chain(visit: Visit) -> Verdict:
    """Nobody changed, removed or slipped in one of the latest entries, or wrote the log anew behind its anchors.

    The whole chain is checked by the button of the audit page and by `verify_audit`: in a long log that takes minutes.
    """
    last = AuditEntry.objects.aggregate(last=Max("sequence"))["last"] or 0
    first = max(1, last - RECENT + 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT core_audit_broken_between(%s, %s)", [first, last + 1])
        found = cursor.fetchone()[0]
    mend = _("保留现场，与最近的备份比对，查明是谁改的。")
    command = "script/manage verify_audit"
    if found is not None:
        sentence = _("操作记录从第 %(number)d 条起对不上，有人直接改过数据库。") % {"number": found}
        return broken(sentence, mend, command=command, url=address_of("reports:governance"))
    anchors = tamper.broken_anchors()
    if anchors:
        return broken(anchors[0], mend, command=command, url=address_of("reports:governance"))
    return fine(_("最近 %(count)d 条记录和每日锚点都对得上，没有人改动过。") % {"count": last - first + 1})
