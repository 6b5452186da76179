"""Space for files: how much a case, a network in a day and the whole installation may store, reserved before bytes
arrive.

A reservation is a row. It is made in one transaction with all the sums that it depends on, for the size that a
submission announces, and ends with the submission. If the submission is interrupted, the reservation stops counting
after a while.
"""

import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, delete, func, or_, select

from app.cases.limits import Source, counter
from app.errors import Mistake, TooMany
from app.i18n import N_
from app.i18n.formats import binary_size
from app.settings import Settings
from app.storage.database import alone, reading, writing
from app.storage.service import Service
from app.storage.tables import EvidenceRow, ReservationRow, UploadRow, now

HOLDS = timedelta(minutes=2)  # without a byte in this time a reservation no longer counts
PER_NETWORK = 40  # submissions of one network at the same time
ALTOGETHER = 120  # submissions at the same time: each has a thread and a few MiB of memory
ENVELOPE = 1024  # bytes of a form around each of its files
DAY = 24 * 60  # minutes
KIB = 1024
FREE_SHARE, FREE_MOST = 20, 1024**3  # a twentieth of the disk stays free, at most 1 GiB


class Crowded(Mistake):
    """Too many submissions arrive at the same time."""

    status = 429
    title = N_("Please wait a little")
    message = N_(
        "Too many files are arriving at the same time. Nothing of yours was kept. Please try again in a minute."
    )


class NoRoom(Mistake):
    """The installation, or its disk, is full."""

    status = 507
    expected = True
    title = N_("There is no room for more files")
    message = N_(
        "This service has no room for so much at the moment. Nothing of it was kept. "
        "Hand in less, or tell the person who runs this service."
    )


class TooMuch(Mistake):
    """One network has handed in its share for a day."""

    status = 429
    title = N_("There is no room for more files")
    message = N_(
        "From your internet connection at most {limit} can be handed in a day. Nothing of this was kept. "
        "Go on tomorrow, or ask the person who runs this service."
    )


@dataclass(frozen=True, slots=True)
class Room:
    """The space left in a case: bytes and files."""

    size: int
    files: int


def used(session: Session, case_id: str) -> tuple[int, int]:
    """Bytes and number of all files of a case: uploads and evidence. Deleted originals do not count."""
    size, count = 0, 0
    for table in (UploadRow, EvidenceRow):
        rows = select(func.coalesce(func.sum(table.size), 0), func.count()).where(table.case_id == case_id)
        count += session.exec(rows).one()[1]
        size += _kept(session, table, case_id)
    return size, count


def _kept(session: Session, table: type[UploadRow] | type[EvidenceRow], case_id: str | None = None) -> int:
    """Bytes of the files of one kind in the vault, of one case or of all."""
    asked = select(func.coalesce(func.sum(table.size), 0))
    if case_id is not None:
        asked = asked.where(table.case_id == case_id)
    if table is UploadRow:
        asked = asked.where(UploadRow.state != "expired")
    return int(session.exec(asked).one())


def left(service: Service, case_id: str) -> Room:
    """The space left in a case, as its form shows it."""
    with reading(service.engine) as session:
        size, count = used(session, case_id)
    settings = service.settings
    return Room(max(0, settings.case_limit - size), max(0, settings.files_limit - count))


def full(settings: Settings) -> TooMany:
    """The error for a case without space."""
    return TooMany(files=settings.files_limit, limit=binary_size(settings.case_limit))


def over(moment: datetime) -> ColumnElement[bool]:
    """The condition for reservations whose time has ended, also because the clock was set back since they were made."""
    return or_(col(ReservationRow.until) < moment, col(ReservationRow.until) > moment + 2 * HOLDS)


class Reservation:
    """Space for one submission. ``size`` is how much it may store: what it announced, or less where a limit is reached
    before; then ``error`` says which limit."""

    def __init__(self, service: Service, case_id: str, asker: Source, announced: int | None) -> None:
        """``announced``: bytes of the whole form; None where it is unknown: then the largest allowed form is assumed.

        ``TooMany`` (the case is full), ``NoRoom`` (the installation or its disk), ``TooMuch`` (the network's share of a
        day), ``Crowded`` (too many at the same time).
        """
        self.service, self.case_id, self.asker = service, case_id, asker
        self.id, settings = secrets.token_hex(16), service.settings
        wanted = settings.upload_limit if announced is None else announced
        sure = wanted - ENVELOPE * settings.files_limit if announced is not None else 0
        with writing(service.engine) as session:
            alone(session, ReservationRow)
            session.exec(delete(ReservationRow).where(over(now())))
            self._check_number(session)
            room, self.error = min(self._rooms(session, max(sure, 1)), key=lambda limit: limit[0])
            self.size = min(wanted, room)
            session.add(self._row())
        self.renewed_at = now()

    def _row(self) -> ReservationRow:
        return ReservationRow(
            id=self.id, case_id=self.case_id, network=self.asker.network, size=self.size, until=now() + HOLDS
        )

    def _check_number(self, session: Session) -> None:
        networks, factor = list(session.exec(select(ReservationRow.network))), self.service.settings.limit_factor
        if len(networks) >= ALTOGETHER * factor or networks.count(self.asker.network) >= PER_NETWORK * factor:
            raise Crowded

    def _rooms(self, session: Session, sure: int) -> list[tuple[int, Mistake]]:
        """The bytes that each limit still allows, with the error for more than that. The error is raised at once where
        at least ``sure`` bytes will come and exceed the limit."""
        settings = self.service.settings
        reserved = select(func.coalesce(func.sum(ReservationRow.size), 0))
        everywhere = int(session.exec(reserved).one())
        here = int(session.exec(reserved.where(ReservationRow.case_id == self.case_id)).one())
        network = int(session.exec(reserved.where(ReservationRow.network == self.asker.network)).one())
        kept = _kept(session, UploadRow) + _kept(session, EvidenceRow)
        total = settings.total_limit - kept - everywhere
        free = self.service.vault.free(FREE_SHARE, FREE_MOST)
        today = counter(session, self._today(), now(), DAY).failures * KIB
        daily = _per_day(settings) - today - network
        rooms: list[tuple[int, Mistake]] = [
            (settings.case_limit - used(session, self.case_id)[0] - here, full(settings)),
            (total if free is None else min(total, free - everywhere), NoRoom()),
            (daily, TooMuch(limit=binary_size(_per_day(settings)))),
        ]
        for room, error in rooms:
            if room < sure:
                raise error
        return rooms

    def _today(self) -> str:
        return self.service.keyed_hash("limit", "bytes", "network", self.asker.network)

    def renew(self) -> None:
        """Extends the reservation while bytes arrive."""
        if abs(now() - self.renewed_at) < HOLDS / 4:
            return
        self.renewed_at = now()
        with writing(self.service.engine) as session:
            session.merge(self._row())

    def settle(self, session: Session, size: int) -> None:
        """Ends the reservation in the transaction that enters ``size`` bytes of files."""
        session.exec(delete(ReservationRow).where(col(ReservationRow.id) == self.id))
        counter(session, self._today(), now(), DAY).failures += -(-size // KIB)

    def release(self) -> None:
        """Ends the reservation of a submission of which nothing was stored. Where the database cannot be reached, the
        reservation expires."""
        with suppress(OperationalError), writing(self.service.engine) as session:
            session.exec(delete(ReservationRow).where(col(ReservationRow.id) == self.id))


def _per_day(settings: Settings) -> int:
    """Bytes that one network may hand in within a day: two full cases or a quarter of the installation."""
    return max(2 * settings.case_limit, settings.total_limit // 4) * settings.limit_factor
