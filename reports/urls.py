"""URLs of `reports`."""

import datetime as dt

from django.urls import path, register_converter

from core.dates import Month, Period, Week, month_of
from reports.queries.subjects import Kind
from reports.views import (
    beside,
    campaigns,
    governance,
    hours,
    incentive,
    insight,
    matrix,
    measures,
    post,
    recipients,
    statements,
    weekly,
)


class MonthConverter:
    """2026-11."""

    regex = r"[0-9]{4}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> Month:
        return month_of(dt.date.fromisoformat(f"{value}-01"))

    def to_url(self, value: Month | dt.date) -> str:
        return f"{value:%Y-%m}" if isinstance(value, dt.date) else str(value)


class PeriodConverter:
    """2026-11-16 is the week of that Monday, 2026-11 the month."""

    regex = r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?"

    def to_python(self, value: str) -> Period:
        if len(value) == len("2026-11"):
            return month_of(dt.date.fromisoformat(f"{value}-01"))
        day = dt.date.fromisoformat(value)
        if day.weekday():
            raise ValueError("no Monday")
        return Week(day)

    def to_url(self, value: Period | dt.date | str) -> str:
        return value.monday.isoformat() if isinstance(value, Week) else str(value)


class SubjectConverter:
    """accounts, categories, elements, campaigns, people"""

    regex = "|".join(kind for kind in Kind if kind != Kind.MATRIX)

    def to_python(self, value: str) -> Kind:
        return Kind(value)

    def to_url(self, value: Kind | str) -> str:
        return str(value)


class EndingConverter:
    """What a table is downloaded as."""

    regex = "csv|xlsx"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(EndingConverter, "ending")
register_converter(MonthConverter, "month")
register_converter(SubjectConverter, "subject")
register_converter(PeriodConverter, "period")

app_name = "reports"
urlpatterns = [
    path("", matrix.overview, name="overview"),
    path("overview.<ending:ending>", matrix.overview_table, name="overview_table"),
    path("posts/<int:post_id>/", post.post, name="post"),
    path("posts/<int:post_id>.<ending:ending>", post.post_table, name="post_table"),
    path("insight/<subject:kind>/<int:key>/", insight.insight, name="insight"),
    path("insight/<subject:kind>/<int:key>.<ending:ending>", insight.insight_table, name="insight_table"),
    path("insight/accounts/<int:account_id>/beside/", beside.beside, name="beside"),
    path("hours/", hours.hours, name="hours"),
    path("hours.<ending:ending>", hours.hours_table, name="hours_table"),
    path("measures/", measures.measures, name="measures"),
    path("measures/sets/<slug:kind>/", measures.measure_set, name="measure_set"),
    path("measures/sets/<slug:kind>/reset/", measures.measure_set_reset, name="measure_set_reset"),
    path("measures/own/new/", measures.own_measure_new, name="own_measure_new"),
    path("measures/own/<int:measure_id>/", measures.own_measure, name="own_measure"),
    path("measures/own/<int:measure_id>/remove/", measures.own_measure_remove, name="own_measure_remove"),
    path("weekly/", weekly.weekly, name="weekly"),
    path("weekly/compile/", weekly.weekly_compile, name="weekly_compile"),
    path("weekly/<period:period>/", weekly.weekly_report, name="weekly_report"),
    path("weekly/<period:period>/preview/", weekly.weekly_preview, name="weekly_preview"),
    path("weekly/<period:period>/pdf/", weekly.weekly_pdf, name="weekly_pdf"),
    path("weekly/<period:period>/xlsx/", weekly.weekly_xlsx, name="weekly_xlsx"),
    path("weekly/<period:period>/remark/", weekly.weekly_remark, name="weekly_remark"),
    path("weekly/<period:period>/remark/<int:remark_id>/answer/", weekly.weekly_answer, name="weekly_answer"),
    path("weekly/<period:period>/sign/", weekly.weekly_sign, name="weekly_sign"),
    path("weekly/<period:period>/mails/<int:mail_id>/again/", weekly.weekly_send_again, name="weekly_send_again"),
    path("weekly/recipients/", recipients.recipients, name="recipients"),
    path("weekly/recipients/new/", recipients.recipient_new, name="recipient_new"),
    path("weekly/recipients/<int:group_id>/", recipients.recipient_edit, name="recipient_edit"),
    path("weekly/recipients/<int:group_id>/remove/", recipients.recipient_remove, name="recipient_remove"),
    path("weekly/look/", recipients.brand, name="brand"),
    path("incentive/", incentive.incentive, name="incentive"),
    path("incentive/new/", incentive.incentive_new, name="incentive_new"),
    path("incentive/<int:plan_id>/withdraw/", incentive.incentive_withdraw, name="incentive_withdraw"),
    path("incentive/mine/", statements.statements_mine, name="statements_mine"),
    path("incentive/months/<month:month>/", statements.statements, name="statements"),
    path("incentive/months/<month:month>/final/", statements.statements_final, name="statements_final"),
    path(
        "incentive/months/<month:month>/table.<ending:ending>",
        statements.statements_table,
        name="statements_table",
    ),
    path("incentive/months/<month:month>/<int:person_id>/", statements.statement, name="statement"),
    path(
        "incentive/months/<month:month>/<int:person_id>/rows.<ending:ending>",
        statements.statement_rows,
        name="statement_rows",
    ),
    path("incentive/statements/<int:pk>/dispute/", statements.statement_dispute, name="statement_dispute"),
    path("incentive/statements/<int:pk>/correct/", statements.statement_correct, name="statement_correct"),
    path("incentive/disputes/<int:pk>/answer/", statements.dispute_answer, name="dispute_answer"),
    path("campaigns/<int:campaign_id>/", campaigns.campaign_result, name="campaign_result"),
    path("campaigns/<int:campaign_id>/close/", campaigns.campaign_close, name="campaign_close"),
    path("campaigns/<int:campaign_id>/closing.pdf", campaigns.closing_pdf, name="closing_pdf"),
    path("campaigns/<int:campaign_id>/closing.csv", campaigns.closing_csv, name="closing_csv"),
    path("governance/", governance.governance, name="governance"),
    path("governance/<slug:system>/owner/", governance.governance_owner, name="governance_owner"),
]
