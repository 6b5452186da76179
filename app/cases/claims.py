"""What the findings of a case say in a letter to one recipient: facts, charges, losses and sign-ins in its language.

Every finding keeps the number that it has in the summary, so that all recipients are told the same facts.
"""

from collections.abc import Iterable, Iterator, Sequence
from ipaddress import ip_address

from msgspec import structs

from analyzers.engine.detector import tags_of
from analyzers.events.facts import Money, Sentence, Value
from app.i18n import N_
from app.i18n.formats import country, when
from app.i18n.languages import LANGUAGES
from app.i18n.translate import gettext, translate, value
from app.report.model import CHARGED, Evidence, Finding, Place, Report
from checklists.choose import CLEARED
from checklists.letter import Letter
from checklists.sites import is_order_number

Numbered = tuple[int, Finding]
Row = tuple[int, Finding, Evidence]  # an evidence row that has an amount of money, behind its finding

# Before what the letters tell of findings that nobody has said yet to be no one's at home, by the answer.
MARK_SENTENCES = {None: N_("[I have not checked this yet]"), "not_sure": N_("[I am not sure of this]")}
SUM_SENTENCE = N_("{sum} (with what I have not checked yet)")


def standing(report: Report) -> list[Numbered]:
    """The findings that nobody recognised, with their numbers in the summary."""
    ordered = sorted(report.findings, key=lambda one: one.verdict in CLEARED)
    listed = [(number, one) for number, one in enumerate(ordered, 1) if one.verdict not in CLEARED]
    return [(number, one) for number, one in listed if "coverage" not in tags_of(one.detector)]


def concerning(letter: Letter, report: Report) -> list[Numbered]:
    """Those that concern the recipient of a letter, in the order in which it lists them."""
    found = [one for one in standing(report) if _concerns(letter, one[1])]
    return sorted(found, key=lambda one: _at(one[1]) or "") if letter.order == "time" else found


def _concerns(letter: Letter, one: Finding) -> bool:
    tags = tags_of(one.detector)
    wanted = not letter.only or tags.intersection(letter.only)
    return bool(wanted) and tags.isdisjoint(letter.hide) and not (letter.by_card and one.by_card is False)


def fact(number: int, one: Finding, lang: str, marked: bool = True) -> dict[str, str]:
    """One finding in a line: when, what (with ``marked``: and whether it was answered), the order and the money."""
    title = gettext(one.title, lang, **one.values)
    amount = one.values.get("amount") or tuple(_sum(_rows([(number, one)])))
    return {
        "number": str(number),
        "at": when(_at(one), one.at_basis, lang),
        "what": _marked(one, title, lang) if marked else title,
        "order": value(one.values.get("order") or "", lang),
        "amount": value(amount, lang),
    }


def charges(found: Iterable[Numbered], merchant: str | None, lang: str, card: bool = False) -> list[dict[str, str]]:
    """The charges that nobody here made, each once, with the number of the first finding that rests on it; with
    ``card`` only those that a card may have paid."""
    return [
        {
            "number": str(number),
            "at": _marked(one, when(row.at, one.at_basis, lang), lang),
            "amount": value(row.money, lang),
            "merchant": row.payee or merchant or one.shop or "",
            "order": _order(row),
        }
        for number, one, row in _rows(found, card=card)
    ]


def losses(found: Iterable[Numbered], lang: str) -> list[dict[str, str]]:
    """The money that is gone: the charges, and what the balance paid for orders that nobody knows."""
    lost = [*_rows(found), *_rows(found, ("ledger",), "unknown_use")]
    lost.sort(key=lambda it: it[2].at or "")
    dot = LANGUAGES[lang].ordinal
    return [
        {
            "what": f"{number}{dot}{_marked(one, gettext(one.title, lang, **one.values), lang)}",
            "amount": value(_positive(row), lang),
        }
        for number, one, row in lost
    ]


def total(found: Sequence[Numbered], lang: str, ledger: bool = False, card: bool = False) -> str:
    """The sum of the charges (with ``ledger``: of all losses; with ``card``: of what a card may have paid), for each
    currency by itself."""
    rows = [*_rows(found, card=card), *(_rows(found, ("ledger",), "unknown_use") if ledger else ())]
    summed = " + ".join(value(one, lang) for one in _sum(rows))
    return summed if all(one.verdict == "not_mine" for _, one, _ in rows) else gettext(SUM_SENTENCE, lang, sum=summed)


