"""A parsed page: it checks the rules that every page must follow, so that no page can miss them."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "img", "input", "br", "hr"}
PLAIN = {"script", "option", "textarea", "title"}  # where no element says a language
JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
CONTROLS = {"input", "textarea", "select"}


@dataclass
class Form:
    """A form: its address and method, and the names of its controls in order."""

    action: str
    method: str
    names: list[str] = field(default_factory=list)


class Markup(HTMLParser):
    """Elements, ids, links, forms, labels and text of a page, and every place that is not well-formed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.sources: list[str] = []
        self.forms: list[Form] = []
        self.labelled: set[str] = set()
        self.controls: list[tuple[str, bool]] = []
        self.described: set[str] = set()
        self.count: dict[str, int] = {}
        self.texts: dict[str, str] = {}
        self.lang = ""
        self.unsaid: list[str] = []  # Japanese texts in elements of another language
        self.langs: list[str] = []  # of the open elements, as each has or inherits it
        self.feed(html)
        self.close()
        self.wrong += [f"<{tag}> is not closed" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.count[tag] = self.count.get(tag, 0) + 1
        self.wrong += [f"<{tag} {name}>" for name in given if name == "style" or name.startswith("on")]
        self.wrong += [f"<{tag} {name}> holds markup" for name, value in given.items() if "<bdi" in value]
        if len(given) < len(attrs):
            self.wrong.append(f"an attribute of <{tag}> stands twice")
        if "id" in given:
            self.ids.append(given["id"])
        self.described |= set(given.get("aria-describedby", "").split()) | set(given.get("aria-labelledby", "").split())
        self._take(tag, given)
        if tag not in VOID:
            self.open.append(tag)
            self.langs.append(given.get("lang", self.langs[-1] if self.langs else ""))

    def _take(self, tag: str, given: dict[str, str]) -> None:
        if tag == "html":
            self.lang = given.get("lang", "")
        elif tag == "a":
            self.links.append(given.get("href", ""))
        elif tag in ("script", "img", "link"):
            self.sources.append(given.get("src") or given.get("href") or "")
        elif tag == "style":
            self.wrong.append("a style element")
        elif tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get")))
        elif tag == "label" and "for" in given:
            self.labelled.add(given["for"])
        if tag in CONTROLS and "form" in self.open:
            self.forms[-1].names.append(given.get("name", ""))
            if given.get("type") != "hidden":
                self.controls.append((given.get("id", ""), "label" in self.open))

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
            self.langs.pop()
        else:
            self.wrong.append(f"</{tag}> closes <{self.open[-1] if self.open else ''}>")

    def handle_data(self, data: str) -> None:
        if self.open:
            inside = self.open[-1]
            self.texts[inside] = self.texts.get(inside, "") + data
            if self.langs[-1] not in ("", "ja") and inside not in PLAIN and JAPANESE.search(data):
                self.unsaid.append(data.strip())
            if inside == "script" and data.strip():
                self.wrong.append("an inline script")
