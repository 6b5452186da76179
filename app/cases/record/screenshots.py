"""What the person has said about pictures of screens: kept in the vault, by the SHA-256 of the picture."""

import json
from collections.abc import Callable

import msgspec
from sqlmodel import select

from app.cases.case import SCREENSHOTS, Case
from app.cases.operation.runs import Notify, request_run
from app.report.screens.confirmations import Confirmation
from app.report.stored import plain
from app.storage.database import LOCKED, writing
from app.storage.tables import CaseRow
from app.storage.vault import CannotOpen


def load(case: Case) -> dict[str, Confirmation]:
    """What was said about each picture."""
    try:
        stored = json.loads(case.service.vault.get(case.key, SCREENSHOTS))
    except CannotOpen:  # nothing was said yet
        return {}
    return msgspec.convert(stored, dict[str, Confirmation])


def change(case: Case, sha256: str, changed: Callable[[Confirmation], Confirmation], notify: Notify) -> None:
    """Replaces what was said about a picture by ``changed`` of it, and has the case examined again."""
    with writing(case.service.engine) as session:
        session.exec(select(CaseRow).where(CaseRow.id == case.id).with_for_update(**LOCKED)).one()
        known = load(case)
        known[sha256] = changed(known.get(sha256, Confirmation()))
        case.service.vault.put(case.key, SCREENSHOTS, json.dumps(plain(known)).encode())
        request_run(session, case.id, case.source)
    notify(case.id)
