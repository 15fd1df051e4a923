"""What was changed on several rows of the library in one go, so that it can be taken back in one go."""

from django.conf import settings
from django.db import models


class BulkAction(models.TextChoices):
    CATEGORY = "category"
    CAMPAIGN = "campaign"
    CANCEL = "cancel"
    RESTORE = "restore"
    SUBMIT = "submit"
    RIGHTS = "rights"


class BulkChange(models.Model):
    """One change of a selection. `before` and `after` hold what was changed, by the row's id."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    action = models.CharField(max_length=10, choices=BulkAction)
    before = models.JSONField()
    after = models.JSONField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        # the sweep that forgets what can no longer be taken back
        indexes = [models.Index(fields=["at"], name="content_bulk_change_at")]

    def __str__(self) -> str:
        return f"{self.action} {len(self.before)}"
