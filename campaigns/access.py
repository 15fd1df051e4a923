"""Doors of campaigns: they belong to the whole company, so a right on any account opens them."""

from django.utils.translation import gettext as _

from accounts.access import Person, require_somewhere, rights_of
from accounts.roles import Can
from campaigns.models import (
    Appeal,
    Campaign,
    CampaignRule,
    Draw,
    Duty,
    Entry,
    EntryImport,
    LeftOut,
    Lesson,
    Prize,
    Winner,
)
from campaigns.queries.draws import LIST_KIND
from campaigns.queries.entries import KINDS
from core.errors import NotFound, existing
from core.models import Job


def campaign_for(user: Person, pk: int, *, to: Can = Can.VIEW) -> Campaign:
    """One campaign. Raises `NotFound` for strangers, `Forbidden` for colleagues who do not run campaigns."""
    if not rights_of(user).may_somewhere(Can.VIEW):
        raise NotFound(_("没有找到这个活动。"))
    require_somewhere(user, to)
    return existing(Campaign.objects.select_related("owner").filter(pk=pk).first(), _("没有找到这个活动。"))


def entry_for(user: Person, campaign_id: int, pk: int) -> Entry:
    """One entrant, for those who run campaigns. Raises `NotFound`, `Forbidden`."""
    campaign = campaign_for(user, campaign_id, to=Can.CAMPAIGN)
    found = Entry.objects.select_related("campaign", "decided_by").filter(campaign=campaign, pk=pk).first()
    return existing(found, _("没有找到这位参与者，可能已随导入撤销。"))


def appeal_for(user: Person, pk: int) -> Appeal:
    """One appeal, for those who run campaigns. Raises `NotFound`, `Forbidden`."""
    if not rights_of(user).may_somewhere(Can.VIEW):
        raise NotFound(_("没有找到这条申诉。"))
    require_somewhere(user, Can.CAMPAIGN)
    found = Appeal.objects.select_related("entry__campaign").filter(pk=pk).first()
    return existing(found, _("没有找到这条申诉。"))


def entry_import_for(user: Person, campaign_id: int, pk: int) -> EntryImport:
    """One file of entries, for those who run campaigns. Raises `NotFound`, `Forbidden`."""
    campaign = campaign_for(user, campaign_id, to=Can.CAMPAIGN)
    found = EntryImport.objects.select_related("campaign", "job").filter(campaign=campaign, pk=pk).first()
    return existing(found, _("没有找到这次导入。"))


def left_out_for(user: Person, pk: int) -> LeftOut:
    """Somebody on the list of those who take part in no draw. Raises `NotFound`, `Forbidden`."""
    if not rights_of(user).may_somewhere(Can.VIEW):
        raise NotFound(_("没有找到这个人。"))
    require_somewhere(user, Can.CAMPAIGN)
    return existing(LeftOut.objects.filter(pk=pk).first(), _("没有找到这个人。"))


def entry_job_for(user: Person, campaign_id: int, pk: int) -> Job:
    """Work on the entries or the list of a campaign. Raises `NotFound`, `Forbidden`."""
    campaign = campaign_for(user, campaign_id, to=Can.CAMPAIGN)
    found = Job.objects.filter(pk=pk, kind__in=(*KINDS, LIST_KIND), params__campaign=campaign.pk).first()
    return existing(found, _("没有找到这项工作。"))


def prize_for(user: Person, pk: int) -> Prize:
    """One prize of a campaign that the person may see."""
    found = existing(Prize.objects.select_related("campaign").filter(pk=pk).first(), _("没有找到这个奖品。"))
    campaign_for(user, found.campaign_id)
    return found


def rule_for(user: Person, pk: int) -> CampaignRule:
    """One rule, for who runs campaigns."""
    require_somewhere(user, Can.CAMPAIGN)
    return existing(CampaignRule.objects.filter(pk=pk).first(), _("没有找到这条规则。"))


def draw_for(user: Person, pk: int, *, to: Can = Can.VIEW) -> Draw:
    """One draw, by the right to its campaign."""
    found = Draw.objects.select_related("campaign").filter(pk=pk).first()
    if found is None:
        campaign_for(user, 0, to=to)
    draw = existing(found, _("没有找到这次抽奖。"))
    campaign_for(user, draw.campaign_id, to=to)
    return draw


def winner_for(user: Person, pk: int) -> Winner:
    """One winner, for who runs campaigns. Raises `NotFound`, `Forbidden`."""
    if not rights_of(user).may_somewhere(Can.VIEW):
        raise NotFound(_("没有找到这位中奖者。"))
    require_somewhere(user, Can.CAMPAIGN)
    return existing(Winner.objects.select_related("draw__campaign").filter(pk=pk).first(), _("没有找到这位中奖者。"))


def lesson_for(user: Person, pk: int) -> Lesson:
    """One lesson, for who runs campaigns. Raises `NotFound`, `Forbidden`."""
    if not rights_of(user).may_somewhere(Can.VIEW):
        raise NotFound(_("没有找到这条经验。"))
    require_somewhere(user, Can.CAMPAIGN)
    return existing(Lesson.objects.select_related("campaign").filter(pk=pk).first(), _("没有找到这条经验。"))


def duty_for(user: Person, pk: int, *, to: Can = Can.VIEW) -> Duty:
    """One day of minding a campaign. Raises `NotFound`, `Forbidden`."""
    if not rights_of(user).may_somewhere(Can.VIEW):
        raise NotFound(_("没有找到这一天的值守。"))
    require_somewhere(user, to)
    return existing(Duty.objects.select_related("campaign").filter(pk=pk).first(), _("没有找到这一天的值守。"))
