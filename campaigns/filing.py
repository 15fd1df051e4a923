"""The text of a filing with the platform, written from the record (P6). Pure."""

from django.utils import translation
from django.utils.translation import gettext as _

from campaigns.models import Campaign
from core.dates import BEIJING


@translation.override("zh-hans")
def filing_text(campaign: Campaign) -> str:
    """What the filing form asks for, line by line; what is not known yet is marked as missing.

    In Chinese whatever the page speaks: the platform reads it.
    """
    missing = _("（待补充）")
    starts, ends = campaign.starts_at.astimezone(BEIJING), campaign.ends_at.astimezone(BEIJING)
    lines = [
        (_("活动名称"), campaign.name),
        (_("活动形式"), campaign.get_kind_display()),
        (_("活动时间"), f"{starts:%Y-%m-%d %H:%M} — {ends:%Y-%m-%d %H:%M}"),
        (_("参与对象"), campaign.audience or missing),
        (_("活动规则与抽奖方式"), campaign.rules_text or missing),
        (_("负责人"), str(campaign.owner) if campaign.owner else missing),
    ]
    return "\n".join(f"{name}：{value}" for name, value in lines)
