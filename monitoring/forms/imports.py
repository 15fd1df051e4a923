"""The form that takes a crawler file (M2)."""

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class UploadForm(forms.Form):
    """A crawler file."""

    file = forms.FileField(
        label=_("采集文件"),
        max_length=200,
        help_text=_(
            "weibo-search、weibo-crawler、WeiboSpider、MediaCrawler 的 CSV、JSON、JSONL、XLSX 或 SQLite 文件。"
        ),
        error_messages={"empty": _("文件是空的。"), "required": _("请选择文件。")},
    )
    source = forms.CharField(
        label=_("来源名称"), required=False, max_length=80, help_text=_("用于区分不同的采集任务，可不填。")
    )
    # Milliseconds since 1970, as the browser tells them; the page fills it in when a file is chosen.
    written = forms.IntegerField(required=False, min_value=0, max_value=10**14, widget=forms.HiddenInput)

    def clean_written(self) -> dt.datetime | None:
        """When the file was written."""
        told: int | None = self.cleaned_data["written"]
        return None if told is None else EPOCH + dt.timedelta(milliseconds=told)
