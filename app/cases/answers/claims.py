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
from checklists.sites import service_at

TIMES_SENTENCE = nN_("{start} to {end}, {count} time", "{start} to {end}, {count} times")


def claims_of(case: Case, report: Report) -> list[Claim]:
    """Every row of the latest report that nobody recognised, with the answer to it, in the order of time. Nobody
    changes anything in the list."""
    now = assembled(case)
    return report.once("claims", lambda: of_assembled(report, now), id(now)) if now else claims(report)


def concerning(letter: Letter, some: Iterable[Claim]) -> list[Claim]:
    """The claims that concern the recipient of a letter."""
    return [one for one in some if _concerns(letter, one)]


def _concerns(letter: Letter, one: Claim) -> bool:
    seller = "seller" in one.tags
    if (letter.sellers == "not" and seller) or (letter.sellers == "alone" and not seller):
        return False
    if letter.tables and one.table and one.table not in letter.tables:
        return False
    if letter.only and one.tags.isdisjoint(letter.only):
        return False
    if letter.by_app:
        kind = service.kind if one.shop and (service := service_at(one.shop)) else None
        return kind in ("pay", "carrier") or not (one.paid_by_card or (one.table == "ledger" and kind == "shop"))
    return not (letter.by_card and one.paid_by_card is False)


def logins(some: Iterable[Claim], lang: str) -> list[dict[str, str]]:
    """The sign-ins that nobody recognised: when, from which address, where, with which device. Those that differ in
    nothing but their times are one entry."""
    found: dict[tuple[str, str, str], list[Claim]] = {}
    for one in some:
        if one.table == "logins":
            place = country(one.country, lang) if one.country else value(one.place, lang)
            found.setdefault((one.address, place, value(one.device, lang)), []).append(one)
    return [
        {"number": str(same[0].number), "at": _times(same, lang), "ip": ip, "place": place, "device": device}
        for (ip, place, device), same in found.items()
    ]


def _times(same: list[Claim], lang: str) -> str:
    first, last = (when(one.at, one.at_basis, lang, one.zone) for one in (same[0], same[-1]))
    if len(same) == 1:
        return first
    return gettext(TIMES_SENTENCE, lang, start=first, end=last, count=len(same))
