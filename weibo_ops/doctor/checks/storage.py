"""PostgreSQL, its structure, and room on the disks."""

import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Final

import django
import psycopg2
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg2.errors import DiskFull, ReadOnlySqlTransaction

from weibo_ops.doctor.findings import Group, Verdict, Visit, broken, check, fine, warning
from weibo_ops.doctor.stores import postgres

OLDEST_POSTGRES: Final = 15
NEWEST_POSTGRES: Final = 18
CONNECTIONS_FULL: Final = 0.8
LITTLE: Final = 5e9
TIGHT: Final = 1e9
FEW_FILES: Final = 10_000


@check("postgres.answers", Group.STORES, gettext_lazy("PostgreSQL"))
def answers(visit: Visit) -> Verdict:
    """Reachable, of a version that is tested, with connections to spare."""
    try:
        with postgres() as cursor:
            cursor.execute("SELECT current_setting('server_version_num')::int, current_setting('max_connections')::int")
            number, limit = cursor.fetchone()
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'")
            used = cursor.fetchone()[0]
    except psycopg2.Error:
        return broken(
            _("连不上 PostgreSQL，系统无法使用。"),
            _("启动 PostgreSQL，或核对设置 DATABASE_URL；内置的数据库随 script/server 启动，日志是 log/postgres.log。"),
            command="systemctl restart weibo-ops",
        )
    major = number // 10000
    if not OLDEST_POSTGRES <= major <= NEWEST_POSTGRES:
        sentence = _("PostgreSQL %(major)d 不在支持的范围内（15 到 18）。") % {"major": major}
        return (broken if major < OLDEST_POSTGRES else warning)(sentence, _("换用 15 到 18 的版本。"))
    sentence = _("PostgreSQL %(major)d 正常应答，连接用了 %(used)d / %(limit)d。")
    values = {"major": major, "used": used, "limit": limit}
    if used > limit * CONNECTIONS_FULL:
        return warning(sentence % values, _("调高 PostgreSQL 的 max_connections，或减少网页进程和线程。"))
    return fine(sentence % values)


@check("postgres.writes", Group.STORES, gettext_lazy("写入数据库"))
def writes(visit: Visit) -> Verdict:
    """There is room for new rows: some are written to a table that nobody sees and that is gone at once."""
    try:
        with postgres() as cursor:
            cursor.execute("CREATE TEMP TABLE doctor_probe AS SELECT repeat('x', 1000) FROM generate_series(1, 1000)")
    except (DiskFull, ReadOnlySqlTransaction) as error:
        full = isinstance(error, DiskFull)
        return broken(
            _("数据库所在的磁盘已满，不能保存，发布停着。") if full else _("数据库是只读的，不能保存，发布停着。"),
            _("先腾出空间（过期备份、日志可移走），数据库会自己恢复。") if full else _("把 DATABASE_URL 指向主库。"),
            command="df -h" if full else "",
        )
    return fine(_("可以写入。"))


@check("postgres.migrations", Group.STORES, gettext_lazy("数据库结构"), database=True)
def migrations(visit: Visit) -> Verdict:
    """The tables are as this code expects them."""
    loader = MigrationLoader(connection)
    pending = set(loader.graph.nodes) - set(loader.applied_migrations)
    if pending:
        return broken(
            _("有 %(count)d 项数据库更新还没有执行，部分页面会出错。") % {"count": len(pending)},
            _("执行更新，再重新启动服务；script/server 启动时会自动执行。"),
            command="script/manage migrate",
        )
    replaced = {old for migration in loader.replacements.values() for old in migration.replaces}
    known = {*loader.graph.nodes, *replaced}
    strange = [key for key in loader.applied_migrations if key[0] in loader.migrated_apps and key not in known]
    if strange:
        return warning(
            _("数据库比程序新，含有 %(count)d 项本程序不认识的更新。") % {"count": len(strange)},
            _("程序可能被退回了旧版本，请换回更新数据库时的版本。"),
        )
    return fine(_("数据库结构与程序一致。"))


@check("storage.disk", Group.STORES, gettext_lazy("磁盘空间"))
def disk(visit: Visit) -> Verdict:
    """Room under the data folder, the uploads and the embedded PostgreSQL, wherever they are mounted."""
    places = {_("数据"): settings.DATA_DIR, _("上传"): Path(settings.MEDIA_ROOT)}
    places[_("数据库")] = settings.DATA_DIR / "postgres"
    if settings.BACKUP_DIR:
        places[_("备份")] = Path(settings.BACKUP_DIR)
    seen: dict[int, tuple[str, int, int]] = {}
    for name, place in places.items():
        there = nearest(place)
        free, files = room(there)
        seen.setdefault(there.stat().st_dev, (name, free, files))
    least = min(seen.values(), key=lambda each: (each[1], each[2]))
    parts = [
        _("%(name)s盘可用 %(free).1f GB") % {"name": name, "free": free / 1e9} for name, free, _files in seen.values()
    ]
    sentence = _("，").join(parts) + _("。")
    if least[2] < FEW_FILES:
        return broken(
            _("“%(name)s”所在的盘几乎不能再建文件。") % {"name": least[0]}, _("清理小文件。"), command="df -i"
        )
    if least[1] >= LITTLE:
        return fine(sentence)
    mend = _("清理磁盘或扩容；日志在 log 文件夹，过期备份可移走。写满后上传、排期和发布都会失败。")
    return (broken if least[1] < TIGHT else warning)(sentence, mend, command="df -h")


def nearest(place: Path) -> Path:
    """The folder itself, or the first one above it that exists: on that disk it will be made."""
    return next(each for each in (place, *place.parents) if each.is_dir())


def room(place: Path) -> tuple[int, int]:
    """Bytes and files that we may still write on the disk of a folder. File systems without a limit say 0 of 0."""
    found = os.statvfs(place)
    files = found.f_favail if found.f_files else FEW_FILES
    return found.f_bavail * found.f_frsize, files


@check("storage.writable", Group.STORES, gettext_lazy("上传文件夹"))
def writable(visit: Visit) -> Verdict:
    """Pictures and papers can be stored."""
    place = Path(settings.MEDIA_ROOT)
    if not os.access(nearest(place), os.W_OK | os.X_OK):
        return broken(
            _("不能写入 %(place)s，图片无法上传。") % {"place": place},
            _("把文件夹交给运行服务的用户。"),
            command=f"chown -R weibo-ops {place}",
        )
    return fine(_("可以写入。"))


@check("storage.versions", Group.SETTINGS, gettext_lazy("运行环境"))
def versions(visit: Visit) -> Verdict:
    """What runs here lies within what is supported."""
    found = {"python": platform.python_version(), "django": django.get_version(), "celery": version("celery")}
    if django.VERSION[:2] != (5, 2):
        return broken(
            _("Django %(django)s 不是支持的 5.2。") % found,
            _("重新安装依赖。"),
            command=".venv/bin/pip install -r requirements.txt",
        )
    return fine(_("Python %(python)s，Django %(django)s，Celery %(celery)s。") % found)
