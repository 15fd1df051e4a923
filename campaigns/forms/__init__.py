"""Forms of campaigns, by noun."""

from campaigns.forms.filing import FilingForm
from campaigns.forms.plan import BudgetForm, ConditionsForm, RulesForm, StepForm, TimeForm, WhyForm
from campaigns.forms.prizes import PrizesForm
from campaigns.forms.rules import NewRuleForm, RuleForm

__all__ = [
    "BudgetForm",
    "ConditionsForm",
    "FilingForm",
    "NewRuleForm",
    "PrizesForm",
    "RuleForm",
    "RulesForm",
    "StepForm",
    "TimeForm",
    "WhyForm",
]
