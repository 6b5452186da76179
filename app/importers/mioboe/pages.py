"""`pages.json` (`mioboe.pages/1`) of the page saver: which pages it saved, and why it stopped."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import row_problem
from app.importers.shared.records.left_out import unexamined
from app.reader.table import Block, FileProblem, Head

title = N_("Mioboe page saver: list of the saved pages")
get = (
    N_("Install Mioboe’s page saver from the page “Hand in files”."),
    N_("Open your orders at the shop, and press the button of the page saver."),
)
takes = N_("Some minutes, during which the pages are saved one after the other.")
cannot_show = N_("This list says which pages were saved and when. What they show is in the pages.")
speed = "now"
unverified = False
columns: tuple[str, ...] = ("file", "address", "kind", "saved_at", "status", "orders", "count", "ended")

# Why the saver stopped before the end of a list, by the value of ``ended``.
STOPPED_SENTENCES = {
    "stopped_sign_in": N_(
        "The page saver stopped after this page, because the shop asked for a password or a check. Answer it, and "
        "save the rest."
    ),
    "stopped_busy": N_(
        "The page saver stopped after this page, because the shop was busy. Save the rest in an hour or tomorrow."
    ),
    "limit": N_("This list goes on further than the page saver follows it. What is older is not in these pages."),
}
STOPPED_SENTENCE = N_("The page saver stopped after this page. If the list goes on, save the rest as well.")


def recognises(head: Head) -> bool:
    """Recognised by all of its keys."""
    return head.kind == "json" and set(columns) <= set(head.header)


def read(head: Head, block: Block) -> Events:
    """No events, and a problem for each place at which the saving stopped early."""
    ended = block.frame["ended"].fill_null("")
    stopped = (
        block.frame.select(reason=ended).with_columns(line=block.lines).filter(~pl.col("reason").is_in(["", "whole"]))
    )
    problems = [_stopped(reason, rows["line"]) for (reason,), rows in stopped.group_by("reason", maintain_order=True)]
    return Events(problems=(*unexamined(block, cannot_show).problems, *problems))


def _stopped(reason: object, lines: pl.Series) -> FileProblem:
    return row_problem("saving-stopped", STOPPED_SENTENCES.get(str(reason), STOPPED_SENTENCE), lines)
