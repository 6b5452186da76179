"""The balance of an account as a line of steps, with the places where it does not add up (see
``app.report.drawings.pictures``)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct

from analyzers.events.answers import RECOGNISED
from analyzers.events.marks import Money
from analyzers.findings.finding import Finding
from analyzers.rules.contract import tags_of
from app.i18n import N_, nN_
from app.i18n.formats import day, local_day
from app.i18n.translate import gettext, translate, value
from app.report.drawings.pictures import Tick, rounded, ticks
from app.report.model import Ledger, Report

LEDGER_LABELS = {
    "gift_card": N_("Gift card balance"),
    "points": N_("Points"),
    "e_money": N_("E-money balance"),
    "wallet": N_("Wallet balance"),
    "balance": N_("Balance of the account"),
}


class Point(Struct, frozen=True):
    """A place in a picture, in percent of its width from the left and of its height from above."""

    x: float
    y: float


class Break(Struct, frozen=True):
    """A balance that does not follow from the one before: the expected balance and the stated one."""

    x: float
    expected: float
    y: float


class Balance(Struct, frozen=True, tag="balance", tag_field="kind"):
    """A balance as a line of steps. ``id`` is its name on a page; ``top`` and ``bottom`` are the amounts at its upper
    and lower edge."""

    id: str
    label: str
    title: str
    desc: str
    points: Sequence[Point]
    breaks: Sequence[Break]
    top: str
    bottom: str
    ticks: Sequence[Tick]
    legend: Mapping[str, str]
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


def balances(report: Report, lang: str) -> list[Balance]:
    """The balance of every account with its breaks."""
    breaks = [finding for finding in report.findings if "unexplained_balance" in tags_of(finding.detector)]
    return [
        _balance(ledger, [finding for finding in breaks if finding.verdict not in RECOGNISED], lang)
        for ledger in report.ledgers
    ]


def _balance(ledger: Ledger, findings: Sequence[Finding], lang: str) -> Balance:
    ends = date.fromisoformat(ledger.balances[0][0]), date.fromisoformat(ledger.balances[-1][0])
    broken = list(_broken(ledger, findings))
    amounts = [minor for _, minor in ledger.balances] + [minor for _, *both in broken for minor in both]
    low, high = min(0, *amounts), max(1, *amounts)

    def x(day: date) -> float:
        return rounded(100 * min(1, max(0, (day - ends[0]).days) / max(1, (ends[1] - ends[0]).days)))

    def y(minor: int) -> float:
        return rounded(100 * (high - minor) / (high - low))

    def money(minor: int) -> str:
        return value(Money(minor, ledger.currency or ""), lang)

    dated = [(date.fromisoformat(at), minor) for at, minor in ledger.balances]
    expected = {(at, stated): should for at, should, stated in broken}
    label = translate(LEDGER_LABELS.get(ledger.account, LEDGER_LABELS["balance"]), lang)
    days = [day(end, lang) for end in ends]
    title = N_("{label} on {first}") if days[0] == days[1] else N_("{label} from {first} to {last}")
    breaks = nN_("At {count} place it does not add up.", "At {count} places it does not add up.")
    summary = gettext(breaks, lang, count=len(broken)) if broken else translate(N_("It adds up everywhere."), lang)
    desc = N_("It begins at {begin} and ends at {end}; the highest amount is {high}. {breaks}")
    return Balance(
        id="-".join(filter(None, (ledger.account, (ledger.currency or "").lower()))),
        label=label,
        title=gettext(title, lang, label=label, first=days[0], last=days[1]),
        desc=gettext(desc, lang, begin=money(dated[0][1]), end=money(dated[-1][1]), high=money(high), breaks=summary),
        points=[Point(x(at), y(minor)) for at, minor in dated],
        breaks=[Break(x(at), y(should), y(stated)) for at, should, stated in broken],
        top=gettext(N_("up to {amount}"), lang, amount=money(high)),
        bottom=money(low),
        ticks=ticks(days),
        legend={"break": translate(N_("Does not add up"), lang)} if broken else {},
        head=[translate(name, lang) for name in (N_("Day"), N_("Balance"), N_("Expected"))],
        rows=[
            [day(at, lang), money(minor), money(expected[at, minor]) if (at, minor) in expected else "–"]
            for at, minor in reversed(dated)
        ],
    )


def _broken(ledger: Ledger, findings: Iterable[Finding]) -> Iterable[tuple[date, int, int]]:
    """(day, expected, stated) of the breaks of a gift-card balance."""
    for finding in findings:
        expected, stated = finding.values.get("expected"), finding.values.get("shown")
        if not isinstance(expected, Money) or not isinstance(stated, Money):
            continue
        if finding.at and ledger.account == "gift_card" and stated.currency == (ledger.currency or ""):
            yield local_day(finding.at, finding.zone), expected.minor, stated.minor
