"""The first page of the summary: who, what, when, how much, the answers, and the request to the reader."""

from collections.abc import Collection, Iterator, Sequence

from analyzers.events.answers import DENIED
from analyzers.rules.contract import tags_of
from app.i18n.translate import value
from app.report.summary.block import Block, Break, Facts, Heading, Items, Rows, heading, note, table, text
from app.report.summary.model import ClaimRow, Summary
from app.report.summary.parts import first_page
from app.report.summary.words import COLUMN_LABELS, HEADING_LABELS, REQUEST_SENTENCES, say, word

SHORT = {"five_ws", "statement", "coverage", "not_examined"}  # the parts of a page that stays one
ROWS = {"number": 0.7, "when": 2.2, "what": 3.4, "order": 2.2, "amount": 1.4, "paid_with": 1.5}


def statement(summary: Summary, lang: str) -> Iterator[Block]:
    """The page, up to the break before the annex."""
    if not asks_five_ws(summary):
        yield from opening(summary, lang)
        if summary.course:
            yield heading("reported", lang)
            yield Items(course_lines(summary, lang))
    yield Heading(1, denied_heading(summary, lang))
    if rows := [claim for claim in summary.denied if claim.table != "logins" and claim.verdict in DENIED]:
        yield _rows(rows, lang)
    if summary.by_helper and summary.denied:
        yield text(say("by_helper", lang, count=summary.by_helper), "note")
    if unpaid := [claim for claim in summary.denied if claim.verdict not in DENIED]:
        yield heading("unpaid", lang)
        yield _rows(unpaid, lang)
    if summary.sums:
        yield Facts([(line.label, line.amounts) for line in summary.sums])
    if not asks_five_ws(summary):  # which names them one by one
        yield from map(text, logins(summary, lang))
    if not summary.denied:
        yield note("none_here" if on_one_page(summary) else "none_denied", lang)
        yield from _unanswered(summary, lang)
    if summary.unsure:
        yield heading("unsure", lang)
        yield _rows(summary.unsure, lang)
    yield from first_page(summary, lang)
    if summary.left_out:
        yield text(say("left_out", lang, count=summary.left_out), "note")
    if asked := requests(summary, lang):
        yield heading("requests", lang)
        yield Items(asked)
    if not on_one_page(summary):
        yield Break()


def denied_heading(summary: Summary, lang: str) -> str:
    """The heading of what the account holder does not recognise, with what was said about all of it at home."""
    return say("denied_home", lang, answers=summary.home) if summary.home else word(HEADING_LABELS, "denied", lang)


def opening(summary: Summary, lang: str, names: Collection[str] = ()) -> Iterator[Block]:
    """The introduction of this paper: its head (only the ``names``, where they are given), and what it does not
    contain."""
    facts = [(name, content) for name, content in head(summary) if not names or name in names]
    yield Facts([(word(COLUMN_LABELS, name, lang), content) for name, content in facts])
    yield text(summary.statement, "box")
    if summary.withheld:
        yield text(say("withheld", lang, kinds=value([kind.name for kind in summary.withheld], lang)), "note")


def asks_five_ws(summary: Summary) -> bool:
    """Whether the first page says when, where, who, what and how; it is then its head."""
    return bool(summary.fields) and "five_ws" in summary.parts


def on_one_page(summary: Summary) -> bool:
    """Whether everything fits into the statement without further pages."""
    return SHORT.issuperset(summary.parts)


def course_lines(summary: Summary, lang: str) -> list[str]:
    """What happened by the answers, behind its day where it is known."""
    return [say("named", lang, label=line.when, text=line.what) if line.when else line.what for line in summary.course]


def requests(summary: Summary, lang: str) -> list[str]:
    """The requests to the reader; empty where nothing is denied or doubtful."""
    if not summary.denied and not summary.unsure:
        return []
    names = [*(["denied", "keep"] if summary.denied else []), *(["unsure"] if summary.unsure else []), "number"]
    return [word(REQUEST_SENTENCES, name, lang) for name in names]


def logins(summary: Summary, lang: str) -> Iterator[str]:
    """How many sign-ins the account holder does not recognise, and when."""
    if some := [claim for claim in summary.denied if claim.table == "logins"]:
        start, end = some[0].when, some[-1].when
        days = start if start == end else say("period", lang, start=start, end=end)
        yield say("logins", lang, count=len(some), days=days)


def head(summary: Summary) -> list[tuple[str, str]]:
    """The person who makes the statement, their accounts, and the numbers of the case; unknown values are left out."""
    numbers = dict.fromkeys(
        f"{contact.recipient} {contact.case_number}" for contact in summary.contacts if contact.case_number
    )
    facts = [
        *summary.person.items(),
        ("shops", summary.shops_shown),
        ("period", summary.denied_period or ""),
        ("case_numbers", " / ".join(numbers)),
        ("case", summary.case or ""),
        ("generated", summary.generated),
    ]
    return [(name, content) for name, content in facts if content]


def _unanswered(summary: Summary, lang: str) -> Iterator[Block]:
    """The different titles of the findings that nobody has answered, which the annex describes. About a gap in the
    files nobody is asked."""
    waiting = [finding for finding in summary.findings if finding.verdict is None]
    titles = dict.fromkeys(finding.title for finding in waiting if "coverage" not in tags_of(finding.detector))
    if titles:
        yield heading("unanswered", lang)
        yield Items(list(titles))


def _rows(some: Sequence[ClaimRow], lang: str) -> Block:
    """The rows as a table, without columns that are empty everywhere."""
    known = {name: width for name, width in ROWS.items() if any(getattr(claim, name) for claim in some)}
    rows: Rows = [[getattr(claim, name) or None for name in known] for claim in some]
    return table(lang, known, rows)