def _marked(one: Finding, text: str, lang: str) -> str:
    """What a letter tells of a finding, which stands among what is not the owner's, with a mark before it where the
    owner has not said so."""
    mark = MARK_SENTENCES.get(one.verdict)
    return text if mark is None else translate(mark, lang) + LANGUAGES[lang].space + text


def logins(found: Iterable[Numbered], lang: str) -> list[dict[str, str]]:
    """The sign-ins that nobody recognised, each once: when, from which address, where, with what."""
    listed: dict[Place, dict[str, str]] = {}
    for number, one in found:
        row = _sign_in(one)
        if row is None:
            continue
        place, device = one.values.get("country"), _device(one.values.get("device"))
        told = {
            "number": str(number),
            "at": _marked(one, when(row.at or one.at, one.at_basis, lang), lang),
            "ip": _address(row),
            "place": country(str(place), lang) if place else "",
            "device": value(device, lang),
        }
        before = listed.setdefault(row.place, told)
        listed[row.place] = {name: before[name] or told[name] for name in told}
    return list(listed.values())


def _device(given: Value | None) -> Value:
    """What a finding calls the device, without the sentence about it."""
    return given.values.get("device", "") if isinstance(given, Sentence) else given or ""


def _sign_in(one: Finding) -> Evidence | None:
    """The sign-in that a finding calls strange: it may rest on one of the owner too, but its sentence gives the time of
    the strange one."""
    triggers = [row for row in one.evidence if row.role == "trigger"]
    if "sign_in" not in tags_of(one.detector) or not triggers:
        return None
    return next((row for row in triggers if row.at == one.values.get("at")), triggers[0])


def _at(one: Finding) -> str | None:
    """When a finding happened: of a sign-in, when the strange one was made, as the list of sign-ins tells it."""
    row = _sign_in(one)
    return (row.at if row else None) or one.at


def _rows(
    found: Iterable[Numbered],
    tables: Sequence[str] = CHARGED,
    tag: str = "purchase",
    card: bool = False,
) -> list[Row]:
    """The rows with money of which these findings tell, each order once (with ``card``: that a card may have paid).

    What somebody denied is told as that, also where another finding about it was not answered. Several lines of an
    order are one row with their sum, and what paid for an order that is listed is no second charge.
    """
    cited: dict[Place, Row] = {}
    for number, one in sorted(found, key=lambda it: it[1].verdict != "not_mine"):
        tags = tags_of(one.detector)
        if tag in tags and "seller" not in tags:
            for row in _told(one):
                if row.table in tables and row.money and not (card and row.card is False):
                    cited.setdefault(row.place, (number, one, row))
    listed = {_order(row) for _, _, row in cited.values() if row.table == "orders"} - {""}
    whole: dict[tuple[str | int | None, ...], Row] = {}
    for place, (number, one, row) in cited.items():
        order = _order(row)
        if order in listed and row.table != "orders":
            continue
        key = (order, row.table, row.money.currency if row.money else "") if order in listed else place
        first = whole.setdefault(key, (number, one, row))
        if first[2] is not row and first[2].money and row.money:
            money = Money(first[2].money.minor + row.money.minor, row.money.currency)
            whole[key] = (first[0], first[1], structs.replace(first[2], money=money))
    return list(whole.values())


def _told(one: Finding) -> Iterator[Evidence]:
    """The rows that a finding rests on, and those that its sentences count too once nobody at home knows of it: nobody
    is said to deny what was not asked."""
    denied = one.verdict == "not_mine"
    return (row for row in one.evidence if row.role == "trigger" or (denied and row.in_sentence))


def _sum(rows: Iterable[Row]) -> list[Money]:
    """The sum for each currency, in the order in which the currencies first occur."""
    sums: dict[str, int] = {}
    for money in (_positive(row) for _, _, row in rows):
        sums[money.currency] = sums.get(money.currency, 0) + money.minor
    return [Money(minor, currency) for currency, minor in sums.items()]


def _positive(row: Evidence) -> Money:
    return Money(abs(row.money.minor), row.money.currency) if row.money else Money(0, "")


def _order(row: Evidence) -> str:
    return row.order or next((cell for cell in row.fields.values() if cell and is_order_number(cell)), "")


def _address(row: Evidence) -> str:
    """The network address in a row, in whichever column its file has it."""
    for cell in row.fields.values():
        try:
            return str(ip_address((cell or "").strip()))
        except ValueError:
            continue
    return ""
