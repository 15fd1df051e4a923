"""Forms of the report pages."""

from reports.forms.incentive import IncentiveForm
from reports.forms.measures import MeasureSetForm, OwnMeasureForm
from reports.forms.spans import Span, SpanForm
from reports.forms.weekly import RemarkForm, WeekForm

__all__ = [
    "IncentiveForm",
    "MeasureSetForm",
    "OwnMeasureForm",
    "RemarkForm",
    "Span",
    "SpanForm",
    "WeekForm",
]
