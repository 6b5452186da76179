"""A real browser that judges pages: by axe-core, by a strict parser, and by what each page has to fit into."""

import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from justhtml import JustHTML
from PIL import Image
from playwright.sync_api import Browser, Page, Route

from tests.journey import fits

STATIC = Path(__file__).parents[2] / "static"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
HOST = "http://mioboe.test"
RULES = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
# Text below 16 px (14 px inside a picture) that somebody sees, and anything wider than the screen.
SMALL = """() => [...document.querySelectorAll("body *")].filter((each) => {
  if (!each.checkVisibility() || each.closest(".unseen, .across")) return false;
  const text = [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const least = each.closest("svg, figure.picture") ? 14 : 16;
  return text && parseFloat(getComputedStyle(each).fontSize) < least;
}).map((each) => `${each.tagName}.${each.getAttribute("class") || ""} ${getComputedStyle(each).fontSize}`)"""
WIDE = "() => document.documentElement.scrollWidth > innerWidth + 1 ? [document.documentElement.scrollWidth] : []"


def grey(width: int, height: int) -> bytes:
    """A picture of this size as PNG, for one of the case that a page shows."""
    data = io.BytesIO()
    Image.new("RGB", (width, height), "#888888").save(data, "PNG")
    return data.getvalue()


class Judge:
    """Shows pages by their HTML, and says what is wrong with each."""

    def __init__(self, page: Page) -> None:
        self.page, self.html, self.axe = page, "", Axe()
        page.route("**/*", self._answer)

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(HOST)
        if path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            route.fulfill(body=file.read_bytes(), content_type=KINDS[file.suffix])
        elif route.request.is_navigation_request():
            route.fulfill(body=self.html, content_type="text/html; charset=utf-8")
        elif size := re.search(rf'<img src="{re.escape(path)}" width="(\d+)" height="(\d+)"', self.html):
            route.fulfill(body=grey(int(size[1]), int(size[2])), content_type="image/png")
        else:
            route.fulfill(status=404)

    def open(self, html: str, path: str = "/") -> None:
        """Shows a page at an address."""
        self.html = html
        self.page.goto(HOST + path)

    def wrong(self, html: str, path: str = "/") -> list[str]:
        """The violations of a page, as the rule and its first element; its syntax errors; text that is too small; its
        width where it is too wide; and what does not fit a narrow window or a sheet of paper."""
        self.open(html, path)
        results = self.axe.run(self.page, options=RULES).response["violations"]
        faults = [f"axe {each['id']}: {each['nodes'][0]['html'][:200]}" for each in results]
        faults += [f"html {error}" for error in JustHTML(html, collect_errors=True).errors]
        faults += [f"small {text}" for text in dict.fromkeys(self.page.evaluate(SMALL))]
        faults += [f"wide {width}" for width in self.page.evaluate(WIDE)]
        return faults + fits.faults(self.page)


@contextmanager
def judging(chrome: Browser, width: int = 390, height: int = 844, **options: str) -> Iterator[Judge]:
    """A judge with a window of its own."""
    context = chrome.new_context(viewport={"width": width, "height": height}, **options)  # type: ignore[arg-type]
    try:
        yield Judge(context.new_page())
    finally:
        context.close()


def faults(judge: Judge, documents: Mapping[str, str]) -> list[str]:
    """What is wrong on these pages, each with its address."""
    return [f"{path}: {fault}" for path, html in documents.items() for fault in judge.wrong(html, path)]
