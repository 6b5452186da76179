"""Files that are only papers, pictures and notes: without them the history is still complete."""

from app.reader.detect import sniff
from app.report.model import NOT_RECOGNISED, File

# What is said of a file in which nothing could be found, and of one that is damaged. A password or a limit may keep a
# whole table from being read, so files with these are no papers whatever their name.
NOTHING_IN_IT = {NOT_RECOGNISED, "no-records"}
DAMAGED = {"corrupt", "empty", "size-mismatch"}
PICTURES = {"picture", "scanned", "unreadable-letters"}  # known by the content
INSIDE = "!/"  # in the path of a file of an archive


def is_paper(file: File) -> bool:
    """Whether a file without any history is expected to have none: it holds no table, or is a damaged PDF, picture or
    document. A file that was handed in by itself, not in an archive, counts as a paper only by its content or name."""
    codes = {problem.code for problem in file.problems}
    if file.not_read or codes & PICTURES:
        return True
    if file.format is not None or file.rows:
        return False
    if sniff.suffix(file.path) == "pdf" or sniff.holds_no_table(file.path):
        return bool(codes & (NOTHING_IN_IT | DAMAGED | {"unsupported-type"}))
    return INSIDE in file.path and bool(codes & NOTHING_IN_IT)
