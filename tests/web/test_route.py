"""What pages declare of their routes: all of it, and nothing that the routes do not keep."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.cannot_start import CannotStart
from app.cases import limits
from app.cases.limits import RATES, Rate, Source
from app.storage.service import Service
from app.web import pages
from app.web.route import ANY, NOTHING, Choice, Routes, Who
from tests.browser import Browser
from tests.docs.tables import actions
from tests.web.pages.conftest import guest
from tests.web.pages.test_every_page import addresses, full, full_once, settings
from tests.web.sweep import Ask, asks, case_in, helper_in, own_token, owner

__all__ = ["full", "full_once", "guest", "settings"]


@pytest.fixture
def lang() -> str:
    """One language is enough here."""
    return "en"


def test_every_route_of_a_case_has_a_label_of_its_own() -> None:
    """Two pages are never listed under one name, and a page and its form are listed under the same."""
    labels: dict[str, set[str]] = {}
    for route in pages.declared():
        if route.path.startswith("/case"):
            assert route.label, route.path
            labels.setdefault(route.label, set()).add(route.path)
    assert len(labels) > 60
    assert {label: paths for label, paths in labels.items() if len(paths) > 1} == {}
    by_path: dict[str, set[str | None]] = {}
    for route in pages.declared():
        by_path.setdefault(route.path, set()).add(route.label)
    assert {path: names for path, names in by_path.items() if len(names) > 1} == {}


def test_a_look_is_listed_under_the_label(app: FastAPI, full: Browser) -> None:
    """Whatever a helper opens, the person reads by its label."""
    case = case_in(app, full)
    browser, opened = helper_in(app, case, "read"), 0
    for path in addresses(full):
        if path.startswith("/case"):
            browser.get(path)
            opened += 1
    assert opened > 60
    html = full.get("/case/helpers").text
    for route in pages.declared():
        if "GET" in route.methods and route.who.of_case and route.path.startswith("/case") and route.label:
            assert f"“{route.label}”" in html, route.path


@pytest.fixture
def plain() -> Iterator[ModuleType]:
    """A page as a module that uses FastAPI by itself."""
    name = "app.web.pages.start.resume"
    before, module = sys.modules[name], ModuleType(name)
    router = APIRouter()

    @router.get("/undeclared")
    def page(request: Request) -> Response:
        return Response()

    vars(module)["router"] = router
    sys.modules[name] = module
    yield module
    sys.modules[name] = before


def test_a_route_without_a_declaration_does_not_start(plain: ModuleType) -> None:
    """The start names its module and its path."""
    with pytest.raises(CannotStart) as reason:
        list(pages.declared())
    assert reason.value.values == {"module": plain.__name__, "path": "/undeclared"}


def test_the_start_finds_it_before_the_page_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``mioboe serve`` imports no page but the first, and refuses nevertheless."""
    for name in ("start", "start/example"):
        path = tmp_path / (f"{name}/__init__.py" if name == "start" else f"{name}.py")
        path.parent.mkdir(exist_ok=True)
        path.write_text(
            'from fastapi import APIRouter\nrouter = APIRouter()\nrouter.get("/x")(print)\n' * (name != "start")
        )
    monkeypatch.setattr(pages, "__path__", [str(tmp_path)])
    monkeypatch.delitem(sys.modules, "app.web.pages.start")
    with pytest.raises(CannotStart) as reason:
        pages.check()
    assert reason.value.values == {"module": "app.web.pages.start.example", "path": "/x"}
    sys.modules.pop("app.web.pages.start.example", None)


def test_arguments_have_no_defaults() -> None:
    """What is not said is refused, and so is a label that nobody would read."""
    routes = Routes()
    with pytest.raises(TypeError):
        routes.get("/case/x")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        routes.post("/case/x", label="X", who=Who.HAS_CASE, cost=None)  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="label"):
        routes.post("/case/x", label=None, who=Who.HAS_CASE, cost=None, removes=NOTHING)
    with pytest.raises(ValueError, match="label"):
        routes.get("/x", label="X", who=Who.APART, cost=None)


def test_nothing_is_counted_that_no_route_names(app: FastAPI, full: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """A request counts the actions that its route declares, and no others."""
    counted: set[str] = set()
    count_in = limits.count_in

    def noted(session: Session, service: Service, action: str, asker: Source, case_id: str = "") -> None:
        counted.add(action)
        count_in(session, service, action, asker, case_id)

    monkeypatch.setattr(limits, "count_in", noted)
    every, browser = set[str](), full
    unnamed: set[tuple[str, str]] = set()
    for ask in asks():
        assert ask.declared
        named = set(actions(ask.declared.cost))
        assert named <= RATES.keys(), ask.route
        every |= named
        counted.clear()
        if ask.verb == "POST":
            fields = dict.fromkeys(ask.all_fields, "1")
            browser.client.post(ask.path, data={"csrf": own_token(app, browser), **fields})
        else:
            browser.get(ask.path)
        unnamed |= {(ask.route, action) for action in counted - named}
        if ask.verb == "POST" and ask.declared.who in (Who.PERSON, Who.APART, Who.ACCOUNT, Who.READERS):
            browser = owner(app)
    assert unnamed == set()
    assert every == set(RATES)


def test_what_a_route_counts_is_counted_before_it_begins(
    app: FastAPI, full: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every route that names an action itself answers 429 where nothing of it is left."""
    counted = [ask for ask in asks() if ask.declared and isinstance(ask.declared.cost, str | Choice)]
    assert len(counted) > 10
    for name in RATES:
        monkeypatch.setitem(RATES, name, Rate(10, 0, 0, 0, 0))
    for ask in counted:
        cost = ask.declared.cost if ask.declared else None
        fields = {cost.name: next(iter(cost.costs))} if isinstance(cost, Choice) else {}
        token = {"csrf": own_token(app, full), **fields}
        answer = full.client.post(ask.path, data=token) if ask.verb == "POST" else full.get(ask.path)
        assert answer.status_code == 429, ask.path


def removals(ask: Ask) -> Iterator[tuple[str, dict[str, str]]]:
    """What a form declares that it removes, each value by itself."""
    assert ask.declared
    for name, values in ask.declared.removes.items():
        for value in values:
            yield ask.path, {name: "1" if (value,) == ANY else value} if name else {}


def test_what_a_form_removes_is_refused_before_the_page_begins(app: FastAPI, full: Browser) -> None:
    """Every value that a form declares, sent by a helper who works: 403, whatever else the form lacks."""
    browser = helper_in(app, case_in(app, full), "work")
    declared = [one for ask in asks() if ask.declared and ask.declared.who.of_case for one in removals(ask)]
    assert len(declared) > 10
    for path, fields in declared:
        answer = browser.client.post(path, data={"csrf": own_token(app, browser), **fields})
        assert answer.status_code == 403, (path, fields)
        assert "Only the person whose case this is can do that" in answer.text, (path, fields)


def test_the_page_of_a_recipient_is_counted(app: FastAPI, full: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening it counts like its download, and both end in 429."""
    monkeypatch.setitem(RATES, "download", Rate(10, case=3))
    assert [full.get("/case/summary/shop").status_code for _ in range(3)] == [200, 200, 200]
    assert full.get("/case/summary/shop").status_code == 429
    assert full.get("/case/summary/shop/download.html").status_code == 429
    assert full.get("/case/summary").status_code == 200
