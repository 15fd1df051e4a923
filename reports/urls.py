"""URLs of `reports`."""

import datetime as dt

from django.urls import path, register_converter

from reports import views


class DayConverter:
    """2026-11-16"""

    regex = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> dt.date:
        return dt.date.fromisoformat(value)

    def to_url(self, value: dt.date | str) -> str:
        return str(value)


register_converter(DayConverter, "day")

app_name = "reports"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("overview.csv", views.overview_csv, name="overview_csv"),
    path("weekly/", views.weekly, name="weekly"),
    path("weekly/compile/", views.weekly_compile, name="weekly_compile"),
    path("weekly/<day:monday>/", views.weekly_report, name="weekly_report"),
    path("weekly/<day:monday>/pdf/", views.weekly_pdf, name="weekly_pdf"),
    path("weekly/<day:monday>/xlsx/", views.weekly_xlsx, name="weekly_xlsx"),
    path("weekly/<day:monday>/remark/", views.weekly_remark, name="weekly_remark"),
    path("weekly/<day:monday>/sign/", views.weekly_sign, name="weekly_sign"),
    path("incentive/", views.incentive, name="incentive"),
    path("incentive/new/", views.incentive_new, name="incentive_new"),
    path("incentive/<int:plan_id>/withdraw/", views.incentive_withdraw, name="incentive_withdraw"),
    path("governance/", views.governance, name="governance"),
]
