"""Amounts in every notation of numbers: read exactly, or not at all."""

import re
from collections.abc import Callable
from itertools import product

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from app.importers.amazon.pages._order_words import money_in
from app.importers.mail._events import Gathering, convert
from app.importers.mail._messages import When
from app.importers.mail._notice import money
from app.importers.mail._notice import plain as one_line
from app.importers.shared.cells.money import MARKS, minor_units
from app.importers.shared.cells.number_notations import point_before_cents
from tests import examples

SPACES = (" ", "\u00a0", "\u202f", "\u2009")
GROUPS = ("", ",", ".", "'", "’", *SPACES)
PLACES = {"EUR": 2, "USD": 2, "CHF": 2, "INR": 2, "JPY": 0, "KRW": 0, "KWD": 3, "TND": 3}


def grouped(digits: str, mark: str, *, indian: bool) -> str:
    """Digits in groups of three from the right, or of two beyond the first three."""
    head, groups = digits[:-3], [digits[-3:]]
    while head:
        size = 2 if indian else 3
        head, groups = head[:-size], [head[-size:], *groups]
    return mark.join(groups)


def written(minor: int, places: int, group: str, mark: str, decimals: int, indian: bool) -> str | None:
    """An amount in one notation; None where that notation cannot write it."""
    digits = str(minor).rjust(places + 1, "0")
    whole, part = (digits[:-places], digits[-places:]) if places else (digits, "")
    if part[decimals:].strip("0"):
        return None
    body = grouped(whole, group, indian=indian) if group else whole
    part = part.ljust(decimals, "0")[:decimals]
    return body + (mark + part if part else "")


NUMBERS = [
    (group, mark, indian)
    for group, mark, indian in product(GROUPS, (".", ","), (False, True))
    if group != mark and (group == "," or not indian)
]
WIDE = {ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)}
SIGNS: dict[str, tuple[Callable[[str], str], int]] = {
    "none": (lambda text: text, 1),
    "plus": (lambda text: "+" + text, 1),
    "minus": (lambda text: "-" + text, -1),
    "dash": (lambda text: "−" + text, -1),
    "triangle": (lambda text: "▲" + text, -1),
    "behind": (lambda text: text + "-", -1),
    "brackets": (lambda text: f"({text})", -1),
}


def marked(text: str, mark: str, where: str) -> str:
    """An amount with the mark of its currency on one of its sides."""
    return {"front": mark + text, "apart": f"{mark} {text}", "behind": text + mark, "after": f"{text}\u00a0{mark}"}[
        where
    ]


amounts = st.one_of(st.integers(1, 10**4), st.integers(1, 10**15), st.integers(1, 10**12).map(lambda n: n * 1_000))


@examples(80)
@given(amounts, st.sampled_from(sorted(PLACES)), st.sampled_from(sorted(SIGNS)), st.booleans())
def test_an_amount_is_read_exactly_or_not_at_all(minor: int, currency: str, sign: str, wide: bool) -> None:
    """Alone in its column, in every notation, sign and script of digits: it is that amount or none, never another."""
    places = PLACES[currency]
    minor = min(minor, 10 ** (12 + places))
    wrap, factor = SIGNS[sign]
    marks = (currency, MARKS.get(currency, (currency,))[-1])
    for decimals, (group, mark, indian) in product({0, places, min(places, 1)}, NUMBERS):
        text = written(minor, places, group, mark, decimals, indian)
        if text is None:
            continue
        text = wrap(text.translate(WIDE) if wide else text)
        column = [text, *(marked(text, *how) for how in product(marks, ("front", "apart", "behind", "after")))]
        read = minor_units(pl.Series(column), pl.repeat(currency, len(column), eager=True))
        assert {None, factor * minor} >= set(read), (column, read)


@examples(200)
@given(st.lists(amounts, min_size=1, max_size=6), st.sampled_from(sorted(PLACES)), st.sampled_from(NUMBERS))
def test_the_notation_of_a_column_settles_its_amounts(
    column: list[int], currency: str, notation: tuple[str, str, bool]
) -> None:
    """A column that shows once what its marks mean is read whole, whatever else is in it."""
    places = PLACES[currency]
    column = [*(min(minor, 10 ** (12 + places)) for minor in column), 1_234_567 * 10**places + 1]
    if notation[0] in ("", "'", "’", *SPACES) and places == 3:
        column.append(1)  # `0,001`: one group of three digits alone is no thousands
    texts = [written(minor, places, *notation[:2], places, notation[2]) for minor in column]
    read = minor_units(pl.Series(texts), pl.repeat(currency, len(texts), eager=True))
    assert read.to_list() == column


def test_what_is_no_amount_for_certain_is_none() -> None:
    """Dashes that close an amount are no minus, raised cents are no whole units, and nothing is rounded or joined."""
    cases = {
        ("12.-", "CHF"): 1_200,
        ("CHF 1’234.–", "CHF"): 123_400,
        ("12,-- €", "EUR"): 1_200,
        ("4²⁰ €", "EUR"): 420,
        ("4² €", "EUR"): None,
        ("①②", "EUR"): None,
        ("½", "EUR"): None,
        ("¥1,234-", "JPY"): None,
        ("1万円", "JPY"): None,
        ("12.50 CR", "USD"): None,
        ("£21.00 GBP", "GBP"): 2_100,
        ("£21.00 EUR", "GBP"): None,
        ("0,340", "USD"): 34,
        ("0,345", "USD"): None,
        ("1.234 567,00", "EUR"): None,
        ("12 34", "EUR"): None,
        ("1,000,000,000,000.00", "USD"): 10**14,
        ("1.000", "JPY"): None,
    }
    assert {case: minor_units(pl.Series([case[0]]), pl.Series([case[1]]))[0] for case in cases} == cases
    assert point_before_cents("4²⁰ € je m²") == "4.²⁰ € je m²"


def test_an_amount_within_a_text_is_found_whole() -> None:
    """A search never takes the last group of an amount, or the first, for the amount: on pages and in mails."""
    shown = ("1 234,56 €", "1'234.50 CHF", "CHF 1’234.50", "EUR 1.234,56", "12 345 678,90 €", "$1,234.56", "4²⁰ €")
    for text in shown:
        assert re.sub(r"[^\d,.]", "", money_in(f"Summe: {text}")) == re.sub(r"[^\d,.]", "", one_line(text))
        found = money(one_line(text))
        assert found is None or minor_units(pl.Series([found[0]]), pl.Series([found[1]]))[0] in (
            *(123_456, 123_450, 1_234_567_890, 420),
        )
    assert [money(text) for text in ("$1'234", "€ 1 234", "1 234,56 €")] == [
        *(("1'234", "USD"), ("1 234", "EUR"), ("1 234,56", "EUR")),
    ]


def test_an_amount_of_a_mail_that_could_be_two_is_a_problem() -> None:
    """The payment stays, its amount does not, and the mail is named."""
    gathering = Gathering()
    row = {"line": 1, "mail": "pasted", "when": When(None, None), "money": "1.234", "currency": "EUR"}
    gathering.rows["orders"] = [row]
    [found] = convert([gathering])
    assert found.tables["orders"]["total_minor"].to_list() == [None]
    assert [(one.code, one.line) for one in found.problems] == [("bad-mail-amount", 1)]
