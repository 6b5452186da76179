"""Text to whole minor units, exactly: no float, no guess."""

import polars as pl

from app.importers.shared.columns import by_value

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
_MARK = r"([^\d\s()+\-.,△▲]{0,4}\.?)"
_SHAPE = rf"^(\(?)([-+△▲]?) ?{_MARK} ?(\(?)([-+△▲]?)(\d[\d,. ]*?) ?{_MARK}([-+]?)(\)?)$"

_PLAIN = r"^\d+(?:\.\d*)?$"
_COMMAS = r"^\d{1,3}(?:,\d{3})+(?:\.\d*)?$|^\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d*)?$"  # 1,234.56 and 12,34,567.89
_SIGNED_COMMAS = _COMMAS.replace("^", "^[-+]?")
_SPACES = r"^\d{1,3}(?: \d{3})+(?:[.,]\d{1,2})?$"
_DECIMAL_COMMA = r"^\d{1,3}(?:\.\d{3})*,\d{1,2}$|^\d+,\d{1,2}$"
_POINTS = r"^\d{1,3}(?:\.\d{3}){2,}$"  # two or more groups: nothing but thousands


def currencies(text: pl.Series) -> pl.Series:
    """ISO 4217 codes in upper case, null for other cells."""
    code = text.str.to_uppercase()
    return code.set(~code.str.contains(r"^[A-Z]{3}$"), None)


def named_currencies(amount: pl.Series, country: pl.Series) -> pl.Series:
    """The currency that an amount names (``USD 15.87``, ``€ 3``) or, where currencies share its mark, the one that has
    it in ``country`` (ISO alpha-2); null where that leaves a choice."""
    mark = pl.col("amount").pipe(normal).str.to_uppercase().str.replace_all(r"[\d\s.,()+\-△▲'\\\\]", "")
    code = pl.when(mark.str.contains(r"^[A-Z]{3}$")).then(mark)
    home = pl.col("country").str.to_uppercase().replace_strict(_AT_HOME, default=None, return_dtype=pl.String)
    own = mark.replace_strict(OWN_MARKS, default=None, return_dtype=pl.String)
    shared = pl.when((home + mark).is_in(_MARKED)).then(home)
    rows = pl.DataFrame({"amount": amount, "country": country}, schema={"amount": pl.String, "country": pl.String})
    return rows.select(pl.coalesce(own, code, shared)).to_series()


def minor_units(text: pl.Series, currency: pl.Series) -> pl.Series:
    """Amounts in whole minor units of ``currency`` (Int64). Null where the text is null, has no currency, is no number,
    or is not exact (``3.994`` in EUR; ``3.990`` is). Amazon writes the point and thousands commas in every country, and
    puts apostrophes around; a decimal comma counts only where it cannot be anything else."""
    if text.null_count() == len(text):
        return pl.repeat(None, len(text), dtype=pl.Int64, eager=True)
    rows = pl.DataFrame({"text": text.str.strip_chars("' "), "decimals": by_value(currency, _decimals)})
    commas = pl.col("text").str.contains(",", literal=True)
    grouped = pl.col("text").str.contains(_SIGNED_COMMAS)
    flat = pl.col("text").str.replace_all(",", "", literal=True)
    rows = rows.with_columns(number=pl.when(~commas | grouped).then(flat))
    minor = _exact(rows)
    left = (minor.is_null() & text.is_not_null() & currency.is_not_null()).arg_true()
    if len(left):
        odd = pl.DataFrame({"text": text[left], "currency": currency[left], "decimals": rows["decimals"][left]})
        minor = minor.scatter(left, _any_shape(odd))
    return minor


def rounded_units(text: pl.Series, currency: pl.Series) -> pl.Series:
    """The same for amounts with more decimals than their currency has (``-12.3456`` in USD is -1235), rounded to the
    nearest unit, halves away from zero; null for all others, those that ``minor_units`` reads too."""
    rows = pl.DataFrame({"text": text, "decimals": by_value(currency, _decimals)})
    part = rows["text"].str.extract_groups(r"^([-+]?)(\d{1,12})?[.,](\d{1,18})$").struct.unnest()
    rows = pl.concat([rows, part.rename({"1": "sign", "2": "whole", "3": "part"})], how="horizontal")
    rows = rows.with_columns(up=pl.col("part").str.slice(pl.col("decimals"), 1).cast(pl.Int64, strict=False) >= 5)
    kept = pl.col("whole").fill_null("0") + pl.col("part").str.slice(0, pl.col("decimals"))
    units = kept.cast(pl.Int64, strict=False) + pl.col("up").cast(pl.Int64)
    signed = units * pl.when(pl.col("sign") == "-").then(-1).otherwise(1)
    exact = minor_units(text, currency).is_not_null()
    return rows.select(pl.when(~exact).then(signed).alias("units"))["units"]


