"""What goes with the steps: proof, the family, contacts, letters."""

import re
from datetime import date, datetime, timedelta
from hashlib import sha256

import pytest
from fastapi import FastAPI

from app.cases.plan import progress
from app.cases.plan.view import plan_view
from app.cases.record import contacts, notes
from app.i18n.translate import translate
from app.web.pages.plan.paper import MOST_EASY
from checklists import model
from checklists.labels import easy_sentence
from checklists.letter import length, letters
from tests.browser import Browser, multipart, visit
from tests.service import hits, the_case
from tests.web.pages.markup import Markup
from tests.web.pages.test_every_page import check

CONTACT = {
    "recipient": "Shop desk", "channel": "chat", "at": "2026-11-20T10:00", "zone": "Asia/Tokyo", "agent": "CANARY-Sato",
    "case_number": "A-1", "said": "We look into it.", "subject": "refund", "promise": "You get it back",
    "promised_by": "2026-11-30", "next": "Wait",
}  # fmt: skip


def told(browser: Browser, name: str = "abcdefgh", **changed: str) -> int:
    """Sends the form of a contact; the status."""
    data = {**CONTACT, "id": name, "rev": "0", **changed}
    return browser.post("/case/contacts", data, on="/case/contacts").status_code


def test_double_submits_change_once(reader: Browser, app: FastAPI) -> None:
    """The same form twice is one change; a form of an old page does not undo what another window did."""
    step = plan_view(the_case(app), "en").plan[0].step.id

    def at() -> progress.StepPart:
        return next(p for one in progress.statuses(the_case(app), "en") for p in one.parts if p.step == step)

    form = {"step": step, "subject": at().subject, "rev": "0", "state": "doing"}
    assert [reader.post("/case/steps", form, on="/case/steps").status_code for _ in range(2)] == [303, 303]
    assert (at().progress.state, at().progress.rev) == ("doing", 1)
    assert reader.post("/case/steps", {**form, "state": "done"}, on="/case/steps").status_code == 409
    assert at().progress.state == "doing"
    fresh = {**form, "state": "not_for_me", "reason": "not_ours", "rev": "1"}
    assert reader.post("/case/steps", fresh, on="/case/steps").status_code == 303
    assert (at().progress.state, at().progress.reason) == ("not_for_me", "not_ours")


def test_easy_words_follow_the_plan(reader: Browser, app: FastAPI, lang: str) -> None:
    """A line for each kind of step of this plan, in its order, and none for a step that is not in it."""
    plan = [each.planned.step.id for each in progress.statuses(the_case(app), lang)]
    sentences = list(dict.fromkeys(translate(easy_sentence(step), lang) for step in plan))
    html = reader.get("/case/paper?easy=1").text.partition('class="boxes"')[2]
    lines = re.findall(r"<li>(.*?)(?: <span|</li>)", html)
    lines = [re.sub("<rp>.*?</rp>|<rt>.*?</rt>|<.*?>", "", each) for each in lines]
    assert lines == [re.sub("｜|《.*?》", "", each) for each in sentences[:MOST_EASY]]


def test_a_note_on_a_step(reader: Browser, app: FastAPI, lang: str) -> None:
    """A note is kept with or without a change of state, lies nowhere in clear, is in the summary, and survives forms
    of an old page: one that did not touch it changes nothing, of two that did both texts are kept, once each."""
    standing = progress.statuses(the_case(app), "en")
    part = next(one.parts[0] for one in standing if one.planned.step.id == "mail.password")

    def send(text: str, before: str = "", **more: str) -> int:
        form = {"step": part.step, "subject": part.subject, "note": text, "note_before": before, "noted": "1"} | more
        return reader.post("/case/steps", form, on="/case/steps").status_code

    def kept() -> str:
        return str(notes.load(the_case(app))["steps"].get(f"{part.step}|{part.subject}", ""))

    assert [send("CANARY-one\r\nline two"), send("CANARY-one\r\nline two")] == [303, 303]
    assert kept() == "CANARY-one\nline two"
    assert send("", "", state="doing", rev="0") == 303
    assert kept() == "CANARY-one\nline two"
    assert [send("from the other tab"), send("from the other tab")] == [303, 303]
    assert kept() == "CANARY-one\nline two\n\nfrom the other tab"
    html = reader.get("/case/steps/mail.password").text
    assert "CANARY-one" in html
    check(Markup(html), lang)
    assert hits(app.state.settings, b"CANARY-one") == []
    (noted,) = reader.get("/case/summary.json").json()["notes"]
    assert (noted["step"], noted["text"]) == ("mail.password", kept())
    assert send("", kept()) == 303
    assert kept() == ""
    assert send("x", step="no.step") == 404
    assert reader.post("/case/steps", {"step": part.step}, on="/case/steps").status_code == 422


