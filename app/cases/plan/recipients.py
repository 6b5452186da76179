"""The recipients for whom a case has pages of its summary, and what the person chose to leave out for each. The notes
keep ``withheld``, the kinds of data that are left out by recipient, and ``about``, the shop that a page for a shop is
about."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from app.cases.answers.claims import claims_of, concerning
from app.cases.case import Case
from app.cases.plan.self_check import answers
from app.cases.plan.summary_state import summary_state
from app.cases.record import notes
from app.cases.record.notes import Notes
from app.errors import NotFound
from app.i18n.languages import LANGUAGES
from app.report.claim_table.claim import Claim
from app.report.model import Report
from app.report.summary import State, Wanted
from checklists.letter import letters
from checklists.questions import conditions
from checklists.recipients.recipient import KINDS, Hidden, Recipient, recipients
from checklists.sites import markets, support_language


class Page(NamedTuple):
    """A page of the summary for one recipient: its language, the recipient with what is left out, the state of the case
    for it, and the shops that it could be about."""

    lang: str
    wanted: Wanted
    state: State
    shops: list[str]


def find(name: str) -> Recipient:
    """A recipient by its id; ``NotFound`` where it does not exist."""
    if name not in recipients():
        raise NotFound
    return recipients()[name]


def offered(case: Case, report: Report, lang: str) -> list[Recipient]:
    """The recipients in the countries of the case."""
    known = conditions(answers(case))
    here = {*markets({*report.shops, *known.services}, LANGUAGES[lang].markets), *known.cards}
    return [recipient for recipient in recipients().values() if not recipient.markets or here & set(recipient.markets)]


def page(case: Case, report: Report, recipient: Recipient, lang: str, made_at: datetime | None = None) -> Page:
    """The page as the person chose it, in the recipient's language if it has one. ``made_at``: when it is made; None:
    now."""
    content = notes.load(case)
    shops = _shops(case, report, recipient)
    shop = content.get("about", {}).get(recipient.id)
    shop = shop if shop in shops else next(iter(shops), None)
    if recipient.by_shop and shop:
        lang = support_language([shop])
    lang = recipient.language or lang
    hides = hidden(content, recipient)
    state = summary_state(case, report, lang, "unanswered" not in hides, made_at, letters_to=recipient.letters)
    return Page(lang, Wanted(recipient, hides, shop), state, shops)


def hidden(content: Notes, recipient: Recipient) -> list[Hidden]:
    """The kinds of data that this recipient is not to see."""
    chosen: Collection[str] = content.get("withheld", {}).get(recipient.id, recipient.hides)
    return [kind for kind in KINDS if kind in chosen]


def choose(case: Case, recipient: Recipient, hides: Collection[str], shop: str) -> None:
    """Saves what is left out for a recipient, and which shop its page is about."""
    with notes.change(case) as (_, content):
        kinds: list[str] = [kind for kind in KINDS if kind in hides]
        content["withheld"] = {**content.get("withheld", {}), recipient.id: kinds}
        if shop:
            content["about"] = {**content.get("about", {}), recipient.id: notes.clean_line(shop)}


def _shops(case: Case, report: Report, recipient: Recipient) -> list[str]:
    """The shops that the page could be about, the one with the most rows first."""
    if not recipient.by_shop:
        return []
    rows: list[Claim] = claims_of(case, report)
    own = [row.shop for name in recipient.letters for row in concerning(letters()[name], rows) if row.shop]
    return [shop for shop, _ in Counter([*own, *report.shops]).most_common()]
