"""Text to instants, and how sure the instant is."""

from functools import cache

import polars as pl

from app.i18n import N_
from app.importers.shared.cells.columns import FEW
from app.importers.shared.times.named_months import with_numbers
from app.reader.table import FileProblem

ZONE_SENTENCE = N_(
    "Times in this file that do not state their time zone: {count}. Each was read in the time zone {zone}."
)

# What Amazon and Google have been seen to write, and the plain forms that a person's own tools leave behind. Forms in
# which day and month could be mistaken for each other are left out on purpose, except where the file states UTC.
_STATED = (
    "%Y-%m-%dT%H:%M:%S%.fZ",
    "%m/%d/%Y %H:%M:%S UTC",
    "%Y-%m-%d %H:%M:%S%.f UTC",
    "%Y/%m/%d %H:%M:%S UTC",
    "%b %d, %Y, %I:%M:%S %p UTC",
    "%Y-%m-%dT%H:%M:%S%.f%z",
    "%Y-%m-%d %H:%M:%S%.f%z",
    "%b %d %H:%M:%S UTC %Y",
    "%d %b %Y %H:%M:%S UTC",
    "%m/%d/%Y %H:%M:%S%z",
    "%d.%m.%Y %H:%M:%S UTC",
)
_ASSUMED = (
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y/%m/%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M",
    "%Y年%m月%d日 %H:%M:%S",
    "%Y年%m月%d日 %H:%M",
    "%b %d, %Y, %I:%M:%S %p",
    "%b %d, %Y, %I:%M %p",
)
_DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%d %b, %Y", "%d %b %Y", "%b %d, %Y", "%d-%b-%Y")
_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"  # which no other form reads
_WEEKDAY = r"^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), ?|^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) "
_STATED_BASIS = pl.when(pl.col("at").is_not_null()).then(pl.lit("stated"))
_OFFSETS = {"JST": "+0900", "PST": "-0800", "PDT": "-0700"}  # names of zones that can be no other zone's
FORMS = [
    *((form, "stated") for form in _STATED),
    *((form, "assumed") for form in _ASSUMED),
    *((form, "date_only") for form in _DATES),
]


def instants(text: pl.Series, zone: str = "UTC") -> pl.DataFrame:
    """Columns ``at`` (UTC) and ``at_basis`` of date texts; both null where the text is null or no date of 1990 to 2100.

    Of a joined date (``…Z and …Z``, which Amazon writes for split shipments) the first counts. The name of a month may
    be in any language of ``month_names``. A time without a zone is
    read as one of ``zone`` and called ``assumed``.
    """
    if len(text) <= FEW and text.str.contains(_DAY).all():
        return _read(text, "%Y-%m-%d", "date_only", zone)
    at = _plainest(text)
    if at.null_count() == text.null_count():
        return at.to_frame("at").with_columns(at_basis=_STATED_BASIS)
    odd = (at.is_null() & text.is_not_null()).arg_true()
    if len(odd):
        at = at.scatter(odd, _usual(text[odd]))
    basis = at.to_frame("at").select(_STATED_BASIS).to_series()
    left = (at.is_null() & text.is_not_null()).arg_true()
    if len(left):
        more = _in_forms(text[left], zone)
        at, basis = at.scatter(left, more["at"]), basis.scatter(left, more["at_basis"])
        left = left.filter(more["at"].is_null() & text[left].str.contains(r"\p{L}{3}"))
    if len(left):
        more = _in_forms(with_numbers(_tidied(text[left])), zone)
        at, basis = at.scatter(left, more["at"]), basis.scatter(left, more["at_basis"])
    return pl.DataFrame({"at": at, "at_basis": basis})


def _in_forms(text: pl.Series, zone: str) -> pl.DataFrame:
    """The same of texts in any of ``FORMS``. Each different text is read once, because the days of a list repeat."""
    known = text.unique().to_frame("text")
    remaining = _tidied(known["text"])
    at = pl.repeat(None, known.height, dtype=pl.Datetime("us", "UTC"), eager=True)
    basis = pl.repeat(None, known.height, dtype=pl.String, eager=True)
    left = pl.int_range(known.height, dtype=pl.UInt32, eager=True)
    for form, kind in _fitting(remaining, zone) if known.height <= FEW else FORMS:
        if not len(left):
            break
        more = _read(remaining, form, kind, zone)
        at, basis = at.scatter(left, more["at"]), basis.scatter(left, more["at_basis"])
        open_ = more["at"].is_null()
        left, remaining = left.filter(open_), remaining.filter(open_)
    known = known.with_columns(at=at, at_basis=basis)
    return text.to_frame("text").join(known, on="text", how="left", maintain_order="left")


