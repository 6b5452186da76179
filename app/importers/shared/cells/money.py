"""Text to whole minor units, exactly: no float, no guess."""

import polars as pl

from app.importers.shared.cells.columns import by_value
from app.importers.shared.cells.number_notations import BODY, NO_CENTS, normal, plain_numbers

# ISO 4217: the currencies whose minor unit is not a hundredth.
NO_DECIMALS = (
    "BIF",
    "CLP",
    "DJF",
    "GNF",
    "ISK",
    "JPY",
    "KMF",
    "KRW",
    "PYG",
    "RWF",
    "UGX",
    "UYI",
    "VND",
    "VUV",
    "XAF",
    "XOF",
    "XPF",
)
THREE_DECIMALS = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
NO_CURRENCY = "XXX"  # ISO 4217: no currency; its amounts are written with ¤

# A currency and the marks that its amounts may have. A mark that contradicts the row's currency makes the cell bad.
MARKS = {
    "AED": ("AED", "د.إ"),
    "AUD": ("$", "A$", "AU$"),
    "BRL": ("R$",),
    "CAD": ("$", "C$", "CA$", "CDN$"),
    "CNY": ("¥", "元"),
    "EUR": ("€",),
    "GBP": ("£",),
    "INR": ("₹", "RS", "RS."),
    "JPY": ("¥", "円", "\\"),
    "KRW": ("₩", "원"),
    "MXN": ("$", "MX$"),
    "NZD": ("$", "NZ$"),
    "PLN": ("ZŁ",),
    "SEK": ("KR", "KR."),
    "SGD": ("$", "S$"),
    "TRY": ("₺", "TL"),
    "USD": ("$", "US$"),
}
# Marks that mean one currency alone.
OWN_MARKS = {
    "US$": "USD",
    "CA$": "CAD",
    "CDN$": "CAD",
    "AU$": "AUD",
    "A$": "AUD",
    "MX$": "MXN",
    "NZ$": "NZD",
    "S$": "SGD",
    "R$": "BRL",
    "£": "GBP",
    "€": "EUR",
    "円": "JPY",
    "₹": "INR",
    "₩": "KRW",
    "₺": "TRY",
    "ZŁ": "PLN",
}
# What a mark that several currencies share means in a country; other countries leave it open.
_OTHER_CODES = {"RUR": "RUB", "RMB": "CNY", "人民币": "CNY"}  # which banks write for the rouble and the yuan
_AT_HOME = {
    "AU": "AUD",
    "CA": "CAD",
    "CN": "CNY",
    "JP": "JPY",
    "MX": "MXN",
    "NZ": "NZD",
    "SE": "SEK",
    "SG": "SGD",
    "US": "USD",
}
_MARKED = [currency + mark for currency, marks in MARKS.items() for mark in marks]
_MARK = r"(د\.إ|[^\d\s()+\-.,△▲]{0,4}\.?)"
_SHAPE = rf"^(\(?)([-+△▲]?) ?{_MARK} ?(\(?)([-+△▲]?)({BODY}?)(?:{NO_CENTS})? ?{_MARK}([-+]?)(\)?)$"
_BARE = r"^[-+]?[0-9.,]+$"
_MOST_DIGITS = 17  # of minor units, so that sums of them cannot overflow


def currencies(text: pl.Series) -> pl.Series:
    """ISO 4217 codes in upper case, also where an earlier code is written; null for other cells."""
    code = text.str.to_uppercase().replace(_OTHER_CODES)
    return code.set(~code.str.contains(r"^[A-Z]{3}$"), None)


def named_currencies(amount: pl.Series, country: pl.Series) -> pl.Series:
    """The currency that an amount names (``USD 15.87``, ``€ 3``). Where several currencies share its mark, the currency
    that has this mark in ``country`` (ISO alpha-2); null where that leaves a choice."""
    mark = pl.col("amount").pipe(normal).str.to_uppercase().str.replace_all(r"[\d\s.,()+\-△▲'\\\\]", "")
    code = pl.when(mark.str.contains(r"^[A-Z]{3}$")).then(mark)
    home = pl.col("country").str.to_uppercase().replace_strict(_AT_HOME, default=None, return_dtype=pl.String)
    own = mark.replace_strict(OWN_MARKS, default=None, return_dtype=pl.String)
    shared = pl.when((home + mark).is_in(_MARKED)).then(home)
    rows = pl.DataFrame({"amount": amount, "country": country}, schema={"amount": pl.String, "country": pl.String})
    return rows.select(pl.coalesce(own, code, shared)).to_series()


def minor_units(
    text: pl.Series, currency: pl.Series, *, point: bool = False, files: pl.Series | None = None
) -> pl.Series:
    """Amounts in whole minor units of ``currency`` (Int64). Null where the text is null, has no currency, is no number
    or could be two numbers, or is not exact (``3.994`` in EUR). Amazon puts apostrophes around. ``number_notations``
    has the notations. ``point``: the source is known to write a decimal point, so that ``3.990`` is no doubt. ``files``
    numbers the file of each row where there are several, since each has a notation of its own."""
    if text.null_count() == len(text):
        return pl.repeat(None, len(text), dtype=pl.Int64, eager=True)
    decimals = by_value(currency, _decimals)
    rows = text.to_frame("text").select(pl.col("text").str.strip_chars("' "))
    bad = rows.select((pl.lit(currency).is_not_null() & ~pl.col("text").str.contains(_BARE)).fill_null(False))
    text = rows["text"].alias(text.name)
    if bad.to_series().any():
        odd = bad.to_series().arg_true()
        text = text.scatter(odd, _bare(text[odd], currency[odd]))
    return _exact(plain_numbers(text, currency, decimals, point, files), decimals)


