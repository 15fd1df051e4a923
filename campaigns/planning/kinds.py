"""The twelve kinds of P1: what each is good for, what it asks at first, how one joins. Presets, all editable later."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaigns.models import CampaignKind as Kind
from campaigns.models import ConditionKind as Ask
from campaigns.models import Picking


@dataclass(frozen=True)
class KindPreset:
    """`explains` is for the planner; `joining` is a public sentence of the rules, in Chinese always."""

    explains: Promise
    asks: tuple[Ask, ...]
    picking: Picking
    days: int
    joining: str = ""


PRESETS: Final = {
    Kind.PRIZE_REPOST: KindPreset(
        _("转发即可参与，门槛最低，适合吸引新粉丝。"), (Ask.REPOST, Ask.FOLLOW), Picking.DRAW, 7
    ),
    Kind.PRIZE_CALL: KindPreset(
        _("征集图片、视频或故事，门槛高，适合老粉丝。"),
        (Ask.TOPIC, Ask.MENTION),
        Picking.JUDGED,
        14,
        "按活动主题发布一条原创图文或视频微博",
    ),
    Kind.PRIZE_QUIZ: KindPreset(_("答对才有机会，让人了解产品。"), (Ask.ANSWER, Ask.FOLLOW), Picking.DRAW, 3),
    Kind.PRIZE_SURVEY: KindPreset(
        _("用奖品换取意见，先说明问卷用途和时长。"), (Ask.COMMENT,), Picking.DRAW, 7, "填写活动微博里的问卷"
    ),
    Kind.VOTE: KindPreset(_("点一下就参与，适合话题和口味之争。"), (), Picking.NOBODY, 3, "在活动微博的投票中选择一项"),
    Kind.COUPON: KindPreset(
        _("符合条件就能领，带动到店或下单。"), (Ask.FOLLOW,), Picking.EVERYONE, 7, "按活动微博的说明领取优惠券"
    ),
    Kind.TEXT_CALL: KindPreset(
        _("用一段话参与，适合老粉丝讲自己的故事。"), (Ask.COMMENT,), Picking.JUDGED, 7, "围绕活动主题写一段话"
    ),
    Kind.TRIAL: KindPreset(
        _("挑选愿意写体验的人，重在之后的口碑。"),
        (Ask.COMMENT, Ask.FOLLOW),
        Picking.JUDGED,
        7,
        "在评论里说明申请试用的理由",
    ),
    Kind.ONLINE_SALE: KindPreset(
        _("直接卖货，规则写清价格、库存和发货时间。"), (), Picking.NOBODY, 3, "通过活动微博里的链接下单"
    ),
    Kind.PAY_FOR_ME: KindPreset(
        _("请朋友代付，外部链接由对方平台负责。"), (), Picking.NOBODY, 3, "把活动链接发给愿意为您付款的朋友"
    ),
    Kind.HOT_TOPIC: KindPreset(
        _("借热点让人说话，不设奖也能做。"), (Ask.TOPIC,), Picking.NOBODY, 2, "带上话题说说您的看法"
    ),
    Kind.PUBLIC_GOOD: KindPreset(
        _("为公益出力，结果要公开可查。"), (Ask.REPOST,), Picking.NOBODY, 14, "按活动微博的说明参与公益行动"
    ),
}


def preset_of(kind: str) -> KindPreset:
    """The preset of one kind."""
    return PRESETS[Kind(kind)]
