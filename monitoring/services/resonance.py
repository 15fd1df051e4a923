"""What readers did, told to the library: it may not look up here, so the last counts of a post are kept with it."""

from collections.abc import Iterable

from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from content.services import keep_resonance
from monitoring.models import MetricSample, SampleState


def tell_resonance(posts: Iterable[int] | None = None) -> int:
    """Reposts, comments and likes of the last sample of each publication, summed by post; all posts without `posts`.

    Answers how many figures changed.
    """
    taken = MetricSample.objects.filter(state=SampleState.TAKEN)
    if posts is not None:
        taken = taken.filter(publication__post__in=posts)
    last = taken.order_by("publication_id", "-taken_at", "-age_minutes").distinct("publication_id").values("pk")
    figure = Sum(Coalesce(F("reposts"), 0) + Coalesce(F("comments"), 0) + Coalesce(F("likes"), 0))
    rows = MetricSample.objects.filter(pk__in=last).order_by().values_list("publication__post").annotate(n=figure)
    return keep_resonance(dict(rows))
