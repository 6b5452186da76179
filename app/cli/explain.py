"""The arithmetic of one finding, for a reader at a terminal: rows, values, sums, what decided, and what would undo
it."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from analyzers.findings.finding import Evidence, Finding
from analyzers.rules.retired import GONE_SENTENCE, RETIRED, RETIRED_SENTENCE
from app.i18n import N_
from app.i18n.formats import money, number, when
from app.i18n.translate import gettext, value
from app.report.event_words import TABLE_LABELS
from app.report.model import Report
from app.report.summary.labels import KIND_LABELS, SEVERITY_LABELS, reason_of
from app.report.summary.words import word

FINDING_ID = re.compile("[0-9a-f]{20}")
SHORTEST = 6  # characters of an id that may be typed instead of all
ROLE_LABELS = {"trigger": N_("What led to it:"), "context": N_("Related rows:")}
SUM_SENTENCE = N_("{table}: {sum} = {total}")
ONE_SENTENCE = N_("{table}: {total}")
SCORE_SENTENCE = N_("Score: {score}")
PART_SENTENCE = N_("{share}: {reason}")
CHANCE_SENTENCE = N_("Of a thousand simulated accounts without misuse at most {share} reach this score.")
UNCALIBRATED_SENTENCE = N_("No simulated accounts were compared with this score, so it says nothing about chance.")
WITHOUT_SENTENCE = N_("Without the row {path}, line {line}, there would be no such finding.")
WITHOUT_ROWS_SENTENCE = N_("Without the {count} rows named above there would be no such finding.")
UNCALIBRATED = 0.5  # the confidence of what was never compared with clean accounts


def find(report: Report, name: str) -> Finding | None:
    """The finding of this id, or the only finding whose id begins with this text; null where there is none."""
    known = report.finding(name)
    matches = [known] if known else []
    if not matches and len(name) >= SHORTEST:
        matches = [finding for finding in report.findings if finding.id.startswith(name)]
    return matches[0] if len(matches) == 1 else None


def gone(name: str, lang: str) -> list[str]:
    """A sentence about the id of a retired rule, or of a finding that these files do not have; empty for a text that is
    no id."""
    if rule := RETIRED.get(name):
        title, instead = gettext(rule.title, lang), gettext(rule.instead, lang)
        return [gettext(RETIRED_SENTENCE, lang, title=title, instead=instead)]
    return [gettext(GONE_SENTENCE, lang, id=name)] if FINDING_ID.fullmatch(name) else []


def lines(finding: Finding, lang: str) -> Iterator[str]:
    """The explanation of one finding, from its rows to what would undo it."""

    def _(key: str, **values: Any) -> str:
        return gettext(key, lang, **values)

    yield _(finding.title, **finding.values)
    yield f"{finding.detector}  {word(SEVERITY_LABELS, finding.severity, lang)}  {finding.confidence}  id: {finding.id}"
    yield word(KIND_LABELS, reason_of(finding), lang)
    yield when(finding.at, finding.at_basis, lang, finding.zone) if finding.at else _("time not stated")
    yield ""
    yield _(finding.message, **finding.values)
    yield ""
    for role in ("trigger", "context"):
        rows = [row for row in finding.evidence if row.role == role]
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
    yield from (f"  {name} = {value(content, lang)}" for name, content in finding.values.items() if content != "")
    yield ""
    yield _("Arithmetic:")
    yield from ("  " + line for line in _arithmetic(finding, lang))
    yield ""
    yield _without(finding, lang)


def _arithmetic(finding: Finding, lang: str) -> Iterator[str]:
    """Sums of the rows, then the comparisons that decided, as the rule made them, then the score."""
    for table in dict.fromkeys(row.table for row in finding.evidence):
        for role in ("trigger", "context"):
            yield from _sums(table, [r for r in finding.evidence if r.table == table and r.role == role], lang)
    yield from (gettext(line.key, lang, **line.values) for line in finding.arithmetic)
    if finding.kind == "surprise" or finding.parts:
        yield from _score(finding, lang)
    if finding.kind == "surprise":
        share = round((1 - finding.confidence) * 1000, 1)
        calibrated = finding.confidence != UNCALIBRATED
        yield gettext(CHANCE_SENTENCE, lang, share=f"{share:g}") if calibrated else gettext(UNCALIBRATED_SENTENCE, lang)


def _sums(table: str, rows: Sequence[Evidence], lang: str) -> Iterator[str]:
    for currency in dict.fromkeys(row.money.currency for row in rows if row.money):
        minor = [row.money.minor for row in rows if row.money and row.money.currency == currency]
        parts = " + ".join(money(part, currency, lang) for part in minor)
        sentence = SUM_SENTENCE if len(minor) > 1 else ONE_SENTENCE
        total = money(sum(minor), currency, lang)
        yield gettext(sentence, lang, table=word(TABLE_LABELS, table, lang), sum=parts, total=total)


def _score(finding: Finding, lang: str) -> Iterator[str]:
    shares = [round(part.share, 2) for part in finding.parts]
    for part, share in zip(finding.parts, shares, strict=True):
        yield gettext(PART_SENTENCE, lang, share=f"{share:.2f}", reason=gettext(part.key, lang, **part.values))
    total = f"{sum(shares):.2f}" if shares else f"{finding.score:.4g}"
    added = " + ".join(f"{share:.2f}" for share in shares)
    yield gettext(SCORE_SENTENCE, lang, score=f"{added} = {total}" if len(shares) > 1 else total)


def _without(finding: Finding, lang: str) -> str:
    """What would have to change so that this finding disappears."""
    if finding.otherwise:
        return gettext(finding.otherwise.key, lang, **finding.otherwise.values)
    if len(finding.evidence) == 1:
        return gettext(WITHOUT_SENTENCE, lang, path=finding.evidence[0].path, line=str(finding.evidence[0].line))
    return gettext(WITHOUT_ROWS_SENTENCE, lang, count=number(len(finding.evidence), lang))
