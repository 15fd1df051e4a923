"""A company's own measures, and by which measures each kind of account is judged (I2)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import AccountKind
from reports.measures import Definition, Gathering, Unit

UNITS = [
    (Unit.COUNT.value, _("个数")),
    (Unit.SHARE.value, _("百分比")),
    (Unit.MINUTES.value, _("分钟")),
    (Unit.RATIO.value, _("比率，一位小数")),
]


class OwnMeasure(models.Model):
    """A measure with a formula of the company's own, over those of the catalogue. Kept when it is removed."""

    name = models.CharField(_("名称"), max_length=30)
    meaning = models.CharField(_("含义"), max_length=200)
    unit = models.CharField(_("单位"), max_length=10, choices=UNITS, default=Unit.COUNT.value)
    formula = models.CharField(_("公式"), max_length=200)
    down_is_good = models.BooleanField(_("下降是好事"), default=False)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(removed_at__isnull=True), name="reports_own_measure_name"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """Its name among all measures."""
        return f"own_{self.pk}"

    @property
    def definition(self) -> Definition:
        """As the catalogue has them."""
        return Definition(
            self.key,
            self.name,
            self.meaning,
            _("本公司的公式"),
            unit=Unit(self.unit),
            gathering=Gathering.FORMULA,
            formula=self.formula,
            down_is_good=self.down_is_good,
            can_fall=True,
        )


class MeasureSet(models.Model):
    """The measures of one kind of account, in their order; kinds without a row have the shipped ones."""

    kind = models.CharField(max_length=20, choices=AccountKind, unique=True)
    keys = models.JSONField(default=list, help_text="keys of measures")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["kind"]

    def __str__(self) -> str:
        return str(self.get_kind_display())
