"""Settings: those that Django knows about, keys, mail, measures, static files, permissions of the secrets."""

import os
import smtplib
import stat
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.conf import settings
from django.core import checks
from django.core.mail import get_connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.services.sealing import keys_in_use
from weibo_ops.doctor.findings import Group, Verdict, Visit, broken, check, fine, warning
from weibo_ops.env import secrets_path
from weibo_ops.queries.search import address_of
from weibo_ops.static_files import static_state

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
NEEDS_HTTPS: Final = frozenset({"security.W004", "security.W008", "security.W012", "security.W016"})
NEEDS_DEBUG_OFF: Final = "security.W018"
SHORT_TOKEN: Final = 16


@check("settings.debug", Group.SETTINGS, gettext_lazy("调试模式"))
def debug(visit: Visit) -> Verdict:
    """Error pages of the debug mode show settings to whoever causes one."""
    if settings.DEBUG:
        return broken(
            _("调试模式开着，出错页面会泄露设置。"), _("在 .env 里去掉 DEBUG，重新启动。"), command="DEBUG=false"
        )
    return fine(_("调试模式已关闭。"))


@check("settings.hosts", Group.SETTINGS, gettext_lazy("允许的域名"))
def hosts(visit: Visit) -> Verdict:
    """Only our own names are answered, and the one in BASE_URL is among them."""
    host = urlsplit(settings.BASE_URL).hostname or ""
    if "*" in settings.ALLOWED_HOSTS:
        return broken(
            _("ALLOWED_HOSTS 是 *，任何域名都会被应答。"), _("只写自己的域名。"), command=f"ALLOWED_HOSTS={host}"
        )
    bare = {name.strip("[]").lstrip(".") for name in settings.ALLOWED_HOSTS}
    if host not in bare and not any(host.endswith(f".{name}") for name in bare):
        return broken(
            _("ALLOWED_HOSTS 里没有 BASE_URL 的域名 %(host)s，用这个地址打不开页面。") % {"host": host},
            _("补上这个域名。"),
            command=f"ALLOWED_HOSTS={host}",
        )
    return fine(_("只应答 %(names)s。") % {"names": _("、").join(settings.ALLOWED_HOSTS)})


@check("settings.deploy", Group.SETTINGS, gettext_lazy("安全设置"))
def deploy(visit: Visit) -> Verdict:
    """Django's own list (`check --deploy`). What only https can give is told once."""
    found = checks.run_checks(include_deployment_checks=True)
    hints = [each for each in found if each.level >= checks.WARNING and each.id != NEEDS_DEBUG_OFF]
    others = [each for each in hints if each.id not in NEEDS_HTTPS]
    if others:
        return warning(
            _("Django 的安全检查有 %(count)d 条提示，第一条是 %(id)s。") % {"count": len(others), "id": others[0].id},
            _("按提示逐条修改。"),
            command="script/manage check --deploy",
        )
    if not settings.HTTPS and urlsplit(settings.BASE_URL).hostname not in LOOPBACK:
        return warning(
            _("没有启用 https，密码和会话在网络上是明文。"), _("在反向代理上配置证书，并把 BASE_URL 改为 https 开头。")
        )
    return fine(_("Django 的安全检查没有提示。") if settings.HTTPS else _("只在本机使用，没有启用 https。"))


@check("settings.keys", Group.SETTINGS, gettext_lazy("加密密钥"), database=True)
def keys(visit: Visit) -> Verdict:
    """Every key can be read, and what was sealed can be opened with one of them; old keys that are still needed."""
    try:
        for key in settings.FERNET_KEYS:
            Fernet(key)
    except ValueError:
        return broken(
            _("FERNET_KEYS 里有一个密钥格式不对。"), _("改回正确的值；它在数据文件夹的 secrets.env 或密钥备份里。")
        )
    found = keys_in_use()
    if found.unreadable:
        return broken(
            _("有 %(count)d 条授权或机密用现有密钥打不开。") % {"count": found.unreadable},
            _("把旧密钥加到 FERNET_KEYS 末尾；找不回来时，为这些账号重新授权。"),
            url=address_of("accounts:matrix"),
        )
    if found.by_old_keys:
        return warning(
            _("有 %(count)d 条机密还在用旧密钥。") % {"count": found.by_old_keys},
            _("换成新密钥后就可以去掉旧密钥。"),
            command="script/manage rotate_keys",
        )
    idle = len(settings.FERNET_KEYS) - 1
    if idle:
        return warning(_("%(count)d 个旧密钥已不再使用。") % {"count": idle}, _("从 FERNET_KEYS 里去掉，只留第一个。"))
    return fine(_("密钥可用，抽查的机密都能打开。"))


@check("settings.mail", Group.SETTINGS, gettext_lazy("邮件"), seconds=5)
def mail(visit: Visit) -> Verdict:
    """The server of outgoing mail lets us in. Nothing is sent; the settings page sends a test mail."""
    url = address_of("settings")
    if settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
        return warning(
            _("邮件只写进日志，提醒和邀请寄不出去。"),
            _("设置 EMAIL_BACKEND 和 EMAIL_HOST，再寄一封测试邮件。"),
            url=url,
        )
    server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        link = get_connection(timeout=3)
        link.open()
        link.close()
    except (smtplib.SMTPException, OSError) as error:
        values = {"server": server, "error": str(error)[:120] or type(error).__name__}
        return broken(_("邮件服务器 %(server)s 不让发信：%(error)s") % values, _("核对 EMAIL_ 开头的设置。"), url=url)
    return fine(_("邮件服务器 %(server)s 可以发信。") % {"server": server})


@check("settings.metrics", Group.SETTINGS, gettext_lazy("运行指标"))
def metrics(visit: Visit) -> Verdict:
    """A guessable token opens the figures to everybody; without one there is no such page."""
    if not settings.METRICS_TOKEN:
        return fine(_("没有设置 METRICS_TOKEN，/metrics/ 不开放。"))
    if len(settings.METRICS_TOKEN) < SHORT_TOKEN:
        command = "openssl rand -hex 24"
        return warning(_("METRICS_TOKEN 太短，容易被猜到。"), _("换成一个随机的长值。"), command=command)
    return fine(_("/metrics/ 凭令牌开放。"))


@check("settings.static", Group.SETTINGS, gettext_lazy("静态文件"))
def static_files(visit: Visit) -> Verdict:
    """Styles and scripts were collected from what lies on the disk now."""
    if not settings.STATIC_HASHED:
        return fine(_("静态文件从源文件夹直接提供。"))
    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    try:
        current = stamp.read_text(encoding="ascii") == static_state()
    except OSError:
        current = False
    if not current:
        return broken(
            _("静态文件没有整理或已过期，页面可能没有样式。"),
            _("重新启动服务，启动时会自动整理。"),
            command="script/server",
        )
    return fine(_("静态文件是最新的。"))


@check("settings.secrets_file", Group.SETTINGS, gettext_lazy("密钥文件"))
def secrets_file(visit: Visit) -> Verdict:
    """Nobody but the service may read the secrets."""
    path = secrets_path(settings.DATA_DIR)
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        return fine(_("密钥来自环境变量，没有密钥文件。"))
    if mode & 0o077:
        return broken(
            _("其他用户也能读密钥文件（权限 %(mode)o）。") % {"mode": mode},
            _("只留给运行服务的用户。"),
            command=f"chmod 600 {path}",
        )
    if not os.access(path, os.R_OK):
        return broken(_("服务读不了密钥文件。"), _("把文件交给运行服务的用户。"), command=f"chown weibo-ops {path}")
    return fine(_("只有运行服务的用户能读。"))
