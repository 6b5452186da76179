"""The progress of the person and the pages to come, as every page shows them."""

from app.cases.answers.book import Asking
from app.report.progress import progress_line
from app.web.context import Context
from app.web.fragments.asked import duration
from app.web.fragments.untrusted import safe_text


def far(asking: Asking, lang: str) -> Context:
    """``progress``: the number of entries accounted for and of all entries, with a line about both; None where there
    are no questions. ``pages``: the number of pages to come, until the first result page where an alarm or a proof
    leads to questions (``urgent``), else until the end; and about how much ``time`` they take. ``whole``: all is
    accounted for, and what is left is looked at once more."""
    now = asking.recognition.progress
    entries = {"done": now.entries.done, "all": now.entries.all, "line": safe_text(progress_line(now, lang))}
    return {
        "progress": entries if now.entries.all else None,
        "pages": now.pages.urgent or now.pages.all,
        "urgent": bool(now.pages.urgent),
        "time": duration(now.pages.seconds, lang),
        "begun": now.entries.done > 0,
        "whole": now.entries.done == now.entries.all,
    }
