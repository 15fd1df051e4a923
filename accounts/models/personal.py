"""Personal data of outsiders, such as a winner's address: sealed, for a purpose, until a day, then gone."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PersonalRecord(models.Model):
    """What one person gave us for one purpose. `ciphertext` is the sealed JSON of the fields; empty once erased.

    The row stays as proof that something was kept and erased; it holds no personal data outside `ciphertext`.
    """

    subject = models.CharField(max_length=80, help_text="whose, as an id: campaigns.entry:17")
    purpose = models.CharField(_("用途"), max_length=40)
    ciphertext = models.BinaryField()
    keep_until = models.DateField(_("保留到"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            # everything of one person: his right to see and to have it erased
            models.Index(fields=["subject"], name="accounts_personal_subject"),
            # the sweep that erases
            models.Index(
                fields=["keep_until"], name="accounts_personal_due", condition=models.Q(erased_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} #{self.pk}"

    def __repr__(self) -> str:
        return f"<PersonalRecord {self.pk} {self.purpose}>"
