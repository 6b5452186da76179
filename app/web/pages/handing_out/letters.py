"""Letters, forms and call scripts: one for each recipient, filled from the case, to be edited before use."""

from hashlib import sha256
from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response
from pydantic import BaseModel

from analyzers.findings.assemble import waits_for_an_answer
from app.cases.answers.book import latest_report
from app.cases.case import Case
from app.cases.plan.before_first import next_after
from app.cases.plan.letters import language_of, letter_text, of_plan
from app.cases.record import notes
from app.errors import NotFound
from app.i18n import N_
from app.i18n.languages import DEFAULT, LANGUAGES
from app.i18n.translate import gettext, translate
from app.report.letter_pages import blocks, pdf
from app.report.stored import plain as plain_data
from app.report.summary.forms.pdf import NotMade
from app.report.typeset.shown import visible_text
from app.storage.database import one_connection
from app.storage.tables import now
from app.web.fragments.dates import today
from app.web.fragments.question import asked_beside
from app.web.fragments.report import place_data
from app.web.route import NOTHING, Choice, Routes, Who
from app.web.session import require
from app.web.templating import language, redirect, render
from checklists.letter import Letter, length, letters, texts

routes = Routes()

ME_LABELS = {
    "name": N_("Your name"),
    "address": N_("Your address"),
    "phone": N_("Your phone number"),
    "mail": N_("Email address where you can be reached"),
    "account": N_("Email address of the account"),
    "birth": N_("Date of birth (card companies, banks and the police ask for it)"),
    "job": N_("Occupation (the police ask for it)"),
    "age": N_("Age group (the consumer centre asks for it)"),
    "gender": N_("Gender (the consumer centre asks for it)"),
    "helper": N_("Name of the person who writes for you, if somebody does"),
    "relation": N_("How that person is related to you, for example daughter"),
}
MEANWHILE_SENTENCE = N_(
    "Another window changed this letter after this page was opened. Below is your text. Save it "
    "once more to replace the other one."
)
MAX_LETTER = 6000  # characters of an edited letter: what a form may carry


class Me(BaseModel):
    """What letters say about the person: the names of ``ME_LABELS``."""

    name: str = ""
    address: str = ""
    phone: str = ""
    mail: str = ""
    account: str = ""
    birth: str = ""
    job: str = ""
    age: str = ""
    gender: str = ""
    helper: str = ""
    relation: str = ""


@routes.get("/case/letters", label=N_("Letters and forms"), who=Who.HAS_CASE, cost=None)
@one_connection()
def page(request: Request) -> Response:
    """The recipients, those of the plan first, and what every letter contains."""
    case, lang = require(request), language(request)
    first = {letter.id for letter in of_plan(case, lang)}
    listed = [
        {"id": letter.id, "title": translate(letter.title, lang), "what": translate(letter.what, lang)}
        for letter in letters().values()
    ]
    for_plan, others = [row for row in listed if row["id"] in first], [row for row in listed if row["id"] not in first]
    known = notes.load(case)["me"]
    me = [(name, translate(label, lang), known.get(name, "")) for name, label in ME_LABELS.items()]
    ask = asked_beside(next_after(case, papers=True), lang)
    return render(request, "handing_out/letters.html", now=for_plan, others=others, me=me, ask=ask)


@routes.post("/case/letters", label=N_("Letters and forms"), who=Who.HAS_CASE, cost=None, removes=NOTHING)
def about_me(request: Request, me: Annotated[Me, Form()]) -> Response:
    """Saves, in the vault, what letters say about the person."""
    with notes.change(require(request)) as (_, content):
        content["me"] = {field: notes.clean_line(text) for field, text in me.model_dump().items()}
    return redirect("/case/letters")


@routes.get("/case/letters/{name}", label=N_("A letter or form"), who=Who.HAS_CASE, cost="letter")
@one_connection()
def one_letter(request: Request, name: str, to: str = "") -> Response:
    """A letter in the recipient's language (or the one in ``to``): the saved draft or newly filled."""
    case, lang = require(request), language(request)
    letter = _letter(name)
    report, content = latest_report(case), notes.load(case)
    into = to if to in texts(name) else language_of(letter, report, lang)
    draft = content["drafts"].get(f"{name}.{into}")
    text = draft if draft is not None else letter_text(case, letter, into, today(case, into), report, content)
    unanswered = sum(map(waits_for_an_answer, report.findings)) if report and not letter.asks_family else 0
    return _page(request, letter, into, text, draft, unanswered)


