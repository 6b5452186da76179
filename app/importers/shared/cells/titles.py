"""What was bought, in the file's own words."""

import polars as pl

LONGEST = 120  # characters; what is longer is cut


def titles(text: pl.Series) -> pl.Series:
    """Titles in one line each, cut after ``LONGEST`` characters; null where there is none."""
    title = pl.col("title")
    odd = text.to_frame("title").select((title.str.len_chars() > LONGEST) | title.str.contains(r"[\r\n\t]"))
    places = odd.to_series().fill_null(False).arg_true()
    if not len(places):
        return text
    line = title.str.head(4 * LONGEST).str.replace_all(r"\s+", " ").str.strip_chars()
    return text.scatter(places, text[places].to_frame("title").select(line.str.head(LONGEST)).to_series())
