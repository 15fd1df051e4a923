"""What charts are told besides their numbers."""

from django.utils.translation import gettext_lazy

CHART_WORDS = {
    "interactions": gettext_lazy("互动量"),
    "posts": gettext_lazy("发布"),
    "average": gettext_lazy("每条互动"),
}
