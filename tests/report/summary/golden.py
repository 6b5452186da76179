"""Whole summaries as JSON beside this file: what other programs read stays the same until somebody accepts a change."""

from pathlib import Path

from app.i18n.languages import LANGUAGES
from app.report.summary import Wanted, make
from checklists.recipients.recipient import recipients
from tests.report.summary import given

FOLDER = Path(__file__).parent / "golden"
RECIPIENTS = ("ic3", "police_jp", "shop")  # of text, of many pages, and of one page about one shop


def made() -> dict[str, bytes]:
    """The summary of the report made by hand, in every language and for some recipients, by the name of its file."""
    report, state = given.report(), given.state()
    whole = {f"{lang}.json": make("json", report, state, lang).data for lang in LANGUAGES}
    for name in RECIPIENTS:
        one = recipients()[name]
        wanted, theirs = Wanted(one, one.hides, "amazon.co.jp"), given.state(with_open="unanswered" not in one.hides)
        whole[f"{name}.json"] = make("json", report, theirs, one.language or "en", wanted).data
    return whole


def accept() -> None:
    """Writes them anew."""
    FOLDER.mkdir(exist_ok=True)
    new = made()
    for old in FOLDER.glob("*.json"):
        if old.name not in new:
            old.unlink()
    for name, data in new.items():
        (FOLDER / name).write_bytes(data)
