"""Pages of the whole: workbench, search, jobs, settings, errors."""

from weibo_ops.views.audit import audit, audit_export, audit_verify
from weibo_ops.views.doctor import doctor
from weibo_ops.views.jobs import job, job_cancel, job_refusals, jobs
from weibo_ops.views.language import language
from weibo_ops.views.measures import metrics
from weibo_ops.views.notices import notice_open, notices, notices_read
from weibo_ops.views.scope import scope
from weibo_ops.views.search import search
from weibo_ops.views.settings import settings, settings_test
from weibo_ops.views.workbench import health, workbench

__all__ = [
    "audit",
    "audit_export",
    "audit_verify",
    "doctor",
    "health",
    "job",
    "job_cancel",
    "job_refusals",
    "jobs",
    "language",
    "metrics",
    "notice_open",
    "notices",
    "notices_read",
    "scope",
    "search",
    "settings",
    "settings_test",
    "workbench",
]
