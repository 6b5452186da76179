"""What a case contributes to a letter: the facts of ``checklists.letter.SHAPE``, in the recipient's language.

Facts have the numbers that they have in the summary. Unknown facts are left out: the letter has a blank.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlmodel import select

from analyzers.book.losses import totals
from analyzers.events.answers import UNPAID
from app.cases.answers import claims
from app.cases.answers.book import latest_report
from app.cases.case import Case
from app.cases.files import evidence
from app.cases.plan import progress, self_check
from app.cases.plan.letter_answers import answer_facts, parcel_shop
from app.cases.record import contacts, notes
from app.cases.record.notes import Notes
from app.i18n import N_
from app.i18n.formats import day, when
from app.i18n.languages import LANGUAGES
from app.i18n.translate import gettext, translate, value
from app.report.catalogue import persons_clock
from app.report.claim_table.claim import Claim
from app.report.claim_table.claim_rows import row, sign_in, sums
from app.report.model import Report
from app.report.summary.words import say
from app.storage.database import reading
from app.storage.tables import ProgressRow
from checklists import questions
from checklists.letter import Facts, Letter, offered, texts, wants, write
from checklists.sites import display_name, markets, shops, support_language

ME = ("name", "address", "phone", "mail", "account", "birth", "job", "age", "gender")
STOPPING = ("stop.card", "stop.payapp", "stop.transfer", "stop.prepaid")  # steps that stop a way of paying
POLICE_WORDS = r"警察|police"
HOUSEHOLD_LABELS = {
    "open": N_("no answer yet"),
    "me": N_("it was this person"),
    "other": N_("it was somebody else at home"),
    "unknown": N_("does not know about it"),
    "unsure": N_("is not sure"),
}


def language_of(letter: Letter, report: Report | None, lang: str) -> str:
    """The language that the recipient of a letter reads, of those that it is written in."""
    wanted = letter.language or lang
    if letter.by_shop and report and report.shops:
        wanted = support_language(report.shops)
    written = texts(letter.id)
    return wanted if wanted in written else letter.language or written[0]


def of_plan(case: Case, lang: str) -> list[Letter]:
    """The letters that the plan of the case calls for, to recipients in its countries."""
    report, content = latest_report(case) or Report(), notes.load(case)
    said = questions.conditions(self_check.answers(case, content))
    steps = [one.planned.step.id for one in progress.statuses(case, lang, report, content)]
    return offered(steps, {*markets({*report.shops, *said.services}, LANGUAGES[lang].markets), *said.cards})


def letter_text(case: Case, letter: Letter, lang: str, today: date, report: Report | None, content: Notes) -> str:
    """A letter filled from the case, its latest report and its notes."""
    wanted = wants(letter.id, lang)
    known = facts(case, letter, lang, today, report or Report(), content)
    filled = {name: one for name, one in known.items() if name in wanted}
    return write(letter.id, lang, filled, LANGUAGES[lang].blank)


def facts(case: Case, letter: Letter, lang: str, today: date, report: Report, content: Notes) -> dict[str, Facts]:
    """All facts of the case that concern the recipient of a letter, in the shape of letters. Rows that nobody has
    answered are none, but for a letter that asks about them."""
    concerned = claims.concerning(letter, claims.claims_of(case, report))
    denied = [one for one in concerned if one.answer in ("not_mine", UNPAID) or letter.asks_family]
    unsure = [one for one in concerned if one.answer == "not_sure" and not letter.asks_family]
    answered = answer_facts(case, content, letter, bool(concerned), lang)
    merchant = questions.facts(self_check.answers(case, content)).get("merchant")
    rows = {id(one): _row(one, merchant, lang) for one in (*denied, *unsure)}
    filled: dict[str, Facts] = {"date": day(today, lang), "case": case.number}
    filled |= {name: content["me"].get(name) for name in ME}
    filled |= answered
    filled |= {
        "shop": _shops(denied, report, lang) or answered["shop"] or parcel_shop(answered),
        "rows": _claim_rows(letter, denied, rows, lang),
        "charges": [rows[id(one)] for one in denied if one.lost],
        "unsure": [rows[id(one)] for one in unsure],
        **_loss(denied, lang),
        "logins": claims.logins(denied, lang),
        "asks": _asks(letter, denied, lang),
        "stopped": _stopped(case, lang),
        "did": _done_steps(case, letter.phases, report, content, lang),
        "enclosures": [
            {"number": say("exhibit", lang, number=one.number), "name": one.name} for one in evidence.all_files(case)
        ],
    }
    filled |= _logged(content, lang)
    return filled | _coverage(report, lang)


def _loss(denied: Sequence[Claim], lang: str) -> dict[str, Facts]:
    """What is lost in these rows; where something came back, that and what is still open as well."""
    loss = totals(denied)
    shown = {one.name: one.amounts for one in sums(loss, lang)}
    found: dict[str, Facts] = {"loss": shown.get("lost", "")}
    if any(one.came_back for one in loss):
        found |= {name: shown[name] for name in ("came_back", "still_open")}
    return found


def _logged(content: Notes, lang: str) -> dict[str, Facts]:
    """What the logs hold: who was asked at home, case numbers, the police, and what does not agree."""
    log = contacts.ordered(content["contacts"])
    return {
        "household": [
            {
                "who": one["who"],
                "at": value(one["at"], lang),
                "answer": translate(HOUSEHOLD_LABELS[one["answer"]], lang),
            }
            for one in content["household"]
        ],
        "references": [
            {"who": one["recipient"], "number": one["case_number"], "at": _day(one["at"], lang)}
            for one in log
            if one["case_number"]
        ],
        "police": _police(log, lang),
        "contradictions": [
            {"first": _moment(a, lang), "second": _moment(b, lang)} for a, b in contacts.contradictions(log)
        ],
    }


def _row(one: Claim, merchant: str | None, lang: str) -> dict[str, str]:
    """The cells of a claim; a payment that names no payee has the name that the person read on the statement."""
    cells = row(one, lang)
    return cells if one.payee or not merchant else cells | {"merchant": merchant}


def _claim_rows(
    letter: Letter, some: Sequence[Claim], cells: Mapping[int, dict[str, str]], lang: str
) -> list[dict[str, str]]:
    """The rows by their numbers. Of sign-ins, which most letters list apart, the family is asked here."""
    rows = [cells[id(one)] for one in some if one.table != "logins"]
    if letter.asks_family:
        rows += [
            {"number": one["number"], "at": one["at"], "what": sign_in(one["place"], one["device"], lang)}
            for one in claims.logins(some, lang)
        ]
    return sorted(rows, key=lambda one: int(one["number"]))


def _shops(some: Sequence[Claim], report: Report, lang: str) -> str:
    """The names of the shops that the claims are about, else of those in the files."""
    sites = dict.fromkeys(one.shop for one in some if one.shop) or report.shops
    return value([shops()[site].name if site in shops() else display_name(site, lang) for site in sites], lang)


def _police(log: Sequence[contacts.Entry], lang: str) -> dict[str, Facts]:
    """The latest contact with the police: with which station, and the number that it gave."""
    own = [one for one in log if re.search(POLICE_WORDS, one["recipient"], re.IGNORECASE)]
    latest = next((one for one in reversed(own) if one["case_number"]), own[-1] if own else None)
    if latest is None:
        return {}
    return {"name": latest["recipient"], "number": latest["case_number"], "at": _day(latest["at"], lang)}


def _asks(letter: Letter, some: Sequence[Claim], lang: str) -> list[str]:
    """The requests that follow from the claims; none where they call for none: the letter has its own words."""
    found = frozenset[str]().union(*(one.tags for one in some))
    if not any(found.intersection(one.tags) for one in letter.asks):
        return []
    return [translate(one.ask, lang) for one in letter.asks if not one.tags or found.intersection(one.tags)]


def _stopped(case: Case, lang: str) -> str:
    """When a step that stops a card or another way of paying was done first; empty where none was."""
    with reading(case.service.engine) as session:
        mine = select(ProgressRow).where(ProgressRow.case_id == case.id)
        done = [row.at for row in session.exec(mine) if row.state == "done" and row.step in STOPPING]
    return when(min(done), "stated", lang, LANGUAGES[lang].zone) if done else ""


def _done_steps(case: Case, phases: Collection[str], report: Report, content: Notes, lang: str) -> list[dict[str, str]]:
    """The steps that were done (of these phases, if any are given), in the order of time. A step without words for
    others, such as considering one's own safety, stays out."""
    done = [
        one
        for one in progress.statuses(case, lang, report, content)
        if one.progress.state == "done" and one.progress.at
    ]
    done.sort(key=lambda one: str(one.progress.at))
    done = [one for one in done if not phases or one.planned.step.phase in phases]
    worded = [(one.progress.at, one.planned.step.did) for one in done]
    return [
        {"at": when(at, "stated", lang, persons_clock(report, lang)), "what": translate(did, lang)}
        for at, did in worded
        if did
    ]


def _day(at: str, lang: str) -> str:
    return day(datetime.fromisoformat(at).date(), lang)


def _moment(one: contacts.Entry, lang: str) -> dict[str, str]:
    what = one["promise"] or one["said"]
    if one["promised_by"]:
        what = gettext(N_("{promise} (by {day})"), lang, promise=what, day=one["promised_by"])
    who = gettext(N_("{desk} ({person})"), lang, desk=one["recipient"], person=one["agent"])
    return {"at": _day(one["at"], lang), "who": who if one["agent"] else one["recipient"], "what": what}


def _coverage(report: Report, lang: str) -> dict[str, Facts]:
    """The period of the data."""
    days = sorted(day for one in report.coverage for day in (one.start, one.end) if day)
    return {"coverage": {"from": value(days[0][:10], lang), "to": value(days[-1][:10], lang)} if days else {}}
