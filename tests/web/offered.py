"""The forms that the pages of a case offer, with every value that somebody can choose in them."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from html.parser import HTMLParser
from itertools import groupby
from typing import NamedTuple

from tests.browser import Browser
from tests.web.pages.test_every_page import addresses
from tests.web.sweep import asks

Fields = dict[str, list[str]]
OTHER = "other words"
OF_WHOEVER_IS_SIGNED_IN = ("/sign-", "/account")  # pages that are not of the case
# Pages that differ by their content alone.
ALIKE = re.compile(r"/case/(letters/(?!household)|summary[./](?!shop$)|exports/)")
TEXTS = ("text", "search", "date", "datetime-local")
LINKS = 8  # of a page to itself that are followed
LONG = 20  # values of a list, such as all currencies; of a longer one the first and the last are sent


class Sent(NamedTuple):
    """A form as somebody sends it."""

    path: str
    fields: Mapping[str, str | list[str]]


class Form:
    """A form of a page: what it sends as it is, its texts, its buttons, and each value that can be chosen instead."""

    def __init__(self, action: str) -> None:
        self.action = action
        self.fields: Fields = {}
        self.texts: set[str] = set()
        self.days: set[str] = set()
        self.buttons: list[tuple[str, str]] = []
        self.choices: list[tuple[str, str, bool]] = []  # name, value, whether others of this name stay chosen

    def control(self, tag: str, of: str, control: dict[str, str]) -> None:
        """Takes one control; ``of`` is the name of the list around an option."""
        name, value, kind = of or control.get("name", ""), control.get("value", ""), control.get("type", "text")
        if not name or name == "csrf":
            return
        chosen = not {"checked", "selected"}.isdisjoint(control)
        if tag == "button":
            self.buttons.append((name, value))
        elif tag == "option" or kind in ("radio", "checkbox"):
            self.choices.append((name, value, kind == "checkbox"))
            if chosen:
                self.fields.setdefault(name, []).append(value)
        else:
            self.fields[name] = [value]
            if tag == "textarea" or kind in TEXTS:
                self.texts.add(name)
            if kind.startswith("date"):
                self.days.add(name)

    def sent(self, everything: bool) -> Iterator[tuple[tuple[str, ...], Fields]]:
        """Everything that it can send, each with what distinguishes it from what other forms with its address send."""
        for name, value in self.buttons or [("", "")]:
            pressed = {name: [value]} if name else {}
            # Questions differ by what they are about, which is no choice of whoever sends the form.
            stands = () if name == "answer" else (text for values in self.fields.values() for text in values)
            yield (*self.fields, name, value if name != "answer" else "", *stands), self.fields | pressed
            about = [text for field, texts in self.fields.items() if field not in self.texts for text in texts]
            for typed in self._typed() if everything else ():
                yield (*typed, *map(str, typed.values()), name, value, *about), self.fields | typed | pressed
        pressed = {name: [value] for name, value in self.buttons[:1]}
        for name, value, several in self._without_long_lists() if everything else ():
            before = self.fields.get(name, [])
            others = [text for text in before if text != value] if several else []
            with_value = others if several and value in before else [*others, value]
            if with_value != before:
                chosen = {**self.fields, name: with_value}
                yield (name, value, "chosen"), {key: texts for key, texts in chosen.items() if texts} | pressed

    def _typed(self) -> Iterator[Fields]:
        """What somebody may type: nothing or something else in all fields, or in one where a text is."""
        for instead in ("", OTHER) if self.texts else ():
            some = {name: [instead] for name in self.texts if not instead or name not in self.days}
            yield some
            yield from ({name: value} for name, value in some.items() if self.fields[name] != [""] and len(some) > 1)

    def _without_long_lists(self) -> Iterator[tuple[str, str, bool]]:
        for _, values in groupby(self.choices, key=lambda choice: choice[0]):
            choices = list(values)
            yield from choices if len(choices) <= LONG else (choices[0], choices[-1])


class Forms(HTMLParser):
    """The forms of a page that change something, except those for files."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.open: Form | None = None
        self.list, self.area = "", ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        control = {name: value or "" for name, value in attrs}
        if tag == "form":
            sends = control.get("method") == "post" and "multipart" not in control.get("enctype", "")
            self.open = Form(control.get("action", "")) if sends else None
            self.forms += [self.open] if self.open else []
        elif tag == "select":
            self.list = control.get("name", "")
        elif self.open and tag in ("option", "button", "input", "textarea"):
            self.open.control(tag, self.list if tag == "option" else "", control)
            self.area = control.get("name", "") if tag == "textarea" else ""

    def handle_data(self, data: str) -> None:
        if self.open and self.area:
            self.open.fields[self.area] = [data.removeprefix("\n")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "textarea":
            self.area = ""


def _pages(browser: Browser) -> Iterator[tuple[str, str]]:
    """Every page of the case, also as its own links show it: with one row chosen, one question open."""
    for path in addresses(browser):
        if not path.startswith("/case") or ALIKE.match(path):
            continue
        answer = browser.get(path)
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            yield path, answer.text
            own = {unescape(link) for link in re.findall(rf'href="({path}\?[^"#]+)"', answer.text)}
            for link in sorted(own)[:LINKS]:
                yield path, browser.get(link).text


def sent(browser: Browser, everything: bool = True) -> Iterator[Sent]:
    """Every form of every page of a case that a browser has open: with each of its buttons, as it is, with empty texts
    and with other words, and with each value that can be chosen (not ``everything``: as it is). And every route with
    all of its fields empty."""
    known = set()
    for path, text in _pages(browser):
        for form in Forms(text).forms:
            action = form.action or path
            for kind, fields in form.sent(everything) if not action.startswith(OF_WHOEVER_IS_SIGNED_IN) else ():
                if (action, *kind) not in known:
                    known.add((action, *kind))
                    yield Sent(action, fields)
    for ask in asks():
        if ask.verb == "POST" and not ask.route.startswith(OF_WHOEVER_IS_SIGNED_IN):
            yield Sent(ask.path, {name: [""] for name in ask.all_fields})
