"""Who may open the pages of campaigns: they belong to the whole company, a right on any account is enough."""

from campaigns.models import CampaignRule, Duty, Lesson, Prize
from tests.conftest import AT
from tests.permissions.cast import World, maker
from tests.permissions.rows import MEMBERS, TAKEN, Row, doors

RUN = "editor approver administrator colleague"


@maker
def plans(world: World) -> None:
    prize = Prize.objects.create(
        campaign_id=int(str(world.objects["campaign"])), tier=9, name="杯子", quantity=1, unit_cost=9
    )
    rule = CampaignRule.objects.filter(topic="share_new_fans").get()
    lesson = Lesson.objects.create(campaign_id=prize.campaign_id, text="早点发", written_at=AT)
    world.objects["lesson"] = lesson.pk
    world.objects["duty"] = Duty.objects.create(campaign_id=prize.campaign_id, day=AT.date()).pk
    world.objects |= {"plan_step": "why", "pack_ending": "zip", "campaign_prize": prize.pk, "campaign_rule": rule.pk}


seen = doors(f"{MEMBERS} colleague")
seen_one = doors(f"{MEMBERS} colleague", stranger=404)


def post(url: str, *args: str, **data: object) -> Row:
    return Row(url, doors(RUN, ok=TAKEN, stranger=404 if args else 403), args, "POST", data=data)


ROWS = (
    Row("campaigns:list", seen),
    Row("campaigns:new", doors(RUN)),
    post("campaigns:new"),
    Row("campaigns:campaign", seen_one, ("campaign",)),
    Row("campaigns:new_keep", doors(RUN, ok=TAKEN), ("plan_step",), "POST"),
    Row("campaigns:new_forget", doors(RUN, ok=TAKEN), ("plan_step",), "POST"),
    Row("campaigns:plan", doors(RUN, stranger=404), ("campaign", "plan_step")),
    post("campaigns:plan", "campaign", "plan_step"),
    post("campaigns:plan_keep", "campaign", "plan_step"),
    post("campaigns:plan_forget", "campaign", "plan_step"),
    post("campaigns:rules_take", "campaign", section="活动名称"),
    post("campaigns:copy", "campaign"),
    Row("campaigns:prize_picture", doors(f"{MEMBERS} colleague", ok=(404,), stranger=404), ("campaign_prize",)),
    Row("campaigns:rules", seen),
    Row("campaigns:rule_new", doors(RUN)),
    post("campaigns:rule_new"),
    Row("campaigns:rule", doors(RUN), ("campaign_rule",)),
    Row("campaigns:rule", doors(RUN, ok=TAKEN), ("campaign_rule",), "POST"),
    post("campaigns:filing", "campaign", state="filed", reference="BA-1", filed_on="2026-11-24"),
    Row("campaigns:filing_pack", doors(RUN, stranger=404), ("campaign", "pack_ending")),
    post("campaigns:launch", "campaign"),
    post("campaigns:end", "campaign"),
    post("campaigns:duties_plan", "campaign", person="1"),
    post("campaigns:duty_hand", "duty", person="1"),
    Row("campaigns:duty_tick", doors(f"{MEMBERS} colleague", ok=TAKEN, stranger=404), ("duty",), "POST"),
    post("campaigns:lesson_add", "campaign", text="早点发"),
    post("campaigns:lesson_drop", "lesson"),
    post("campaigns:spending", "campaign", spent="120.50"),
    post("campaigns:cancel", "campaign"),
)
