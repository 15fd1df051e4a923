"""Forms of listening: they parse and clean, they do not save."""

from monitoring.forms.imports import UploadForm
from monitoring.forms.mentions import FilterForm
from monitoring.forms.sets import SetForm
from monitoring.forms.windows import WindowForm

__all__ = ["FilterForm", "SetForm", "UploadForm", "WindowForm"]
