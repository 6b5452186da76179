"""Every page of a case as a helper reads it, in both languages: of “the person”, who is “you” only in what is read out
and in documents of their own."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from fastapi import FastAPI

import app.i18n
from analyzers.asking.kinds import KINDS
from app.cases.answers.book import latest_report
from app.cases.answers.verdicts import answer_finding
from app.i18n import translate as sentences
from app.i18n.audience import HELPER, speaking_to
from app.i18n.extraction import forms
from app.i18n.languages import LANGUAGES
from app.i18n.translate import translate
from app.report.answer_words import labels
from app.web.fragments.asked import RECORDED_LABELS
from app.web.fragments.untrusted import translator
from app.web.templating import environment
from tests.browser import Browser
from tests.cases.access.test_helpers import NEVER
from tests.service import the_case
from tests.web.pages.conftest import guest
from tests.web.pages.test_every_page import addresses, full, full_once, settings
from tests.web.sweep import helper_in

__all__ = ["full", "full_once", "guest", "settings"]

I_AND_WE = re.compile(r"\b(?:I|me|my|mine|we|us|ours?)\b|自分|私", re.IGNORECASE)
YOU = re.compile(r"\b(?:you|your|yours|yourself)\b|あなた|ご自身|ご自分", re.IGNORECASE)
# Whose sentences are read out to the person as they are: the plan with its questions, and what the command asks.
READ_OUT = ("checklists/", "analyzers/asking/kinds.py", "app/cli/plan_text.py")
# How sentences begin that are for whoever reads the page: what they press, hand in, download or read out.
TO_THE_READER = (
    *("You are helping with somebody else's case.", "You may work on it.", "You may read it."),
    *("What you may hear", "Your files stay here", "If someone close to you", "If you are afraid of someone at home"),
    *("What surprises one person at home", "Unverified: read in a stored copy", "We do not know this kind of file"),
    *("Everything that happened, with the state of each. You can change it", "Not everything has been asked yet."),
    *("These rows are in no sum", "What was read from a picture counts only", "Not all of it could be used"),
    *(
        "Networks (if you know",
        "For shops of countries with several",
        "Time, if you know",
        "Say more about these files",
    ),
    *("Pictures of the screen, saved pages", "From your pictures", "What you are handing in", "That text is none that"),
    *(
        "Each link opens the shop’s own page",
        "Do not mail them",
        "On a computer, this extension",
        "Open the page of your",
    ),
    *(
        "Sign in at the shop",
        "The files are encrypted as they arrive",
        "Pictures, emails and other files that you keep",
    ),
    *("It is exactly what was handed in.", "Fill in what is marked", "To copy without the button"),
    *("Each can be changed. Your choice", "Each holds what its recipient needs.", "Anyone who gets it can read it."),
    "Give it only to those you want to tell.",
)
# Names of pages, files and menus of shops.
NAMES = re.compile(
    r"Your (?:Amazon )?(?:Orders|Account|Payments|Transactions|Returns)|Your Personal Information|Manage Your Content"
)
DOCUMENTS = re.compile(
    r'<textarea.*?</textarea>|<details class="(?:card )?statement".*?</details>\s*(?=<h2>|</div>\s*</div>)'
    r'|<div class="letter.*?</div>|<p class="to-copy".*?</p>|<script.*?</script>',
    re.DOTALL,
)
WRITTEN = re.compile(r'\b(?:aria-label|alt|title|placeholder)="([^"]*)"')
BLOCK = re.compile(r"</?(?!(?:bdi|span|strong|em|b|a|svg|use|ruby|rt|rp|i|abbr|time)\b)[a-z0-9]+\b[^>]*>")


def messages(lang: str, audience: str | None = None) -> Iterator[Message]:
    """The sentences of a catalogue, or those that an audience reads instead."""
    path = Path(str(app.i18n.__file__)).parent / "locale" / lang / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        yield from (message for message in read_po(file) if message.id and message.context == audience)


def key_of(message: Message) -> str:
    """The key of a sentence: its singular."""
    return message.id if isinstance(message.id, str) else message.id[0]


def allowed(lang: str) -> list[re.Pattern[str]]:
    """The sentences of a language that may say “you” to a helper, the longest first, with any values."""
    texts = []
    keys = {key_of(message): message for message in messages("ja")}  # every sentence with its places
    for message in keys.values():
        places = [place for place, _ in message.locations]
        if any(place.startswith(READ_OUT) for place in places) or key_of(message).startswith(TO_THE_READER):
            written = message.string if lang == "ja" else message.id
            texts += [written] if isinstance(written, str) else list(written or ())
    found = sorted((text for text in texts if YOU.search(text)), key=len, reverse=True)
    return [re.compile(re.sub(r"\\\{\w+\\\}", ".*?", re.escape(text))) for text in found]


def second_persons(html: str, sentences: list[re.Pattern[str]]) -> Iterator[str]:
    """The texts of a page that call the person “you” though they may not."""
    html = DOCUMENTS.sub("", html)
    for part in [*BLOCK.split(html), *WRITTEN.findall(html)]:
        text = " ".join(unescape(re.sub(r"<[^>]*>", "", part)).split())
        if YOU.search(text):
            for sentence in sentences:
                text = sentence.sub("", text)
            if YOU.search(NAMES.sub("", text)):
                yield text


def wrong(app: FastAPI, owner: Browser, lang: str, partly: bool) -> dict[str, str]:
    """Texts that call the person “you”, each with a page, of everything that a helper may open."""
    paths = addresses(owner, partly)
    helper, sentences = helper_in(app, the_case(app), "work"), allowed(lang)
    texts: dict[str, str] = {}
    helper.client.headers["Accept-Language"] = lang
    pages = 0
    for path in paths:
        if path.startswith(("/case", "/upload")) and not path.startswith(NEVER):
            owner.get(path)  # what is kept of it is for the owner
            answer = helper.get(path)
            kind = answer.headers.get("Content-Type", "")
            if kind.startswith("text/html") and "Content-Disposition" not in answer.headers:
                pages += 1
                texts |= dict.fromkeys(second_persons(answer.text, sentences), path)
    assert pages > 40
    return texts


def test_a_full_case_speaks_of_the_person(app: FastAPI, full: Browser, lang: str) -> None:
    """Every page of a case with something on each, and with the files of the sample."""
    assert wrong(app, full, lang, partly=False) == {}


def test_the_files_of_the_sample_speak_of_the_person(app: FastAPI, sampled: Browser, lang: str) -> None:
    """Every page of a case with the findings of the sample."""
    assert wrong(app, sampled, lang, partly=True) == {}


def test_answers_are_pressed_for_the_person(app: FastAPI, sampled: Browser, lang: str) -> None:
    """No button and no choice about the history is written as by the person, and so is each label of an answer."""
    helper = helper_in(app, the_case(app), "work")
    helper.client.headers["Accept-Language"] = lang
    finding = next(path for path in addresses(sampled, partly=True) if re.fullmatch(r"/case/findings/[^/]+", path))
    pressed = []
    for path in ("/case/recognise?go=on", finding):
        html = re.sub(r"<bdi>.*?</bdi>", "", helper.get(path).text)
        pressed += re.findall(r"<label><input[^>]*><span>(.*?)</span>|<button[^>]*>(.*?)</button>", html, re.DOTALL)
    texts = [unescape(first or second) for first, second in pressed]
    assert len(texts) > 6
    assert [text for text in texts if I_AND_WE.search(text)] == []
    of_answers = [label for kind in KINDS for label in labels(kind).values()] + [*RECORDED_LABELS.values()]
    with speaking_to(HELPER):
        assert [label for label in of_answers if I_AND_WE.search(translate(label, lang))] == []


@pytest.fixture
def all_for_helpers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every sentence has another wording for helpers."""
    cached = (sentences._plain, environment)
    for one in cached:
        one.cache_clear()
    monkeypatch.setattr(sentences, "_in_context", lambda _catalogue, _context, key, _number: f"¤{key}")
    yield
    for one in cached:
        one.cache_clear()


