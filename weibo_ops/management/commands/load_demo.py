"""`manage.py load_demo`: the sample company, once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.gateway import is_sandbox
from weibo_ops.companions import sandbox_running
from weibo_ops.demo import company
from weibo_ops.demo.load import is_loaded, load
from weibo_ops.env import say


class Command(BaseCommand):
    """Only against the sandbox: its posts must never reach the real platform."""

    help = "Load the sample company 山岚 with six weeks of history (idempotent)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_sandbox():
            raise CommandError(
                say(
                    "已配置真实的微博应用，示例公司只能用在沙箱里。",
                    "A real Weibo app is configured; the sample company belongs to the sandbox.",
                )
            )
        if is_loaded():
            return
        with sandbox_running() as control:
            password = load(control, now=timezone.now())
        people = "、".join(f"{person.name} {person.email}" for person in company.PEOPLE)
        self.stdout.write(say(f"示例同事：{people}", f"Sample colleagues: {people}"))
        self.stdout.write(
            say(f"他们的密码（只显示这一次）：{password}", f"Their password (shown this once): {password}")
        )
