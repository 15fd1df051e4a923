"""What a case is about, copied: the posts of an alert, chosen ones, the loudest of them."""

from collections.abc import Iterable

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from monitoring.models import Alert, Case, CaseMention, Mention
from monitoring.queries.alerts import hits_of

AT_MOST = 200


def tie_alert(*, case: Case, alert: Alert) -> int:
    """The loudest posts that an alert is about. Answers how many are new."""
    return _tie(case, Mention.objects.filter(hits__in=hits_of(alert)))


def tie_groups(*, case: Case, group_ids: Iterable[int]) -> int:
    """The loudest posts of groups of near-identical ones. Answers how many are new."""
    return _tie(case, Mention.objects.filter(group_id__in=list(group_ids)))


def tie_mentions(*, case: Case, mention_ids: Iterable[int]) -> int:
    """Posts that somebody chose. Answers how many are new."""
    return _tie(case, Mention.objects.filter(pk__in=list(mention_ids)))


def _tie(case: Case, rows: "QuerySet[Mention]") -> int:
    loud = Coalesce(F("reposts"), 0) + Coalesce(F("comments"), 0) + Coalesce(F("likes"), 0)
    counted = rows.annotate(loud=loud).order_by("-loud", "-pk")[:AT_MOST]
    known = set(case.mentions.values_list("mention_id", flat=True))
    made = [_copy(case, row, row.loud) for row in counted if row.pk not in known]
    CaseMention.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def _copy(case: Case, row: Mention, loud: int) -> CaseMention:
    return CaseMention(
        case=case,
        mention_id=row.pk,
        external_id=row.external_id,
        author_name=row.author_name,
        text=row.text[:4000],
        url=row.url,
        published_at=row.published_at,
        loudness=loud,
    )