def _fitting(text: pl.Series, zone: str) -> list[tuple[str, str]]:
    """The forms that read any of a few texts, found in one step, because each step takes as long for a few rows as for
    thousands."""
    fits = text.to_frame("text").select(_fits(zone)).row(0)
    return [pair for pair, fit in zip(FORMS, fits, strict=True) if fit]


@cache
def _fits(zone: str) -> list[pl.Expr]:
    return [_value(form, basis, zone).is_not_null().any().alias(form) for form, basis in FORMS]


def epochs(text: pl.Series, per_second: int = 1) -> pl.DataFrame:
    """The same columns of counts since 1970 (``per_second`` 1: seconds, 1,000: milliseconds)."""
    number = pl.col("text").cast(pl.Int64, strict=False)
    known = number.is_between(631_152_000 * per_second, 4_133_980_800 * per_second, closed="left")
    micros = pl.when(known).then(number) * (1_000_000 // per_second)
    at = text.to_frame("text").select(at=pl.from_epoch(micros, "us").dt.replace_time_zone("UTC"))
    return at.with_columns(at_basis=_STATED_BASIS)


def zone_problem(at: pl.DataFrame, zone: str = "UTC") -> tuple[FileProblem, ...]:
    """One problem for a file whose times (from ``instants``) have no zone."""
    count = int((at["at_basis"] == "assumed").sum())
    return (FileProblem("assumed-zone", ZONE_SENTENCE, {"count": count, "zone": zone}),) if count else ()


def _plainest(text: pl.Series) -> pl.Series:
    """`2024-09-11T02:46:10Z`, as nearly all are: quicker still, and null for the rest."""
    second = pl.col("text").str.to_datetime("%Y-%m-%dT%H:%M:%SZ", time_unit="us", strict=False, cache=False)
    fine = _in_range(second) & ~pl.col("text").str.ends_with(":60Z")
    return text.to_frame("text").select(pl.when(fine).then(second).dt.replace_time_zone("UTC")).to_series()


def _usual(text: pl.Series) -> pl.Series:
    """The same with or without milliseconds, joined with others or not: quick, and null for the rest."""
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
    """The first of joined dates, in plain digits and spaces; empty where the text is far too long for a date. The day
    of the week is left out: it adds nothing to a date, and a file whose dates were shifted to make it anonymous may
    contradict it."""
    first = pl.when(text.str.len_bytes() <= 400).then(text).str.splitn(" and ", 2).struct.field("field_0")
    plain = pl.when(first.str.len_bytes() <= 60).then(first).str.normalize("NFKC")
    plain = plain.str.replace(_WEEKDAY, "")
    for name, offset in _OFFSETS.items():
        plain = plain.str.replace(f" {name}$", offset)
    return plain.str.replace(r" (?:GMT|Z)$", " UTC").str.replace_all(r"\s+", " ").str.strip_chars(" '")


def _tidied(text: pl.Series) -> pl.Series:
    return text.to_frame("text").select(_tidy(pl.col("text"))).to_series()


def _read(text: pl.Series, form: str, basis: str, zone: str) -> pl.DataFrame:
    at = text.to_frame("text").select(at=_value(form, basis, zone).dt.replace_time_zone("UTC"))
    return at.with_columns(at_basis=pl.when(pl.col("at").is_not_null()).then(pl.lit(basis)))


@cache
def _value(form: str, basis: str, zone: str) -> pl.Expr:
    """The column ``text`` as times in UTC, without a zone; null where the text does not have this form."""
    value = pl.col("text").str.to_datetime(form, time_unit="us", strict=False, exact=True)
    if basis == "date_only":
        value = pl.col("text").str.to_date(form, strict=False, exact=True).cast(pl.Datetime("us"))
    if form.endswith("%z"):
        value = value.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    if basis == "assumed" and zone != "UTC":
        local = value.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
        value = local.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    # A "60th second" is no time of day; without this it would slide into the next minute.
    fine = _in_range(value) & ~pl.col("text").str.contains(":60", literal=True)
    return pl.when(fine).then(value)
