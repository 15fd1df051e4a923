"""What became of the rows of a library file, and files of the library that people asked for."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Fate(models.TextChoices):
    """What a row becomes; refused rows stand in `core.JobRefusal`."""

    DRAFT = "draft", _("新草稿")
    IN_REVIEW = "in_review", _("新内容，待审核")
    SAME = "same", _("已在库中，不变")


class ImportRow(models.Model):
    """A row that was read: the post that it becomes, or the one that it is already."""

    post_import = models.ForeignKey("content.PostImport", on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    fate = models.CharField(max_length=10, choices=Fate)
    post = models.ForeignKey("content.Post", on_delete=models.CASCADE, related_name="+")
    note = models.TextField(blank=True, help_text="why it becomes something else than the file says")
    errors = models.PositiveSmallIntegerField(default=0)
    warnings = models.PositiveSmallIntegerField(default=0)
    hints = models.PositiveSmallIntegerField(default=0)
    twin = models.ForeignKey("content.Post", null=True, on_delete=models.SET_NULL, related_name="+")
    twin_line = models.PositiveIntegerField(null=True, help_text="when the twin stands in the same file")
    twin_percent = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["line"]
        constraints = [
            # the pages of a file, in its order; a row is read once
            models.UniqueConstraint(fields=["post_import", "line"], name="content_import_row_line"),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.fate}"


class PostExport(models.Model):
    """A file of the library that is too large to be made while somebody waits; kept for some days."""

    job = models.OneToOneField("core.Job", on_delete=models.CASCADE, related_name="post_export")
    query = models.TextField(blank=True, help_text="the address of the library whose posts it holds")
    kind = models.CharField(max_length=4, choices=[("csv", "CSV"), ("xlsx", "XLSX")])
    file = models.FileField(upload_to="exports/%Y/%m/", blank=True)
    until = models.DateTimeField(null=True, help_text="when the file is taken away")

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
