"""Roles as plain data (A8): which role may do what. Granted per account, per group or for the whole matrix.

Built-in roles stand here and cannot be changed; roles that the company makes itself are rows
(`accounts.models.CustomRole`). Whoever wants to know what a role contains asks `accounts.access.capabilities_of`.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.errors import Sentence


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


@dataclass(frozen=True)
class Meaning:
    """What a capability is called, what it allows in one sentence, and whether it can do lasting harm."""

    name: Sentence
    sentence: Sentence
    dangerous: bool = False


MEANINGS: dict[Can, Meaning] = {
    Can.VIEW: Meaning(_("查看"), _("能看到账号、内容、日历和发布情况。")),
    Can.WRITE: Meaning(_("写作"), _("能写选题和草稿、上传图片、导入内容、提交审核。")),
    Can.REVIEW: Meaning(_("审核"), _("能通过或退回别人写的内容，不能审核自己的；能修改词表。"), dangerous=True),
    Can.SCHEDULE: Meaning(_("排期"), _("能安排、移动和取消发布时间，修改时段、频次和配额。")),
    Can.FREEZE: Meaning(_("冻结"), _("能停止一个账号或全部账号的发布，也能解除。"), dangerous=True),
    Can.REPLY: Meaning(_("回复"), _("能在收件箱里以账号的名义回复用户。")),
    Can.MONITOR: Meaning(_("监测"), _("能维护关键词组和来源、导入数据、处理预警。")),
    Can.CAMPAIGN: Meaning(_("活动"), _("能建立和修改活动、登记备案。")),
    Can.REPORT: Meaning(_("看报表"), _("能看汇总、周报和治理情况。")),
    Can.SIGN_OFF: Meaning(_("签阅"), _("能签阅周报。")),
    Can.MANAGE_ACCOUNTS: Meaning(_("管理账号"), _("能接入和停用微博账号、修改定位和分组。"), dangerous=True),
    Can.MANAGE_PEOPLE: Meaning(_("管理同事"), _("能邀请和停用同事、授予和收回权限、评定操作资格。"), dangerous=True),
    Can.MANAGE_SETTINGS: Meaning(_("管理设置"), _("能修改全系统的设置。"), dangerous=True),
    Can.AUDIT: Meaning(_("查看操作记录"), _("能看到所有人的操作记录。")),
}
