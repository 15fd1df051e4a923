"""A post's own numbers over its first weeks."""

from dataclasses import dataclass

from django.utils.translation import ngettext

from content.models import Post
from monitoring.models import MetricSample, SampleState


@dataclass(frozen=True)
class Age:
    """The numbers at one age; `sample.state` says whether they are known, awaited or missed."""

    label: str
    sample: MetricSample

    @property
    def is_known(self) -> bool:
        return self.sample.state == SampleState.TAKEN


def numbers_of(post: Post) -> list[Age]:
    """Every planned age of the post's publications, the youngest first; empty before it was published."""
    samples = MetricSample.objects.filter(publication__post=post).order_by("publication_id", "age_minutes")
    return [Age(_words(sample.age_minutes), sample) for sample in samples]


def _words(minutes: int) -> str:
    if minutes < 60:
        return ngettext("%(n)d 分钟", "%(n)d 分钟", minutes) % {"n": minutes}
    if minutes < 24 * 60:
        return ngettext("%(n)d 小时", "%(n)d 小时", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)d 天", "%(n)d 天", minutes // 1440) % {"n": minutes // 1440}
