"""Forms of the report pages."""

from reports.forms.governance import SystemOwnerForm
from reports.forms.incentive import AnswerForm, CorrectionForm, DisputeForm, IncentiveForm
from reports.forms.measures import MeasureSetForm, OwnMeasureForm
from reports.forms.spans import Span, SpanForm
from reports.forms.weekly import ArchiveForm, BrandForm, PeriodForm, RecipientForm, RemarkForm

__all__ = [
    "AnswerForm",
    "ArchiveForm",
    "BrandForm",
    "CorrectionForm",
    "DisputeForm",
    "IncentiveForm",
    "MeasureSetForm",
    "OwnMeasureForm",
    "PeriodForm",
    "RecipientForm",
    "RemarkForm",
    "Span",
    "SpanForm",
    "SystemOwnerForm",
]
