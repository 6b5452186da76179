"""How the service works, as numbers for Prometheus. No address, name, route or case: on a small installation even a
count for each page would say what its people do."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import accumulate
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.cases.operation import health
from app.cases.plan.overview import overview
from app.storage.service import Service
from app.version import version

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.3, 1.0, 5.0, 30.0)  # seconds until an answer begins


class Answered:
    """The requests that this process has answered: their number by the class of their status, and their duration."""

    def __init__(self) -> None:
        self.kinds = Counter[str]()
        self.within = [0] * (len(BOUNDS) + 1)  # by the bound that was kept; the last: none
        self.seconds = 0.0

    def note(self, status: int, seconds: float) -> None:
        """One more request."""
        self.kinds[f"{status // 100}xx"] += 1
        self.within[next((place for place, bound in enumerate(BOUNDS) if seconds <= bound), -1)] += 1
        self.seconds += seconds


class CountingMiddleware:
    """Counts the responses of this process."""

    def __init__(self, app: ASGIApp, answered: Answered) -> None:
        self.app, self.answered = app, answered

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.answered.note(message["status"], time.perf_counter() - began)
            await send(message)

        await self.app(scope, receive, counted)


def text(service: Service, answered: Answered, refused: Counter[str]) -> tuple[bytes, str]:
    """All numbers in the format of Prometheus, and its media type."""
    from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, CollectorRegistry, PlatformCollector, ProcessCollector
    from prometheus_client.exposition import generate_latest
    from prometheus_client.registry import Collector

    class Ours(Collector):
        def collect(self) -> Iterator[Any]:
            yield from _of_this_process(answered, refused)
            yield from _of_the_installation(service)

    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    registry.register(Ours())
    return generate_latest(registry), CONTENT_TYPE_PLAIN_0_0_4


def _of_this_process(answered: Answered, refused: Counter[str]) -> Iterator[Any]:
    from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, InfoMetricFamily

    yield InfoMetricFamily("mioboe", "The version.", {"version": version()})
    requests = CounterMetricFamily("mioboe_requests", "Answers by the class of their status.", labels=["status"])
    for kind, count in sorted(answered.kinds.items()):
        requests.add_metric([kind], count)
    yield requests
    names = [*map(str, BOUNDS), "+Inf"]
    buckets = list(zip(names, accumulate(answered.within), strict=True))
    yield HistogramMetricFamily("mioboe_request_seconds", "Seconds until an answer began.", buckets, answered.seconds)
    turned_away = CounterMetricFamily("mioboe_refused", "Refused requests by kind.", labels=["kind"])
    for kind, count in sorted(refused.items()):
        turned_away.add_metric([kind], count)
    yield turned_away


def _of_the_installation(service: Service) -> Iterator[Any]:
    from prometheus_client.core import GaugeMetricFamily

    state = health.look(service)
    yield GaugeMetricFamily("mioboe_ready", "1 where database, vault and queue work.", state.ready)
    with suppress(OSError):  # the folder of the vault is away
        if (free := service.vault.free(1, 0)) is not None:
            yield GaugeMetricFamily("mioboe_free_bytes", "Free space where the vault lies.", free)
    if not state.database:
        return
    counts = overview(service)._asdict()
    yield GaugeMetricFamily("mioboe_queue_wait_seconds", "How long the oldest run has waited.", state.waiting)
    yield GaugeMetricFamily("mioboe_cases", "Cases.", counts["cases"])
    yield GaugeMetricFamily("mioboe_files", "Files handed in.", counts["files"])
    yield GaugeMetricFamily("mioboe_stored_bytes", "Their size.", counts["stored"])
    runs = GaugeMetricFamily("mioboe_runs", "Examinations by state.", labels=["state"])
    for name in ("queued", "running", "failed"):
        runs.add_metric([name], counts[name])
    yield runs
