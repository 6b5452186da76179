"""From the result through the questions to the end, in both languages: answers are kept, taken back, and survive."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI

from analyzers.asking.pages import pauses
from analyzers.findings.assemble import waits_for_an_answer
from analyzers.rules.contract import tags_of
from app.cases.answers import book, verdicts
from app.cases.answers.book import Asking, latest_report
from app.cases.files.examine import ENTRIES, REPORT
from app.i18n.translate import translate
from app.settings import Settings
from app.web.fragments.asked import RECORDED_LABELS
from app.web.pages.account_book.findings import WHY_LABELS
from tests.browser import GIFT, Browser
from tests.service import Prepared, blob_of, put_blob, the_case, until
from tests.web.pages.markup import Markup

FOREIGN = ("9,800", "32,800", "503-6025617", "Claro")  # what the thief of the sample did


@pytest.fixture(scope="module")
def before(sample_once: Prepared) -> Prepared:
    """A case that holds the sample export, for all tests of this file."""
    return sample_once


@pytest.fixture
def sample(guest: Browser, before: Prepared, settings: Settings, lang: str) -> Browser:
    """A browser whose case holds the sample export, examined."""
    before.open(guest, settings)
    guest.speak(lang)
    return guest


def state(app: FastAPI) -> Asking:
    found = book.state(the_case(app))
    assert found is not None
    return found


def form(html: str, answer: Callable[[str], str]) -> dict[str, Any]:
    """The filled-in form of a page of questions. ``answer`` gives the answer to a row by its text."""
    given: dict[str, Any] = {name: found[1] for name in ("layout", "stage") if (found := _value(html, name))}
    ids = re.findall(r'name="question" value="([^"]+)"', html)
    rows = re.split(r'name="question"', html)[1:]
    # In a table the text of a row stands before its id.
    texts = re.split(r'<fieldset class="row">', html)[1:] if given["layout"] == "each" else rows
    given["question"] = ids
    if given["layout"] == "mark":
        return given | {"marked": [name for name, text in zip(ids, texts, strict=True) if answer(text) == "not_mine"]}
    if given["layout"] == "one":
        return given | {"answer": answer(texts[0])}
    return given | {f"a-{name}": answer(text) for name, text in zip(ids, texts, strict=True)}


def _value(html: str, name: str) -> re.Match[str] | None:
    return re.search(rf'name="{name}" value="([^"]+)"', html)


def walk(browser: Browser, answer: Callable[[str], str], most: int = 40) -> tuple[int, list[str]]:
    """Answers page after page until the end page has nothing more to ask; the number of pages of questions, and what
    the end pages said."""
    pages, ends, path = 0, list[str](), "/case/recognise"
    while pages < most:
        shown = browser.get(path)
        if shown.status_code == 303:
            path = shown.headers["Location"]
            continue
        if path == "/case/end":
            ends.append(shown.text)
            if 'href="/case/recognise?go=on"' not in shown.text:
                return pages, ends
            path = "/case/recognise?go=on"
            continue
        pages += 1
        sent = browser.post("/case/recognise", form(shown.text, answer), on=path)
        path = sent.headers["Location"]
    raise AssertionError("there was no end")


def knows(text: str) -> str:
    """What the owner of the sample answers."""
    return "not_mine" if any(one in text for one in FOREIGN) else "mine"


def test_the_whole_way(app: FastAPI, sample: Browser) -> None:
    """Few pages lead from the result to the end; what was disowned twice is in report, steps and letters at once; the
    account adds up; and a new run keeps all of it."""
    result = sample.get("/case/result").text
    assert 'href="/case/recognise"' in result
    assert re.search(r"<strong>(<bdi>)?見本のタブレット 10インチ", result)  # the sentence says the address alone
    assert re.findall(r'stop" href="/case/steps/([^"]+)', result) == ["mail.password"]  # which can be undone
    pages, ends = walk(sample, knows)
    assert re.findall(r'stop" href="/case/steps/([^"]+)', sample.get("/case/result").text) == ["stop.card"]
    assert pages <= 10
    assert len(ends) == 2  # after what the alarms led to, and at the very end
    report = latest_report(the_case(app))
    assert report is not None
    disowned = [one for one in report.findings if one.detector == "case.disowned"]
    assert {one.verdict for one in disowned} == {"not_mine"}
    assert all(one.episode for one in disowned)
    assert next(one for one in report.findings if one.detector == "giftcard.unmatched_use").verdict == "not_mine"
    findings = sample.get("/case/findings").text
    assert translate(disowned[0].title, "ja") in findings
    assert findings.count(translate(WHY_LABELS["answers"], "ja")) == len(disowned)  # no pattern of misuse is claimed
    gaps = [one for one in report.findings if "coverage" in tags_of(one.detector)]  # not of the owner, and not asked
    assert gaps
    assert all(one.verdict is None and f'value="{one.id}"' not in findings for one in gaps)
    # What was said of the entries alone settles the rest, but for the balance, which nobody's answer makes add up.
    assert [one.detector for one in report.findings if waits_for_an_answer(one)] == ["giftcard.chain_break"]
    (rerouted,) = (one for one in report.findings if one.detector == "refund.rerouted")
    assert rerouted.verdict == "mine"
    account = state(app).recognition.account
    assert account.events["not_asked"] == 0
    assert account.money["JPY"]["not_mine"] == 9_800 + 32_800 + 3_980
    assert "46,580" in ends[-1]
    assert 'value="2026-06-12"' in sample.get("/case/deadlines").text  # the day of the charge, not of the refund
    before = {one.id: one.answer for one in state(app).recognition.questions}
    again(app, sample)
    after = {one.id: one.answer for one in state(app).recognition.questions}
    assert {name for name, answer in before.items() if answer} <= {name for name, answer in after.items() if answer}
    report = latest_report(the_case(app))
    assert report is not None
    assert {one.id for one in disowned} <= {one.id for one in report.findings}


def again(app: FastAPI, browser: Browser) -> None:
    """One more file is handed in, and everything examined again."""
    browser.upload(text=GIFT)
    browser.wait()
    until(lambda: book.state(the_case(app)))


def test_pause_undo_and_going_on(app: FastAPI, sample: Browser) -> None:
    """Every answer is kept at once, the last page is taken back with one button, and the case goes on where it was."""
    first = sample.get("/case/recognise").text
    assert 'href="/case/result"' in first
    question = form(first, lambda _: "family")
    assert sample.post("/case/recognise", question, on="/case/recognise").status_code == 303
    second = sample.get("/case/recognise").text
    assert translate(RECORDED_LABELS["family"], "ja") in second
    assert question["question"][0] not in second
    assert [one.answer for one in state(app).recognition.questions if one.answer] == ["family"]
    sample.post("/case/recognise", {"undo": "1"}, on="/case/recognise")
    assert sample.get("/case/recognise").text.count(question["question"][0]) == first.count(question["question"][0])
    assert not any(one.answer for one in state(app).recognition.questions)


def test_an_empty_form_and_a_strange_one(sample: Browser) -> None:
    """Without an answer the page comes again; what is no question is refused and never an error of ours."""
    nothing = sample.post(
        "/case/recognise", {"layout": "each", "question": ["order:" + "0" * 20]}, on="/case/recognise"
    )
    assert nothing.status_code == 303
    for name, answer, status in (("order:1", "mine", 404), ("order:" + "0" * 20, "perhaps", 422)):
        given = {"layout": "one", "question": [name], "answer": answer}
        assert sample.post("/case/recognise", given, on="/case/recognise").status_code == status


def test_answers_that_fit_nothing_are_said(sample: Browser) -> None:
    """An answer to a question that these files do not ask is kept, and the page says so."""
    given = {"layout": "one", "question": ["order:" + "0" * 20], "answer": "mine"}
    sample.post("/case/recognise", given, on="/case/recognise")
    assert "1" in sample.get("/case/result").text
    assert sample.get("/case/end").status_code == 200


def test_entries_of_another_version(app: FastAPI, sample: Browser) -> None:
    """Where no entries are stored, or another version stored them, they are made anew from the events: nobody is asked
    again what they answered."""
    sample.post("/case/recognise", form(sample.get("/case/recognise").text, knows), on="/case/recognise")
    case, asked = the_case(app), sample.get("/case/recognise").text.count('name="question"')
    for blob in (None, b"{}\n", b"old"):
        if blob is None:
            case.service.vault.delete(case.id, ENTRIES.name)
        else:
            put_blob(case, ENTRIES.name, blob)
        for path in ("/case/result", "/case/end", "/case/recognise", "/case/book"):
            assert sample.get(path).status_code == 200, (blob, path)
        assert sample.get("/case/recognise").text.count('name="question"') == asked


def test_a_report_of_another_version(app: FastAPI, sample: Browser) -> None:
    """A report that an earlier version stored is made anew from the events; the cells of its rows stay, though the
    original of the file may be gone."""
    case = the_case(app)
    before = latest_report(case)
    assert before is not None
    old = blob_of(case, REPORT.name).replace(b'"mioboe.report/4"', b'"mioboe.report/3"', 1)
    put_blob(case, REPORT.name, old)
    after = latest_report(case)
    assert after is not None
    assert [(one.id, one.evidence) for one in after.findings] == [(one.id, one.evidence) for one in before.findings]


@pytest.mark.parametrize("kind", ["nothing", "unreadable", "no money"])
def test_what_holds_no_question(guest: Browser, kind: str) -> None:
    """Without files, with unreadable ones and without money every page of the flow says what is the matter."""
    if kind == "nothing":
        guest.post("/start", {"symptom": ["symptom.cod_parcel"]})
    elif kind == "unreadable":
        guest.upload(("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(64)))
        guest.wait()
    else:
        rows = "".join(f"2026-05-{day:02}T01:02:03Z,203.0.113.{day},Chrome\n" for day in range(1, 9))
        guest.upload(("sign-ins.csv", ("time,ip,agent\n" + rows).encode()))
        guest.wait()
    for path in ("/case/result", "/case/recognise", "/case/end"):
        shown = guest.get(path)
        assert shown.status_code in (200, 303)
        assert shown.status_code == 303 or Markup(shown.text).count["h1"] == 1


def test_an_answer_is_quick(app: FastAPI, sample: Browser) -> None:
    """Saving an answer and finding the next page takes little processor time, however slow the machine is today."""
    case, found = the_case(app), state(app).recognition
    page = found.pages[0]
    started = time.process_time()
    verdicts.answer(case, {one.id: "mine" for one in page.questions})
    book.state(case)
    assert time.process_time() - started < 0.4


def test_a_sitting_ends_with_where_one_stands(app: FastAPI, sample: Browser) -> None:
    """After seven pages the end page comes once, where more than a few are left; it takes the last one back too."""
    found = state(app)
    pages = [one._replace(urgent=False) for one in found.pages]
    assert [pauses([], pages * 9, count) for count in (0, 6, 7, 8, 14)] == [False, False, True, False, True]
    assert not pauses([], pages[:3], 7)
    question = form(sample.get("/case/recognise").text, lambda _: "family")
    sample.post("/case/recognise", question, on="/case/recognise")
    sample.post("/case/recognise", {"undo": "1"}, on="/case/end")
    assert not any(one.answer for one in state(app).recognition.questions)


def test_answers_are_looked_over_at_any_time(app: FastAPI, sample: Browser) -> None:
    """The page shows important answers, which count already: one is undone without the others, all stay with one press,
    and afterwards they can be changed there again. What is no such answer is not found."""
    while all(one.stage != "second_look" for one in state(app).recognition.questions):
        path = "/case/recognise?go=on"
        sample.post("/case/recognise", form(sample.get(path).text, knows), on=path)
    path = "/case/recognise?over=0"
    shown = sample.get(path).text
    looks = [one for one in state(app).recognition.questions if one.stage == "second_look"]
    assert all(f'name="of" value="{look.id}"' in shown for look in looks)
    asked_first = looks[0].repeats[-1]
    sent = sample.post("/case/recognise", {"undo": "1", "of": looks[0].id, "over": "0"}, on=path)
    assert sent.headers["Location"] == path
    assert [one.answer for one in state(app).recognition.questions if one.id == asked_first] == [None]
    assert sample.post("/case/recognise", {"undo": "1", "of": looks[0].id}, on="/case").status_code == 404
    walk(sample, knows)
    path = "/case/recognise?over=1"
    given = form(sample.get(path).text, knows) | {"over": "1"}
    before = {one.id: one.answer for one in state(app).recognition.questions}
    changed = given["question"][0]
    given[f"a-{changed}"] = "mine" if given[f"a-{changed}"] == "not_mine" else "not_mine"
    assert sample.post("/case/recognise", given, on=path).headers["Location"] == "/case/recognise?over=2"
    after = {one.id: one.answer for one in state(app).recognition.questions}
    assert {name for name in before if before[name] != after.get(name)} == {changed}
    for path in ("/case/recognise?over=2", "/case/recognise?over=0"):
        assert sample.get(path).headers["Location"] == "/case/end"
