"""As what each file was recognised, in a line or two beside its name, while others are still being read."""

from collections.abc import Collection

from app.i18n import N_, nN_
from app.i18n.translate import gettext, translate
from app.report.model import NOTES, File, Report
from app.report.papers import is_paper
from app.report.typeset.shown import visible_text
from app.web.context import Context
from app.web.fragments.report import format_title

MOST = 4  # members of an archive that are named
ROWS_SENTENCE = nN_("{format}: {count} row", "{format}: {count} rows")
KEPT_SENTENCE = N_("Kept as it is. No history was found in it.")
UNKNOWN_SENTENCE = N_("Its form is none that we know.")
MORE_SENTENCE = N_("and {count} more")


def recognised(report: Report | None, uploads: Collection[int], lang: str) -> Context:
    """For these uploads, as far as they were read: ``read``, their lines by number, and ``unread``, the numbers of
    those of which nothing was recognised."""
    files: dict[int, list[File]] = {}
    for file in report.files if report else ():
        if file.upload in uploads and not file.not_read:
            files.setdefault(file.upload, []).append(file)
    lines = {number: _lines(known, lang) for number, known in files.items()}
    unread = [number for number, known in files.items() if not any(file.format or file.later for file in known)]
    return {"read": lines, "unread": unread}


def _lines(files: Collection[File], lang: str) -> list[str]:
    ordered = sorted(files, key=lambda file: file.format is None)
    lines = [_line(file, lang) for file in ordered[:MOST]]
    return [*lines, gettext(MORE_SENTENCE, lang, count=len(ordered) - MOST)] if len(ordered) > MOST else lines


def _line(file: File, lang: str) -> str:
    if file.format:
        return gettext(ROWS_SENTENCE, lang, format=format_title(file.format, lang), count=file.rows or 0)
    if is_paper(file):
        return translate(KEPT_SENTENCE, lang)
    problem = next((problem for problem in file.problems if problem.code not in NOTES), None)
    if problem and file.rows is None:
        return visible_text(gettext(problem.message, lang, **problem.values))
    return translate(UNKNOWN_SENTENCE, lang)