def _decimals(currency: pl.Series) -> pl.Series:
    three = pl.when(pl.col("c").is_in(THREE_DECIMALS)).then(3).otherwise(2)
    places = pl.when(pl.col("c").is_not_null()).then(pl.when(pl.col("c").is_in(NO_DECIMALS)).then(0).otherwise(three))
    return currency.to_frame("c").select(places.cast(pl.Int64)).to_series()


def _exact(rows: pl.DataFrame) -> pl.Series:
    """Minor units of ``number``: digits with at most one point and a sign in front. At most 15 characters, so that
    nothing can overflow; the decimals beyond those of the currency must be zeros."""
    length = pl.col("number").str.len_bytes().cast(pl.Int64)
    short = pl.when(length <= 15).then("number")
    rows = rows.select(
        units=short.str.replace(".", "", literal=True).cast(pl.Int64, strict=False),
        shift=pl.col("decimals") - (length - pl.col("number").str.find(".", literal=True) - 1).fill_null(0),
    )
    if not (rows["shift"] < 0).any():
        return rows.select(pl.col("units") * pl.lit(10, pl.Int64).pow(pl.col("shift"))).to_series()
    scale = pl.lit(10, pl.Int64).pow(pl.col("shift").abs().clip(0, 15))
    shrunk = pl.when(pl.col("units") % scale == 0).then(pl.col("units") // scale)
    return rows.select(pl.when(pl.col("shift") >= 0).then(pl.col("units") * scale).otherwise(shrunk)).to_series()


def _any_shape(rows: pl.DataFrame) -> pl.Series:
    """Currency marks, unusual digits, signs and spaces, brackets and trailing signs for "minus", decimal commas, and
    zeros in front."""
    parts = rows.with_columns(pl.col("text").pipe(normal).str.extract_groups(_SHAPE).alias("part")).unnest("part")
    parts = parts.with_columns(pl.col(str(i)).fill_null("") for i in range(1, 10))
    minus = [pl.col(name).is_in(["-", "△", "▲"]).cast(pl.Int8) for name in ("2", "5", "8")]
    opened = pl.sum_horizontal((pl.col(name) == "(").cast(pl.Int8) for name in ("1", "4"))  # ($5) or $(5)
    closed = (pl.col("9") == ")").cast(pl.Int8)
    signs = pl.sum_horizontal((pl.col(name) != "").cast(pl.Int8) for name in ("2", "5", "8")) + opened
    negative = pl.sum_horizontal(minus) + opened
    mark = (pl.col("3") + pl.col("7")).str.to_uppercase()
    fits = (mark == "") | (mark == pl.col("currency")) | (pl.col("currency") + mark).is_in(_MARKED)
    body = pl.col("6")
    number = (
        pl.when(body.str.contains(_PLAIN))
        .then(body)
        .when(body.str.contains(_COMMAS))
        .then(body.str.replace_all(",", "", literal=True))
        .when(body.str.contains(_DECIMAL_COMMA) | body.str.contains(_SPACES))
        .then(body.str.replace_all(r"(\d)[. ](\d{3})", "$1$2").str.replace(",", ".", literal=True))
        .when(body.str.contains(_POINTS))
        .then(body.str.replace_all(".", "", literal=True))
    )
    fine = fits & (signs <= 1) & (opened == closed)
    plain = number.str.replace(r"^0+(\d)", "$1")
    parts = parts.select("decimals", sign=1 - 2 * negative.cast(pl.Int64), number=pl.when(fine).then(plain))
    return _exact(parts) * parts["sign"]


def normal(text: pl.Expr) -> pl.Expr:
    """Full-width and other digits, marks, signs and spaces in their plain forms. Long cells become null first, so that
    a number of 5,000 digits costs nothing."""
    short = pl.when(text.str.len_bytes() <= 120).then(text).str.normalize("NFKC")
    minus = short.str.replace_all(r"[\u2010-\u2015\u2212]", "-")
    return minus.str.replace_all(r"[\s\u200e\u200f\u061c]+", " ").str.strip_chars("' ")
