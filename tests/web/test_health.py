"""Those who watch the service learn whether it works, and nothing of anybody."""

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text
from sqlmodel import select

from app.cases.operation import health
from app.settings import Settings
from app.storage.database import connect
from app.storage.tables import RunRow, now
from app.web.pages.operation import health as probes
from tests.browser import GIFT, Browser, visit
from tests.service import rows_by_hand, running, until

LOCAL = "127.0.0.1"


@pytest.fixture(autouse=True)
def _every_answer_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probes, "FRESH", 0)


def test_alive_and_ready(app: FastAPI) -> None:
    """Both answer under any host name, to GET and HEAD, with a word; they open no session and leave nothing behind."""
    watcher = visit(app)
    for path, word in (("/healthz", "ok\n"), ("/readyz", "ready\n")):
        answer = watcher.get(path, headers={"Host": "10.1.2.3:8000"})
        assert (answer.status_code, answer.text) == (200, word)
        assert watcher.client.head(path).status_code == 200
        assert "set-cookie" not in answer.headers
    assert [one.name for one in app.state.settings.blobs.iterdir()] == []


def test_hosts_do_not_keep_watchers_away(settings: Settings) -> None:
    """A probe comes by the address of the computer; pages still answer to their names alone."""
    with running(settings, hosts=("mioboe.example.org",)) as app:
        assert visit(app).get("/readyz").status_code == 200
        assert visit(app).get("/").status_code == 400


def test_not_ready_without_the_vault(app: FastAPI, settings: Settings) -> None:
    """Where nothing can be kept the service says that it is not ready, with no word about why, and comes back by
    itself."""
    away = settings.data / "away"
    settings.blobs.rename(away)
    settings.blobs.write_text("")
    answer = visit(app).get("/readyz")
    assert (answer.status_code, answer.text) == (503, "not ready\n")
    assert visit(app).get("/healthz").status_code == 200
    settings.blobs.unlink()
    away.rename(settings.blobs)
    assert visit(app).get("/readyz").status_code == 200


