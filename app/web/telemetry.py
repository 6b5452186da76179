"""Traces for a collector of OpenTelemetry (extra ``telemetry``): which route answered how, and how long it took.
FastAPI makes the spans. Addresses, queries, host names and senders are never sent: a span holds only the attributes of
``SENT``, because an address may name a case and a query may hold what somebody typed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from fastapi.telemetry import TelemetryConfig

from app.settings import Settings

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import ReadableSpan

PROBES = ("/healthz", "/readyz", "/metrics")
PATIENCE = 2  # seconds for a collector to answer
SENT = ("http.request.method", "http.response.status_code", "http.route", "url.scheme", "error.type")


def config(settings: Settings) -> TelemetryConfig:
    """The settings of FastAPI's recording. ``auto_configure`` stays off, so that no environment variable makes it send
    whole addresses."""
    silent: TelemetryConfig = {"metrics": False, "logs": False, "operation_spans": False, "auto_configure": False}
    if not settings.telemetry_url:
        return {**silent, "tracing": False}
    return {**silent, "tracer_provider": _provider(settings.telemetry_url), "exclude": _is_probe}


def flush(chosen: TelemetryConfig) -> None:
    """Sends the remaining spans; an unreachable collector does not delay the end of the service."""
    if provider := chosen.get("tracer_provider"):
        provider.force_flush(1000 * PATIENCE)  # type: ignore[attr-defined]


def _is_probe(scope: Any) -> bool:
    return scope.get("path") in PROBES


def _provider(url: str) -> Any:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult

    class Reduced(SpanExporter):
        """Sends spans without the attributes that must not leave."""

        def __init__(self) -> None:
            self.out = OTLPSpanExporter(endpoint=url, timeout=PATIENCE)

        def export(self, spans: Sequence["ReadableSpan"]) -> SpanExportResult:
            return self.out.export([reduced(span) for span in spans])

        def shutdown(self) -> None:
            self.out.shutdown()  # type: ignore[no-untyped-call]

    provider = TracerProvider(resource=Resource({"service.name": "mioboe"}), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(Reduced()))
    return provider


def reduced(span: "ReadableSpan") -> "ReadableSpan":
    """The span with only the attributes of ``SENT``, named after its route, and without events."""
    from opentelemetry.sdk.trace import ReadableSpan

    kept = {name: value for name, value in (span.attributes or {}).items() if name in SENT}
    return ReadableSpan(
        name=f"{kept.get('http.request.method', '')} {kept.get('http.route', '')}".strip(),
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=kept,
        kind=span.kind,
        status=span.status.__class__(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )
