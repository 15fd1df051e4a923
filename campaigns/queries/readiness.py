"""Whether the entries of a campaign may be published for its draw (P7, P8)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from campaigns.judging import hash_of, terms_data
from campaigns.models import Appeal, AppealState, Campaign, CampaignPost, Entry, Verdict
from campaigns.queries.entries import standing_of
from campaigns.queries.terms import terms_of


@dataclass(frozen=True)
class Readiness:
    """`stops` must be settled before the list is published; `hints` should be known."""

    stops: list[str]
    hints: list[str]


def readiness_of(campaign: Campaign) -> Readiness:
    """What stands between the entries and the published list."""
    standing, stops = standing_of(campaign), []
    if standing.jobs:
        stops.append(_("参与正在导入、读取或判定，请等它结束。"))
    if standing.judgement is None:
        stops.append(_("参与还没有判定。"))
    else:
        if standing.judgement.rules_hash != hash_of(terms_data(terms_of(campaign))):
            stops.append(_("规则在上次判定后有改动，请重新判定。"))
        if standing.newer:
            stops.append(_("有新的参与还没有判定，请重新判定。"))
    appeals = Appeal.objects.filter(entry__campaign=campaign, state=AppealState.OPEN).count()
    if appeals:
        stops.append(_("还有 %(n)d 条申诉没有处理。") % {"n": appeals})
    hints = []
    unsure = Entry.objects.filter(campaign=campaign, verdict=Verdict.UNSURE).count()
    if unsure:
        hints.append(_("%(n)d 人待核实，不会参加抽奖。") % {"n": unsure})
    gone = CampaignPost.objects.filter(campaign=campaign, gone_at__isnull=False).count()
    if gone:
        hints.append(_("%(n)d 条活动微博在微博上已不存在；此前读到的参与照算。") % {"n": gone})
    return Readiness(stops, hints)


def why_not_ready(campaign: Campaign) -> list[str]:
    """The sentences that forbid publishing; empty when it may be done."""
    return readiness_of(campaign).stops
