"""The backups that were made, as the operator sees them."""

from datetime import datetime

from sqlmodel import col, func, select

from app.storage.database import reading
from app.storage.service import Service
from app.storage.service_tables import BackupRow

MOST_LISTED = 50


def backups(service: Service) -> list[BackupRow]:
    """The latest backups, the newest first. Each was read back before it was entered."""
    with reading(service.engine) as session:
        return list(session.exec(select(BackupRow).order_by(col(BackupRow.at).desc()).limit(MOST_LISTED)))


def last_good(service: Service) -> datetime | None:
    """The time of the state in the newest backup; None where there is no backup."""
    with reading(service.engine) as session:
        return session.exec(select(func.max(col(BackupRow.at)))).one()
