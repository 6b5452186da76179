"""Mails of Amazon outside Japan and the United States, which differ in their words alone: a table of phrases for each
language, and one reader."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from app.importers.mail._days import stated_day
from app.importers.mail._layouts.amazon import ORDER
from app.importers.mail._notice import ANY, Columns, Layout, MailLine, Notice, Record, amount_behind, label, subject

_SENDERS = ("auto-confirm", "bestellbestaetigung", "versandbestaetigung", "shipment-tracking", "order-update")
_HIDDEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u034f\u2060\ufeff]")
_MARKED = re.compile(r"^(?:\*\s+(?P<starred>.+)|\[(?P<linked>.+)\]|\d+ x (?P<counted>.+))$")
_QUOTED = re.compile(r"^Your Amazon\.[a-z.]+ order of [\"“](?P<title>.+?)[\"”]")


class Phrases(NamedTuple):
    """The words of a language. ``numbers`` stand before the number of an order; of ``totals`` the first that has an
    amount counts; ``sold`` stands below a title, ``between`` both. ``alone`` is a line by which an order mail without
    its head is known (empty: by none). ``grade`` and ``source`` say where they were seen."""

    sites: tuple[str, ...]
    ordered: str
    sent: str
    numbers: str
    totals: tuple[str, ...]
    sold: str
    between: str
    alone: str
    grade: str
    source: str


ENGLISH = Phrases(
    ("amazon.co.uk", "amazon.ie", "amazon.ca", "amazon.com.au", "amazon.in", "amazon.sg"),
    r"your amazon\.[a-z.]+ order|^ordered:",
    r"^(?:shipped|dispatched|out for delivery|delivered)\b|has been dispatched",
    r"(?:order confirmation )?order ?(?:#|number)",
    (r"Order Total", r"Grand Total", r"Total"),
    r"Sold by",
    r"Condition",
    r"^Order Confirmation\b",
    "A for amazon.co.uk of 2018 to 2021; C for the others, whose mails nobody has seen",
    "kubauk/beancount-import-gmail (MIT), seen on 2026-11-30",
)
GERMAN = Phrases(
    ("amazon.de", "business.amazon.de"),
    r"^bestellt:|ihre amazon\.de bestellung(?!.*versandt)",
    r"^(?:versandt|versendet|in zustellung|zugestellt):|wurde versandt",
    r"bestellnr\.?|bestellnummer",
    (r"(?:Endbetrag inkl\. USt\.|Endbetrag)", r"Gesamtsumme", r"Summe"),
    r"Verkauft von",
    r"Zustand",
    "",
    "A, 2016 and 2026",
    "SoerenKaiser99/parcel_tracker, KeRaMi-Assistant/inventory_management, seen on 2026-11-30",
)
# Shops whose mails nobody has seen, so that only the number of an order is looked for, to say that it is not used.
UNSEEN = (
    "amazon.fr", "amazon.it", "amazon.es", "amazon.nl", "amazon.se", "amazon.pl", "amazon.com.be", "amazon.com.tr",
    "amazon.ae", "amazon.sa", "amazon.eg", "amazon.com.mx", "amazon.com.br", "amazon.cn", "amazon.co.za",
)  # fmt: skip


def _orders(phrases: Phrases, *, sent: bool) -> Callable[[Notice], Iterator[Record]]:
    """One order for each number that a mail gives, with its own total. A mail that it was sent is not about money
    unless it states a total."""

    def read(notice: Notice) -> Iterator[Record]:
        blocks = _blocks(notice.lines, phrases)
        for number, lines in blocks.items():
            names = _titles(lines, phrases) or (_named(notice) if len(blocks) == 1 else [])
            amounts = (amount_behind(lines, name, "") for name in phrases.totals)
            total = next((amount for amount in amounts if amount and amount[1]), None)
            columns: Columns = {"order_id": number, "shop": notice.site, "titles": names}
            columns["date"] = stated_day(lines)
            columns |= {"money": total[0], "currency": total[1]} if total else {}
            yield Record("orders", columns | ({"shipped": True} if sent else {}), lines=lines)

    return read


def _named(notice: Notice) -> list[str]:
    """What the title of a saved mail quotes, where the mail itself lists nothing."""
    titles = (_QUOTED.match(line.raw) for line in notice.lines[:1])
    return [match["title"] for match in titles if match]


def _blocks(lines: tuple[MailLine, ...], phrases: Phrases) -> dict[str, tuple[MailLine, ...]]:
    """The lines of each order, from its number to the next one."""
    names = re.compile(rf"^\W*(?:{phrases.numbers})\s*[:#]*\s*(?P<behind>.*)$", re.IGNORECASE)
    blocks: dict[str, list[MailLine]] = {}
    current: list[MailLine] | None = None
    plain = [_HIDDEN.sub("", line.plain).strip() for line in lines]
    for place, line in enumerate(lines):
        match = names.match(plain[place])
        text = (match["behind"] or "".join(plain[place + 1 : place + 2])) if match else ""
        if number := ORDER.search(text):
            current = blocks.setdefault(number[0], [])
        elif current is not None:
            current.append(line)
    return {number: tuple(some) for number, some in blocks.items()}


def _titles(lines: tuple[MailLine, ...], phrases: Phrases) -> list[str]:
    """What was ordered: marked lines, and those above the name of the seller."""
    sold, between, names = label(phrases.sold), label(phrases.between), list[str]()
    above: MailLine | None = None
    for line in lines:
        if match := _MARKED.match(line.raw):
            names.append(next(filter(None, match.groups())))
        elif sold.match(line.plain) and above and not _MARKED.match(above.raw):
            names.append(above.raw)
        above = above if between.match(line.plain) else line
    return list(dict.fromkeys(names))


def _layouts(phrases: Phrases) -> Iterator[Layout]:
    """The mails of an order of each shop, and those that it was sent."""
    number = re.compile(rf"^\W*(?:{phrases.numbers})(?![a-z])", re.IGNORECASE)
    labels, ordered, sent = (number, ORDER), _orders(phrases, sent=False), _orders(phrases, sent=True)
    for site in phrases.sites:
        senders = tuple(f"{name}@{site}" for name in _SENDERS)
        named = re.compile(rf"(?<![\w.]){re.escape(site)}(?![\w.]*\w)", re.IGNORECASE)
        alone = (re.compile(phrases.alone), number, ORDER, label(phrases.totals[0]), named)
        yield Layout(senders, subject(phrases.sent), labels, sent)
        yield Layout(senders, subject(phrases.ordered), labels, ordered, alone=(alone,) if phrases.alone else ())


LAYOUTS = (
    *_layouts(ENGLISH),
    *_layouts(GERMAN),
    Layout(
        tuple(f"{name}@{site}" for name in ("auto-confirm", "shipment-tracking", "order-update") for site in UNSEEN),
        subject(ANY),
        (ORDER,),
        least=1,
        code="unseen-mail",
    ),
)
