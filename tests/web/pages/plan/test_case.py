"""The case: opened by a choice, come back to by a code, done step by step, and gone when it is deleted."""

import json
import re
from html import unescape

from fastapi import FastAPI

from app.cli.plan_text import BECAUSE, CHOICES
from app.i18n.translate import gettext, translate
from checklists import model
from checklists.order import WHEN_LABELS
from tests.browser import Browser, visit


def code_on(html: str) -> str | None:
    found = re.search(r'<code class="resume-code"[^>]*>([^<]+)</code>', html)
    return found[1] if found else None


def next_step(html: str) -> str:
    """The id of the step on top."""
    found = re.search(r'<section id="next".*?name="step" value="([^"]+)"', html, re.S)
    assert found
    return found[1]


def test_without_files(guest: Browser, lang: str) -> None:
    """Somebody without files says what happened and gets one next action with its numbered actions and sources."""
    answer = guest.post("/start", {"symptom": "symptom.free_parcel"})
    assert answer.headers["Location"] == "/case/questions/parcel.ordered?after=what"
    html = guest.get("/case/steps").text
    step = model.steps()[next_step(html)]
    top = re.search(r'<section id="next".*?</section>', html, re.S)
    assert top
    for sentence in (step.first[0].verb, step.why, step.verify.ask, step.blocked, "Sources of this step"):
        assert str(translate(sentence, lang)).replace("'", "&#39;").replace('"', "&#34;") in top[0]
    assert '<ol class="actions" id="actions">' in top[0]
    assert top[0].index('name="state" value="done"') < top[0].index('<ol class="actions"')
    assert translate("A parcel came that nobody ordered, with nothing to pay.", lang) in guest.get("/case").text


def test_a_case_without_steps_says_so(guest: Browser, lang: str) -> None:
    """Where an answer settles everything, the page neither claims that steps were done nor shows an empty progress."""
    guest.post("/start", {"symptom": "symptom.unknown_order"})
    for question, answer in (("service.account", "rakuten"), ("order.household", "someone")):
        guest.post(f"/case/questions/{question}", {"answer": answer}, on=f"/case/questions/{question}")
    html = guest.get("/case/steps").text
    assert translate("There are no steps now", lang) in html
    assert translate("Everything is done", lang) not in html
    assert "<progress" not in html


def test_a_choice_must_be_made(guest: Browser, lang: str) -> None:
    """Nothing chosen, or something that is not offered, is said beside the question; no case is opened."""
    for data in ({}, {"symptom": "symptom.of_nothing"}):
        answer = guest.post("/start", data)
        assert answer.status_code == 422
        assert 'id="symptom-error"' in answer.text
        assert translate("Choose at least one sentence that fits what happened.", lang) in answer.text
    assert guest.client.cookies.get("mioboe") is None


def test_choosing_again_adds(guest: Browser, lang: str) -> None:
    """A second choice adds to the first: what was said before is not forgotten."""
    guest.post("/start", {"symptom": "symptom.free_parcel"})
    guest.post("/start", {"symptom": "symptom.login_alert"})
    html = guest.get("/case").text
    for name in ("symptom.free_parcel", "symptom.login_alert"):
        assert translate(model.symptoms()[name].sentence, lang) in html


def test_steps_move_on(reader: Browser, lang: str) -> None:
    """Done brings the next action, later puts it off, not for me sets it aside, and each can be undone."""
    first = next_step(reader.get("/case/steps").text)
    answer = reader.post("/case/steps", {"step": first, "state": "done", "back": "next"}, on="/case/steps")
    assert answer.headers["Location"] == "/case/steps#next"
    html = reader.get("/case/steps").text
    assert next_step(html) != first
    count = re.search(r'<progress value="(\d+)" max="(\d+)"', html)
    assert count
    assert count[1] == "1"
    undone = reader.post("/case/steps", {"step": first, "state": "todo"}, on="/case/steps")
    assert undone.headers["Location"] == f"/case/steps#s-{first}"
    assert next_step(reader.get("/case/steps").text) == first
    for state, label in (("later", "Later"), ("not_for_me", "Not for me")):
        reader.post("/case/steps", {"step": first, "state": state}, on="/case/steps")
        html = reader.get("/case/steps").text
        assert next_step(html) != first
        row = re.search(rf'id="s-{first}">.*?</li>', html, re.S)
        assert row
        assert translate(label, lang) in row[0]


def test_a_step_says_why_and_what_may_be_chosen(guest: Browser, lang: str) -> None:
    """On its page the facts in words; inside the step for safety the ways to stop money, with what would be noticed."""
    guest.post("/start", {"symptom": ["symptom.known_person", "symptom.bank_misused"]})
    html = unescape(guest.get("/case/steps/safe.known_person").text)
    stop = model.steps()["stop.transfer"]
    name, *_ = re.findall(r'<a href="/case/steps/stop.transfer">([^<]*)</a>', unescape(guest.get("/case/steps").text))
    assert translate("Somebody close to you may be behind it.", lang) in html
    choice = html[html.index(translate(CHOICES, lang)) :]
    assert f'<a href="/case/steps/stop.transfer">{name}</a>' in choice
    assert translate(stop.notices or "", lang) in choice
    html = unescape(guest.get("/case/steps/stop.transfer").text)
    assert translate(BECAUSE, lang) in html
    assert translate("Money left a bank account.", lang) in html
    assert translate(CHOICES, lang) not in html


