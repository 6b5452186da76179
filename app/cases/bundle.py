"""The evidence bundle of a case: what goes into it, what is withheld, and its bytes as a stream."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from msgspec import structs
from sqlmodel import col, func, select

from app.cases import limits, timestamp
from app.cases.answers.book import latest_report
from app.cases.case import Case
from app.cases.change import changing
from app.cases.files import evidence, uploads
from app.cases.files.evidence import EvidenceFile
from app.cases.files.uploads import Upload
from app.cases.plan import recipients
from app.cases.plan.summary_state import summary_state
from app.cases.record import custody, signing
from app.errors import Mistake
from app.i18n import N_
from app.i18n.translate import translate
from app.report import build, summary
from app.report.bundle import write
from app.report.bundle.model import About, LeftOut, Member, safe_name
from app.report.model import Report
from app.report.summary.forms.pdf import NotMade
from app.storage.blob import original, pieces
from app.storage.database import reading
from app.storage.tables import EvidenceRow, ProgressRow, RunRow, SymptomRow, UploadRow, VerdictRow
from app.storage.vault import CannotOpen
from app.version import version

FOLDERS = {"evidence": "evidence", "original": "originals"}  # of the kinds of stored files, below data/
PASSPHRASE = 12  # characters at least: programs that crack such files try billions of short ones
CUSTODY = "mioboe.custody/1"
WITHHELD_SENTENCE = N_("withheld")
Cell = str | int | None
OPEN_CUSTODY = ("at", "who", "action", "kind", "number")  # what the log says of a file that is withheld


class WeakPassphrase(Mistake):
    status = 422
    title = N_("This passphrase cannot be used")
    message = N_(
        "It needs at least {count} characters: Latin letters, digits and signs, because not every program reads others."
    )


@dataclass(frozen=True, slots=True)
class BundleOptions:
    """The options of a bundle.

    ``withheld`` are kinds of parts (``evidence``, ``original``); ``with_open``: its summary includes findings without
    an answer; an empty ``passphrase`` means no encryption. With ``recipient`` (its id) the bundle has the summary for
    that recipient, and the whole summary is withheld.
    """

    withheld: frozenset[str] = frozenset()
    with_open: bool = False
    stamped: bool = False
    passphrase: str = ""
    recipient: str = ""

    @property
    def partial(self) -> bool:
        """Whether something of the case is withheld."""
        return bool(self.withheld or self.recipient)


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle ready to be sent: a plain ASCII name, and its bytes, which are produced while they are read."""

    filename: str
    chunks: Iterator[bytes]


def sizes(case: Case) -> dict[str, tuple[int, int]]:
    """Kind of part → number of files and bytes in a full bundle, without its summary."""
    kept, originals = evidence.all_files(case), _originals(case)
    both: dict[str, Sequence[EvidenceFile | Upload]] = {"evidence": kept, "original": originals}
    return {kind: (len(files), sum(file.size for file in files)) for kind, files in both.items()}


def make(case: Case, lang: str, wish: BundleOptions) -> Bundle:
    """The bundle of a case as it is now. Raises ``WeakPassphrase``, and ``TooOften`` beyond the limit; while it is
    taken, ``NotWhole`` where a stored file is not what was received."""
    if wish.passphrase and not _strong(wish.passphrase):
        raise WeakPassphrase(count=PASSPHRASE)
    limits.count(case.service, "export", case.source, case.id)
    made_at = last_change(case)
    about = About(case.number, made_at, version(), withheld=wish.partial)
    members = list(_members(case, lang, wish, made_at))
    url = case.service.settings.timestamp_url
    stamp = timestamp.stamper(url) if wish.stamped and url else None
    chunks = write.stream(members, about, signing.secret(case), stamp)
    with changing(case) as change:
        change.audit("bundle")
    if not wish.passphrase:
        return Bundle(f"{about.folder}.zip", chunks)
    protected = write.protected(chunks, about, wish.passphrase, write.wide(members))
    return Bundle(f"{about.folder}-protected.zip", protected)


def _strong(passphrase: str) -> bool:
    return len(passphrase) >= PASSPHRASE and passphrase.isascii() and passphrase.isprintable()


def last_change(case: Case) -> datetime:
    """When the case was changed last, to the second. Everything that is made from the case has this time."""
    times = [case.created_at]
    dated = (
        (UploadRow, UploadRow.created_at), (EvidenceRow, EvidenceRow.created_at), (VerdictRow, VerdictRow.at),
        (ProgressRow, ProgressRow.at), (SymptomRow, SymptomRow.at), (RunRow, RunRow.at),
    )  # fmt: skip
    with reading(case.service.engine) as session:
        for table, column in dated:
            latest = session.exec(select(func.max(column)).where(col(table.case_id) == case.id)).one()
            times += [latest] if latest else []
    written = case.service.vault.written_at(case.id, "notes")
    times += [datetime.fromisoformat(line["at"]) for line in custody.lines(case)[-1:]]
    return max([*times, *([written] if written else [])]).replace(microsecond=0)


