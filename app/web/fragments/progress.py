"""How far the person is and what is to come, as every page says it."""

from app.cases.answers.book import Asking
from app.report.progress import progress_line
from app.web.context import Context
from app.web.fragments.asked import duration
from app.web.fragments.untrusted import safe_text


def far(asking: Asking, lang: str) -> Context:
    """``progress``: the entries accounted for and all of them, with the line about both; None where nothing is asked.
    ``pages``: those to come, until the first end page where an alarm or a proof leads to them (``urgent``), else until
    nothing is left; and about how much ``time`` they take."""
    now = asking.recognition.progress
    entries = {"done": now.entries.done, "all": now.entries.all, "line": safe_text(progress_line(now, lang))}
    return {
        "progress": entries if now.entries.all else None,
        "pages": now.pages.urgent or now.pages.all,
        "urgent": bool(now.pages.urgent),
        "time": duration(now.pages.seconds, lang),
        "begun": now.entries.done > 0,
    }
