"""Doors of the pages of the whole."""

from django.utils.translation import gettext as _

from accounts.access import Person, rights_of
from accounts.models import User
from accounts.roles import Can
from core.errors import NotFound
from core.models import Job, Notice


def job_for(user: Person, pk: int) -> Job:
    """A job of one's own; who may read the audit log sees everybody's. Raises `NotFound` for all others."""
    job = Job.objects.filter(pk=pk).first()
    own = job is not None and isinstance(user, User) and job.created_by_id == user.pk
    if job is None or not (own or rights_of(user).may(Can.AUDIT)):
        raise NotFound(_("没有找到这个任务。"), code="job.not_found")
    return job


def notice_for(user: User, pk: int) -> Notice:
    """A notice of one's own. Raises `NotFound` for everybody else's."""
    notice = Notice.objects.filter(pk=pk, user_id=user.pk).first()
    if notice is None:
        raise NotFound(_("没有找到这条通知。"), code="notice.not_found")
    return notice
