"""The first view of a plan and what hangs on it: the way round, the page for a call, and questions that wait."""

import re

from fastapi import FastAPI

from app.cases.record import contacts, notes
from app.i18n.translate import gettext, translate
from app.web.pages.plan.steps import MAILBOX_FIRST
from checklists.sites import display_name
from tests.browser import Browser
from tests.service import the_case
from tests.web.pages.markup import Markup
from tests.web.pages.plan.test_case import next_step
from tests.web.pages.test_every_page import check

PAYPAY = {"pay.app": "paypay", "pay.from": "balance"}


def answer(browser: Browser, answers: dict[str, str], **fields: str) -> str:
    """Answers questions one after the other; where the last one leads."""
    where = ""
    for name, value in answers.items():
        sent = browser.post(f"/case/questions/{name}", {"answer": value, **fields}, on=f"/case/questions/{name}")
        where = sent.headers["Location"]
    return where


def test_two_questions_then_the_number(guest: Browser, lang: str) -> None:
    """The operator by its name, its number with its hours, what to say, and then "done": nothing stands above it."""
    begun = guest.post("/start", {"symptom": "symptom.payapp_misused"})
    assert begun.headers["Location"] == "/case/questions/pay.app?after=what"
    assert answer(guest, PAYPAY) == "/case/steps"
    html = guest.get("/case/steps").text
    top = html[html.index('<section id="next"') : html.index('<ol class="actions"')]
    verb = str(gettext("Have {service} stop the payments", lang, service="PayPay"))
    words = [verb, 'href="tel:0120-990-634"', translate("At any hour, every day", lang)]
    words += [translate("There are payments in the app that are not mine.", lang), 'value="done"', '/other"']
    places = [top.index(str(word)) for word in words]
    assert places == sorted(places)
    assert translate("My pay app was used by somebody else.", lang) not in html[: html.index(words[2])]


def test_the_account_is_asked_before_the_mailbox(guest: Browser, lang: str) -> None:
    """Whoever typed a password says of which account. The mailbox is first, the page says why, and the account is next
    with the button that opens its page; what a card asks is not asked again below."""
    guest.post("/start", {"symptom": "symptom.phishing_link"})
    assert answer(guest, {"message.typed": "password"}) == "/case/questions/service.account?after=message.typed"
    assert answer(guest, {"service.account": "rakuten"}) == "/case/steps"
    html = guest.get("/case/steps").text
    verb = gettext("Change your {service} password", lang, service=display_name("rakuten.co.jp", lang))
    words = [translate("Change the password of your mailbox first", lang)]
    words += [gettext(MAILBOX_FIRST, lang, service=display_name("rakuten.co.jp", lang)), 'value="done"', verb]
    words += ['href="https://profile.id.rakuten.co.jp/account-security"']
    places = [html.index(str(word)) for word in words]
    assert places == sorted(places)
    assert html.count("/case/questions/service.mail") == 1


def test_a_page_asks_a_question_once(guest: Browser) -> None:
    """Two cards that need the same answer ask for it once, and so does what waits below them."""
    guest.post("/start", {"symptom": "symptom.balance_changed"})
    answer(guest, {"money.change": "use", "money.household": "nobody"})
    html = guest.get("/case/steps").text
    assert html.count('class="card then"') == 2
    assert html.count("/case/questions/service.account") == 1


def test_what_needs_no_step_says_what_it_is(guest: Browser, lang: str) -> None:
    """Where nothing is to be done, the page says what the last answer means."""
    guest.post("/start", {"symptom": "symptom.free_parcel"})
    assert answer(guest, {"parcel.ordered": "someone"}) == "/case/steps"
    html = guest.get("/case/steps").text
    assert 'name="step"' not in html
    assert translate("Then it is an ordinary order. Deal with the shop it came from.", lang) in html


def test_the_number_sign_is_dialled(guest: Browser) -> None:
    """A number that begins with # keeps it in its link."""
    guest.post("/start", {"symptom": "symptom.payapp_misused"})
    answer(guest, {"pay.app": "dbarai", "pay.from": "balance"})
    assert 'href="tel:%239785"' in guest.get("/case/steps").text


