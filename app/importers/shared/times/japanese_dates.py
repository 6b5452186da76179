"""Days as Japanese banks write them: `2026年4月2日(木)`, `2026.4.2`, `20260402`, `令和8年4月2日`, `R8.4.2`."""

import polars as pl

_ERAS = {"昭和": 1925, "平成": 1988, "令和": 2018, "S": 1925, "H": 1988, "R": 2018}  # the year before the first
_ERA = (
    rf"^(?P<era>{'|'.join(_ERAS)}) ?(?P<y>元|\d{{1,2}}) ?[年./-] ?(?P<m>\d{{1,2}}) ?[月./-] ?(?P<d>\d{{1,2}})(?: ?日)?"
)


def plain_japanese(text: pl.Series) -> pl.Series:
    """The texts with plain digits and spaces and without a weekday in brackets; such days with hyphens, so that
    ``shared.dates`` reads them. Other texts stay as they are."""
    plain = pl.when(pl.col("t").str.len_bytes() <= 60).then("t").str.normalize("NFKC").str.replace_all(r"\s+", " ")
    plain = plain.str.replace(r" ?\([月火水木金土日](?:曜日?)?\)", " ").str.strip_chars(" '")
    plain = plain.str.replace(r"^(\d{4})(\d{2})(\d{2})\b", "$1-$2-$3")
    plain = plain.str.replace(r"^(\d{4})\.(\d{1,2})\.(\d{1,2})", "$1-$2-$3")
    plain = plain.str.replace(r"^(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日", "$1-$2-$3")
    rows = text.to_frame("t").select(pl.coalesce(plain, "t").alias("t"))
    return rows.select(pl.coalesce(_of_era(), "t").alias(text.name)).to_series()


def _of_era() -> pl.Expr:
    part = pl.col("t").str.extract_groups(_ERA).struct
    begin = part.field("era").replace_strict(_ERAS, default=None, return_dtype=pl.Int64)
    year = begin + part.field("y").replace("元", "1").cast(pl.Int64, strict=False)
    month, day = (part.field(name).str.zfill(2) for name in ("m", "d"))
    return pl.concat_str(year.cast(pl.String), month, day, separator="-") + pl.col("t").str.replace(_ERA, "")
