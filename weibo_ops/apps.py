"""The composition root as an app: it holds the commands and pages that need all others."""

from django.apps import AppConfig
from django.utils.translation import gettext

from weibo.sentences import speak_with


class WeiboOpsConfig(AppConfig):
    name = "weibo_ops"
    label = "weibo_ops"

    def ready(self) -> None:
        from weibo_ops import receivers

        receivers.connect()
        speak_with(gettext)
        from engagement.services.fans import ERASERS
        from monitoring.services.erasing import erase_author

        ERASERS.append(erase_author)
