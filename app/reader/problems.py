"""Why a file is not read: one code and one plain sentence for each reason."""

import struct
import zlib

from app.i18n import N_
from app.reader.table import FileProblem

REFUSAL_SENTENCES = {
    "expanded-size": N_(
        "This unpacks to far more data than we can read safely. Upload only the history files from it."
    ),
    "size-mismatch": N_(
        "The archive states a false size for this file, so we did not use it. Download the archive again."
    ),
    "overlap": N_(
        "The parts of this archive overlap, which no ordinary archive does. Download it again from the service."
    ),
    "nested-archive": N_(
        "This archive is nested too deep inside other archives. Unpack the outer ones and upload this one."
    ),
    "too-many-entries": N_("This archive contains too many files. Unpack it and upload only the history files."),
    "not-a-regular-file": N_(
        "This entry is a link or a device, not a file, so it was not opened. Upload the file itself."
    ),
    "corrupt": N_("This file is damaged or was cut off. Download it again and upload the new copy."),
    "empty": N_("This file is empty. Check that the download finished, then upload it again."),
    "unsupported-compression": N_("This file is packed in a way we cannot read. Unpack it and upload the file itself."),
    "encrypted": N_("This file is protected by a password. Unpack it with the password and upload the files inside."),
    "encrypted-or-legacy": N_(
        "This is a protected or old-style Excel file. Open it and save it as CSV, then upload that."
    ),
    "outlook": N_("This is a mail in Outlook’s own format, which we cannot read. Save it as .eml, or paste its text."),
    "dtd": N_(
        "This file contains instructions that no history needs, so it was not opened. Save it as CSV and upload that."
    ),
    "too-many-cells": N_("This file contains far more table cells than we can read. Save a smaller part of the list."),
    "too-many-columns": N_("This table has far too many columns to be a history. Check that this is the right file."),
    "too-many-rows": N_("This table has more rows than we can read at once. Split it and upload the parts."),
    "too-large": N_("This file is too large to read. Save a smaller part of the list, for example one year."),
    "too-deep": N_("This file is nested far more deeply than any history. Check that this is the right file."),
    "no-records": N_("There are no records in this file."),
    "no-bank-transactions": N_(
        "There are no bank transactions in this file. Transactions of investments are not examined."
    ),
    "unknown-page": N_(
        "This page contains no table, and its text is not a history that we know, so it was not used. Open it, wait "
        "until the history is shown, and save it once more as “webpage, complete”, or copy its text and paste it here."
    ),
    "sign-in-page": N_(
        "This page asks for a password and contains no history. Sign in first, then save the page again."
    ),
    "unknown-pdf": N_(
        "This PDF contains no table with dates, and its text is not a history that we know, so it was not used. You "
        "can keep it as evidence, paste the text that matters, or answer the questions about what happened."
    ),
    "scanned": N_(
        "This PDF contains pictures of pages and no text, as after scanning, so nothing in it could be read. You can "
        "keep it as evidence, paste or type the text that it shows, or answer the questions about what happened."
    ),
    "picture": N_(
        "This is a picture, and what reads the text in pictures is not installed here (the extra “screens”). You can "
        "keep it as evidence, paste or type the text that it shows, or answer the questions about what happened."
    ),
    "heic": N_(
        "This picture is in the HEIC format, which cannot be read here. Make a screenshot of it or a JPEG copy, and "
        "hand that in."
    ),
    "two-in-one": N_(
        "This file is a picture and another kind of file at the same time. Such files can be a trap, so it was not "
        "read."
    ),
    "picture-damaged": N_("This picture is damaged, incomplete or of an unusual kind, so it was not read."),
    "picture-too-large": N_(
        "This picture has far more pixels than a screen. Hand in the screenshot itself, or a part of it."
    ),
    "picture-no-screen": N_(
        "This picture is narrower than any screen, or far longer than it is wide, so it was not read. Hand in the "
        "screenshot as your device made it, or a shorter part of it."
    ),
    "no-list": N_(
        "No list of payments, orders, balances or sign-ins was found in this picture. You can keep it as evidence, "
        "paste or type the text that it shows, or answer the questions about what happened."
    ),
    "unreadable-letters": N_(
        "The letters of this PDF cannot be read, because its fonts do not say which letters they draw. Ask for the "
        "list as CSV, or paste the text that it shows."
    ),
    "encrypted-pdf": N_(
        "This PDF is protected by a password. Open it with the password, print it into a new PDF, and upload that."
    ),
    "too-many-pages": N_("This PDF has far more pages than a statement. Upload only the pages that contain the list."),
    "not-text": N_("This file is named like a table but contains something else. Check that you chose the right file."),
    "unsupported-type": N_(
        "We cannot read this kind of file. Upload a ZIP archive, a table (CSV, Excel, JSON), a PDF or a page."
    ),
    "xml": N_(
        "This is an XML file of a kind that we do not know, so it was not read. If it is a statement, ask the bank for "
        "the same period as CAMT.053, MT940, OFX or CSV, which are read here."
    ),
    "packed": N_("We cannot open this kind of packed file. Unpack it and upload the files inside, or a ZIP archive."),
    "by-file": N_(
        "This file only explains the others or states their terms. It holds no history, so nothing is missing without "
        "it."
    ),
    "other-picture": N_(
        "Pictures in an archive are read only where it holds at most 40 and little else. If this one shows a list, "
        "hand it in by itself."
    ),
    "not-read": N_("This file was not read, because files of this kind contain no history that we examine."),
}

# Reasons with their own sentence, but the code of another reason.
_CODES = {
    "packed": "unsupported-type",
    "xml": "unsupported-type",
    "outlook": "unsupported-type",
    "unknown-page": "no-records",
    "no-bank-transactions": "no-records",
    "unknown-pdf": "no-records",
    "encrypted-pdf": "encrypted",
    "heic": "unsupported-type",
    "two-in-one": "unsupported-type",
    "picture-damaged": "corrupt",
    "picture-too-large": "too-large",
    "picture-no-screen": "unsupported-type",
    "no-list": "no-records",
    "other-picture": "not-read",
}

# What libraries raise on hostile input; no other exception counts as damage.
DAMAGE = (zlib.error, struct.error, EOFError, ValueError, RuntimeError, IndexError, OverflowError)


class Refused(Exception):  # noqa: N818 (an event, not a mistake of the caller)
    """A file, or its rest, cannot be read; ``problem`` explains why in a sentence for the person."""

    def __init__(self, code: str, line: int | None = None) -> None:
        super().__init__(code)
        self.problem = refusal(code, line)


def refusal(reason: str, line: int | None = None) -> FileProblem:
    """The problem that explains a reason: its code and sentence."""
    return FileProblem(_CODES.get(reason, reason), REFUSAL_SENTENCES[reason], line=line)
