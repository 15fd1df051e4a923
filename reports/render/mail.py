"""The mail of a report (I5): its first page inline, as HTML and as plain text, and the PDF when the group wants it."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from reports.models import Brand, ReportMail
from reports.render.files import pdf_of
from reports.render.shown import shown


def report_message(mail: ReportMail, person: User) -> EmailMultiAlternatives:
    """What is sent to one person, in his language."""
    report = mail.report
    with translation.override(person.language):
        parts = shown(report.data)
        context = {**_head(report.data), "person": person, "s": parts, "base_url": settings.BASE_URL}
        context["url"] = settings.BASE_URL + reverse("reports:weekly_report", args=[report.period])
        first = parts["points"][0]["text"] if parts["points"] else ""
        subject = _("%(title)s %(span)s：%(first)s") % {"title": parts["title"], "span": parts["span"], "first": first}
        message = EmailMultiAlternatives(
            subject=" ".join(subject.split())[:120],
            body=render_to_string("reports/report_mail.txt", context),
            to=[mail.address],
            headers={"Message-ID": mail.message_id} if mail.message_id else {},
        )
        message.attach_alternative(render_to_string("reports/report_mail.html", context), "text/html")
        if mail.with_files:
            name = _("%(title)s %(period)s.pdf") % {"title": parts["title"], "period": report}
            message.attach(name, pdf_of(report), "application/pdf")
    return message


def _head(data: dict[str, Any]) -> dict[str, Any]:
    look = data.get("brand") or {}
    return {"company": look.get("company", ""), "colour": look.get("colour") or Brand.DEFAULT_COLOUR}