def test_a_call_goes_into_the_log(app: FastAPI, guest: Browser, lang: str) -> None:
    """The page for the phone in the hand has the number, what to say and to have at hand; what is written down there is
    an entry of the log, once, and without a name of the desk nothing is kept."""
    guest.post("/start", {"symptom": "symptom.payapp_misused"})
    answer(guest, PAYPAY)
    path = "/case/steps/stop.payapp/call"
    html = guest.get(path).text
    check(Markup(html), lang)
    assert html.index('href="tel:0120-990-634"') < html.index("<blockquote") < html.index('name="case_number"')
    typed = {"id": "a1b2c3d4e5", "recipient": "PayPay", "case_number": "CANARY-1", "agent": "Sato", "said": "stopped"}
    assert guest.post(path, typed | {"recipient": " "}, on=path).status_code == 422
    for _ in range(2):
        assert guest.post(path, typed, on=path).headers["Location"] == "/case/steps#next"
    entries = contacts.entries(the_case(app))
    kept = {{"said": "statement"}.get(name, name): text for name, text in typed.items() if name != "id"}
    assert [{name: entry[name] for name in kept} for entry in entries] == [kept]  # type: ignore[literal-required]
    assert "CANARY-1" in guest.get("/case/contacts").text
    assert guest.get("/case/steps/shop.password/call").headers["Location"] == "/case/steps"


def test_who_cannot_do_it_is_led_on(guest: Browser, lang: str) -> None:
    """The next way says what to do instead and whom else to ask; put off, the step makes room for the next one."""
    guest.post("/start", {"symptom": "symptom.payapp_misused"})
    answer(guest, PAYPAY)
    first = next_step(guest.get("/case/steps").text)
    path = f"/case/steps/{first}/other"
    html = guest.get(path).text
    check(Markup(html), lang)
    assert 'class="where"' in html
    assert "#9110" in html  # the ladder leads to the police
    gone = guest.post("/case/steps", {"step": first, "state": "later", "back": "next"}, on=path)
    assert gone.headers["Location"] == "/case/steps#next"
    assert next_step(guest.get("/case/steps").text) != first


def test_other_questions_wait_beside_the_plan(app: FastAPI, guest: Browser) -> None:
    """One at a time; "later" puts it behind the others, an answer returns to the plan, and papers ask for facts."""
    guest.post("/start", {"symptom": "symptom.payapp_misused"})
    answer(guest, PAYPAY)
    asked = r'id="ask".*?action="/case/questions/([a-z0-9_.]+)"'
    seen = []
    for _ in range(3):
        match = re.search(asked, guest.get("/case/steps").text, re.S)
        assert match
        seen.append(match[1])
        sent = guest.post(f"/case/questions/{match[1]}", {"later": "1", "to": "steps"}, on="/case/steps")
        assert sent.headers["Location"] == "/case/steps"
    assert len(set(seen)) == 3
    assert notes.load(the_case(app))["later"] == seen
    assert answer(guest, {"pay.lost": "2026-03-09"}, to="summary") == "/case/summary"
    for page in ("/case/summary", "/case/letters"):
        assert re.search(asked, guest.get(page).text, re.S), page


def test_who_helps_says_first_what_happened(guest: Browser) -> None:
    """Choosing only to help somebody leads to what happened to that person, and both count."""
    begun = guest.post("/start", {"symptom": "symptom.helping"})
    assert begun.headers["Location"] == "/case/questions/what?after=what"
    html = guest.get("/case/questions/what").text
    assert '<input type="hidden" name="answer" value="symptom.helping">' in html
    both = {"answer": ["symptom.helping", "symptom.cod_paid"]}
    sent = guest.post("/case/questions/what", both, on="/case/questions/what")
    assert sent.headers["Location"] == "/case/questions/person.agrees?after=what"


def test_several_things_at_once_ask_two_questions(guest: Browser) -> None:
    """Whatever was chosen, at most two questions come before the first action: one of each symptom."""
    chosen = ["symptom.unknown_charge", "symptom.phishing_link", "symptom.free_parcel"]
    where = guest.post("/start", {"symptom": chosen}).headers["Location"]
    asked = []
    while where != "/case/steps":
        asked.append(where.rpartition("/")[2])
        where = guest.post(where, {"answer": "unknown"}, on=where).headers["Location"]
    assert len(asked) == 2
