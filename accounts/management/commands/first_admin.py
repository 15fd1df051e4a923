"""Create the first administrator of a new installation and show the password once."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.services import create_first_administrator

DEFAULT_EMAIL = "admin@weibo-ops.local"


class Command(BaseCommand):
    """Safe to run again: it does nothing as soon as there is any user."""

    help = "Create the first administrator when there is no user yet, and print the password once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", default=os.environ.get("FIRST_ADMIN_EMAIL") or DEFAULT_EMAIL)
        parser.add_argument("--name", default=os.environ.get("FIRST_ADMIN_NAME") or "")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"] or _("系统管理员")
        first = create_first_administrator(email=options["email"], name=name, at=timezone.now())
        if first is None:
            return
        self.stdout.write(_("已创建首位管理员，密码只显示这一次，登录后请立即修改："))
        self.stdout.write(_("  邮箱：%(email)s") % {"email": first.user.email})
        self.stdout.write(_("  密码：%(password)s") % {"password": first.password})
