"""What a screen reader says of the ten main pages: landmarks, headings, names of controls, the first action early."""

from itertools import pairwise
from typing import Any

from playwright.sync_api import Browser as Chromium

from tests.browser import Browser
from tests.journey.judge import Judge, judging
from tests.web.pages.conftest import guest, pytest_generate_tests
from tests.web.pages.test_every_page import full, full_once, settings

__all__ = ["full", "full_once", "guest", "pytest_generate_tests", "settings"]

LANDMARKS = {"banner": (1,), "main": (1,), "contentinfo": (0, 1)}  # short pages of a phone have no foot
CONTROLS = {"button", "link", "textbox", "searchbox", "combobox", "checkbox", "listbox", "spinbutton"}
# Of each page its first action; before it in the main part stand at most as many controls, such as the way back.
FIRST = {
    "/": ("a.door", 1),
    "/start/told": ("button.tile", 2),
    "/upload": ("input[type=file], button[type=button]", 3),
    "/case": (".go a.button", 0),
    "/case/result": ("a[href^='/case/recognise']", 3),
    "/case/recognise": ("[name=answer], [type=radio]", 3),
    "/case/questions/parcel.paid": ("button[name=answer]", 0),
    "/case/steps": ("main section a.button, main article a.button, main .card a.button", 2),
    "/case/book": ("input[type=search]", 2),
    "/case/summary": ("a[href*='summary.pdf']", 2),
}
BEFORE = """(query) => {
  const main = document.querySelector("main");
  const seen = [...main.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
    .filter((each) => each.checkVisibility());
  return seen.findIndex((each) => each.matches(query));
}"""


def tree(judge: Judge) -> list[tuple[str, str, dict[str, Any]]]:
    """The role, the name and the properties of all that a screen reader meets, in its order."""
    session = judge.page.context.new_cdp_session(judge.page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}
    met: list[tuple[str, str, dict[str, Any]]] = []

    def walk(node: dict[str, Any]) -> None:
        if not node["ignored"]:
            properties = {each["name"]: each["value"].get("value") for each in node.get("properties", [])}
            met.append((node["role"]["value"], node.get("name", {}).get("value", "").strip(), properties))
        for child in node.get("childIds", []):
            if child in by_id:
                walk(by_id[child])

    walk(nodes[0])
    session.detach()
    return met


def faults(judge: Judge, path: str) -> list[str]:
    """What would confuse somebody who hears the page."""
    met = tree(judge)
    roles = [role for role, _, _ in met]
    wrong = [f"{roles.count(role)} {role}" for role, counts in LANDMARKS.items() if roles.count(role) not in counts]
    levels = [int(known["level"]) for role, _, known in met[roles.index("main") :] if role == "heading"]
    wrong += [f"headings {levels}"] if levels[:1] != [1] or levels.count(1) != 1 else []
    wrong += [f"level {after} after {before}" for before, after in pairwise(levels) if after > before + 1]
    controls = [(role, name, known.get("url")) for role, name, known in met if role in CONTROLS]
    wrong += [f"{role} without a name" for role, name, _ in controls if not name]
    targets: dict[tuple[str, str], set[Any]] = {}
    for number, (role, name, url) in enumerate(controls):
        targets.setdefault((role, name), set()).add(url if role == "link" else number)
    wrong += [f"{len(places)} {role}: {name}" for (role, name), places in targets.items() if len(places) > 1]
    query, most = FIRST[path]
    place = judge.page.evaluate(BEFORE, query)
    return wrong + ([f"the first action is control {place}"] if not 0 <= place <= most else [])


def test_main_pages_are_heard_in_order(full: Browser, chrome: Chromium, lang: str) -> None:
    """One h1 first, no level left out, every control with a name of its own, and the first action before the others."""
    with judging(chrome) as judge:
        found = []
        for path in FIRST:
            judge.open(full.get(path).text, path)
            found += [f"{path}: {fault}" for fault in faults(judge, path)]
        assert not found, "\n".join(found)
