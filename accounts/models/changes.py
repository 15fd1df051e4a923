"""What was changed on several accounts in one go, so that it can be taken back in one go."""

from django.conf import settings
from django.db import models


class MatrixChange(models.Model):
    """One change of a selection of accounts. `before` and `after` hold the values by account id and field."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    before = models.JSONField()
    after = models.JSONField()
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{len(self.before)} {self.at:%Y-%m-%d %H:%M}"
