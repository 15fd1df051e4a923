"""Forms of a draw (P8)."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.forms.plan import time_field
from campaigns.models import Campaign
from campaigns.services.commitments import DrawPlan


class DrawForm(forms.Form):
    """What is named before the list is published."""

    due_at = time_field(_("公开数值产生的时间"))
    reserves = forms.IntegerField(
        label=_("候补人数"), min_value=0, max_value=100_000, initial=10, help_text=_("中奖者放弃时按顺序递补。")
    )
    by_drand = forms.BooleanField(
        label=_("使用 drand 公共随机数"), required=False, initial=True,
        help_text=_("每 3 秒由多家机构共同产生，带签名，谁都不能预知。录入时由系统核对签名。"),
    )  # fmt: skip
    number_name = forms.CharField(
        label=_("再约定一个公开数值"), max_length=80, required=False,
        help_text=_("比如某一期双色球的开奖号。由两位同事分别录入，一致才算数。可以只用它，也可以和 drand 一起用。"),
    )  # fmt: skip
    number_where = forms.CharField(label=_("在哪里公布"), max_length=200, required=False)
    number_form = forms.CharField(
        label=_("上一次公布的样子"), max_length=100, required=False,
        help_text=_("照抄一次以前公布的数值，用来约定写法，比如 03 08 11 19 27 30 12。"),
    )  # fmt: skip

    def __init__(self, *args: Any, campaign: Campaign | None = None, **kwargs: Any) -> None:
        if campaign is not None:
            soon = timezone.now() + dt.timedelta(hours=1)
            kwargs.setdefault("initial", {"due_at": max(soon, campaign.draws_at or soon)})
        super().__init__(*args, **kwargs)

    def values(self) -> DrawPlan:
        """For the service."""
        return DrawPlan(**self.cleaned_data)


class ValueForm(forms.Form):
    """What somebody read at a source."""

    source = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    text = forms.CharField(label=_("公布的数值"), max_length=200)
    is_next = forms.BooleanField(label=_("约定的没有公布，这是下一次的"), required=False)
