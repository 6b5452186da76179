"""The arithmetic of one finding, for a reader at a terminal: rows, values, sums, thresholds, and what would undo it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from importlib import import_module
from types import ModuleType
from typing import Any

from analyzers.detectors.giftcard import chain_break
from analyzers.engine.detector import detectors, tags_of
from analyzers.events.facts import Money, Sentence, Values
from app.i18n import N_
from app.i18n.formats import money, number, when
from app.i18n.translate import gettext, value
from app.report.model import Evidence, Finding, Report
from app.report.summary.words import KIND_LABELS, SEVERITY_LABELS, TABLE_LABELS, word

SHORTEST = 6  # characters of an id that may be typed instead of all
ROLE_LABELS = {"trigger": N_("This row led to it:"), "context": N_("Related rows:")}
SUM_SENTENCE = N_("{table}: {sum} = {total}")
ONE_SENTENCE = N_("{table}: {total}")
LEDGER_SENTENCE = N_("Balance before {before}, this entry {amount}, so {expected} is expected; the file says {shown}.")
EXCESS_SENTENCE = N_("Refunded {refunded}, paid {paid}: {excess} too much.")
SCORE_SENTENCE = N_("Score: {score}")
PART_SENTENCE = N_("{share}: {reason}")
CHANCE_SENTENCE = N_("Of a thousand simulated accounts without misuse at most {share} reach this score.")
UNCALIBRATED_SENTENCE = N_("No simulated accounts were compared with this score, so it says nothing about chance.")
WITHOUT_SENTENCE = N_("Without the row {path}, line {line}, there would be no such finding.")
WITHOUT_ROWS_SENTENCE = N_("Without the {count} rows named above there would be no such finding.")
CHANGED_SENTENCE = N_("With this balance as expected there would be no such finding. An entry more would not help.")
MISSING_SENTENCE = N_(
    "With one entry of {difference} more, or this balance as expected, there would be no such finding."
)
NUMBERS_SENTENCE = N_("Numbers that this check is made with, by their names in its source: {numbers}.")
SPAN_LABELS = {"days": N_("{count} days"), "hours": N_("{count} hours"), "minutes": N_("{count} minutes")}
ONLY_SHOWN = ("LISTED", "MOST")  # say only how much is listed
RATIO_SENTENCES = {
    "usual": N_("{amount} is {result} times {usual}."),
    "held": N_("{spent} of {held} is {result} %."),
    "speed": N_("{distance} km in {minutes} minutes is {result} km an hour."),
    "haste": N_("{distance} km in {seconds} seconds is {result} km an hour."),
    "expected": N_("{count} orders are {result} times the {expected} that are usual."),
    "chance": N_(
        "({cod} + 1) ÷ ({earlier} + 2) = {result}: how likely such an order is, as the orders before it suggest."
    ),
    "parts": N_(
        "Place {place} + device {rarity} = {result}; what is usual for this account is taken off for the score."
    ),
}
RATIOS: dict[tuple[str, ...], Callable[..., tuple[str, str]]] = {
    ("amount", "usual"): lambda amount, usual: (RATIO_SENTENCES["usual"], f"{amount / usual:.1f}"),
    ("spent", "held"): lambda spent, held: (RATIO_SENTENCES["held"], f"{100 * spent / held:.0f}"),
    ("distance", "minutes"): lambda far, minutes: (RATIO_SENTENCES["speed"], f"{60 * far / minutes:,.0f}"),
    ("distance", "seconds"): lambda far, seconds: (RATIO_SENTENCES["haste"], f"{3600 * far / seconds:,.0f}"),
    ("count", "expected"): lambda count, expected: (RATIO_SENTENCES["expected"], f"{count / expected:.1f}"),
    ("cod", "earlier"): lambda cod, earlier: (RATIO_SENTENCES["chance"], f"{(cod + 1) / (earlier + 2):.4f}"),
    ("place", "rarity"): lambda place, device: (RATIO_SENTENCES["parts"], f"{place + device:.1f}"),
}
UNCALIBRATED = 0.5  # the confidence of what was never compared with clean accounts
WITHOUT_GAP_SENTENCE = N_("With the missing part handed in there would be no such finding.")


def find(report: Report, name: str) -> Finding | None:
    """The finding of this id, or of an id that alone begins so; null where there is none."""
    found = [one for one in report.findings if one.id == name]
    if not found and len(name) >= SHORTEST:
        found = [one for one in report.findings if one.id.startswith(name)]
    return found[0] if len(found) == 1 else None


def lines(one: Finding, lang: str) -> Iterator[str]:
    """One finding from its rows to its counterfactual."""

    def _(key: str, **values: Any) -> str:
        return gettext(key, lang, **values)

    yield _(one.title, **one.values)
    yield f"{one.detector}  {word(SEVERITY_LABELS, one.severity, lang)}  {one.confidence}  id: {one.id}"
    yield word(KIND_LABELS, one.kind, lang)
    yield when(one.at, one.at_basis, lang) if one.at else _("time not stated")
    yield ""
    yield _(one.message, **one.values)
    yield ""
    for role in ("trigger", "context"):
        rows = [row for row in one.evidence if row.role == role]
        if rows:
            yield _(ROLE_LABELS[role])
        for row in rows:
            yield "  " + _("{path}, line {line}", path=row.path, line=str(row.line))
            for name, cell in row.fields.items():
                # A cell of several lines stays inside its column.
                yield from (
                    f"    {name}: {cell}".replace("\n", "\n      ").splitlines() if cell and cell.strip() else ()
                )
    yield ""
    yield _("Values:")
    yield from (f"  {name} = {value(given, lang)}" for name, given in one.values.items() if given != "")
    yield ""
    yield _("Arithmetic:")
    yield from ("  " + line for line in _arithmetic(one, lang))
    yield ""
    yield _without(one, lang)


def _arithmetic(one: Finding, lang: str) -> Iterator[str]:
    for table in dict.fromkeys(row.table for row in one.evidence):
        for role in ("trigger", "context"):
            yield from _sums(table, [r for r in one.evidence if r.table == table and r.role == role], lang)
    values = one.values
    if {"expected", "shown"} <= values.keys():
        entry = next((row.money for row in one.evidence if row.role == "trigger" and row.money), None)
        expected = values["expected"]
        if entry and isinstance(expected, Money):
            before = Money(expected.minor - entry.minor, expected.currency)
            shown = {"amount": entry, "expected": expected, "shown": values["shown"], "before": before}
            yield gettext(LEDGER_SENTENCE, lang, **shown)
    if {"refunded", "paid", "excess"} <= values.keys():
        yield gettext(EXCESS_SENTENCE, lang, **values)
    yield from _ratios(values, lang)
    if one.kind == "surprise":
        yield from _surprise(one, lang)
    if one.detector in detectors():
        yield from _thresholds(import_module(f"analyzers.detectors.{one.detector}"), lang)


def _ratios(values: Values, lang: str) -> Iterator[str]:
    """What two values of a finding make together, so that nobody needs to calculate it. A span of time holds its number
    as a value of its own."""
    span = values.get("apart")
    values = {**values, **span.values} if isinstance(span, Sentence) else values
    for names, make in RATIOS.items():
        if set(names) <= values.keys():
            given = [values[name] for name in names]
            numbers = [float(one.minor if isinstance(one, Money) else str(one)) for one in given]
            if all(one > 0 for one in numbers[1:]):
                key, result = make(*numbers)
                yield gettext(key, lang, **{name: values[name] for name in names}, result=result)


def _sums(table: str, rows: Sequence[Evidence], lang: str) -> Iterator[str]:
    for currency in dict.fromkeys(row.money.currency for row in rows if row.money):
        minor = [row.money.minor for row in rows if row.money and row.money.currency == currency]
        parts = " + ".join(money(part, currency, lang) for part in minor)
        sentence = SUM_SENTENCE if len(minor) > 1 else ONE_SENTENCE
        total = money(sum(minor), currency, lang)
        yield gettext(sentence, lang, table=word(TABLE_LABELS, table, lang), sum=parts, total=total)


def _surprise(one: Finding, lang: str) -> Iterator[str]:
    shares = [round(part.share, 2) for part in one.parts]
    for part, share in zip(one.parts, shares, strict=True):
        yield gettext(PART_SENTENCE, lang, share=f"{share:.2f}", reason=Sentence(part.key, part.values))
    total = f"{sum(shares):.2f}" if shares else f"{one.score:.4g}"
    added = " + ".join(f"{share:.2f}" for share in shares)
    yield gettext(SCORE_SENTENCE, lang, score=f"{added} = {total}" if len(shares) > 1 else total)
    share = round((1 - one.confidence) * 1000, 1)
    calibrated = one.confidence != UNCALIBRATED
    yield gettext(CHANCE_SENTENCE, lang, share=f"{share:g}") if calibrated else gettext(UNCALIBRATED_SENTENCE, lang)


def _thresholds(module: ModuleType, lang: str) -> Iterator[str]:
    """The numbers that the check is made with, by the names that they have in its source."""
    told = {
        name: given
        for name, given in vars(module).items()
        if name.isupper() and isinstance(given, int | float | timedelta) and not isinstance(given, bool)
    }
    shown = [f"{name} = {_amount(given, lang)}" for name, given in told.items() if name not in ONLY_SHOWN]
    for name, given in vars(module).items():
        if name.isupper() and isinstance(given, dict) and all(isinstance(one, int) for one in given.values()):
            shown.append(f"{name} = " + " / ".join(f"{key} {one}" for key, one in given.items()))
    if shown:
        yield gettext(NUMBERS_SENTENCE, lang, numbers=", ".join(shown))


def _amount(given: float | timedelta, lang: str) -> str:
    if not isinstance(given, timedelta):
        return f"{given:g}"
    whole = {unit: given / timedelta(**{unit: 1}) for unit in ("days", "hours")}
    unit = next((one for one, count in whole.items() if count > 1 and count.is_integer()), "minutes")
    return gettext(SPAN_LABELS[unit], lang, count=given // timedelta(**{unit: 1}))


def _without(one: Finding, lang: str) -> str:
    if {"expected", "difference"} <= one.values.keys():
        if one.values["reason"] == Sentence(chain_break.CHANGED_SENTENCE, {}):
            return gettext(CHANGED_SENTENCE, lang)
        return gettext(MISSING_SENTENCE, lang, difference=one.values["difference"])
    rows = one.evidence
    if not rows or "coverage" in tags_of(one.detector):
        return gettext(WITHOUT_GAP_SENTENCE, lang)
    if len(rows) == 1:
        return gettext(WITHOUT_SENTENCE, lang, path=rows[0].path, line=str(rows[0].line))
    return gettext(WITHOUT_ROWS_SENTENCE, lang, count=number(len(rows), lang))
