"""``make fuzz-web``: Schemathesis makes requests for every route from the description of its parameters and forms,
valid ones and others; whatever is sent, the service answers and never fails (no status of 500 or more).

The description is made here alone: the service has none (``openapi_url=None``).
"""

import argparse
import logging
import sys
import tempfile
import warnings
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from app.settings import Settings
from tests.browser import GIFT, ORDERS, Browser, multipart, visit
from tests.cases.access.test_browsers import held
from tests.service import running
from tests.web.sweep import own_token, owner, path_of

CASES = 10_000
COSTLY = ("/case/export", "/account/export", "/case/bundle", "/case/summary.{form}", "/case/letters/{name}")
FEWER = 8  # times fewer cases for what costs a second each
# After these a case or an account is closed: they are sent by somebody whose case is empty, and so is quickly made.
ENDING = (
    "/case/delete",
    "/case/leave",
    "/account/close",
    "/sign-out",
    "/sign-out/provider",
    "/start",
    "/sample",
    "/resume",
)
# What these addresses read from the stream themselves, as the form has it.
TEXT, FILE = {"type": "string"}, {"type": "string", "format": "binary"}
STREAMED: dict[str, dict[str, Any]] = {
    "/upload": {"files": FILE, "text": TEXT, "step": TEXT, "subject": TEXT},
    "/verify": {"file": FILE, "number": TEXT},
}


def described(app: FastAPI) -> dict[str, Any]:
    """What the routes take, as OpenAPI."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # several pages have a route named ``page``
        whole = app.openapi()
    for path, fields in STREAMED.items():
        body = {"schema": {"type": "object", "properties": fields}}
        whole["paths"][path]["post"]["requestBody"] = {"content": {"application/x-www-form-urlencoded": body}}
    return whole


class Fuzzer:
    """Browsers that send what is made, and the counts of the answers."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self.owners = {True: self._examined(), False: owner(app)}
        self.statuses: Counter[int] = Counter()
        self.failed: list[str] = []

    def send(self, case: Any) -> None:
        """Sends one request, now and then of somebody without a case, or without a right token."""
        number = self.statuses.total()
        browser = visit(self.app) if number % 11 == 0 else self._owner(case.path not in ENDING)
        path = path_of(case.path) if "{" in case.path and number % 2 else case.formatted_path
        answer = self._answer(browser, case, path, right=number % 7 != 0)
        self.statuses[answer.status_code] += 1
        if answer.status_code >= 500:
            self.failed.append(f"{answer.status_code} {case.method} {path} {case.query} {case.body!r}")

    def _owner(self, examined: bool) -> Browser:
        known = held(self.app, self.owners[examined])
        if known is None or known.case is None or known.account is None:
            self.owners[examined] = self._examined() if examined else owner(self.app)
        return self.owners[examined]

    def _examined(self) -> Browser:
        """Somebody whose files were read and who has findings to answer."""
        browser = owner(self.app)
        browser.upload(("orders.csv", ORDERS.encode()), text=GIFT)
        browser.wait()
        return browser

    def _answer(self, browser: Browser, case: Any, path: str, right: bool) -> httpx.Response:
        params = case.query if isinstance(case.query, dict) else None
        if case.method != "POST":
            return browser.client.request(case.method, path, params=params)
        token = own_token(self.app, browser) if right else "en.x.y"
        fields = case.body if isinstance(case.body, dict) else {"x": str(case.body)}
        if case.path in STREAMED:
            words = {name: _text(value) for name, value in fields.items() if name not in ("files", "file")}
            file = next((fields[name] for name in ("files", "file") if name in fields), b"")
            given = multipart(
                token, (("x.csv", _text(file).encode("utf-8", "replace")),), words.pop("text", ""), **words
            )
            return browser.client.post(path, params=params, **given)
        data = {str(name): _value(value) for name, value in fields.items()}
        return browser.client.post(path, params=params, data={"csrf": token, **data})


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _value(value: Any) -> Any:
    return [_text(one) for one in value] if isinstance(value, list) else _text(value)


def main() -> int:
    """Sends the cases; exit status 1 where the service failed."""
    parser = argparse.ArgumentParser(description="Requests of any kind to every route.")
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    logging.disable(logging.CRITICAL)
    with (
        tempfile.TemporaryDirectory(prefix="mioboe-fuzz-") as folder,
        running(Settings(data=Path(folder), limit_factor=10**6)) as app,
    ):
        schema = schemathesis.openapi.from_dict(described(app))
        operations = [one.ok() for one in schema.get_all_operations()]
        fuzzer = Fuzzer(app)
        shares = {one.label: 1 if one.path in COSTLY else FEWER for one in operations}
        round_ = chosen.seed
        while fuzzer.statuses.total() < chosen.cases:  # routes that take nothing need one request a round
            for operation in operations:
                left = chosen.cases - fuzzer.statuses.total()
                _send_many(operation, fuzzer, 3 + left * shares[operation.label] // sum(shares.values()), round_)
            print(f"{fuzzer.statuses.total()} requests, {len(fuzzer.failed)} failures", flush=True)
            round_ += 1
    print(f"{fuzzer.statuses.total()} requests to {len(operations)} routes: {dict(sorted(fuzzer.statuses.items()))}")
    for line in fuzzer.failed[:50]:
        print(line[:400])
    return 1 if fuzzer.failed else 0


def _send_many(operation: Any, fuzzer: Fuzzer, wanted: int, number: int) -> None:
    """That many requests to one route: two thirds as described, the others not. Failures are counted, not raised, so
    that nothing is shrunk and every request counts once."""
    others = max(1, wanted // 3)
    for mode, count in ((GenerationMode.POSITIVE, wanted), (GenerationMode.NEGATIVE, others)):

        @seed(number)
        @settings(
            max_examples=count,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.as_strategy(generation_mode=mode))
        def each(case: Any) -> None:
            fuzzer.send(case)

        with suppress(Unsatisfiable):  # nothing can be wrong where nothing is taken
            each()


if __name__ == "__main__":
    sys.exit(main())