@pytest.mark.usefixtures("all_for_helpers")
def test_what_leaves_is_the_persons_own(app: FastAPI, sampled: Browser, lang: str) -> None:
    """Files, letters and summaries are the same for a helper as for the person, whatever is worded otherwise for
    helpers; afterwards the pages of the person speak to them as before."""
    case = the_case(app)
    report = latest_report(case)
    assert report is not None
    for finding in report.findings:
        answer_finding(case, finding.id, "not_mine")
    paths = [path for path in addresses(sampled, partly=True) if path.startswith(("/case", "/upload"))]
    helper = helper_in(app, case, "work")
    helper.client.headers["Accept-Language"] = lang
    documents = 0
    for path in paths:
        if not path.startswith(NEVER):
            mine, theirs = handed_out(sampled, path), handed_out(helper, path)
            assert mine == theirs, path
            documents += bool(mine)
    assert documents > 20
    assert "¤" in helper.get("/case").text
    pages = [answer for path in paths if (answer := sampled.get(path)).text.startswith("<!DOCTYPE html>")]
    assert len(pages) > 40
    assert [page.url for page in pages if "¤" in page.text] == []


def handed_out(browser: Browser, path: str) -> list[str]:
    """The texts of an address that leave: a file, or the documents of a page; without numbers such as those of the
    minute in which they were made, and without the heading that the page gives them."""
    answer = browser.get(path)
    if "Content-Disposition" in answer.headers:
        text = answer.headers["Content-Type"].startswith(("text/", "application/json"))
        found = [answer.text] if text else []
    else:
        found = [part for part in DOCUMENTS.findall(answer.text) if not part.startswith("<script")]
    return [re.sub(r"[0-9]+|<summary>.*?</summary>", "", text, flags=re.DOTALL) for text in found]


