"""What a post of somebody else is about, guessed by words (M6): good for a rough comparison, said as a guess."""

import re
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OTHER: Final = "other"
NAMES: Final[dict[str, Promise]] = {
    "draw": _("抽奖福利"),
    "product": _("产品上新"),
    "service": _("服务与公告"),
    "days": _("节日节气"),
    "knowledge": _("知识技巧"),
    "talk": _("互动话题"),
    OTHER: _("其他"),
}
_RULES: Final = (
    ("draw", re.compile("抽奖|抽[0-9一二三四五六七八九十]+[位个名]|转发.{0,6}(抽|送)|福利|免单|红包|中奖")),
    ("product", re.compile("新品|上新|首发|发布会|开售|预售|预约|限量|联名|旗舰店|到手价|立减|优惠")),
    ("service", re.compile("公告|通知|声明|致歉|客服|售后|召回|维护|调整|招聘")),
    ("days", re.compile("春节|元宵|清明|端午|七夕|中秋|国庆|重阳|元旦|除夕|立[春夏秋冬]|[夏冬]至|[春秋]分|[小大]寒")),
    ("knowledge", re.compile("怎么|如何|教程|技巧|小知识|攻略|科普|步骤|方法")),
    ("talk", re.compile("你们|大家|评论区|说说|聊聊|投票|[你您].{0,12}[?？]")),
)  # fmt: skip


def guess(text: str) -> str:
    """A key of `NAMES`; the first rule that fits."""
    return next((name for name, rule in _RULES if rule.search(text)), OTHER)