def test_a_watched_phone_is_named_before_its_number(guest: Browser, lang: str) -> None:
    """Whoever may be watched reads that calls can be seen, before each number to call; nobody else does."""
    guest.post("/start", {"symptom": ["symptom.known_person"]})
    warning = translate(next(view.warn for view in model.steps()["safe.known_person"].first if view.warn), lang)
    pages = ("/case/steps", "/case/steps/safe.known_person", "/case/steps/safe.known_person/call")
    for path in pages:
        html = unescape(guest.get(path).text)
        assert 0 < html.index(warning) < html.index('href="tel:'), path
    guest.post("/case/questions/person.screen", {"answer": ["cannot"]}, on="/case/questions/person.screen")
    assert all(warning not in unescape(guest.get(path).text) for path in pages)


def test_what_is_due_now_begins_at_once(guest: Browser, lang: str) -> None:
    """A step that is due now is not called merely recommended, however long all of it takes."""
    guest.post("/start", {"symptom": ["symptom.fake_support"]})
    html = unescape(guest.get("/case/steps/device.clean").text)
    assert str(gettext("Begin at once. All of it takes about {count} min.", lang, count=30)) in html


def test_nothing_is_locked(guest: Browser, lang: str) -> None:
    """What is better done first is named with its minutes and a way on, and the step can be called done."""
    guest.post("/start", {"symptom": ["symptom.known_person", "symptom.details_changed"]})
    html = guest.get("/case/steps/mail.password").text
    first = html.index(translate("Better done first:", lang))
    assert first < html.index('href="/case/steps/safe.known_person"') < html.index('href="#actions"')
    assert translate("If you cannot do it now, go on without it.", lang) in html
    assert 'value="done"' in html
    for name in ("phone.own", "safe.known_person"):
        guest.post("/case/steps", {"step": name, "state": "not_for_me"}, on="/case/steps")
    assert translate("Better done first:", lang) not in guest.get("/case/steps/mail.password").text


def test_the_plan_says_when(guest: Browser, lang: str) -> None:
    """Where there are no doors: what is to be done now, today, this week and later, in this order."""
    guest.post("/start", {"symptom": ["symptom.known_person", "symptom.details_changed"]})
    html = guest.get("/case/steps").text
    heads = re.findall(r"<summary><h3>([^<]+)</h3>", html)
    labels = [translate(label, lang) for label in WHEN_LABELS.values()]
    assert heads == [label for label in labels if label in heads]
    assert len(heads) >= 2


def test_what_follows_stands_first(reader: Browser) -> None:
    """The first action, the two behind it, and then all others."""
    html = reader.get("/case/steps").text
    behind = re.findall(r'<section class="card then" id="s-([a-z0-9_.]+)"', html)
    assert len(behind) == 2
    assert html.index('<section id="next"') < html.index(f'id="s-{behind[0]}"') < html.index("<summary><h3>")


def test_a_step_has_its_page(reader: Browser, lang: str) -> None:
    """Each step of the plan is a link to its page, which says everything; one outside the plan leads to the plan."""
    html = reader.get("/case/steps").text
    names = re.findall(r'<(?:li|section class="card then") id="s-([a-z0-9_.]+)"', html)
    assert len(names) > 15
    for name in names:
        step, own = model.steps()[name], reader.get(f"/case/steps/{name}").text
        for sentence in (step.why, step.verify.ask, step.blocked):
            assert str(translate(sentence, lang)).replace("'", "&#39;").replace('"', "&#34;") in own
    outside = next(name for name in model.steps() if name not in names)
    assert reader.get(f"/case/steps/{outside}").headers["Location"] == "/case/steps"
    assert reader.get("/case/steps/no.step").status_code == 404
    kept = reader.post("/case/steps", {"step": names[0], "noted": "1", "note": "x"}, on="/case/steps")
    assert kept.headers["Location"] == f"/case/steps/{names[0]}"


def test_a_step_leads_to_what_helps_with_it(reader: Browser) -> None:
    """Its letter, the log for its case number, the pages on which part of it is done: each is one link away."""
    reader.post("/start", {"symptom": "symptom.unknown_order"})
    html = reader.get("/case/steps/report.shop").text
    for page in ("/case/summary", "/case/letters/shop_support", "/case/contacts"):
        assert f'<li><a href="{page}">' in html
    assert '<li><a href="/upload">' in reader.get("/case/steps/save.data_request").text


def test_a_page_stands_with_the_action_that_needs_it(reader: Browser, lang: str) -> None:
    """The page to open stands below the sentence that says what to do there, not below the one before."""
    actions = re.findall(
        r"<li>([^<]+)\s*<ul class=\"places\">(.*?)</ul>", reader.get("/case/steps/save.screens").text, re.S
    )
    stands = {text.strip(): re.findall(r'href="([^"]+)"', places) for text, places in actions}
    for sentence, path in (
        ("Save the gift-card page with the balance and the history.", "/gc/balance"),
        ("Save the list of devices that are registered to the account.", "/hz/mycd/myx"),
    ):
        assert any(link.endswith(path) for link in stands[translate(sentence, lang)])


