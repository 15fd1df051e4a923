"""What codes of verdicts, signs and notes say to people: the sentence with its numbers (P7)."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from campaigns.judging import MachineRules, shipped_rules
from campaigns.judging.machines import SIGNS
from campaigns.models import Entry, Verdict

REASONS: Final[Mapping[str, Promise]] = {
    "no_repost": _lazy("没有转发"),
    "no_comment": _lazy("没有评论"),
    "few_friends": _lazy("@的好友不够"),
    "no_follow": _lazy("没有关注"),
    "no_topic": _lazy("没有带话题"),
    "no_answer": _lazy("没有回答"),
    "wrong_answer": _lazy("答案不对"),
    "late": _lazy("截止后才参与"),
    "early": _lazy("开始前就发了"),
    "gone": _lazy("已删除"),
    "own_account": _lazy("是我们自己的账号"),
    "left_out": _lazy("在不参加抽奖的名单里"),
    "earlier_winner": _lazy("近期中过奖"),
    "machine": _lazy("疑似机器账号"),
    "follow_unknown": _lazy("无法确认是否关注"),
}
"""Short: for counts and filters."""
SIGN_NAMES: Final[Mapping[str, Promise]] = {
    "same_text": _lazy("多人文字完全相同"),
    "wave": _lazy("同一分钟内多人发出相同文字"),
    "same_circle": _lazy("多人@的是同一批人"),
    "hammer": _lazy("一分钟内动作过密"),
    "default_name": _lazy("昵称像自动生成"),
    "name_series": _lazy("昵称成串，只有数字不同"),
    "no_followers": _lazy("几乎没有粉丝"),
    "many_campaigns": _lazy("参加了我们太多活动"),
}
NOTES: Final[Mapping[str, Promise]] = {
    "twin": _lazy("另有一个账号@的是同一批人，可能是同一个人的两个账号，仅供参考"),
    "renamed": _lazy("参与期间改过昵称"),
    "follow_unknown": _lazy("还不能确认是否关注，中奖后核对"),
}


def sentences_of(entry: Entry) -> list[str]:
    """Why the rules judge so, one sentence for each reason; what counts for a valid one."""
    if entry.ruled == Verdict.VALID:
        return [_("条件全部满足。")]
    return [reason_sentence(code, entry.facts) for code in entry.reasons]


def reason_sentence(code: str, facts: Mapping[str, Any]) -> str:
    """One reason with its numbers: 只@了 7 位，需要 10 位。"""
    make = _SENTENCES.get(code)
    return make(facts) if make else _("%(reason)s。") % {"reason": REASONS.get(code, code)}


def signs_of(entry: Entry, rules: MachineRules | None = None) -> list[tuple[str, str, int]]:
    """Signs of a machine: (name, what was seen, points), as stated by the rules."""
    data = (rules or shipped_rules()).data
    signs = entry.facts.get("signs", {})
    return [
        (str(SIGN_NAMES[code]), _seen(code, signs[code]), int(data[code]["points"])) for code in SIGNS if code in signs
    ]


def notes_of(entry: Entry) -> list[str]:
    """What people should know though it decides nothing."""
    codes = [*entry.facts.get("notes", ()), *entry.facts.get("unchecked", ())]
    return [_("%(note)s。") % {"note": NOTES[code]} for code in codes if code in NOTES]


def rule_lines(rules: MachineRules) -> list[tuple[str, str, int]]:
    """The rules themselves: (name, when it strikes, points)."""
    return [(str(SIGN_NAMES[code]), _STATED[code](rules.data[code]), int(rules.data[code]["points"])) for code in SIGNS]


def _few_friends(facts: Mapping[str, Any]) -> str:
    have, need = (facts.get("few_friends") or [0, 0])[:2]
    if not have:
        return _("没有@好友，需要 %(need)d 位。") % {"need": need}
    return _("只@了 %(have)d 位，需要 %(need)d 位。") % {"have": have, "need": need}


def _late(facts: Mapping[str, Any]) -> str:
    seconds = (facts.get("late") or [0])[0]
    if seconds < 3600:
        return _("截止后 %(n)d 分钟才参与。") % {"n": max(1, -(-seconds // 60))}
    if seconds < 2 * 86400:
        return _("截止后 %(n)d 小时才参与。") % {"n": seconds // 3600}
    return _("截止后 %(n)d 天才参与。") % {"n": seconds // 86400}


_SENTENCES: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "few_friends": _few_friends,
    "late": _late,
    "machine": lambda facts: _("有机器账号的迹象，抽奖前剔出，可以申诉。"),
    "follow_unknown": lambda facts: _("我们的应用看不到对方是否关注，核实前不参加抽奖。"),
    "gone": lambda facts: _("转发或评论已经删除。"),
}


def _seen(code: str, number: int) -> str:
    return _SEEN[code] % {"n": number} if code in _SEEN else ""


_SEEN: Final[Mapping[str, Any]] = {
    "same_text": _lazy("%(n)d 人发了一模一样的话"),
    "wave": _lazy("同一分钟内 %(n)d 人发了这句话"),
    "same_circle": _lazy("%(n)d 人@的是同一批人"),
    "hammer": _lazy("一分钟内 %(n)d 次"),
    "name_series": _lazy("%(n)d 个昵称只有数字不同"),
    "no_followers": _lazy("%(n)d 个粉丝"),
    "many_campaigns": _lazy("还参加了我们 %(n)d 个活动"),
}
_STATED: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "same_text": lambda rule: _("至少 %(people)d 人的文字完全相同（8 个字以上，不算@、链接和标点）") % rule,
    "wave": lambda rule: _("其中至少 %(people)d 人在同一分钟内发出") % rule,
    "same_circle": lambda rule: _("至少 %(people)d 人@的是完全相同的 3 位或更多好友") % rule,
    "hammer": lambda rule: _("同一账号一分钟内至少 %(acts)d 次") % rule,
    "default_name": lambda rule: _("平台给的默认昵称，或字母后跟 %(digits)d 位以上数字") % rule,
    "name_series": lambda rule: _("至少 %(people)d 人的昵称只有数字不同") % rule,
    "no_followers": lambda rule: _("粉丝数已知且不超过 %(followers)d") % rule,
    "many_campaigns": lambda rule: _("%(days)d 天内还参加了我们至少 %(campaigns)d 个活动") % rule,
}
