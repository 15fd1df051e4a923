"""Whether the call budget lasts: what Weibo stopped, posts that do not fit, accounts that are nearly through."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.queries.calls import CallRow, accounts_in_use, app_rows, call_rows
from weibo_ops.doctor.findings import Group, Verdict, Visit, broken, check, fine, warning


@check("weibo.calls", Group.WEIBO, gettext_lazy("调用额度"), database=True)
def calls(visit: Visit) -> Verdict:
    """The worst first: the whole app stopped, posts that do not fit, accounts stopped or nearly through."""
    page = reverse("accounts:calls")
    stopped = next((app for app in app_rows(now=visit.at) if app.block is not None), None)
    if stopped is not None:
        mend = _("等限制结束会自动恢复；反复出现就减少监测的频率，或申请更高的应用级别。")
        return broken(_("%(app)s：%(why)s。") % {"app": stopped.label, "why": stopped.stopped}, mend, url=page)
    rows = call_rows(accounts_in_use(), now=visit.at)
    over = [row for row in rows if row.needs == "over"]
    if over:
        return broken(_too_many(over[0], len(over)), _("把一部分排期移到别的日子，或为该账号申请更多额度。"), url=page)
    limited, tight = (sum(row.needs == need for row in rows) for need in ("blocked", "tight"))
    if limited:
        sentence = ngettext("%(n)d 个账号被微博限制了调用。", "%(n)d 个账号被微博限制了调用。", limited)
        return warning(sentence % {"n": limited}, _("限制结束会自动恢复，期间的发布按迟发规则处理。"), url=page)
    if tight:
        sentence = ngettext("%(n)d 个账号剩下的额度不到两成。", "%(n)d 个账号剩下的额度不到两成。", tight)
        return warning(sentence % {"n": tight}, _("发布已经留出；监测和收件箱会先停。"), url=page)
    return fine(_("各账号的额度够用，已排的发布都排得下。"))


def _too_many(row: CallRow, number: int) -> str:
    values = {"name": row.account.nickname, "planned": row.budget.planned, "left": row.budget.left or 0}
    sentence = _("“%(name)s”已排 %(planned)d 次调用，而额度只剩 %(left)d 次。") % values
    if number == 1:
        return sentence
    others = ngettext("另有 %(n)d 个账号也排不下。", "另有 %(n)d 个账号也排不下。", number - 1)
    return sentence + others % {"n": number - 1}
