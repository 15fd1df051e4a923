"""Forms of listening: they parse and clean, they do not save."""

from monitoring.forms.alerts import AlertRuleForm, ReplayForm
from monitoring.forms.cases import (
    CaseForm,
    DecisionForm,
    EscalationForm,
    HoldingForm,
    JoinForm,
    LeadForm,
    LessonForm,
    LevelForm,
    LevelRuleForm,
    PersonForm,
    PlaybookForm,
    ReviewForm,
    StatementForm,
    TaskForm,
)
from monitoring.forms.drills import DrillForm
from monitoring.forms.groups import GroupFilterForm
from monitoring.forms.imports import UploadForm
from monitoring.forms.mentions import FilterForm
from monitoring.forms.retention import RetentionForm
from monitoring.forms.sets import SetForm
from monitoring.forms.sorting import RuleForm
from monitoring.forms.sources import SourceForm
from monitoring.forms.windows import WindowForm

__all__ = [
    "AlertRuleForm",
    "CaseForm",
    "DecisionForm",
    "DrillForm",
    "EscalationForm",
    "FilterForm",
    "GroupFilterForm",
    "HoldingForm",
    "JoinForm",
    "LeadForm",
    "LessonForm",
    "LevelForm",
    "LevelRuleForm",
    "PersonForm",
    "PlaybookForm",
    "ReplayForm",
    "RetentionForm",
    "ReviewForm",
    "RuleForm",
    "SetForm",
    "SourceForm",
    "StatementForm",
    "TaskForm",
    "UploadForm",
    "WindowForm",
]
