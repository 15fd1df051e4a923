"""`/metrics/` for Prometheus: read from rows at the moment of asking, so that no process has to be asked itself."""

import secrets
from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from weibo_ops.queries.measures import read_measures


class Rows(Collector):
    """One gauge family for each measure."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for measure in read_measures(now=timezone.now()):
            family = GaugeMetricFamily(f"weibo_ops_{measure.name}", measure.help, labels=[measure.label])
            for value, number in measure.values.items():
                family.add_metric([value], number)
            yield family


def metrics(request: HttpRequest) -> HttpResponse:
    """Only for who sends `Authorization: Bearer <METRICS_TOKEN>`; without that setting there is no such page."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not secrets.compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        raise Http404
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Rows())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
