"""The first minute of somebody without files, in a real browser on a phone: the first action is in the first view."""

import os
import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from checklists.before import MOST_BEFORE, doors
from checklists.model import symptoms
from checklists.questions import START, UNKNOWN, questions
from tests.journey.conftest import follow, visitor

EVERY_CASE = bool(os.environ.get("EVERY_CASE"))
LANGS = ("ja", "en")
OURS = "someone"  # says that somebody at home did it, after which nothing may be left to do
VIEW = 844  # height of the screen
MOST_TAPS = 5
DEEPEST = 2.5  # screens
LOWEST = 640  # the lower edge of the button, the number or the instruction of the first action
MEASURES = """() => {
  const bottom = (selector) => {
    const element = [...document.querySelectorAll(selector)].find((one) => one.checkVisibility());
    return element ? element.getBoundingClientRect().bottom : null;
  };
  const next = document.querySelector("#next");
  const options = {opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true};
  const told = [...next.querySelectorAll(".actions > li, .say p, h1, .go p")];
  const hides = (one) => !one.checkVisibility(options) || one.scrollWidth > one.clientWidth + 1
    || one.getBoundingClientRect().height < 10;
  return {
    heading: next.querySelector("h1").innerText,
    above: document.querySelector("main").innerText.split(next.querySelector("h1").innerText)[0],
    go: bottom("#next .go a.button, #next .go .where, #next .go .small"),
    done: bottom("#next button[value='done']"),
    other: bottom("#next a[href$='/other']"),
    said: Math.max(0, ...[...next.querySelectorAll(".say p")].map((one) => one.getBoundingClientRect().bottom)),
    instructions: next.querySelectorAll(".actions > li").length,
    hidden: told.filter(hides).map((one) => one.innerText.slice(0, 60)),
    cards: document.querySelectorAll("main .card.then").length,
  };
}"""


def token(html: str) -> str:
    """The form token of a page."""
    match = re.search(r'name="csrf" value="([^"]+)"', html)
    assert match
    return match[1]


def send(context: BrowserContext, site: str, path: str, page: str, **fields: str) -> str:
    """Sends a form, and gives the address that it leads to."""
    body = urlencode({"csrf": token(page), **fields})
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": site}
    answer = context.request.post(site + path, data=body, headers=headers, max_redirects=0)
    assert answer.status == 303, (path, answer.status)
    return str(answer.headers["location"])


def begin(context: BrowserContext, site: str, symptom: str, place: int) -> list[str]:
    """Chooses a symptom and answers what is asked before the first action; the questions."""
    context.clear_cookies()
    where = send(context, site, "/start", context.request.get(site + "/").text(), symptom=symptom)
    asked: list[str] = []
    while where.startswith("/case/questions/"):
        name = where.removeprefix("/case/questions/").partition("?")[0]
        asked.append(name)
        options = ["symptom.cod_paid"] if name == START else list(questions()[name].options)
        options = [*(option for option in options if option != OURS), UNKNOWN]
        html = context.request.get(site + where).text()
        where = send(context, site, where, html, answer=options[min(place, len(options) - 1)])
    assert where == "/case/steps"
    return asked


@pytest.mark.long
@pytest.mark.parametrize("lang", LANGS)
def test_the_first_action_is_in_the_first_view(chrome: Browser, site: str, lang: str) -> None:
    """Of every symptom, after its first answers and after "I do not know": what to do, its button, number or
    instruction above the middle of a phone, what to say, "done" and the next way; and no instruction is hidden. The
    languages take turns; with EVERY_CASE each symptom has its turn in both."""
    context = visitor(chrome, lang)
    page = context.new_page()
    for symptom in [*symptoms()][None if EVERY_CASE else LANGS.index(lang) :: 1 if EVERY_CASE else len(LANGS)]:
        for place in (0, 99) if symptom.endswith("link") else (0,):
            asked = begin(context, site, symptom, place)
            assert len([name for name in asked if name != START]) <= MOST_BEFORE, (symptom, asked)
            page.goto(f"{site}/case/steps")
            assert page.locator("html").get_attribute("lang") == lang
            seen = page.evaluate(MEASURES)
            about = f"{lang} {symptom} {asked}: {seen}"
            assert seen["go"] is not None, about
            assert seen["go"] < LOWEST, about
            assert max(seen["done"], seen["other"], seen["said"]) <= VIEW, about
            assert len(seen["above"].split()) <= 3, about  # nothing is repeated above it
            assert seen["instructions"], about
            assert seen["hidden"] == [], about
            assert seen["cards"] <= 2, about
    context.close()


