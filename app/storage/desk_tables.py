"""The tables of the desk for helpers: invitations to help, and codes with which callers take over their cases. Like the
others (``app.storage.tables``) they hold nothing personal: the names that helpers give to cases are in the vault."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.storage.columns import account_column, case_key_column, short_id, time_column
from app.storage.tables import now


class InvitationRow(SQLModel, table=True):
    """An invitation with which one account becomes that of a helper. Only a keyed hash of its code is kept.
    ``account_id`` is the operator who made it, ``helper_id`` the account that accepted it; both are emptied where that
    account is closed. Rows of used and revoked invitations stay, as the record of who was let in."""

    __tablename__ = "invitations"
    id: str = Field(default_factory=short_id, primary_key=True, max_length=16)
    code_hash: str = Field(max_length=64, unique=True)
    account_id: str | None = Field(default=None, sa_column=account_column(nullable=True))
    helper_id: str | None = Field(default=None, sa_column=account_column(nullable=True))
    created_at: datetime = Field(default_factory=now, sa_column=time_column())
    until: datetime = Field(sa_column=time_column())
    used_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))
    revoked_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))


class HandoverRow(SQLModel, table=True):
    """The code with which a caller takes over a case that a helper opened for them; a case has one at a time, and it is
    deleted when it is used. Only a keyed hash of the code is kept. ``kind``: paper | link."""

    __tablename__ = "handovers"
    case_id: str = Field(sa_column=case_key_column())
    code_hash: str = Field(max_length=64, unique=True)
    kind: str = Field(max_length=8)
    created_at: datetime = Field(default_factory=now, sa_column=time_column())
    until: datetime = Field(sa_column=time_column())
