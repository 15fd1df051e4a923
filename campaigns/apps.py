"""Campaigns, filing, entries, draw."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

AUDIT_LABELS = {
    "campaigns.campaign.handed_over": _("交接了活动"),
    "campaigns.campaign.planned": _("策划了活动"),
    "campaigns.campaign.updated": _("修改了活动"),
    "campaigns.campaign.filing_marked": _("登记了备案"),
    "campaigns.campaign.running": _("开始了活动"),
    "campaigns.campaign.ended": _("结束了活动"),
    "campaigns.campaign.cancelled": _("取消了活动"),
}


class CampaignsConfig(AppConfig):
    name = "campaigns"
    label = "campaigns"
    verbose_name = _("活动")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.holdings import hold
        from campaigns.services import HOLDINGS
        from core.audit import LABELS

        LABELS.update(AUDIT_LABELS)
        hold(*HOLDINGS)