def test_everything_done(reader: Browser, lang: str) -> None:
    """When nothing is left the page says so and what to do later."""
    for _ in range(100):
        html = reader.get("/case/steps").text
        if 'name="back" value="next"' not in html:
            break
        token = re.search(r'name="csrf" value="([^"]+)"', html)
        assert token
        reader.client.post("/case/steps", data={"csrf": token[1], "step": next_step(html), "state": "done"})
    assert translate("Everything is done", lang) in html


def test_unknown_steps_and_states(reader: Browser) -> None:
    """Only steps that exist can be moved, and only to states that exist."""
    for data, status in (
        ({"step": "shop.nothing", "state": "done"}, 404),
        ({"step": "mail.password", "state": "burnt"}, 422),
    ):
        assert reader.post("/case/steps", data, on="/case/steps").status_code == status


def test_the_code_is_shown_once(app: FastAPI, guest: Browser, lang: str) -> None:
    """The code is shown by its button only, once, and opens the case elsewhere; a new one replaces it."""
    guest.post("/start", {"symptom": "symptom.free_parcel"})
    code = code_on(guest.post("/case/code", on="/case").text)
    assert code
    assert code_on(guest.get("/case").text) is None
    other = visit(app, **{"Accept-Language": lang})
    assert other.post("/resume", {"code": code.lower().replace("-", " ")}, on="/resume").headers["Location"] == "/case"
    assert other.get("/case/steps").status_code == 200
    fresh = code_on(guest.post("/case/code", on="/case").text)
    assert fresh
    assert fresh != code
    assert visit(app).post("/resume", {"code": code}, on="/resume").status_code in (403, 429)


def test_wrong_code(guest: Browser) -> None:
    """A wrong code is said beside the field, with the field kept ready."""
    answer = guest.post("/resume", {"code": "0000-0000"}, on="/resume")
    assert answer.status_code == 403
    assert 'id="code-error"' in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_leaving(app: FastAPI, guest: Browser, lang: str) -> None:
    """A case that is closed here is not open any more, the browser forgets it, and its code opens it again."""
    guest.post("/start", {"symptom": "symptom.free_parcel"})
    code = code_on(guest.post("/case/code", on="/case").text)
    left = guest.post("/case/leave", on="/case")
    assert left.headers["Location"] == f"/?lang={lang}"
    assert left.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert guest.get("/case").status_code == 404
    assert guest.post("/resume", {"code": code}, on="/resume").status_code == 303
    assert guest.get("/case").status_code == 200


def test_deleting(guest: Browser, lang: str) -> None:
    """Deleting asks first; afterwards nothing of the case answers, not even its code."""
    guest.post("/start", {"symptom": "symptom.free_parcel"})
    code = code_on(guest.post("/case/code", on="/case").text)
    assert translate("Delete this case?", lang) in guest.get("/case/delete").text
    assert guest.get("/case").status_code == 200
    gone = guest.post("/case/delete", on="/case/delete")
    assert translate("The case is deleted", lang) in gone.text
    assert gone.headers["Clear-Site-Data"] == '"cache", "storage"'
    for path in ("/case", "/case/files", "/case/findings", "/case/steps", "/case/summary", "/case/summary.json"):
        assert guest.get(path).status_code == 404
    assert guest.post("/resume", {"code": code}, on="/resume").status_code == 403


def test_task_list(reader: Browser, lang: str) -> None:
    """The overview says of each part how far it is."""
    html = reader.get("/case").text
    assert translate("Not yet started", lang) in html
    reader.post("/case/findings", {"finding": "aaaa", "verdict": "mine"}, on="/case/findings")
    assert translate("In progress", lang) in reader.get("/case").text


def test_downloads(reader: Browser, lang: str) -> None:
    """Each form of the summary is a file with a name that tells nothing; the page warns that it is not encrypted."""
    assert translate("The downloaded file is not encrypted.", lang) in reader.get("/case/summary").text
    for form, kind in (
        ("html", "text/html"),
        ("csv", "text/csv"),
        ("json", "application/json"),
        ("pdf", "application/pdf"),
    ):
        answer = reader.get(f"/case/summary.{form}")
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith(kind)
        assert re.fullmatch(
            rf'attachment; filename="mioboe-summary-[0-9A-F-]+\.{form}"', answer.headers["Content-Disposition"]
        )
    said = json.loads(reader.get("/case/summary.json?unanswered=1").content)
    assert said["lang"] == lang
    assert len(said["findings"]) == 3
    assert reader.get("/case/summary.exe").status_code == 404


def test_summary_without_files(guest: Browser) -> None:
    """A person without files can take a summary along too."""
    guest.post("/start", {"symptom": "symptom.free_parcel"})
    said = json.loads(guest.get("/case/summary.json").content)
    assert said["symptoms"]
    assert said["findings"] == []
