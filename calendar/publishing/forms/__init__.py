"""Parse and clean what the calendar's pages send."""

from publishing.forms.days import HolidayForm, SpecialDayForm
from publishing.forms.freezes import FreezeForm, ReleaseForm, SilenceForm
from publishing.forms.relays import (
    LaunchForm,
    PresetForm,
    RelayEditor,
    StepRow,
    bound_editor,
    new_editor,
    stored_editor,
)
from publishing.forms.schedule import (
    WEEKDAYS,
    LatenessForm,
    LateRulesForm,
    MoveForm,
    PlaceForm,
    PolicyForm,
    TimesForm,
    WallClockField,
)
from publishing.forms.sharing import FeedForm, ShareForm

__all__ = [
    "WEEKDAYS",
    "FeedForm",
    "FreezeForm",
    "HolidayForm",
    "LateRulesForm",
    "LatenessForm",
    "LaunchForm",
    "MoveForm",
    "PlaceForm",
    "PolicyForm",
    "PresetForm",
    "RelayEditor",
    "ReleaseForm",
    "ShareForm",
    "SilenceForm",
    "SpecialDayForm",
    "StepRow",
    "TimesForm",
    "WallClockField",
    "bound_editor",
    "new_editor",
    "stored_editor",
]
