"""The claims of a letter: what the findings of a case say to its recipient, in the recipient's language.

Every finding keeps the number that it has in the summary, so that all recipients are given the same facts.
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


def unrecognised(report: Report) -> list[Numbered]:
    """The findings that nobody recognised, with their numbers in the summary."""
    ordered = sorted(report.findings, key=lambda one: one.verdict in CLEARED)
    listed = [(number, one) for number, one in enumerate(ordered, 1) if one.verdict not in CLEARED]
    return [(number, one) for number, one in listed if "coverage" not in tags_of(one.detector)]


def concerning(letter: Letter, report: Report) -> list[Numbered]:
    """The unrecognised findings that concern the recipient of a letter, in the order of the letter."""
    findings = [one for one in unrecognised(report) if _concerns(letter, one[1])]
    return sorted(findings, key=lambda one: _at(one[1]) or "") if letter.order == "time" else findings


def _concerns(letter: Letter, one: Finding) -> bool:
    tags = tags_of(one.detector)
    wanted = not letter.only or tags.intersection(letter.only)
    return bool(wanted) and tags.isdisjoint(letter.hide) and not (letter.by_card and one.by_card is False)


def fact(number: int, one: Finding, lang: str, marked: bool = True) -> dict[str, str]:
    """A finding in one line: when, what (``marked``: with a marker unless confirmed), order and amount."""
    title = gettext(one.title, lang, **one.values)
    amount = one.values.get("amount") or tuple(_sum(_rows([(number, one)])))
    return {
        "number": str(number),
        "at": when(_at(one), one.at_basis, lang, one.zone),
        "what": _marked(one, title, lang) if marked else title,
        "order": value(one.values.get("order") or "", lang),
        "amount": value(amount, lang),
    }


def charges(findings: Iterable[Numbered], merchant: str | None, lang: str, card: bool = False) -> list[dict[str, str]]:
    """The charges that nobody in the household made, each once, with the number of the first finding that cites it;
    with ``card`` only those that a card may have paid."""
    return [
        {
            "number": str(number),
            "at": _marked(one, when(row.at, one.at_basis, lang, one.zone), lang),
            "amount": value(row.money, lang),
            "merchant": row.payee or merchant or one.shop or "",
            "order": _order(row),
        }
        for number, one, row in _rows(findings, card=card)
    ]


def losses(findings: Iterable[Numbered], lang: str) -> list[dict[str, str]]:
    """The money lost: the charges, and balance spent on unknown orders."""
    lost = [*_rows(findings), *_rows(findings, ("ledger",), "unknown_use")]
    lost.sort(key=lambda it: it[2].at or "")
    dot = LANGUAGES[lang].ordinal
    return [
        {
            "what": f"{number}{dot}{_marked(one, gettext(one.title, lang, **one.values), lang)}",
            "amount": value(_positive(row), lang),
        }
        for number, one, row in lost
    ]


def total(findings: Sequence[Numbered], lang: str, ledger: bool = False, card: bool = False) -> str:
    """The sum of the charges (``ledger``: of all losses; ``card``: of what a card may have paid), per currency."""
    rows = [*_rows(findings, card=card), *(_rows(findings, ("ledger",), "unknown_use") if ledger else ())]
    summed = " + ".join(value(one, lang) for one in _sum(rows))
    return summed if all(one.verdict == "not_mine" for _, one, _ in rows) else gettext(SUM_SENTENCE, lang, sum=summed)


def _marked(one: Finding, text: str, lang: str) -> str:
    """Prefixes the text with a marker unless the owner confirmed the finding."""
    mark = MARK_SENTENCES.get(one.verdict)
    return text if mark is None else translate(mark, lang) + LANGUAGES[lang].space + text


def logins(findings: Iterable[Numbered], lang: str) -> list[dict[str, str]]:
    """The sign-ins that nobody recognised, each once: when, from which address, where, with which device."""
    listed: dict[Place, dict[str, str]] = {}
    for number, one in findings:
        row = _sign_in(one)
        if row is None:
            continue
        place, device = one.values.get("country"), _device(one.values.get("device"))
        told = {
            "number": str(number),
            "at": _marked(one, when(row.at or one.at, one.at_basis, lang, one.zone), lang),
            "ip": _address(row),
            "place": country(str(place), lang) if place else "",
            "device": value(device, lang),
        }
        before = listed.setdefault(row.place, told)
        listed[row.place] = {name: before[name] or told[name] for name in told}
    return list(listed.values())


def _device(given: Value | None) -> Value:
    """The device of a finding, without the sentence about it."""
    return given.values.get("device", "") if isinstance(given, Sentence) else given or ""


def _sign_in(one: Finding) -> Evidence | None:
    """The suspicious sign-in of a finding. It may cite one of the owner too, but its sentence gives the time of the
    suspicious one."""
    triggers = [row for row in one.evidence if row.role == "trigger"]
    if "sign_in" not in tags_of(one.detector) or not triggers:
        return None
    at = str(one.values.get("at")).partition("[")[0]
    return next((row for row in triggers if row.at == at), triggers[0])


def _at(one: Finding) -> str | None:
    """When a finding happened; for a sign-in the time of the suspicious one, as in the list of sign-ins."""
    row = _sign_in(one)
    return (row.at if row else None) or one.at


def _rows(
    findings: Iterable[Numbered],
    tables: Sequence[str] = CHARGED,
    tag: str = "purchase",
    card: bool = False,
) -> list[Row]:
    """The rows with money that these findings cite, each order once (``card``: that a card may have paid).

    A row of a denied finding counts as denied even if another finding about it was not answered. Several lines of an
    order are one row with their sum, and the payment for a listed order is not a second charge.
    """
    cited: dict[Place, Row] = {}
    for number, one in sorted(findings, key=lambda it: it[1].verdict != "not_mine"):
        tags = tags_of(one.detector)
        if tag in tags and "seller" not in tags:
            for row in _sentence_rows(one):
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


def _sentence_rows(one: Finding) -> Iterator[Evidence]:
    """Trigger rows, plus counted rows if the answer was "not mine": a letter never claims a denial of rows that were
    not asked about."""
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
