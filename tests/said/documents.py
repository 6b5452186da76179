"""Every document that leaves a case, by enumeration: letters, forms of the summary for everybody and each recipient,
routes, members of the archive and of the evidence bundle. A new one is among them by itself."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape

from pypdf import PdfReader

from app.cases import bundle
from app.cases.answers.book import latest_report
from app.cases.case import Case
from app.cases.export import contents
from app.cases.plan import recipients
from app.cases.plan.letters import letter_text
from app.cases.plan.summary_state import summary_state
from app.cases.plan.view import plan_view
from app.cases.record import notes
from app.i18n.translate import translate
from app.report.model import Report
from app.report.summary import FORMS, Wanted, summary_for
from app.report.summary.forms import form as form_named
from app.report.summary.model import Summary
from app.web.pages import declared
from checklists.letter import letters, texts
from checklists.recipients.recipient import recipients as every_recipient
from tests.browser import Browser
from tests.web.pages.test_every_page import EXAMPLES

MADE = datetime(2026, 11, 25, 3, tzinfo=UTC)
TEXT_FORMS = [name for name in FORMS if name != "pdf"]
# What is offered to be chosen says nothing: answers of a form, and the samples of a field.
_OFFERED = re.compile(r"<(label|option|button|legend|textarea|script|style)\b.*?</\1>", re.S)


def text_of(data: bytes, kind: str) -> str:
    """The words of a document. Of a page those that are said, without the answers that it offers."""
    if kind in ("xlsx", "zip"):
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            return "\n".join(
                text_of(file.read(name), name.rpartition(".")[2]) for name in file.namelist() if not name.endswith("/")
            )
    if kind == "pdf":
        text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
        return re.sub(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])", "", text)  # Japanese lines are broken anywhere
    text = data.decode("utf-8-sig", "replace")
    if kind == "ics":
        return text.replace("\r\n ", "")
    if kind in ("html", "xml"):
        return unescape(re.sub(r"<[^>]*>", " ", _OFFERED.sub(" ", text)))
    return text


def all_letters(case: Case, report: Report) -> Iterator[tuple[str, str]]:
    """Every letter in each language that it is written in."""
    content = notes.load(case)
    for letter in letters().values():
        for lang in texts(letter.id):
            yield f"letter {letter.id}.{lang}", letter_text(case, letter, lang, date(2026, 11, 25), report, content)


def summaries(case: Case, report: Report, lang: str) -> Iterator[tuple[str, Summary]]:
    """The whole summary, and that of each recipient as it is by default and with nothing left out."""
    yield "summary", summary_for(report, summary_state(case, report, lang, True, MADE), lang)
    for recipient in every_recipient().values():
        page = recipients.page(case, report, recipient, lang, MADE)
        yield f"summary {recipient.id}", summary_for(report, page.state, page.lang, page.wanted)
        whole = Wanted(recipient, (), page.wanted.shop)
        yield f"summary {recipient.id} with all", summary_for(report, page.state, page.lang, whole)


def papers(case: Case, lang: str, forms: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The letters, the summaries in these forms, and the reasons of the steps."""
    report = latest_report(case) or Report()
    yield from all_letters(case, report)
    for name, summary in summaries(case, report, lang):
        for form in forms:
            yield f"{name}.{form}", text_of(form_named(form).render(summary), form)
    for planned in plan_view(case, lang, today=date(2026, 11, 25)).plan:
        yield f"reasons of {planned.step.id}", "\n".join(translate(sentence, lang) for sentence in planned.because)


def archives(case: Case, lang: str) -> Iterator[tuple[str, str]]:
    """The members of the archive of a case and of its evidence bundle."""
    for member in contents.members(case, lang, MADE):
        if isinstance(member, contents.Member) and not member.path.startswith("originals/"):
            yield f"archive {member.path}", text_of(b"".join(member.chunks), member.path.rpartition(".")[2])
    packed = io.BytesIO(b"".join(bundle.make(case, lang, bundle.BundleOptions(with_open=True)).chunks))
    with zipfile.ZipFile(packed) as file:
        for name in file.namelist():
            if "originals/" not in name and not name.endswith("/"):
                yield f"bundle {name}", text_of(file.read(name), name.rpartition(".")[2])


def addresses(report: Report) -> Iterator[str]:
    """An address of every route of a case that shows or sends something."""
    finding = next((finding.id for finding in report.findings), "x")
    for route in declared():
        if "GET" not in route.methods or not route.path.startswith("/case"):
            continue
        start, _, parameter = route.path.partition("{")
        if not parameter:
            yield start
        elif route.path == "/case/findings/{name}":
            yield start + finding
        else:
            yield from (start + example for example in EXAMPLES.get(route.path, ()))


def pages(browser: Browser, report: Report, heavy: bool) -> Iterator[tuple[str, str]]:
    """What each route answers. The PDF and the archives are made only where ``heavy``."""
    for address in addresses(report):
        kind = address.rpartition(".")[2] if "." in address.rpartition("/")[2] else "html"
        if kind == "png" or (kind == "pdf" and not heavy):
            continue
        answer = browser.get(address)
        if answer.status_code == 200 and not answer.headers["Content-Type"].startswith("image/"):
            yield f"page {address}", text_of(answer.content, kind if kind in {*FORMS, "ics"} else "html")