# Answers that are read before one is chosen: the symptoms of the open group, the answers of a question. Of a list of
# names somebody looks for their own.
NAMES = ("pay.app", *(name for name, question in questions().items() if question.tap))
TO_READ = "details.group[open] button.tap, form.ask label.choice, form.ask .buttons button, form.ask button.tap"


class Walk:
    """Somebody with a finger: how often they tap, and how far down each page they have to read before."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps, self.depths = page, 0, [0.0]

    def tap(self, control: Locator, leads: bool = True) -> None:
        """One tap; on a page that leads elsewhere the depth of the next one is counted anew."""
        self.look(control)
        self.taps += 1
        if leads:
            name = self.page.url.rpartition("/")[2].partition("?")[0]
            if name not in NAMES:
                for answer in self.page.locator(TO_READ).locator("visible=true").all():
                    self.look(answer)
            follow(self.page, control)
            self.depths.append(0.0)
        else:
            control.click()

    def look(self, control: Locator) -> None:
        """How far down this page it is, in screens."""
        box = control.evaluate("one => one.getBoundingClientRect().bottom + window.scrollY")
        self.depths[-1] = max(self.depths[-1], box / VIEW)

    def choose(self, *values: str) -> None:
        """Answers a question: by its button, or by a tick for each and the button below."""
        taps = self.page.locator(f"button.tap[value='{values[0]}']")
        if taps.count():
            self.tap(taps.first)
            return
        for value in values:
            self.tap(self.page.locator(f"label.choice:has(input[value='{value}'])"), leads=False)
        self.tap(self.page.locator("form.ask .buttons button").first)


JOURNEYS = {
    "I typed my Rakuten password into a fake page": ("symptom.phishing_link", ["password"]),
    "my mother paid for a parcel": ("symptom.cod_paid", []),
    "a PayPay payment is not mine": ("symptom.payapp_misused", ["paypay", "balance"]),
    "the gift balance is gone": ("symptom.balance_changed", ["use", "nobody"]),
    "my phone is lost": ("symptom.phone_lost", ["unlocked", "iphone"]),
    "my partner knows my passwords": ("symptom.known_person", ["could"]),
}
WORDS = {"symptom.known_person": "身近な人"}  # what somebody looks for who sees no tile that fits
LAST = {
    "service.account": "rakuten",
    "service.mail": "gmail",
}  # what a last question about the account is answered with


@pytest.fixture
def walk(chrome: Browser, site: str) -> Iterator[Walk]:
    """Somebody on the home page."""
    context = visitor(chrome, "ja")
    page = context.new_page()
    page.goto(site)
    yield Walk(page)
    context.close()


@pytest.mark.parametrize("journey", JOURNEYS)
def test_five_taps_lead_to_the_first_action(walk: Walk, journey: str) -> None:
    """From the home page, with at most five taps and two and a half screens to look through; four taps and two screens
    where the gift balance was used."""
    symptom, answers = JOURNEYS[journey]
    door = next((door.id for door in doors().values() if symptom in [tile.symptom for tile in door.tiles]), "money")
    walk.tap(walk.page.locator(f"a.door[href^='/start/{door}']"))
    button = walk.page.locator(f"button[name='symptom'][value='{symptom}']")
    if symptom in WORDS:
        walk.tap(walk.page.locator("#word"), leads=False)
        walk.page.locator("#word").fill(WORDS[symptom])
        walk.tap(walk.page.locator("form[role='search'] button"))
    walk.tap(button)
    for answer in answers:
        walk.choose(answer)
    name = walk.page.url.rpartition("/")[2].partition("?")[0]
    if name in LAST:
        walk.choose(LAST[name])
    assert walk.page.url.endswith("/case/steps"), walk.page.url
    walk.look(walk.page.locator("#next .go :is(a.button, .where)").first)
    most, deepest = (4, 2) if symptom == "symptom.balance_changed" else (MOST_TAPS, DEEPEST)
    assert walk.taps <= most, (walk.taps, walk.depths)
    assert sum(walk.depths) <= deepest, (walk.taps, walk.depths)