def test_what_findings_say_has_the_words_of_helpers() -> None:
    """Whatever findings and checks say of the person has another wording for helpers, which says “you” in no language;
    and what else may say “you” to them is written somewhere."""
    known = {key_of(message): [place for place, _ in message.locations] for message in messages("ja")}
    of_findings = {
        key
        for key, places in known.items()
        if YOU.search(key)
        and any(place.startswith("analyzers/") and not place.startswith(READ_OUT) for place in places)
    }
    assert len(of_findings) > 80
    for lang in LANGUAGES:
        of_helpers = {key_of(message): forms(message) for message in messages(lang, HELPER)}
        assert of_findings - of_helpers.keys() == set()
        assert [form for every in of_helpers.values() for form in every if YOU.search(NAMES.sub("", form))] == []
    assert [key for key, texts in of_helpers.items() if key in texts] == []
    assert [start for start in TO_THE_READER if not any(key.startswith(start) for key in known)] == []


def test_sentences_keep_their_values() -> None:
    """Values stay as they were, hostile, empty or with a stop; a value alone is never a sentence of ours."""
    used = "On {at} {amount} of the gift-card balance went to order {order}, which is not in your list."
    gap = "A part of your history was not handed in, so some of it could not be judged. {reason}"
    for lang in LANGUAGES:
        _ = translator(lang)
        with speaking_to(HELPER):
            written = _(used, at="<b>your list.</b>", amount="{order}", order="$1 Inc.")
            assert "&lt;b&gt;your list.&lt;/b" in written
            assert "<bdi>{order}</bdi>" in written
            assert not YOU.search(written.replace("your list.&lt;/b", ""))
            assert not YOU.search(_(gap, reason=""))
            assert not YOU.search(_(gap, reason=_("No history of your points was handed in.")))
    _ = translator("en")
    assert _("You do not recognise {count} entry.", count=1).startswith("You")
    with speaking_to(HELPER):
        assert _("You do not recognise {count} entry.", count=1) == "The person does not recognise <bdi>1</bdi> entry."
        assert _("{path}, line {line}", path="Your case", line=1) == "<bdi>Your case</bdi>, line <bdi>1</bdi>"
