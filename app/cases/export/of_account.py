"""Everything of an account: its cases, and what is known of the account itself."""

import json
from collections.abc import Iterator
from typing import Any

from sqlmodel import SQLModel, col

from app.cases.accounts.account import Account, own_cases
from app.cases.export.archive import archive
from app.cases.export.rows import rows_of
from app.storage.desk_tables import InvitationRow
from app.storage.tables import AccountRow, GrantRow, IdentityRow, LookRow, PasskeyRow, SessionRow


def account_archive(account: Account, lang: str) -> Iterator[bytes]:
    """A ZIP with ``account.json`` and a folder for each of the account's cases; see ``archive``."""
    return archive(own_cases(account), lang, [("account.json", _known(account))])


def _known(account: Account) -> bytes:
    """The rows about the account, by table, including cases of others that were opened to it and its looks there."""
    conditions: dict[type[SQLModel], Any] = {
        AccountRow: col(AccountRow.id),
        PasskeyRow: col(PasskeyRow.account_id),
        IdentityRow: col(IdentityRow.account_id),
        SessionRow: col(SessionRow.account_id),
        GrantRow: col(GrantRow.helper_id),
        LookRow: col(LookRow.helper_id),
        InvitationRow: col(InvitationRow.helper_id),
    }
    known = {
        str(table.__tablename__): rows_of(account.service, table, column == account.id)
        for table, column in conditions.items()
    }
    return (json.dumps(known, ensure_ascii=False, indent=2) + "\n").encode()
