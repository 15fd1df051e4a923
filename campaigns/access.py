"""Doors of campaigns: they belong to the whole company, so a right on any account opens them."""

from django.utils.translation import gettext as _

from accounts.access import Person, require_somewhere, rights_of
from accounts.roles import Can
from campaigns.models import Campaign
from core.errors import NotFound, existing


def campaign_for(user: Person, pk: int, *, to: Can = Can.VIEW) -> Campaign:
    """One campaign. Raises `NotFound` for strangers, `Forbidden` for colleagues who do not run campaigns."""
    if not rights_of(user).may_somewhere(Can.VIEW):
        raise NotFound(_("没有找到这个活动。"))
    require_somewhere(user, to)
    return existing(Campaign.objects.select_related("owner").filter(pk=pk).first(), _("没有找到这个活动。"))
