"""The notations of numbers: text to a plain decimal number, or to nothing where it could be two numbers.

Whole numbers may be grouped by commas (also the Indian way), points, apostrophes or spaces; the decimal mark is a point
or a comma. Zeros never begin a grouped number.
"""

import re

import polars as pl

# What stands between the groups, and the decimal mark. Spaces and apostrophes have been made ``normal``.
BODY = r"\d[\d,.' ]*"
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_RAISED_CENTS = f"([0-9])([{_RAISED}]{{2}})"
# A number in a text. Spaces may part words, too, so they count as grouping only where decimals or the end follow.
_GROUPED = r"[1-9]\d{0,2}(?:['’]\d{3})+(?:[.,]\d{1,3})?(?!\d)|[1-9]\d{0,2}(?: \d{3})+(?:[.,]\d{1,3}(?!\d)|(?= ?$))"
AMOUNT = rf"(?:{_GROUPED}|\d[\d.,]*)"
_GROUPED_BEFORE_MARK = r"[1-9]\d{0,2}(?:(?: \d{3})+|(?:['’]\d{3})+)(?:[.,]\d{1,3})?(?!\d)"
AMOUNT_BEFORE_MARK = rf"(?<![\d.,'’])[-−+]?(?:{_GROUPED_BEFORE_MARK}|\d[\d.,]*)"
NO_CENTS = r"[.,]-{1,2}"  # `12.-` and `12,--` are whole amounts
_PLAIN = r"^[-+]?\d+(?:\.\d*)?$"
_COMMAS = r"^[-+]?(?:[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d?(?:,\d{2})+,\d{3})(?:\.\d*)?$"  # 1,234.56 and 12,34,567.89
_SPACES = r"^[-+]?[1-9]\d{0,2}(?:(?: \d{3})+|(?:'\d{3})+)(?:[.,]\d*)?$"
_DECIMAL_COMMA = r"^[-+]?(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+),\d+$"
_POINTS = r"^[-+]?[1-9]\d{0,2}(?:\.\d{3}){2,}$"  # two or more groups: nothing but thousands
# One group alone, 1.234 or 1,234: the mark may part thousands or decimals.
_ALONE = r"^[-+]?[1-9]\d{0,2}[.,]\d{3}$"
# A comma or point that can only be the decimal mark, or that leaves only the other one to be it.
_COMMA_DECIMAL = r"(?:^|[^\d.,])0\d*,\d|\d,(?:\d{1,2}|\d{4,})$|(?:\d{4}|[.' ]\d{3}),\d{3}$|\d\.\d{3}\.\d{3}"
_POINT_DECIMAL = r"(?:^|[^\d.,])0\d*\.\d|\d\.(?:\d{1,2}|\d{4,})$|(?:\d{4}|[,' ]\d{3})\.\d{3}$|\d,\d{2,3},\d{3}"


def plain_numbers(
    text: pl.Series, currency: pl.Series, decimals: pl.Series, point: bool, files: pl.Series | None = None
) -> pl.Series:
    """Digits with at most one point and a sign in front, of numbers in any notation; null for what is none, and for
    what may be two. ``text`` has no marks and only ASCII digits, ``currency`` and ``decimals`` are those of each row.

    `1.234` is what the other numbers of the same currency (in the same of ``files``, where there are several) say that
    a point is, and nothing where they say nothing; so is `1,234` in a currency with three decimals. In others no comma
    stands before three decimals, so `1,234` is grouped there unless the others have decimal commas. With ``point`` none
    of this is in doubt: the point is the decimal mark.
    """
    written = pl.col("text")
    grouped = ~written.str.contains(",", literal=True) | written.str.contains(_COMMAS)
    rows = text.to_frame("text").select(
        "text", number=pl.when(grouped).then("text").str.replace_all(",", "", literal=True)
    )
    where = rows.select(
        odd=written.is_not_null() & ~pl.col("number").str.contains(_PLAIN).fill_null(False),
        alone=pl.lit(False) if point else written.str.contains(_ALONE).fill_null(False),
    )
    number = rows["number"].alias(text.name)
    if where["odd"].any():
        odd = where["odd"].arg_true()
        number = number.scatter(odd, _any_notation(text[odd]))
    if not where["alone"].any():
        return number
    alone = where["alone"].arg_true()
    of = pl.repeat(0, len(text), dtype=pl.UInt32, eager=True) if files is None else files
    rows = pl.DataFrame({"text": text, "currency": currency, "three": decimals == 3, "file": of})
    return number.scatter(alone, _alone(rows, alone))


def _any_notation(text: pl.Series) -> pl.Series:
    flat = pl.col("t").str.replace_all(r"[ ']", "")
    number = (
        pl.when(pl.col("t").str.contains(_SPACES))
        .then(flat.str.replace(",", ".", literal=True))
        .when(pl.col("t").str.contains(_DECIMAL_COMMA))
        .then(pl.col("t").str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True))
        .when(pl.col("t").str.contains(_POINTS))
        .then(pl.col("t").str.replace_all(".", "", literal=True))
        .when(pl.col("t").str.contains(r"^[-+]?\.\d+$"))
        .then("t")
    )
    return text.to_frame("t").select(number).to_series()


def _alone(rows: pl.DataFrame, alone: pl.Series) -> pl.Series:
    """The numbers of the rows ``alone``, of one group each."""
    among = ["currency", "file"]
    notations = {
        "comma": pl.col("text").str.contains(_COMMA_DECIMAL),
        "point": pl.col("text").str.contains(_POINT_DECIMAL),
    }
    styles = rows.group_by(among).agg(notations[name].any().alias(name) for name in notations)
    rows = rows[alone].join(styles, on=among, how="left", nulls_equal=True, maintain_order="left")
    comma, point = pl.col("comma") & ~pl.col("point"), pl.col("point") & ~pl.col("comma")
    neither = ~pl.col("comma") & ~pl.col("point")
    by_point = pl.col("text").str.contains(".", literal=True)
    whole = pl.col("text").str.replace_all(r"[.,]", "")
    number = (
        pl.when(by_point & point)
        .then("text")
        .when(by_point & comma)
        .then(whole)
        .when(~by_point & (point | (neither & ~pl.col("three"))))
        .then(whole)
        .when(~by_point & comma & pl.col("three"))
        .then(pl.col("text").str.replace(",", ".", literal=True))
    )
    return rows.select(number).to_series()


def normal(text: pl.Expr) -> pl.Expr:
    """The texts with digits, marks, signs, apostrophes and spaces in their plain forms; raised cents follow a point.
    Null where other digits are raised, lowered or part of a sign. Null also for long cells, so that a number of
    5,000 digits costs no time."""
    short = pl.when(text.str.len_bytes() <= 120).then(text)
    odd = short.str.replace(_RAISED_CENTS, "").str.contains(r"\p{No}")
    plain = pl.when(~odd).then(short.str.replace(_RAISED_CENTS, "$1.$2")).str.normalize("NFKC")
    minus = plain.str.replace_all(r"[\u2010-\u2015\u2212]", "-").str.replace_all(r"[’ʼ]", "'")
    return minus.str.replace_all(r"[\s\u200e\u200f\u061c]+", " ").str.strip_chars("' ")


def point_before_cents(text: str) -> str:
    """A text with a point before cents that are only set higher, as in `4²⁰ €`: without the point, making characters
    plain would give 420."""
    if not any(sign in text for sign in _RAISED):
        return text
    return re.sub(rf"{_RAISED_CENTS}(?![{_RAISED}])", r"\1.\2", text)
