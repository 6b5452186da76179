"""Connecting an existing account with an organisation's sign-in service, and disconnecting it."""

from sqlmodel import col, delete, select

from app.cases.accounts.account import close_browsers
from app.cases.accounts.change import LastWayIn
from app.errors import LOG, Mistake
from app.i18n import N_
from app.storage.database import LOCKED, writing
from app.storage.service import Service
from app.storage.tables import AccountRow, IdentityRow, PasskeyRow


class ConnectedElsewhere(Mistake):
    """The person at the provider has another account here, or this account is connected with somebody else."""

    status = 409
    message = N_(
        "Your organisation already opens another account here, or somebody else is connected with this one. "
        "Disconnect that first."
    )


class OnlyTheOrganisation(LastWayIn):
    message = N_("Nothing else opens your account, so it stays connected. Add a passkey or a password first.")


def link(service: Service, issuer: str, subject: str, account_id: str) -> None:
    """Connects this person at the provider with the account, so that they can sign in to it. ``ConnectedElsewhere``."""
    with writing(service.engine) as session:
        known = session.get(IdentityRow, (issuer, subject))
        mine = session.exec(select(IdentityRow).where(IdentityRow.account_id == account_id)).first()
        if known is not mine:
            raise ConnectedElsewhere
        if known is None:
            session.add(IdentityRow(issuer=issuer, subject=subject, account_id=account_id))
    LOG.info("organisation connected account=%s", account_id[:8])


def unlink(service: Service, account_id: str, browser: str) -> None:
    """Removes the link to the provider, and closes the account in all browsers except the one with the token
    ``browser``. A role that came from the provider's groups ends as well. ``OnlyTheOrganisation``."""
    provider = service.settings.provider
    granted = {role for role, _ in provider.role_groups} if provider else set()
    with writing(service.engine) as session:
        row = session.get_one(AccountRow, account_id, with_for_update=LOCKED)
        passkey = session.exec(select(PasskeyRow.id).where(PasskeyRow.account_id == account_id)).first()
        if row.password_hash is None and passkey is None:
            raise OnlyTheOrganisation
        session.exec(delete(IdentityRow).where(col(IdentityRow.account_id) == account_id))
        if row.role in granted:
            row.role = "person"
        close_browsers(session, account_id, browser)
    LOG.info("organisation disconnected account=%s", account_id[:8])
