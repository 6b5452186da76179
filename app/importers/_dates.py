"""Text to instants, and how sure the instant is."""

import polars as pl

# What Amazon and Google have been seen to write, and the plain forms that a person's own tools leave behind. Forms in
# which day and month could be mistaken for each other are left out on purpose, except where the file says UTC.
_STATED = (
    "%Y-%m-%dT%H:%M:%S%.fZ",
    "%m/%d/%Y %H:%M:%S UTC",
    "%Y-%m-%d %H:%M:%S%.f UTC",
    "%b %d, %Y, %I:%M:%S %p UTC",
    "%Y-%m-%dT%H:%M:%S%.f%z",
    "%Y-%m-%d %H:%M:%S%.f%z",
)
_ASSUMED = ("%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y/%m/%d %H:%M:%S")
_DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日")
FORMS = [
    *((form, "stated") for form in _STATED),
    *((form, "assumed") for form in _ASSUMED),
    *((form, "date_only") for form in _DATES),
]


def instants(text: pl.Series) -> pl.DataFrame:
    """Columns ``at`` (UTC) and ``at_basis`` of date texts; both null where the text is null or no date of 1990 to 2100.

    Of a joined date (``…Z and …Z``, which Amazon writes for split shipments) the first counts. A time without a zone is
    read as UTC and called ``assumed``.
    """
    at = _usual(text)
    basis = at.to_frame("at").select(pl.when(pl.col("at").is_not_null()).then(pl.lit("stated"))).to_series()
    left = (at.is_null() & text.is_not_null()).arg_true()
    rest = text[left].to_frame("text").select(_tidy(pl.col("text"))).to_series()
    for form, kind in FORMS:
        if not len(left):
            break
        more = _read(rest, form, kind)
        at, basis = at.scatter(left, more["at"]), basis.scatter(left, more["at_basis"])
        open_ = more["at"].is_null()
        left, rest = left.filter(open_), rest.filter(open_)
    return pl.DataFrame({"at": at, "at_basis": basis})


def _usual(text: pl.Series) -> pl.Series:
    """`2024-09-11T02:46:10Z`, with or without milliseconds, joined with others or not: quick, and null for the rest."""
    cell = pl.col("text").str
    second = cell.slice(0, 19).str.to_datetime("%Y-%m-%dT%H:%M:%S", time_unit="us", strict=False, cache=False)
    whole = (cell.slice(19, 1) == "Z") & ((cell.len_bytes() == 20) | (cell.slice(20, 5) == " and "))
    thousandths = pl.when(cell.slice(19).str.contains(r"^\.[0-9]{3}Z$")).then(cell.slice(20, 3))
    micros = thousandths.cast(pl.Int64, strict=False) * 1_000
    at = pl.when(whole).then(second).otherwise(second + pl.duration(microseconds=micros))
    fine = _in_range(second) & (cell.slice(17, 2) != "60")
    return text.to_frame("text").select(pl.when(fine).then(at).dt.replace_time_zone("UTC")).to_series()


def _in_range(value: pl.Expr) -> pl.Expr:
    return value.is_between(pl.datetime(1990, 1, 1), pl.datetime(2101, 1, 1), closed="left")


def _tidy(text: pl.Expr) -> pl.Expr:
    """The first of joined dates, in plain digits and spaces; what is far too long for a date is nothing."""
    first = pl.when(text.str.len_bytes() <= 400).then(text).str.splitn(" and ", 2).struct.field("field_0")
    plain = pl.when(first.str.len_bytes() <= 60).then(first).str.normalize("NFKC")
    return plain.str.replace(r" GMT$", " UTC").str.replace_all(r"\s+", " ").str.strip_chars(" '")


def _read(text: pl.Series, form: str, basis: str) -> pl.DataFrame:
    value = pl.col("text").str.to_datetime(form, time_unit="us", strict=False, exact=True)
    if basis == "date_only":
        value = pl.col("text").str.to_date(form, strict=False, exact=True).cast(pl.Datetime("us"))
    if form.endswith("%z"):
        value = value.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    # A "60th second" is no time of day; without this it would slide into the next minute.
    fine = _in_range(value) & ~pl.col("text").str.contains(":60", literal=True)
    at = text.to_frame("text").select(at=pl.when(fine).then(value).dt.replace_time_zone("UTC"))
    return at.with_columns(at_basis=pl.when(pl.col("at").is_not_null()).then(pl.lit(basis)))
