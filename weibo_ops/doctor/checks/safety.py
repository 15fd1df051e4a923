"""What is left when the machine is lost, and whether the records can be believed."""

from datetime import timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.audit import first_broken_sequence
from core.models import Heartbeat
from weibo_ops.doctor.findings import Group, Verdict, Visit, broken, check, fine, warning
from weibo_ops.queries.search import address_of
from weibo_ops.safekeeping import BACKUP

YOUNG: Final = timedelta(hours=30)
OLD: Final = timedelta(days=7)


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
    """Nobody changed, removed or slipped in an entry."""
    found = first_broken_sequence()
    if found is None:
        return fine(_("哈希链完整，没有人改动过。"))
    return broken(
        _("操作记录从第 %(number)d 条起对不上，有人直接改过数据库。") % {"number": found},
        _("保留现场，与最近的备份比对，查明是谁改的。"),
        command="script/manage verify_audit",
        url=address_of("reports:governance"),
    )