def test_parts_of_a_step(reader: Browser, app: FastAPI) -> None:
    """A step for each finding is done when each of them is; its state in between is in progress."""
    found = next(one for one in progress.statuses(the_case(app), "en") if len(one.parts) > 1)
    name = found.planned.step.id
    for number, part in enumerate(found.parts, 1):
        form = {"step": name, "subject": part.subject, "rev": "0", "state": "done"}
        assert reader.post("/case/steps", form, on="/case/steps").status_code == 303
        whole = next(one for one in progress.statuses(the_case(app), "en") if one.planned.step.id == name)
        assert whole.progress.state == ("done" if number == len(found.parts) else "doing")


def test_waiting_lets_others_go_first(reader: Browser, app: FastAPI, lang: str) -> None:
    """A step that waits for a reply stays open and is not the next one."""
    first = re.search(r'<section id="next".*?name="step" value="([^"]+)"', reader.get("/case/steps").text, re.S)
    assert first
    reader.post("/case/steps", {"step": first[1], "state": "waiting"}, on="/case/steps")
    html = reader.get("/case/steps").text
    second = re.search(r'<section id="next".*?name="step" value="([^"]+)"', html, re.S)
    assert second
    assert second[1] != first[1]
    assert translate("Waiting for a reply", lang) in html


def test_proof_of_a_step(app: FastAPI, reader: Browser, lang: str) -> None:
    """A file kept as proof comes back exactly, with its hash, is read by nobody, lies nowhere in clear, is kept once,
    belongs to its case alone, and can be taken out."""
    data = b"CANARY picture \xff\x00" * 1000

    def put() -> int:
        sent = multipart(reader.token("/upload"), (("写真.png", data),))
        field = b'--limit\r\nContent-Disposition: form-data; name="step"\r\n\r\nsave.screens\r\n'
        place = sent["content"].index(b"--limit\r\n", 3)
        sent["content"] = sent["content"][:place] + field + sent["content"][place:]
        return reader.client.post("/upload", **sent).status_code

    assert [put(), put()] == [303, 200]  # the second time the page says that it is there
    names = re.findall(r'href="/case/evidence/exhibit/([0-9]+)"', reader.get("/case/evidence/save.screens").text)
    assert names == ["1"]
    said = "They stay exactly as they are, also with the place and the time that a camera saves in a picture."
    assert translate(said, lang) in reader.get("/case/evidence/save.screens").text
    page = reader.get("/case/evidence/exhibit/1").text
    assert sha256(data).hexdigest() in page
    (name,) = re.findall(r'<a href="/case/steps/save.screens">([^<]*)</a>', reader.get("/case/steps").text)
    assert f"<dd>{name}</dd>" in page
    assert reader.get("/case/evidence/file/1").content == data
    assert hits(app.state.settings, b"CANARY picture", "写真".encode()) == []
    stranger = visit(app)
    stranger.post("/start", {"symptom": "symptom.free_parcel"})
    assert stranger.get("/case/evidence/file/1").status_code == 404
    where = "/case/remove/exhibit/1"
    assert stranger.post(where, on="/upload").status_code == 404
    assert reader.post(where, on=where).status_code == 303
    assert reader.get("/case/evidence/file/1").status_code == 404


def test_contact_log(app: FastAPI, reader: Browser, lang: str) -> None:
    """A contact is kept once with its zone, is in no table, can be changed, and reminds on the promised day."""
    assert [told(reader), told(reader)] == [303, 303]
    (entry,) = contacts.entries(the_case(app))
    assert entry["at"] == "2026-11-20T10:00+09:00"
    assert hits(app.state.settings, b"CANARY-Sato") == []
    assert "CANARY-Sato" in reader.get("/case/contacts").text
    (reminder,) = list(contacts.reminders(the_case(app), date(2026, 11, 25)))
    assert reminder[2] == date(2026, 11, 30)
    assert told(reader, rev="1", agent="Tanaka") == 303
    assert told(reader, rev="1", agent="Suzuki") == 409
    assert [one["agent"] for one in contacts.entries(the_case(app))] == ["Tanaka"]
    assert told(reader, "zzzzzzzz", recipient="", at="now", promised_by="soon") == 422
    assert told(reader, "yyyyyyyy", closed="1", at="2026-11-21T10:00") == 303
    assert list(contacts.reminders(the_case(app), date(2026, 11, 25))) == []


