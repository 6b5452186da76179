"""A case that a helper opens for a caller, who has no account and gives no email address.

It is the helper's to fill, to correct and to delete until the caller takes it over (``app.cases.desk.handing_over``),
and is erased where nobody does.
"""

import secrets
from datetime import timedelta

from app.cases import limits
from app.cases.access import browsers
from app.cases.access.browsers import Opened, Visitor
from app.cases.accounts.account import Account
from app.cases.case import Case, open_case
from app.cases.change import changing_in
from app.cases.files import erase
from app.cases.modes import HELD
from app.cases.record import remarks
from app.cases.removing import NotForHelpers
from app.errors import NotFound
from app.storage.database import writing
from app.storage.tables import GrantRow, now

LIFE = timedelta(days=30)  # until a case that nobody took over is erased


def open_for_caller(helper: Account, name: str, lang: str, here: Visitor) -> Opened:
    """A new case, open in the helper's browser; ``name`` is for the helper's list alone. ``NotFound`` for an account
    that is not a helper's, ``TooOften`` where too many cases were opened from here."""
    if helper.role != "helper":
        raise NotFound
    service, until = helper.service, now() + LIFE
    limits.count(service, "open", here.source)
    with writing(service.engine) as session:
        case = open_case(session, service, lang)
        change = changing_in(session, case)
        change.row.keep_until = until
        grant = GrantRow(id=secrets.token_hex(16), case_id=case.id, helper_id=helper.id, mode=HELD, until=until)
        change.add(grant)
        change.audit("caller")
        remarks.begin(change, helper.id, name)
        return Opened(case, browsers.enter(session, service, here, case.id, grant.id))


def delete(case: Case) -> None:
    """Erases a case that no caller has taken over. ``NotForHelpers`` for every other case."""
    check(case)
    erase.erase(case.service, case.id)


def check(case: Case) -> None:
    """``NotForHelpers`` unless the helper who opened the case for a caller makes the request."""
    if not case.held:
        raise NotForHelpers
