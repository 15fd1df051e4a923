"""Roles as plain data (A8): which role may do what. Granted per account, per group or for the whole matrix."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Can(StrEnum):
    """Capabilities that doors ask for."""

    VIEW = "view"
    WRITE = "write"  # drafts, ideas, media, imports
    REVIEW = "review"  # approve or ask for changes, never one's own
    SCHEDULE = "schedule"  # place, move, cancel slots; slot plans, policies and quotas
    FREEZE = "freeze"
    REPLY = "reply"  # inbox
    MONITOR = "monitor"  # keyword sets, sources, crawler files
    CAMPAIGN = "campaign"
    REPORT = "report"  # read reports
    SIGN_OFF = "sign_off"
    MANAGE_ACCOUNTS = "manage_accounts"  # connect, position, groups
    MANAGE_PEOPLE = "manage_people"  # users, grants
    MANAGE_SETTINGS = "manage_settings"
    AUDIT = "audit"


class Role(models.TextChoices):
    CHIEF_EDITOR = "chief_editor", _("总编辑")
    RESPONSIBLE_EDITOR = "responsible_editor", _("责任编辑")
    PICTURE_EDITOR = "picture_editor", _("图片编辑")
    CUSTOMER_EDITOR = "customer_editor", _("客服编辑")
    MANAGER = "manager", _("管理者")
    ADMINISTRATOR = "administrator", _("系统管理员")


CAPABILITIES: dict[str, frozenset[Can]] = {
    Role.CHIEF_EDITOR: frozenset(set(Can) - {Can.MANAGE_ACCOUNTS, Can.MANAGE_PEOPLE, Can.MANAGE_SETTINGS, Can.AUDIT}),
    Role.RESPONSIBLE_EDITOR: frozenset(
        {Can.VIEW, Can.WRITE, Can.REVIEW, Can.SCHEDULE, Can.REPLY, Can.MONITOR, Can.CAMPAIGN, Can.REPORT}
    ),
    Role.PICTURE_EDITOR: frozenset({Can.VIEW, Can.WRITE}),
    Role.CUSTOMER_EDITOR: frozenset({Can.VIEW, Can.REPLY, Can.MONITOR}),
    Role.MANAGER: frozenset({Can.VIEW, Can.REPORT, Can.SIGN_OFF, Can.FREEZE}),
    Role.ADMINISTRATOR: frozenset(Can),
}
