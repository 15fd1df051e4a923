"""What a button of the library's bar asks for."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from campaigns.models import Campaign
from content.models import BulkAction, Category
from core.errors import UserError, existing
from core.http import whole_number

OF_POSTS = (BulkAction.CATEGORY, BulkAction.CAMPAIGN, BulkAction.CANCEL, BulkAction.RESTORE, BulkAction.SUBMIT)


@dataclass(frozen=True, slots=True)
class Wish:
    """What shall happen to which posts. `category` and `campaign` (None: to none) go with their own actions."""

    action: BulkAction
    post_ids: list[int]
    category: Category | None = None
    campaign: Campaign | None = None
    reason: str = ""


def action_of(word: str, post_ids: list[int], *, reason: str = "") -> Wish:
    """A button's value: an action, for a category or a campaign with its key (`category:3`; `campaign:0` for none).

    Raises `UserError` for anything else, `NotFound` for a category or campaign that is gone.
    """
    name, _colon, key = word.partition(":")
    if name not in OF_POSTS:
        raise UserError(_("请选择要做的操作。"), code="content.bulk_action")
    action, number = BulkAction(name), whole_number(key)
    category = campaign = None
    if action == BulkAction.CATEGORY:
        found = Category.objects.filter(pk=number, is_active=True).first() if number else None
        category = existing(found, _("没有找到这个分类。"))
    if action == BulkAction.CAMPAIGN and key != "0":
        campaign = existing(Campaign.objects.filter(pk=number).first() if number else None, _("没有找到这个活动。"))
    return Wish(action, post_ids, category, campaign, reason)