def test_contradictions_are_quoted(app: FastAPI, reader: Browser, lang: str) -> None:
    """Two answers of one desk to the same question that differ are shown, and quoted in the next letter."""
    told(reader)
    told(reader, "ijklmnop", promise="There is nothing to get back", agent="Tanaka", at="2026-11-22T10:00")
    told(reader, "qrstuvwx", promise="Something else", subject="address", at="2026-11-23T10:00")
    assert len(contacts.contradictions(contacts.entries(the_case(app)))) == 1
    page = reader.get("/case/contacts").text
    assert translate("Two contradictory answers", lang) in page
    letter = reader.get("/case/letters/shop_support").text
    assert "There is nothing to get back" in letter
    assert "You get it back" in letter


@pytest.mark.parametrize("into", ["ja", "en"])
def test_letters(reader: Browser, into: str) -> None:
    """Every letter is filled, keeps its limit, is edited, handed out as it was edited, and filled anew."""
    for name, kind in letters().items():
        where = f"/case/letters/{name}?to={into}"
        page = reader.get(where)
        assert page.status_code == 200, name
        text = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page.text, re.S)
        assert text, name
        assert kind.limit is None or length(text[1]) <= kind.limit * 1.3, name  # as escaped in the page
        form = {"to": into, "text": "私の文です。\r\nMine.", "act": "download"}
        file = reader.post(f"/case/letters/{name}", form, on=where)
        assert (file.status_code, file.text) == (200, "私の文です。\nMine."), name
        assert f'filename="mioboe-{name}-{into}.txt"' in file.headers["Content-Disposition"]
        assert "私の文です。" in reader.get(where).text, name
        reader.post(f"/case/letters/{name}", {"to": into, "act": "anew"}, on=where)
        assert "私の文です。" not in reader.get(where).text, name


def test_a_letter_in_two_windows(reader: Browser, lang: str) -> None:
    """What another window kept meanwhile is not lost: the second is told, still has its text, and may keep it then."""
    where = "/case/letters/shop_support?to=ja"
    seen = re.search(r'name="seen" value="([^"]*)"', reader.get(where).text)
    assert seen
    form = {"to": "ja", "act": "keep", "seen": seen[1]}
    assert reader.post("/case/letters/shop_support", {**form, "text": "First"}, on=where).status_code == 303
    assert reader.post("/case/letters/shop_support", {**form, "text": "First"}, on=where).status_code == 303
    second = reader.post("/case/letters/shop_support", {**form, "text": "Second"}, on=where)
    assert second.status_code == 409
    check(Markup(second.text), lang)
    assert "Second</textarea>" in second.text
    assert "First</textarea>" in reader.get(where).text
    again = re.search(r'name="seen" value="([^"]*)"', second.text)
    assert again
    reader.post("/case/letters/shop_support", {**form, "seen": again[1], "text": "Second"}, on=where)
    assert "Second</textarea>" in reader.get(where).text


def test_what_was_done_is_told_in_whole_sentences(reader: Browser, lang: str) -> None:
    """A letter says what was done, in its own language, and nothing of what concerns the person alone."""
    for step in ("save.household", "stop.no_recall_number", "safe.known_person", "watch.reupload"):
        reader.post("/case/steps", {"step": step, "state": "done"}, on="/case/steps")
    letter = reader.get("/case/letters/shop_support").text
    assert "家族と同居の人に確認しました。" in letter
    for step in ("save.household", "stop.no_recall_number", "safe.known_person", "watch.reupload"):
        assert translate(model.steps()[step].title, "ja") not in letter


def test_letters_speak_to_their_recipient(reader: Browser, lang: str) -> None:
    """The language is the recipient's, not the page's, and what is told once stands in every letter."""
    reader.post("/case/letters", {"name": "山田花子"}, on="/case/letters")
    assert "草々" in reader.get("/case/letters/card_jp").text
    assert "山田花子" in reader.get("/case/letters/card_jp").text
    assert 'lang="en"' in reader.get("/case/letters/card_us").text
    assert 'lang="ja"' in reader.get("/case/letters/shop_support").text  # the shop in the files is Japanese


def test_days_are_those_of_the_zone() -> None:
    """The moment of a contact is kept with the offset that its zone had on that day."""
    from app.web.pages.plan.contacts import _moment

    assert _moment("2026-07-01T10:00", "Europe/London") == "2026-07-01T10:00+01:00"
    assert datetime.fromisoformat(_moment("2026-12-01T10:00", "Europe/London")).utcoffset() == timedelta(0)
