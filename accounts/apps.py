"""People, roles, grants; Weibo accounts, groups, tokens."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    label = "accounts"
    verbose_name = _("矩阵")
    default_auto_field = "django.db.models.BigAutoField"