def rounded_units(text: pl.Series, currency: pl.Series) -> pl.Series:
    """The same for amounts with more decimals than their currency has (``-12.3456`` in USD is -1235), rounded to the
    nearest unit, halves away from zero; null for all other amounts, also for those that ``minor_units`` reads."""
    rows = pl.DataFrame({"text": text, "decimals": by_value(currency, _decimals)})
    part = rows["text"].str.extract_groups(r"^([-+]?)(\d{1,12})?[.,](\d{1,18})$").struct.unnest()
    rows = pl.concat([rows, part.rename({"1": "sign", "2": "whole", "3": "part"})], how="horizontal")
    rows = rows.with_columns(up=pl.col("part").str.slice(pl.col("decimals"), 1).cast(pl.Int64, strict=False) >= 5)
    kept = pl.col("whole").fill_null("0") + pl.col("part").str.slice(0, pl.col("decimals"))
    units = kept.cast(pl.Int64, strict=False) + pl.col("up").cast(pl.Int64)
    signed = units * pl.when(pl.col("sign") == "-").then(-1).otherwise(1)
    exact = minor_units(text, currency, point=True).is_not_null()
    return rows.select(pl.when(~exact).then(signed).alias("units"))["units"]


def _decimals(currency: pl.Series) -> pl.Series:
    three = pl.when(pl.col("c").is_in(THREE_DECIMALS)).then(3).otherwise(2)
    places = pl.when(pl.col("c").is_not_null()).then(pl.when(pl.col("c").is_in(NO_DECIMALS)).then(0).otherwise(three))
    return currency.to_frame("c").select(places.cast(pl.Int64)).to_series()


def _exact(number: pl.Series, decimals: pl.Series) -> pl.Series:
    """Minor units of numbers: digits with at most one point and a sign in front. The decimals beyond those of the
    currency must be zeros."""
    length = pl.col("number").str.len_bytes().cast(pl.Int64)
    short = pl.when(length <= _MOST_DIGITS + 2).then("number")
    rows = pl.DataFrame({"number": number.str.replace(r"^([-+]?)0+([0-9])", "$1$2"), "decimals": decimals}).select(
        units=short.str.replace(".", "", literal=True).cast(pl.Int64, strict=False),
        shift=pl.col("decimals") - (length - pl.col("number").str.find(".", literal=True) - 1).fill_null(0),
    )
    scale = pl.lit(10, pl.Int64).pow(pl.col("shift").abs().clip(0, _MOST_DIGITS))
    most = pl.lit(10, pl.Int64).pow(_MOST_DIGITS - pl.col("shift").clip(0, _MOST_DIGITS))
    grown = pl.when(pl.col("units").abs() < most).then(pl.col("units") * scale)
    if not (rows["shift"] < 0).any():
        return rows.select(grown).to_series()
    shrunk = pl.when(pl.col("units") % scale == 0).then(pl.col("units") // scale)
    return rows.select(pl.when(pl.col("shift") >= 0).then(grown).otherwise(shrunk)).to_series()


def _bare(text: pl.Series, currency: pl.Series) -> pl.Series:
    """Amounts in any shape as a number with a sign: without currency marks, unusual digits, signs and spaces, with a
    minus for brackets and for a sign behind. Null where that leaves a doubt."""
    rows = pl.DataFrame({"text": text, "currency": currency})
    parts = rows.with_columns(pl.col("text").pipe(normal).str.extract_groups(_SHAPE).alias("part")).unnest("part")
    parts = parts.with_columns(pl.col(str(i)).fill_null("") for i in range(1, 10))
    minus = [pl.col(name).is_in(["-", "△", "▲"]).cast(pl.Int8) for name in ("2", "5", "8")]
    opened = pl.sum_horizontal((pl.col(name) == "(").cast(pl.Int8) for name in ("1", "4"))  # ($5) or $(5)
    closed = (pl.col("9") == ")").cast(pl.Int8)
    signs = pl.sum_horizontal((pl.col(name) != "").cast(pl.Int8) for name in ("2", "5", "8")) + opened
    negative = pl.sum_horizontal(minus) + opened
    marks = [pl.col(name).str.to_uppercase() for name in ("3", "7")]  # `£5 GBP` has two
    fits = [(mark == "") | (mark == pl.col("currency")) | (pl.col("currency") + mark).is_in(_MARKED) for mark in marks]
    # In Japan a dash closes an amount: `¥1,234-` is not negative.
    closing = marks[0].is_in(["¥", "\\"]) & (pl.col("8") == "-")
    fine = pl.all_horizontal(fits) & (signs <= 1) & (opened == closed) & ~closing
    sign = pl.when(negative > 0).then(pl.lit("-")).otherwise(pl.lit(""))
    return parts.select(pl.when(fine & (pl.col("6") != "")).then(sign + pl.col("6"))).to_series()
