"""GitHub's security log, exported as JSON or CSV."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import Cells, cells, folded, row_problems
from app.importers.shared.records.accounts import all_empty, changes, logins
from app.importers.shared.times.dates import epochs, instants
from app.reader.table import Block, Head

title = N_("GitHub: security log")
get = (
    N_("Sign in to GitHub, open the settings of your account and choose “Security log” there."),
    N_("Export the log as JSON and hand in the file."),
)
takes = N_("The log can be exported at once; you need not wait.")
cannot_show = N_("We do not know how far back this log goes. Only some of its entries name an internet address.")
unverified = True
grade, checked = "C", "2026-11-24"
wanted_for = {"changes": 1, "logins.success": 1}
former_kinds = {"passkey": "two_step", "recovery": "two_step", "app": "other"}

NAMES = {
    "date": ("@timestamp", "created_at"),
    "action": ("action",),
    "account": ("actor", "user"),
    "ip": ("actor_ip",),
    "country_stated": ("actor_location.country_code",),
    "agent": ("user_agent",),
    "title": ("data.title", "title"),
    "name": ("name",),
    "email": ("email",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_LOGINS = r"^user\.(login|failed_login|logout)$"
# What changes who can get into the account; the rest of the log is about repositories and organisations.
_KINDS = {
    r"password": "password",
    r"^passkey|^security_key|webauthn": "passkey",
    r"recovery_code": "recovery",  # which let somebody in without the second step
    r"^two_factor_authentication\.|^user\.two_factor": "two_step",
    r"email": "mail",
    r"payment_method|^billing": "card",
    r"trusted_device": "device",
    r"^public_key\.|^oauth_|^personal_access_token\.|^integration_installation\.": "app",
    r"^user\.": "other",
}
OTHER_SENTENCE = N_(
    "This entry is about a repository or another thing that is not the account itself. It is not counted."
)


def recognises(head: Head) -> bool:
    """Recognised by the keys of its records."""
    names = folded(head.header)
    return (
        names >= folded(("action", "actor"))
        and not names.isdisjoint(folded(("@timestamp", "created_at")))
        and (
            not names.isdisjoint(folded(("_document_id", "operation_type", "actor_ip", "actor_location.country_code")))
        )
    )


def read(head: Head, block: Block) -> Events:
    """One ``logins`` event for each sign-in and attempt, one ``changes`` event for each change to the account."""
    table = cells(block, NAMES)
    action = table["action"].fill_null("")
    entering = action.str.contains(_LOGINS)
    kind = _kinds(action)
    success = action.to_frame("a").select(
        pl.when(pl.col("a") == "user.failed_login").then(False).when(pl.col("a") == "user.login").then(True)
    )
    at = _at(table)
    inside = logins(table, "github", at=at, keep=entering, activity=table["action"], success=success.to_series())
    changed = ~entering & kind.is_not_null()
    removed = action.str.contains(r"remove|delete|destroy|revoke|disable")
    outside = changes(table, "github", kind, _what(table), at=at, keep=changed, removed=removed)
    tables = {**inside.tables, **outside.tables}
    other = row_problems("other-entries", OTHER_SENTENCE, table, ~entering & ~changed & ~all_empty(table))
    return Events(tables, inside.problems + outside.problems + other)


def _at(table: Cells) -> pl.DataFrame:
    """The log counts milliseconds; other texts are read as dates."""
    counted, written = epochs(table["date"], 1_000), instants(table["date"])
    known = counted["at"].is_not_null()
    return pl.DataFrame([counted[name].zip_with(known, written[name]) for name in counted.columns])


def _kinds(action: pl.Series) -> pl.Series:
    kind = pl.lit(None, pl.String)
    for pattern, name in reversed(_KINDS.items()):
        kind = pl.when(pl.col("a").str.contains(pattern)).then(pl.lit(name)).otherwise(kind)
    return action.to_frame("a").select(kind).to_series()


def _what(table: Cells) -> pl.Series:
    return table.text.select(_=pl.concat_str("action", "title", "name", "email", separator=" ", ignore_nulls=True))["_"]
