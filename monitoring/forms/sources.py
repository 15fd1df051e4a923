"""A source as people keep it (M2)."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from monitoring.models import FILE_KINDS, Source, SourceKind
from monitoring.services.source_settings import SourceDraft


class SourceForm(forms.Form):
    """Who is told when it is blind, and how often something should come."""

    owner = forms.ModelChoiceField(
        User.objects.none(),
        label=_("负责人"),
        required=False,
        empty_label=_("没有指定，通知所有做监测的人"),
        help_text=_("读不到、迟到或内容突然变少时通知负责人。"),
    )
    interval_minutes = forms.IntegerField(
        label=_("读取间隔（分钟）"),
        min_value=1,
        max_value=24 * 60,
        help_text=_("间隔越短，用掉的接口次数越多。超过三个间隔没有读到，就算读不到。"),
    )
    rhythm_hours = forms.IntegerField(
        label=_("多久来一次文件（小时）"),
        min_value=0,
        max_value=31 * 24,
        required=False,
        help_text=_("超过这个时间的一倍半没有新文件就提醒。留空按以往的间隔判断，填 0 不提醒。"),
    )

    def __init__(self, *args: Any, source: Source, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source = source
        people = User.objects.filter(is_active=True).order_by("name", "pk")
        cast("forms.ModelChoiceField[User]", self.fields["owner"]).queryset = people
        del self.fields["interval_minutes" if source.kind in FILE_KINDS else "rhythm_hours"]
        if source.kind == SourceKind.SEARCH:
            del self.fields["interval_minutes"]  # it is the set's
        self.initial.update({name: getattr(source, name) for name in self.fields})

    def draft(self) -> SourceDraft:
        """For the service."""
        return SourceDraft(
            owner=self.cleaned_data["owner"],
            interval_minutes=self.cleaned_data.get("interval_minutes", self.source.interval_minutes),
            rhythm_hours=self.cleaned_data.get("rhythm_hours"),
        )
