"""Tables in any layout: random rows, written as the layout says, and what reading them has to give."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Literal

from app.importers.layouts.layout import CURRENCY, Layout, names_of

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
WAYS = {
    "day": ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d.%m.%y", "%Y-%m-%d", "words"),
    "month": ("%m/%d/%Y", "%m/%d/%y", "%Y-%m-%d", "%m-%d-%Y"),
    "year": ("%Y/%m/%d", "%Y-%m-%d", "%Y%m%d"),
}
JAPANESE = ("%Y年%m月%d日", "%Y.%m.%d", "%y%m%d", "era")
# Texts that the patterns of cells, and those behind `~` in values, fit.
FITTING = {
    r"'\d\d/\d{1,2}": "'26/06",
    r"DEBIT|CREDIT|CHECK|DSLIP": "CHECK",
    r"\d{14}\[0:GMT\]": "20260603120000[0:GMT]",
    r"[A-Z]{2}\d\d[A-Z0-9]{8,30}": "NL00ASNB0000000001",
    r"[A-Z]{3}": "BEA",
    r"(?:\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d:\d{3})?": "03.06.2026 00:00:30:100",
    r"[A-Z0-9]{8,34}": "AT000000000000000001",
    r"^POS\d\d[A-Z]{3} ": "POS03JUN CAFE",
    r"^Utf.rt$": "Utført",
    r"^Udf.rt$": "Udført",
    r"^(?:Compra|Parcela|À vista)": "Parcela 1/4",
    r"\.\d{1,2}$": "1.00",
    r"^-": "-1.00",
    r"^\d{23}; ?\d{5};": "10000000000000000000001; 05814; ; ; ;",
    r"[1-9]": "1",
    r"^[A-Z]/?[A-Z]{1,2}$": "POS",
    r"取消|取り消し|キャンセル|返品|返金": "取消",
    r"未確定|仮|保留|処理中": "未確定",
    r"確定|完了|済": "確定",
    r"\d": "2500000000000000011",
    r"^[^-]": "1.00",
    r"^[-+]": "-1.00",
}
Row = tuple[str, int, str, str | None]  # day, minor units that went out, currency, status


@dataclass(frozen=True)
class Written:
    """The bytes of a file, and the rows that it holds."""

    data: bytes
    rows: Sequence[Row]


def write(layout: Layout, random: Random, against: bool = False) -> Written:
    """A table in a layout. ``against``: its balances say the opposite of its amounts."""
    return _Writer(layout, random, against).write()


def _place(name: str) -> int:
    """The place that `#13` names, from 1; 0 for a column with a name."""
    return int(name[1:]) if re.fullmatch(r"#\d+", name) else 0


class _Writer:
    def __init__(self, layout: Layout, random: Random, against: bool) -> None:
        self.layout, self.random, self.against = layout, random, against
        self.currency = layout.currency or random.choice(("EUR", "GBP", "CHF", "USD"))
        self.decimals = 0 if self.currency == "JPY" else 2
        self.names = list(random.choice(list(layout.headers.values()))) if layout.headers else self._numbers()
        self.way = random.choice(WAYS[layout.order] + (JAPANESE if layout.country == "jp" else ()))
        self.grouped = random.random() < 0.5
        more = [name for key in ("balance", "fee", "status", "direction") for name in names_of(layout, key)]
        more += [names_of(layout, key)[0] for key in layout.sides if self.column(key) is None]
        more += [*layout.records, *layout.some, *layout.mostly]
        if layout.headers:
            self.names += [name for name in dict.fromkeys(more) if not self._there(name) and not _place(name)]
            every = {name for key in layout.columns for name in names_of(layout, key)} | set(more)
            places = sorted(filter(None, map(_place, every)))
            for place in places:  # columns without a name
                self.names.insert(place - 1, "")
            if not places:
                random.shuffle(self.names)

    def _numbers(self) -> list[str]:
        return [f"#{number}" for number in range(1, len(self.layout.cells) + 1)]

    def _there(self, name: str) -> bool:
        plain = [re.sub(r"\W", "", other.casefold()) for other in self.names]
        return re.sub(r"\W", "", name.casefold()) in plain

    def column(self, key: str) -> int | None:
        """The place of the column of a key."""
        for name in names_of(self.layout, key):
            plain = [re.sub(r"[\W_]", "", other.casefold()) for other in self.names]
            if _place(name):
                return _place(name) - 1 if _place(name) <= len(self.names) else None
            if re.sub(r"[\W_]", "", name.casefold()) in plain:
                return plain.index(re.sub(r"[\W_]", "", name.casefold()))
        return None

    def write(self) -> Written:
        random, layout = self.random, self.layout
        days = sorted(date(2026, 1, 31) + timedelta(days=random.randrange(300)) for _ in range(random.randint(3, 9)))
        days[0] = days[0].replace(day=min(days[0].day, 28)) if days[0].day > 12 else days[0].replace(day=19)
        days.sort()
        amounts = [random.choice((1, 1, -1)) * random.randint(1, 400_000) for _ in days]
        if layout.refunds or layout.correction:
            amounts = [abs(amount) for amount in amounts]
        if layout.some.keys() & names_of(layout, "amount"):  # a file of which the values of some row show the sign
            amounts[0] = abs(amounts[0])
        states = [self._state() for _ in days]
        whole = [state for state in states if state[1] in (None, "completed")]
        if len(whole) < 3 and "completed" in layout.status:
            states = [(self._text(layout.status["completed"][0]), "completed")] * len(days)
        rows, expected, balance = [], [], random.randint(0, 9_000_000)
        for day, amount, (word, state) in zip(days, amounts, states, strict=True):
            before = balance
            moved = amount if state in (None, "completed") else 0
            balance += moved if self.against else -moved
            rows.append(self._row(day, amount, word, balance, before, state))
            expected.append((day.isoformat(), amount, self.currency, state))
        if random.random() < 0.5 and "before" not in layout.columns:
            rows, expected = rows[::-1], expected[::-1]
        header = [self._named(name) for name in self.names]
        return Written(self._encoded(([header] if layout.headers else []) + rows), expected)

    def _state(self) -> tuple[str, str | None]:
        if self.column("status") is None or not self.layout.status or self.column("status") == self.column("date"):
            return "", "completed" if self.layout.status and self.column("status") is not None else None
        state = self.random.choice(list(self.layout.status))
        return self._text(self.random.choice(self.layout.status[state])), state

    @staticmethod
    def _text(value: str) -> str:
        return FITTING[value[1:]] if value.startswith("~") else "anything" if value == "*" else value

    def _named(self, name: str) -> str:
        return name.replace(CURRENCY, self.currency)

    def _row(self, day: date, amount: int, word: str, balance: int, before: int, state: str | None) -> list[str]:
        layout, cells = self.layout, ["" for _ in self.names]
        if layout.cells:
            cells = [self._cell(kind) for kind in layout.cells]
        for values in (layout.records, layout.some, layout.mostly):
            for name, texts in values.items():
                place = _place(name) - 1 if _place(name) else self.names.index(name)
                cells[place] = self._text(texts[0])
        side: Literal["out", "in"] = "out" if amount >= 0 else "in"
        named = (self._text(layout.some[name][0]) for name in names_of(layout, "merchant") if name in layout.some)
        self._put(cells, "merchant", next(named, "Café 見本"))
        self._put(cells, "currency", self.currency)
        self._put(cells, "currency_in", self.currency)
        self._put(cells, "direction", (layout.direction.get(side) or [""])[0])
        self._put(cells, "order_id", f"{self.random.randrange(10**9)}") if layout.repeats else None
        for key, number in (("balance", balance), ("before", before)):
            self._put(cells, key, self._number(number) if state in (None, "completed") else "")
        for key in layout.sides:
            self._put(cells, key, self._amount(key, side, amount))
        if self.column("status") != self.column("date"):
            self._put(cells, "status", word)
        self._dated(cells, day)
        return cells

    def _put(self, cells: list[str], key: str, text: str) -> None:
        place = self.column(key)
        if place is not None:
            cells[place] = text

    def _dated(self, cells: list[str], day: date) -> None:
        if "month" in self.layout.columns:
            for key, number in (("date", day.year), ("month", day.month), ("day", day.day)):
                self._put(cells, key, str(number))
        elif self.layout.date_from:
            forms = (f"{day:%Y%m%d}120000[0:GMT]", f"13:26 {day:%d-%m-%y}")
            self._put(cells, "date", next(form for form in forms if re.search(self.layout.date_from, form)))
        elif self.way == "words":
            self._put(cells, "date", f"{day.day:02} {MONTHS[day.month - 1]} {day.year}")
        elif self.way == "era":
            self._put(cells, "date", f"R{day.year - 2018}.{day.month}.{day.day}")
        else:
            self._put(cells, "date", day.strftime(self.way))

    def _cell(self, kind: str) -> str:
        known: Mapping[str, str] = {"day": "2026-06-03", "text": "Café", "currency": self.currency, "amount": "0"}
        if kind.startswith("~"):
            return FITTING[kind[1:]]
        return known.get(kind, "")

    def _amount(self, key: str, side: str, amount: int) -> str:
        layout = self.layout
        if key != "amount":
            if key != side:
                return ""
            return ("-" if layout.minus.get(key) == "always" else "") + self._number(abs(amount))
        if layout.direction:
            return self._number(-amount if layout.signed else abs(amount))
        signed = amount if layout.sign == "out" else -amount
        plus = "+" if "signed" in layout.cells and signed > 0 else ""
        return plus + self._number(signed)

    def _number(self, minor: int) -> str:
        whole, part = divmod(abs(minor), 10**self.decimals)
        comma = self.layout.decimal == "comma"
        grouped = f"{whole:,}".replace(",", "." if comma else ",") if self.grouped else str(whole)
        cents = f"{',' if comma else '.'}{part:02}" if self.decimals else ""
        return ("-" if minor < 0 else "") + grouped + cents

    def _encoded(self, rows: Sequence[Sequence[str]]) -> bytes:
        out = io.StringIO()
        delimiter = self.random.choice((",", ";", "\t"))
        csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
        encodings = ("utf-8", "utf-8-sig", "utf-16") + (("cp932",) if self.layout.country == "jp" else ())
        return out.getvalue().encode(self.random.choice(encodings), "replace")
