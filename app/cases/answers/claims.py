"""The claims of a case: the rows that its owner does not recognise, and those of them that concern a recipient."""

from collections.abc import Iterable

from app.cases.answers.book import assembled
from app.cases.case import Case
from app.i18n import nN_
from app.i18n.formats import country, when
from app.i18n.translate import gettext, value
from app.report.claim_table.claim import Claim
from app.report.claim_table.claims import claims, of_assembled
from app.report.model import Report
from checklists.letter import Letter
from checklists.sites import Kind, charging, service_at

PAYING: tuple[Kind, ...] = ("pay", "carrier")  # services whose lists show payments to others
TIMES_AT_ONCE_SENTENCE = nN_("{start}, {count} time", "{start}, {count} times")
TIMES_SENTENCE = nN_("{start} to {end}, {count} time", "{start} to {end}, {count} times")


def claims_of(case: Case, report: Report) -> list[Claim]:
    """Every row of the latest report that nobody recognised, with the answer to it, in the order of time. The caller
    must not change the list."""
    now = assembled(case)
    return report.once("claims", lambda: of_assembled(report, now), id(now)) if now else claims(report)


def concerning(letter: Letter, some: Iterable[Claim]) -> list[Claim]:
    """The claims that concern the recipient of a letter."""
    return [claim for claim in some if _concerns(letter, claim)]


def _concerns(letter: Letter, claim: Claim) -> bool:
    seller = "seller" in claim.tags
    if (letter.sellers == "not" and seller) or (letter.sellers == "alone" and not seller):
        return False
    if letter.tables and claim.table and claim.table not in letter.tables:
        return False
    if letter.only and claim.tags.isdisjoint(letter.only):
        return False
    kind = service.kind if claim.shop and (service := service_at(claim.shop)) else None
    by_app, by_statement = _listed(claim, kind)
    if letter.by_app:
        other = claim.paid_by_card or by_statement or (claim.table == "ledger" and kind == "shop")
        return kind in PAYING or not other
    if letter.by_shop:
        return _is_of_a_shop(claim, kind, by_app or by_statement)
    return not (letter.by_card and (claim.paid_by_card is False or (by_app and not claim.paid_by_card)))


def _listed(claim: Claim, kind: Kind | None) -> tuple[bool, bool]:
    """Whether the list of a pay app, or the statement of a card or account, shows a payment. A picture of such a list
    counts where the service itself is not known."""
    if claim.table != "payments":
        return False, False
    if kind is not None:
        return kind in PAYING, kind == "card"
    return claim.list_kind == "payments", claim.list_kind == "statement"


def _is_of_a_shop(claim: Claim, kind: Kind | None, listed: bool) -> bool:
    """Whether a shop can answer for a row: it is the shop's own, or a payment to a shop."""
    if claim.table == "payments":
        return bool(claim.payee and charging(claim.payee)) or bool(claim.shop and not listed)
    return claim.table == "orders" or kind not in PAYING


def logins(some: Iterable[Claim], lang: str) -> list[dict[str, str]]:
    """The sign-ins that nobody recognised: when, from which address, where, with which device. Those that differ in
    nothing but their times are one entry."""
    groups: dict[tuple[str, str, str], list[Claim]] = {}
    for claim in some:
        if claim.table == "logins":
            place = country(claim.country, lang) if claim.country else value(claim.place, lang)
            groups.setdefault((claim.address, place, value(claim.device, lang)), []).append(claim)
    return [
        {"number": str(same[0].number), "at": _times(same, lang), "ip": ip, "place": place, "device": device}
        for (ip, place, device), same in groups.items()
    ]


def _times(same: list[Claim], lang: str) -> str:
    first, last = (when(claim.at, claim.at_basis, lang, claim.zone) for claim in (same[0], same[-1]))
    if len(same) == 1:
        return first
    sentence = TIMES_AT_ONCE_SENTENCE if first == last else TIMES_SENTENCE
    return gettext(sentence, lang, start=first, end=last, count=len(same))