@routes.post(
    "/case/letters/{name}",
    label=N_("A letter or form"),
    who=Who.HAS_CASE,
    cost=Choice("act", {"pdf": "pdf"}, None),
    removes={"act": ("anew",)},
)
def keep(
    request: Request,
    name: str,
    text: Annotated[str, Form()] = "",
    to: Annotated[str, Form()] = DEFAULT,
    act: Annotated[str, Form()] = "keep",
    seen: Annotated[str, Form()] = "",
) -> Response:
    """Saves the edited text, returns it as a file, or fills the letter again. A draft that another window saved since
    ``seen`` is not overwritten without asking."""
    case, letter = require(request), _letter(name)
    into = to if to in texts(name) else language_of(letter, None, DEFAULT)
    plain = text.replace("\r\n", "\n")[:MAX_LETTER]
    with notes.change(case) as (_, content):
        kept = content["drafts"].get(f"{name}.{into}")
        meanwhile = act != "anew" and kept not in (None, plain) and _mark(kept) != seen
        if act == "anew":
            content["drafts"].pop(f"{name}.{into}", None)
        elif not meanwhile:
            content["drafts"][f"{name}.{into}"] = plain
    if meanwhile:
        errors = {"text": translate(MEANWHILE_SENTENCE, language(request))}
        return _page(request, letter, into, plain, kept, errors=errors, status=409)
    if act == "download":
        headers = {"Content-Disposition": f'attachment; filename="mioboe-{letter.id}-{into}.txt"'}
        data = visible_text(plain).encode("utf-8")
        return Response(data, media_type="text/plain; charset=utf-8", headers=headers)
    if act == "pdf":
        return _pdf(request, case, letter, into, plain)
    return redirect(f"/case/letters/{name}?to={into}")


def _pdf(request: Request, case: Case, letter: Letter, into: str, text: str) -> Response:
    """The text as a PDF, or the page again with the reason why that failed."""
    title = translate(letter.title, into)
    try:
        data = pdf(text, title, f"{title} – {today(case, into).isoformat()}", into, now())
    except NotMade as error:
        errors = {"text": gettext(error.sentence, language(request), **error.values)}
        return _page(request, letter, into, text, text, errors=errors, status=error.status)
    headers = {"Content-Disposition": f'attachment; filename="mioboe-{letter.id}-{into}.pdf"'}
    return Response(data, media_type="application/pdf", headers=headers)


def _letter(name: str) -> Letter:
    letter = letters().get(name)
    if letter is None:
        raise NotFound
    return letter


def _mark(draft: str | None) -> str:
    """A short hash that distinguishes drafts."""
    return "" if draft is None else sha256(draft.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _page(
    request: Request,
    letter: Letter,
    into: str,
    text: str,
    draft: str | None,
    unanswered: int = 0,
    *,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    lang = language(request)
    count = length(text)
    over = letter.limit is not None and count > letter.limit
    counted = gettext(N_("{count} of at most {limit} characters"), lang, count=count, limit=letter.limit or MAX_LETTER)
    return render(
        request,
        "handing_out/letter.html",
        status=status,
        errors=errors,
        seen=_mark(draft),
        places=place_data(latest_report(require(request)), lang),
        letter={"id": letter.id, "title": translate(letter.title, lang), "what": translate(letter.what, lang)},
        notes=[translate(note, lang) for note in letter.note],
        text=text,
        blocks=plain_data(blocks(text)),
        into=into,
        other=[
            (language_.code, translate(language_.label, lang))
            for language_ in LANGUAGES.values()
            if language_.code != into and language_.code in texts(letter.id)
        ],
        edited=draft is not None,
        unanswered=unanswered,
        length=counted,
        over=over,
        blank=LANGUAGES[into].blank,
        longest=MAX_LETTER,
    )