def test_not_ready_while_the_database_does_not_answer(
    settings: Settings, migrated_postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that takes the question and never answers makes it not ready within seconds, and it comes back by
    itself."""
    monkeypatch.setattr(probes, "PATIENCE", 0.5)
    with running(settings, database=migrated_postgres) as app:
        engine = connect(migrated_postgres)
        with engine.begin() as connection:
            connection.execute(text("LOCK TABLE runs IN ACCESS EXCLUSIVE MODE"))
            assert [visit(app).get("/readyz").status_code for _ in range(2)] == [503, 503]
            assert visit(app).get("/healthz").status_code == 200
        until(lambda: visit(app).get("/readyz").status_code == 200)
        engine.dispose()


@pytest.mark.sqlite
def test_not_ready_without_the_database(app: FastAPI, settings: Settings) -> None:
    """A database that is gone makes it not ready, also for a browser with a cookie."""
    browser = visit(app)
    browser.upload(text=GIFT)
    browser.wait()
    app.state.service.engine.dispose()
    for one in settings.data.glob("mioboe.sqlite*"):
        one.unlink()
    (settings.data / "mioboe.sqlite").mkdir()
    assert browser.get("/readyz").status_code == 503
    assert browser.get("/healthz").status_code == 200
    shutil.rmtree(settings.data / "mioboe.sqlite")


def test_a_queue_that_stands_still(app: FastAPI, browser: Browser) -> None:
    """A run that waits too long while nothing begins or ends is a fault; a long queue that moves is none. Minutes."""
    browser.upload(text=GIFT)
    browser.wait()
    other = visit(app)
    other.upload(text=GIFT)
    other.wait()
    for waits, moved, well in ((20, 90, True), (40, 90, False), (40, 5, True)):
        with rows_by_hand(app.state.service.engine) as session:
            first, second = session.exec(select(RunRow).order_by(RunRow.case_id)).all()
            first.state, first.asked_at = "queued", now() - timedelta(minutes=waits)
            second.at = now() - timedelta(minutes=moved)
        assert health.look(app.state.service).queue is well, (waits, moved)


def numbers(app: FastAPI, **headers: str) -> dict[str, float]:
    answer = visit(app, address=LOCAL).get("/metrics", headers=headers)
    assert answer.status_code == 200
    found = text_string_to_metric_families(answer.text)
    return {one.name + "".join(map(str, one.labels.values())): one.value for family in found for one in family.samples}


def test_metrics_count(app: FastAPI, browser: Browser) -> None:
    """The numbers follow what happens, can be parsed, and name nobody: no address, route, case or word handed in."""
    browser.upload(("CANARY-name.csv", GIFT.encode()))
    browser.wait()
    assert browser.get("/case/finding/CANARY").status_code == 404
    found = numbers(app)
    assert found["mioboe_cases"] == found["mioboe_files"] == found["mioboe_ready"] == 1
    assert found["mioboe_stored_bytes"] == len(GIFT.encode())
    assert found["mioboe_runsqueued"] == found["mioboe_runsfailed"] == 0
    assert found["mioboe_refused_totalNotFound"] == found["mioboe_requests_total4xx"] == 1
    assert found["mioboe_request_seconds_bucket+Inf"] == found["mioboe_request_seconds_count"] > 3
    assert found["process_resident_memory_bytes"] > 0
    text = visit(app, address=LOCAL).get("/metrics").text
    assert not re.search(r"CANARY|192\.0\.2|case/|[0-9a-f]{32}", text)


@pytest.mark.sqlite
def test_metrics_say_what_is_away(app: FastAPI, settings: Settings) -> None:
    """Without the vault or the database there are numbers all the same, and one of them says that it is not ready."""
    away = settings.blobs.rename(settings.data / "away")
    found = numbers(app)
    assert (found["mioboe_ready"], found["mioboe_cases"], "mioboe_free_bytes" in found) == (0, 0, False)
    away.rename(settings.blobs)
    assert numbers(app)["mioboe_ready"] == 1
    app.state.service.engine.dispose()
    for one in settings.data.glob("mioboe.sqlite*"):
        one.unlink()
    (settings.data / "mioboe.sqlite").mkdir()
    found = numbers(app)
    assert (found["mioboe_ready"], "mioboe_cases" in found, found["mioboe_free_bytes"] > 0) == (0, False, True)
    shutil.rmtree(settings.data / "mioboe.sqlite")


def test_metrics_are_for_this_computer(app: FastAPI) -> None:
    """Neither another computer nor what a proxy on this one passes on gets them."""
    assert visit(app).get("/metrics").status_code == 404
    for name in ("X-Forwarded-For", "Forwarded", "X-Forwarded-Proto", "Via", "X-Real-IP"):
        assert visit(app, address=LOCAL).get("/metrics", headers={name: "x"}).status_code == 404
    numbers(app)


def test_metrics_with_a_token(settings: Settings) -> None:
    """The token opens them from anywhere, and where there is one nothing else does."""
    with running(settings, metrics_token="CANARY-token") as app:
        assert "CANARY" not in repr(app.state.settings)
        for given in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "CANARY-token"}):
            assert visit(app, address=LOCAL).get("/metrics", headers=given).status_code == 404
        right = {"Authorization": "Bearer CANARY-token"}
        assert visit(app).get("/metrics", headers=right).status_code == 200


@contextmanager
def collector() -> Iterator[tuple[str, list[bytes]]]:
    """The address of a collector of traces, and what it was sent."""
    got: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = HTTPServer((LOCAL, 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://{LOCAL}:{server.server_address[1]}/v1/traces", got
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_traces_hold_routes_and_nothing_else(settings: Settings) -> None:
    """A collector gets the route, the status and the time of each request; not its address, query or host, and nothing
    of the probes."""
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    with collector() as (url, got):
        with running(settings, telemetry_url=url) as app:
            browser = visit(app, base="http://canary.example", **{"User-Agent": "CANARY"})
            assert browser.get("/case/findings/CANARY?q=CANARY").status_code == 404
            assert browser.get("/healthz").status_code == 200
            assert browser.get("/nowhere/CANARY").status_code == 404
        spans = [
            span
            for one in got
            for resource in ExportTraceServiceRequest.FromString(one).resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]
    assert len(spans) == 2
    assert spans[0].name.startswith("GET /case/findings/{")
    assert all(one.end_time_unix_nano > one.start_time_unix_nano for one in spans)
    assert not [one for one in got if b"canary" in one.lower() or b"192.0.2" in one]


def test_nothing_is_sent_without_the_setting(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Variables of OpenTelemetry alone do not have the service send anything."""
    with collector() as (url, got):
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", url)
        monkeypatch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", "true")
        with running(settings) as app:
            assert visit(app).get("/").status_code == 200
    assert got == []
