"""What a case contributes to a letter: the facts of ``checklists.letter.SHAPE``, in the recipient's language.

Facts have the numbers that they have in the summary. Unknown facts are left out: the letter has a blank.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlmodel import select

from analyzers.book.losses import totals
from analyzers.events.answers import DISPUTED, UNPAID
from app.cases import home
from app.cases.answers import claims
from app.cases.answers.book import latest_report
from app.cases.case import Case
from app.cases.files import evidence
from app.cases.plan import progress, self_check
from app.cases.plan.letter_answers import answer_facts, parcel_shop
from app.cases.record import contacts, notes
from app.cases.record.notes import Notes
from app.i18n import N_
from app.i18n.audience import PERSON, speaking_to
from app.i18n.formats import day, when
from app.i18n.languages import LANGUAGES
from app.i18n.translate import gettext, translate, value
from app.report.catalogue import persons_clock
from app.report.claim_table.claim import Claim
from app.report.claim_table.claim_rows import names, row, sign_in, sums
from app.report.model import Report
from app.report.summary.words import say
from app.storage.database import reading
from app.storage.tables import ProgressRow
from checklists import questions
from checklists.letter import Letter, offered, texts, wants, write
from checklists.letter_shape import Facts
from checklists.sites import display_name, markets, shops, support_language

ME = ("name", "address", "phone", "mail", "account", "birth", "job", "age", "gender")
STOPPING = ("stop.card", "stop.payapp", "stop.transfer", "stop.prepaid")  # steps that stop a way of paying
POLICE_WORDS = r"警察|police"


def language_of(letter: Letter, report: Report | None, lang: str) -> str:
    """The language of a letter: the one that its recipient reads, if the letter exists in it."""
    wanted = letter.language or lang
    if letter.by_shop and report and report.shops:
        wanted = support_language(report.shops)
    written = texts(letter.id)
    return wanted if wanted in written else letter.language or written[0]


def of_plan(case: Case, lang: str) -> list[Letter]:
    """The letters that the plan of the case calls for, to recipients in its countries."""
    report, content = latest_report(case) or Report(), notes.load(case)
    known = questions.conditions(self_check.answers(case, content))
    steps = [status.planned for status in progress.statuses(case, lang, report, content)]
    return offered(steps, {*markets({*report.shops, *known.services}, LANGUAGES[lang].markets), *known.cards})


@speaking_to(PERSON)
def letter_text(case: Case, letter: Letter, lang: str, today: date, report: Report | None, content: Notes) -> str:
    """A letter filled from the case, its latest report and its notes."""
    wanted = wants(letter.id, lang)
    known = facts(case, letter, lang, today, report or Report(), content)
    filled = {name: fact for name, fact in known.items() if name in wanted}
    return write(letter.id, lang, filled, LANGUAGES[lang].blank)


def facts(case: Case, letter: Letter, lang: str, today: date, report: Report, content: Notes) -> dict[str, Facts]:
    """All facts of the case that concern the recipient of a letter, in the shape of letters. Rows without an
    answer are left out, except in a letter that asks about them."""
    concerned = claims.concerning(letter, claims.claims_of(case, report))
    denied = [claim for claim in concerned if claim.answer in DISPUTED or letter.asks_family]
    unsure = [claim for claim in concerned if claim.answer == "not_sure" and not letter.asks_family]
    answered = answer_facts(case, content, letter, concerned, lang)
    merchant = questions.facts(self_check.answers(case, content)).get("merchant")
    rows = {id(claim): _row(claim, merchant, lang) for claim in (*denied, *unsure)}
    filled: dict[str, Facts] = {"date": day(today, lang), "case": case.number}
    filled |= {name: content["me"].get(name) for name in ME}
    filled |= answered
    filled |= {
        "shop": _shops(letter, denied, report, lang) or answered["shop"] or parcel_shop(answered),
        "rows": _claim_rows(letter, [claim for claim in denied if claim.answer != UNPAID], rows, lang),
        "unpaid": [rows[id(claim)] for claim in denied if claim.answer == UNPAID and not letter.asks_family],
        "charges": [rows[id(claim)] for claim in denied if claim.lost],
        "unsure": [rows[id(claim)] for claim in unsure],
        **_loss(denied, lang),
        "logins": claims.logins(denied, lang),
        "asks": _asks(letter, denied, lang),
        "stopped": _stopped(case, lang),
        "did": _done_steps(case, letter.phases, report, content, lang),
        "enclosures": [
            {"number": say("exhibit", lang, number=file.number), "name": file.name} for file in evidence.all_files(case)
        ],
    }
    filled |= _logged(content, lang)
    return filled | _coverage(report, lang)


def _loss(denied: Sequence[Claim], lang: str) -> dict[str, Facts]:
    """What is lost in these rows; where something came back, also that and what is still open."""
    loss = totals(denied)
    amounts = {total.name: total.amounts for total in sums(loss, lang)}
    result: dict[str, Facts] = {"loss": amounts.get("lost", "")}
    if any(claim.came_back for claim in loss):
        result |= {name: amounts[name] for name in ("came_back", "still_open")}
    return result


def _logged(content: Notes, lang: str) -> dict[str, Facts]:
    """The facts of the logs: who was asked at home, case numbers, the police, and contradictions."""
    log = contacts.ordered(content["contacts"])
    return home.letter_facts(content, lang) | {
        "references": [
            {"who": entry["recipient"], "number": entry["case_number"], "at": _day(entry["at"], lang)}
            for entry in log
            if entry["case_number"]
        ],
        "police": _police(log, lang),
        "contradictions": [
            {"first": _moment(a, lang), "second": _moment(b, lang)} for a, b in contacts.contradictions(log)
        ],
    }


def _row(claim: Claim, merchant: str | None, lang: str) -> dict[str, str]:
    """The cells of a claim; a payment without a payee gets the name that the person read on the statement."""
    cells = row(claim, lang)
    return cells if claim.payee or not merchant else cells | {"merchant": merchant}


def _claim_rows(
    letter: Letter, some: Sequence[Claim], cells: Mapping[int, dict[str, str]], lang: str
) -> list[dict[str, str]]:
    """The rows by their numbers. Most letters list sign-ins separately; the letter to the family has them here, and
    counts its rows anew, since it has some of them alone."""
    rows = [cells[id(claim)] for claim in some if claim.table != "logins"]
    if not letter.asks_family:
        return sorted(rows, key=_number)
    for login in claims.logins(some, lang):
        what = sign_in(login["place"], login["device"], lang)
        rows.append({"number": login["number"], "at": login["at"], "what": what, "sign_in": "yes"})
    return [row | {"number": str(place)} for place, row in enumerate(sorted(rows, key=_number), 1)]


def _number(cells: Mapping[str, str]) -> int:
    return int(cells["number"])


def _shops(letter: Letter, some: Sequence[Claim], report: Report, lang: str) -> str:
    """The names of the shops that the claims are about, else of their payees; without claims, and in a letter to a
    shop, of those in the files."""
    sites = dict.fromkeys(claim.shop for claim in some if claim.shop)
    if some and not sites and not (letter.by_shop and report.shops):
        return value(names(some, lang), lang)
    sites = sites or dict.fromkeys(report.shops)
    return value([shops()[site].name if site in shops() else display_name(site, lang) for site in sites], lang)


def _police(log: Sequence[contacts.Entry], lang: str) -> dict[str, Facts]:
    """The latest contact with the police: with which station, and the number that it gave."""
    own = [entry for entry in log if re.search(POLICE_WORDS, entry["recipient"], re.IGNORECASE)]
    latest = next((entry for entry in reversed(own) if entry["case_number"]), own[-1] if own else None)
    if latest is None:
        return {}
    return {"name": latest["recipient"], "number": latest["case_number"], "at": _day(latest["at"], lang)}


def _asks(letter: Letter, some: Sequence[Claim], lang: str) -> list[str]:
    """The requests that follow from the claims; empty where no claim needs one: then the letter uses its default
    text."""
    tags = frozenset[str]().union(*(claim.tags for claim in some))
    if not any(tags.intersection(request.tags) for request in letter.asks):
        return []
    return [
        translate(request.ask, lang) for request in letter.asks if not request.tags or tags.intersection(request.tags)
    ]


def _stopped(case: Case, lang: str) -> str:
    """The day on which a step that stops a card or another way of paying was first done; empty where none was done."""
    with reading(case.service.engine) as session:
        mine = select(ProgressRow).where(ProgressRow.case_id == case.id)
        done = [row.at for row in session.exec(mine) if row.state == "done" and row.step in STOPPING]
    return when(min(done), "stated", lang, LANGUAGES[lang].zone) if done else ""


def _done_steps(case: Case, phases: Collection[str], report: Report, content: Notes, lang: str) -> list[dict[str, str]]:
    """The steps that were done (of these phases, if any are given), in the order of time. A step that has no text for
    others, such as thinking about one's own safety, is left out."""
    done = [
        status
        for status in progress.statuses(case, lang, report, content)
        if status.progress.state == "done" and status.progress.at
    ]
    done.sort(key=lambda status: str(status.progress.at))
    done = [status for status in done if not phases or status.planned.step.phase in phases]
    worded = [(status.progress.at, status.planned.step.did) for status in done]
    return [
        {"at": when(at, "stated", lang, persons_clock(report, lang)), "what": translate(did, lang)}
        for at, did in worded
        if did
    ]


def _day(at: str, lang: str) -> str:
    return day(datetime.fromisoformat(at).date(), lang)


def _moment(entry: contacts.Entry, lang: str) -> dict[str, str]:
    what = entry["promise"] or entry["statement"]
    if entry["promised_by"]:
        what = gettext(N_("{promise} (by {day})"), lang, promise=what, day=entry["promised_by"])
    who = gettext(N_("{desk} ({person})"), lang, desk=entry["recipient"], person=entry["agent"])
    return {"at": _day(entry["at"], lang), "who": who if entry["agent"] else entry["recipient"], "what": what}


def _coverage(report: Report, lang: str) -> dict[str, Facts]:
    """The period of the data."""
    days = sorted(day for covered in report.coverage for day in (covered.start, covered.end) if day)
    return {"coverage": {"from": value(days[0][:10], lang), "to": value(days[-1][:10], lang)} if days else {}}
