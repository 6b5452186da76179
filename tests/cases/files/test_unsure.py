"""Changes of accounts that an earlier version stored: an examination does not read their files again, and the command
says how many may be of another kind."""

import io
import zipfile
from contextlib import AbstractContextManager, nullcontext

from app.cases.answers import book, verdicts
from app.cases.case import Case
from app.cases.files.unsure import unsure_changes
from app.cases.files.uploads import EVENTS, uploads
from app.report.intake import Read
from app.settings import Settings
from tests.browser import visit
from tests.conftest import Say
from tests.importers.reading import SAMPLES
from tests.report.test_change_kinds import earlier
from tests.service import put_blob, running, the_case

LOG = (SAMPLES / "github/security_log/keys.json").read_bytes()
HINT = {"en_GB": "a version that knew fewer kinds", "ja_JP": "種類を細かく分けていなかった版"}


def zipped(data: bytes) -> bytes:
    """The file in a zip, as a newer export has it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("export/security-log.json", data)
    return out.getvalue()


def store_as_before(case: Case) -> None:
    """Puts what an earlier version read of the only upload in the place of what this one has read."""
    (upload,) = uploads(case)
    blob = EVENTS.of(upload.id)
    put_blob(case, blob.name, earlier(Read.load(blob.load(case))).dump())


def kinds(case: Case) -> dict[str, str]:
    """The kind of each change in the book, by what it says."""
    asking = book.state(case)
    assert asking
    return dict(asking.recognition.frame.select("what", "more").rows())


def answers(case: Case) -> dict[str, str]:
    """The answers that count, by what the change says."""
    asking = book.state(case)
    assert asking
    return {asking.recognition.frame["what"][unit]: said for unit, said in asking.recognition.answers.items()}


def beside(settings: Settings) -> AbstractContextManager[object]:
    """Somebody who examines what the command asks for: with PostgreSQL it waits for a service, else it does so
    itself."""
    return running(settings) if settings.is_shared else nullcontext()


def test_what_an_earlier_version_stored(settings: Settings, said: Say) -> None:
    """The command counts what only a file that is handed in again can tell. Once it is, nothing is counted, the kinds
    are told, and answers that were given before count as they did."""
    with running(settings) as app:
        browser = visit(app)
        browser.upload(("log.json", LOG))
        browser.wait()
        cookie = browser.client.cookies["mioboe"]
        read_now = kinds(the_case(app))
        store_as_before(the_case(app))
        assert unsure_changes(app.state.service) == len(read_now)
    for lang, hint in HINT.items():
        with beside(settings):
            status, words = said("reanalyse", "--all", LC_ALL=f"{lang}.UTF-8")
        assert (status, hint in words, str(len(read_now)) in words) == (0, True, True), words
    with running(settings) as app:
        case = the_case(app)
        assert set(kinds(case).values()) == {"two_step", "other"}
        asking = book.state(case)
        assert asking
        asked = [question.id for question in asking.recognition.questions]
        verdicts.answer(case, {name: ("mine", "not_mine")[place % 2] for place, name in enumerate(asked)})
        given = answers(case)
        assert given.keys() == read_now.keys()
        again = visit(app, Cookie=f"mioboe={cookie}")
        again.upload(("newer.zip", zipped(LOG)))
        again.wait()
        assert (kinds(the_case(app)), answers(the_case(app))) == (read_now, given)
        assert unsure_changes(app.state.service) == 0
    with beside(settings):
        status, words = said("reanalyse", "--all")
    assert (status, HINT["en_GB"] in words) == (0, False), words
