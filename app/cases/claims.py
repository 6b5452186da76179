"""The claims of a case: the rows that its owner does not recognise, and those of them that concern a recipient."""

from collections.abc import Iterable

from app.cases.case import Case
from app.cases.recognition import row_details, unsure_units
from app.cases.verdicts import row_answers
from app.i18n.formats import country, when
from app.i18n.translate import value
from app.report.claims import Claim, claims, of_units
from app.report.model import Report
from checklists.letter import Letter


def claims_of(case: Case, report: Report) -> list[Claim]:
    """Every row of the latest report that nobody recognised, with the answer to it, in the order of time."""
    unsure = unsure_units(case)
    more = {} if unsure is None else of_units(unsure, "not_sure")
    return claims(report, row_details(case, report), row_answers(case, report), more)


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
    return not (letter.by_card and one.paid_by_card is False)


def logins(some: Iterable[Claim], lang: str) -> list[dict[str, str]]:
    """The sign-ins that nobody recognised: when, from which address, where, with which device."""
    return [
        {
            "number": str(one.number),
            "at": when(one.at, one.at_basis, lang, one.zone),
            "ip": one.address,
            "place": country(one.country, lang) if one.country else "",
            "device": value(one.device, lang),
        }
        for one in some
        if one.table == "logins"
    ]
