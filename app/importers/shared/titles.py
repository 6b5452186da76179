"""What was bought, in the file's own words."""

import polars as pl

LONGEST = 120  # characters; what is longer is cut


def titles(text: pl.Series) -> pl.Series:
    """Titles in one line each, cut after ``LONGEST`` characters; null where there is none."""
    odd = ((text.str.len_chars() > LONGEST) | text.str.contains(r"[\r\n\t]")).fill_null(False).arg_true()
    if not len(odd):
        return text
    line = pl.col("title").str.head(4 * LONGEST).str.replace_all(r"\s+", " ").str.strip_chars()
    return text.scatter(odd, text[odd].to_frame("title").select(line.str.head(LONGEST)).to_series())