def _members(case: Case, lang: str, wish: BundleOptions, made_at: datetime) -> Iterator[Member]:
    """All files in the order of the bundle. Files that take time to make come last, so that the first bytes can be sent
    at once."""
    report = latest_report(case) or build.run([])
    kept, originals = evidence.all_files(case), _originals(case)
    withheld = wish.withheld
    for file in kept:
        yield _stored(case, "evidence", file, withheld)
    for upload in originals:
        yield _stored(case, "original", upload, withheld)
    log = _custody(case, made_at, kept, withheld)
    yield Member("data/custody.json", None, lambda: (log,))
    for form in summary.FORMS:
        make_full = _summary(case, report, lang, wish, made_at, form)
        yield Member(f"data/summary.{form}", "summary", make_full, withheld=wish.partial)
    forms = summary.forms_for(recipients.find(wish.recipient)) if wish.recipient else summary.FORMS
    for form in forms if wish.partial else ():
        make_part = _summary(case, report, lang, wish, made_at, form, withheld, wish.recipient)
        yield Member(f"data/summary.{form}", None, make_part)


def _originals(case: Case) -> list[Upload]:
    """The files that were handed in and whose original still exists."""
    return [upload for upload in uploads.uploads(case) if upload.state != "expired"]


def _stored(case: Case, kind: str, file: EvidenceFile | Upload, withheld: Collection[str]) -> Member:
    """A file from the vault; one that no longer opens is left out and listed."""

    def opened() -> Iterable[bytes]:
        try:
            return pieces(case, original(file.id))
        except CannotOpen as error:
            raise LeftOut from error

    return Member(_path(kind, file.number, file.name), kind, opened, file.sha256, file.size, withheld=kind in withheld)


def _path(kind: str, number: int, name: str) -> str:
    return f"data/{FOLDERS[kind]}/{number:03}-{safe_name(name)}"


def _summary(
    case: Case,
    report: Report,
    lang: str,
    wish: BundleOptions,
    made_at: datetime,
    form: str,
    withheld: Collection[str] = (),
    recipient: str = "",
) -> Callable[[], Iterable[bytes]]:
    """A function that makes one form of the summary when its turn comes. Names and hashes of withheld files are not in
    it; for a ``recipient``, neither is the data that the person chose to leave out."""

    def content() -> Iterable[bytes]:
        wanted, into, report_to_use = None, lang, report
        if recipient:
            into, wanted, state, _ = recipients.page(case, report, recipients.find(recipient), lang, made_at)
        else:
            state = summary_state(case, report, lang, wish.with_open, made_at)
        if "evidence" in withheld:
            hidden = translate(WITHHELD_SENTENCE, into)
            state = replace(
                state,
                kept=[
                    structs.replace(file, name=hidden, sha256="", bytes=0, service="", note="") for file in state.kept
                ],
            )
        if "original" in withheld:
            report_to_use = structs.replace(report, files=[structs.replace(file, sha256=None) for file in report.files])
        try:
            return (summary.make(form, report_to_use, state, into, wanted).data,)
        except NotMade as error:
            raise LeftOut from error

    return content


def _custody(case: Case, made_at: datetime, kept: Sequence[EvidenceFile], withheld: Collection[str]) -> bytes:
    """The files, each with its hash and when it was received, and the whole log of what happened to files. Of a
    withheld file it says only that there is, or was, a file of this kind."""
    files: list[Mapping[str, Cell]] = []
    both: list[tuple[str, EvidenceFile | Upload, datetime]] = [("evidence", file, file.at) for file in kept]
    both += [("original", file, file.created_at) for file in uploads.uploads(case)]
    for kind, file, at in both:
        row: dict[str, Cell] = {"kind": kind, "number": file.number, "received_at": _iso(at)}
        if kind in withheld:
            files.append({**row, "withheld": True})
            continue
        in_bundle = not (isinstance(file, Upload) and file.state == "expired")
        path = _path(kind, file.number, file.name) if in_bundle else None
        details = {"file": file.kind, **file.details} if isinstance(file, EvidenceFile) else {}
        files.append({**row, "name": file.name, "path": path, "bytes": file.size, "sha256": file.sha256, **details})
    log = []
    for line in custody.lines(case):  # of a file that is withheld only what says nothing of it
        whole = custody.encoded(line)
        open_part = {name: value for name, value in whole.items() if name in OPEN_CUSTODY} | {"withheld": True}
        log.append(open_part if line["kind"] in withheld else whole)
    document = {"schema": CUSTODY, "case": case.number, "made_at": _iso(made_at), "files": files, "log": log}
    return (json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode(
        "utf-8", "backslashreplace"
    )


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
