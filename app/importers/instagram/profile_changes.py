"""Instagram's `profile_changes.json`."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.instagram._export import get as get
from app.importers.instagram._export import takes as takes
from app.importers.shared.cells.columns import cells
from app.importers.shared.records.accounts import changes
from app.importers.shared.records.meta import fields
from app.importers.shared.times.dates import epochs
from app.reader.table import Block, Head

title = N_("Instagram: changes to the profile")
speed = "days"
cannot_show = N_("This file does not say from where a change was made.")
unverified = True
grade, checked = "C", "2026-11-24"
columns = None

_NAMES = {"date": ("date",), "what": ("what",), "first": ("first",)}


def recognises(head: Head) -> bool:
    """Recognised by its root key."""
    return head.sheet == "profile_profile_change"


def read(head: Head, block: Block) -> Events:
    """One ``changes`` event a record: what was changed, from what, to what, in the order of the file, whose field names
    are in the person's language."""
    record = fields(block)
    values = [pl.when(pl.col(name).str.strip_chars() != "").then(pl.col(name)) for name in record.values.columns]
    none = pl.lit(None, pl.String)
    words = record.values.with_columns(
        what=pl.concat_str(*values, separator=" / ", ignore_nulls=True) if values else none,
        first=values[0] if values else none,
    )
    frame = words.select("what", "first").with_columns(date=record.time())
    table = cells(Block(frame, block.lines), _NAMES)
    return changes(table, "instagram", _kinds(table.text), table["what"], at=epochs(table["date"]))


def _kinds(text: pl.DataFrame) -> pl.Series:
    """By the word for what was changed or, in other languages than English and Japanese, by the look of the value."""
    word, what = pl.col("first").str.to_lowercase(), pl.col("what").fill_null("")
    mail = word.str.contains("mail|メール") | what.str.contains(r"\S@\S+\.\S")
    phone = word.str.contains("phone|電話") | what.str.contains(r"(?:^| / )\+?\d[\d ()-]{7,}\d$")
    password = word.str.contains("password|パスワード")
    kind = (
        pl.when(password)
        .then(pl.lit("password"))
        .when(mail)
        .then(pl.lit("mail"))
        .when(phone)
        .then(pl.lit("phone"))
        .otherwise(pl.lit("other"))
    )
    return text.select(kind.alias("kind"))["kind"]
