"""What a person says about a feed or a read-only link (K7)."""

from django import forms
from django.utils.translation import gettext_lazy

from publishing.queries.sharing import kept_filters
from publishing.services import ShareInput

DAYS = (
    (7, gettext_lazy("7 天")), (30, gettext_lazy("30 天")), (90, gettext_lazy("90 天")), (365, gettext_lazy("一年"))
)  # fmt: skip


class FeedForm(forms.Form):
    """A name to tell it by, and the filters of the page one came from."""

    prefix = "feed"
    name = forms.CharField(label=gettext_lazy("名称"), max_length=60)
    filters = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)


class ShareForm(forms.Form):
    """The same with an end, a password and how far back."""

    prefix = "share"
    name = forms.CharField(label=gettext_lazy("给谁看"), max_length=60)
    filters = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    days = forms.TypedChoiceField(label=gettext_lazy("有效期"), choices=DAYS, coerce=int, initial=30)
    password = forms.CharField(
        label=gettext_lazy("访问密码"), required=False, min_length=6, max_length=100,
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    future_only = forms.BooleanField(label=gettext_lazy("只显示今天起的排期"), required=False, initial=True)

    def values(self) -> ShareInput:
        """What was said."""
        given = self.cleaned_data
        filters = kept_filters(given["filters"])
        return ShareInput(given["name"], filters, given["days"], given["password"], given["future_only"])
