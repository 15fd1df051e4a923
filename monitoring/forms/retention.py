"""For how long what was heard is kept, as a person asks for it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from monitoring.services.retention import LONGEST, SHORTEST


class RetentionForm(forms.Form):
    """Months; empty keeps everything."""

    months = forms.IntegerField(
        label=_("保留多少个月"),
        required=False,
        min_value=SHORTEST,
        max_value=LONGEST,
        help_text=_("本月之外再保留这么多个整月。留空则永久保留。"),
    )
