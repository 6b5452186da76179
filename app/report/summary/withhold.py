"""Removes data that a recipient must not see: kinds of data, and every other place that repeats them. First the cells
and names of a kind are emptied. Then every text of the summary is searched for their former content, because a sentence
of a finding or a note may repeat it."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from msgspec import structs

from analyzers.findings.finding import Evidence
from app.i18n.translate import translate
from app.report.claim_table.claim_rows import KIND_LABELS
from app.report.stored import plain, typed
from app.report.summary.hiding import LEAST, Find, Sought, Span
from app.report.summary.labels import WITHHELD_LABELS
from app.report.summary.model import ClaimRow, File, Finding, Summary, Withheld
from app.report.summary.person import Kept
from app.report.summary.words import NOTE_LABELS, word
from checklists.recipients.recipient import KINDS, Hidden

# Columns of files, by their names, whose cells hold the addresses and names of recipients.
_ADDRESS = re.compile(
    r"^(?!.*(mail|\bip\b|network|メール|IP)).*(address|street|city|postal|zip|住所|届け先|宛先|配送先|送付先|郵便番号)",
    re.I,
)
_NAME = re.compile(
    r"(ship|deliver|recipient|receiver|addressee|bill).*name|recipient|receiver|ship.?to|受取人|氏名|宛名|届け先名|お名前",
    re.I,
)
_NETWORK = re.compile(
    r"(?<![\w.:])(?:(?:\d{1,3}\.){3}\d{1,3}|(?:[0-9a-f]{0,4}:){2,7}(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]{0,4}))"
    r"(?:/\d{1,3})?(?![\w.:])",
    re.I,
)
# Four digits behind what marks them as those of a card, and whole numbers of cards.
_CARD = re.compile(
    r"(?<![\d-])(?:\d{4}[ -]?){3}\d{4}(?![\d-])|(?<![\d-])3[47]\d{2}[ -]?\d{6}[ -]?\d{5}(?![\d-])"
    r"|(?:[*＊xX×•●・]{2,}[ -]*|下\s?4\s?[桁けた]+\s*(?:が|は|:|：)?\s*|末尾\s*(?:が|は)?\s*|ending (?:in|with) "
    r"|last (?:four|4) digits:? ?|(?:visa|master\s?card|amex|american express|jcb|diners|discover)\W{1,4})\d{4}(?!\d)",
    re.I,
)
_DIGITS = re.compile(r"(?<!\d)\d{4}(?!\d)")
_YEAR = re.compile("(?:19|20)..")  # such digits are looked for behind the mark of a card alone: days have them, too
_EXACT = {"id", "finding", "finding_id", "case", "key", "schema", "lang", "detector", "sha256", "generated_at", "at",
          "number", "parts", "kind", "person"}  # fmt: skip
# Digits of a card are no year and no part of a time, an amount or an order number.
_CARD_DIGITS = re.compile(r"(?<![\d,.:/])(?<!\d-)\d{4}(?!\d|[,.:/-]\d|[年円])")
_FORMS: Mapping[Hidden, re.Pattern[str]] = {"sign_in_addresses": _NETWORK, "card_digits": _CARD}


def withheld(summary: Summary, kinds: Collection[Hidden]) -> Summary:
    """The summary without the data of these kinds; it lists the kinds."""
    lang = summary.lang
    hidden = word(NOTE_LABELS, "withheld", lang)
    secrets = [secret for kind in kinds if kind in _SECRETS for secret in _SECRETS[kind](summary)]
    own = set() if "person" in kinds else {text for text in summary.person.values() if text}
    for kind in kinds:
        if kind in _EMPTIED:
            summary = _EMPTIED[kind](summary, hidden)
    named = [Withheld(kind, word(WITHHELD_LABELS, kind, lang)) for kind in KINDS if kind in kinds]
    hiding = _Hiding(kinds, [secret for secret in secrets if secret not in own], hidden)
    summary = typed(_swept(plain(summary), cache(hiding.without)), Summary)  # most texts stand there many times
    return structs.replace(summary, withheld=named)


class _Hiding:
    """What is looked for in every text: former content, digits of cards, and texts whose form shows their kind."""

    def __init__(self, kinds: Collection[Hidden], secrets: Collection[str], hidden: str) -> None:
        self.hidden = hidden
        self.digits = {secret for secret in secrets if _DIGITS.fullmatch(secret)}
        self.sought = Sought(secret for secret in secrets if secret not in self.digits)
        forms = [form.pattern for kind, form in _FORMS.items() if kind in kinds]
        self.forms = re.compile("|".join(forms), re.I) if forms else None

    def without(self, text: str) -> str:
        """The text with ``hidden`` in the place of each match, from left to right; of matches that begin together
        former content comes first, then digits."""
        finders, kept, end = self._finders(text), list[str](), 0
        spans = [find(0) for find in finders]
        while matches := [span for span in spans if span]:
            start, behind = min(matches, key=itemgetter(0))
            kept += [text[end:start], self.hidden]
            end = behind
            spans = [find(end) if span and span[0] < end else span for find, span in zip(finders, spans, strict=True)]
        return "".join([*kept, text[end:]])

    def _finders(self, text: str) -> list[Find]:
        def digits(begin: int) -> Span | None:
            matches = _CARD_DIGITS.finditer(text, begin)
            return next((match.span() for match in matches if match[0] in self.digits), None)

        def forms(begin: int) -> Span | None:
            match = self.forms.search(text, begin) if self.forms else None
            return match.span() if match else None

        return [self.sought.finder(text), digits, forms]


def _swept(content: Any, without: Callable[[str], str]) -> Any:
    if isinstance(content, str):
        return without(content)
    if isinstance(content, list):
        return [_swept(part, without) for part in content]
    if isinstance(content, dict):
        return {name: part if name in _EXACT else _swept(part, without) for name, part in content.items()}
    return content


def _rows(summary: Summary) -> Iterator[ClaimRow]:
    yield from (*summary.denied, *summary.unsure)


def _findings(summary: Summary) -> Iterator[Finding]:
    yield from (*summary.findings, *summary.recognised)


def _cells(summary: Summary, columns: re.Pattern[str]) -> Iterator[str]:
    """The cells under these columns, and their lines: an address may be repeated in parts."""
    for finding in _findings(summary):
        for row in finding.evidence:
            for name, cell in row.fields.items():
                if cell and _belongs(row, name, columns):
                    yield cell
                    yield from re.split(r"[\n,、]+", cell)


def _belongs(row: Evidence, name: str, columns: re.Pattern[str]) -> bool:
    """Whether a cell belongs to one of these columns. The city of a sign-in is not a delivery address."""
    return columns.search(name) is not None and not (columns is _ADDRESS and row.table == "logins")


def _values(summary: Summary, names: Collection[str]) -> Iterator[str]:
    """The texts that fill these places in the sentences of findings. The address of a sign-in is not a delivery
    address."""
    for finding in _findings(summary):
        if "address" in names and any(row.table == "logins" for row in finding.evidence):
            continue
        for name in names:
            yield from _texts(finding.values.get(name))


def _texts(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, Mapping):
        yield from (text for part in content.values() for text in _texts(part))
    elif isinstance(content, list | tuple):
        yield from (text for part in content for text in _texts(part))
    elif hasattr(content, "values") and isinstance(content.values, Mapping):  # a sentence, by what fills it
        yield from _texts(content.values)


def _long(some: Iterator[str]) -> list[str]:
    return [text for secret in some if len(text := secret.strip()) >= LEAST]


def _card_secrets(summary: Summary) -> list[str]:
    texts = [*(claim.paid_with for claim in _rows(summary)), *_values(summary, ("card", "payment"))]
    return [digits for text in texts for digits in _DIGITS.findall(text) if not _YEAR.fullmatch(digits)]


def _network_secrets(summary: Summary) -> list[str]:
    return _long(iter([*_values(summary, ("network",)), *(claim.address for claim in _rows(summary))]))


def _address_secrets(summary: Summary) -> list[str]:
    return _long(iter([*_cells(summary, _ADDRESS), *_values(summary, ("address", "receiver"))]))


def _name_secrets(summary: Summary) -> list[str]:
    named = (claim.recipient for claim in _rows(summary))
    return _long(iter([*named, *_cells(summary, _NAME), *_values(summary, ("recipient", "receiver", "receivers"))]))


def _home_secrets(summary: Summary) -> list[str]:
    return _long(text for answer in summary.household for text in (answer.who, answer.note))


def _person_secrets(summary: Summary) -> list[str]:
    return _long(part for text in summary.person.values() for part in text.split(" / "))


def _file_secrets(summary: Summary) -> list[str]:
    files = [name for file in (*summary.examined, *summary.not_read) for name in (file.path, file.sha256) if name]
    rows = [row.path for finding in _findings(summary) for row in finding.evidence]
    return _long(iter([*files, *rows]))


_SECRETS: Mapping[Hidden, Callable[[Summary], list[str]]] = {
    "card_digits": _card_secrets,
    "sign_in_addresses": _network_secrets,
    "delivery_addresses": _address_secrets,
    "recipient_names": _name_secrets,
    "household": _home_secrets,
    "file_names": _file_secrets,
    "person": _person_secrets,
}


def _without_cells(summary: Summary, hidden: str) -> Summary:
    return _with_rows(summary, lambda row: structs.replace(row, fields={}))


def _without_columns(columns: re.Pattern[str]) -> Callable[[Summary, str], Summary]:
    def emptied(summary: Summary, hidden: str) -> Summary:
        def of(row: Evidence) -> Evidence:
            cells = {
                name: hidden if cell and _belongs(row, name, columns) else cell for name, cell in row.fields.items()
            }
            return structs.replace(row, fields=cells)

        return _with_rows(summary, of)

    return emptied


def _with_rows(summary: Summary, of: Callable[[Evidence], Evidence]) -> Summary:
    def changed(some: Sequence[Finding]) -> list[Finding]:
        return [structs.replace(finding, evidence=[of(row) for row in finding.evidence]) for finding in some]

    return structs.replace(summary, findings=changed(summary.findings), recognised=changed(summary.recognised))


def _with_claims(summary: Summary, of: Callable[[ClaimRow], ClaimRow]) -> Summary:
    return structs.replace(
        summary, denied=[of(claim) for claim in summary.denied], unsure=[of(claim) for claim in summary.unsure]
    )


def _without_sign_in_addresses(summary: Summary, hidden: str) -> Summary:
    """The summary without network addresses of sign-ins; the words of a file also name a sign-in by its network."""
    kind = translate(KIND_LABELS["logins"], summary.lang)
    return _with_claims(
        summary, lambda claim: structs.replace(claim, address="", what=kind if claim.table == "logins" else claim.what)
    )


def _without_card_digits(summary: Summary, hidden: str) -> Summary:
    return _with_claims(summary, lambda claim: structs.replace(claim, paid_with=_DIGITS.sub(hidden, claim.paid_with)))


def _without_recipients(summary: Summary, hidden: str) -> Summary:
    summary = _without_columns(_NAME)(summary, hidden)
    return _with_claims(summary, lambda claim: structs.replace(claim, recipient=""))


def _without_file_names(summary: Summary, hidden: str) -> Summary:
    def of(file: File) -> File:
        return structs.replace(file, path=hidden, sha256=None)

    summary = _with_rows(summary, lambda row: structs.replace(row, path=hidden, also=[]))
    return structs.replace(
        summary, examined=[of(f) for f in summary.examined], not_read=[of(f) for f in summary.not_read]
    )


def _without_evidence_names(summary: Summary, hidden: str) -> Summary:
    def of(exhibit: Kept) -> Kept:
        return structs.replace(exhibit, name=hidden, sha256="", bytes=0, service="", note="")

    return structs.replace(summary, kept=[of(exhibit) for exhibit in summary.kept])


def _without_home(summary: Summary) -> Summary:
    """The summary without what was said at home: neither who said it, nor how many."""

    def without(some: Sequence[Finding]) -> list[Finding]:
        return [structs.replace(finding, home="") for finding in some]

    summary = _with_claims(summary, lambda claim: structs.replace(claim, home=""))
    rows = {"findings": without(summary.findings), "recognised": without(summary.recognised)}
    return structs.replace(summary, household=[], home="", **rows)


def _without_suspected(summary: Summary, hidden: str) -> Summary:
    """The summary without suspected amounts, because most of them have no answer."""
    totals = [structs.replace(total, suspected=None) for total in summary.totals if total.lost]
    return structs.replace(summary, totals=totals, sums=[line for line in summary.sums if line.name != "suspected"])


_EMPTIED: Mapping[Hidden, Callable[[Summary, str], Summary]] = {
    "cells": _without_cells,
    "card_digits": _without_card_digits,
    "sign_in_addresses": _without_sign_in_addresses,
    "delivery_addresses": _without_columns(_ADDRESS),
    "recipient_names": _without_recipients,
    "file_names": _without_file_names,
    "evidence_names": _without_evidence_names,
    "contacts": lambda summary, hidden: structs.replace(summary, contacts=[], contradictions=[]),
    "household": lambda summary, hidden: _without_home(summary),
    "notes": lambda summary, hidden: structs.replace(summary, notes=[]),
    "person": lambda summary, hidden: structs.replace(summary, person={}),
    "unanswered": _without_suspected,
}
