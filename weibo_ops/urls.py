"""Mounts each app once."""

from django.urls import include, path

from weibo_ops import views

urlpatterns = [
    path("", views.workbench, name="workbench"),
    path("health/", views.health, name="health"),
    path("metrics/", views.metrics, name="metrics"),
    path("scope/", views.scope, name="scope"),
    path("search/", views.search, name="search"),
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.notices_read, name="notices_read"),
    path("notices/<int:pk>/", views.notice_open, name="notice_open"),
    path("jobs/", views.jobs, name="jobs"),
    path("jobs/<int:pk>/", views.job, name="job"),
    path("jobs/<int:pk>/cancel/", views.job_cancel, name="job_cancel"),
    path("jobs/<int:pk>/refusals.csv", views.job_refusals, name="job_refusals"),
    path("language/", views.language, name="language"),
    path("settings/", views.settings, name="settings"),
    path("audit/", views.audit, name="audit"),
    path("audit/export/", views.audit_export, name="audit_export"),
    path("audit/verify/", views.audit_verify, name="audit_verify"),
    path("settings/doctor/", views.doctor, name="doctor"),
    path("settings/test/<slug:name>/", views.settings_test, name="settings_test"),
    path("sign-in/", include("accounts.sign_in_urls")),
    path("matrix/", include("accounts.urls")),
    path("campaigns/", include("campaigns.urls")),
    path("content/", include("content.urls")),
    path("calendar/", include("publishing.urls")),
    path("monitoring/", include("monitoring.urls")),
    path("inbox/", include("engagement.urls")),
    path("reports/", include("reports.urls")),
]

handler400 = "weibo_ops.views.errors.bad_request"
handler403 = "weibo_ops.views.errors.permission_denied"
handler404 = "weibo_ops.views.errors.page_not_found"
handler500 = "weibo_ops.views.errors.server_error"
