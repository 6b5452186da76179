"""The event tables that importers create and detectors read.

Every table has the columns of ``COMMON`` and its own. Money is in whole minor units (``*_minor``) of ``currency``. Null
means that the file does not say. ``at`` is UTC; ``at_basis`` says how it is known: ``stated`` (the file gives an
instant), ``assumed`` (the file gives a local time, whose zone is assumed), ``date_only`` (``at`` is 00:00 UTC of that
calendar day and must not be compared to the second).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl

INSTANT = pl.Datetime("us", "UTC")

COMMON: dict[str, pl.DataType | type[pl.DataType]] = {
    "at": INSTANT,
    "at_basis": pl.String,
    "shop": pl.String,  # `shop.example`, or null where the file has none; null matches any shop
    "source": pl.String,  # the format id, `paypal.activity`
    "upload": pl.UInt32,  # which of the things handed in
    "path": pl.String,  # the file inside it, as displayed to the person
    "line": pl.UInt32,  # physical line of the row's first byte, 1-based
    "record": pl.UInt32,  # number of the row in its file where rows may share a line (JSON, pages, workbooks)
    # Where only a mail says so, which may be forged: authenticated | unauthenticated | forwarded | pasted; where only a
    # picture of a screen does: picture | picture_corrected | picture_added (by the person); else null
    "mail": pl.String,
}

OWN: dict[str, dict[str, pl.DataType | type[pl.DataType]]] = {
    "orders": {
        "order_id": pl.String,
        "item_id": pl.String,
        "title": pl.String,  # the file's own words for what was bought, cut after 120 characters
        "kind": pl.String,  # gift_card | charge | subscription | code | digital | other, by words of the title
        "quantity": pl.Int64,
        "total_minor": pl.Int64,  # the share of this line
        "currency": pl.String,
        "status": pl.String,  # closed | cancelled | authorized | pending (of a seller's: unpaid) | null (not known)
        "shipped": pl.Boolean,  # true: dispatched; false: not yet; null: not said
        "direct": pl.Boolean,  # true: sold by the shop itself; false: by somebody else there; null: not said
        "seller": pl.String,  # the name of who sold it, where that is not the shop itself
        "payment": pl.String,  # the original words
        "address": pl.String,  # shipping address as one text
        "billing": pl.String,
        "gift": pl.Boolean,  # a gift message, sender or recipient is named
        "ip": pl.String,  # from where it was ordered
        "country_stated": pl.String,  # the file's own word for the country of that address
        "agent": pl.String,  # the device
        "role": pl.String,  # buyer | seller
    },
    "refunds": {
        "order_id": pl.String,
        "item_id": pl.String,
        "title": pl.String,
        "amount_minor": pl.Int64,
        "currency": pl.String,
        "status": pl.String,  # completed | declined | pending | null
        "destination": pl.String,  # gift_card | card | bank | points | unknown (a word we do not know) | null
        "reason": pl.String,  # the original words
        "refund_id": pl.String,  # the shop's own number of the refund
        "role": pl.String,
    },
    "returns": {
        "order_id": pl.String,
        "item_id": pl.String,
        "title": pl.String,
        "amount_minor": pl.Int64,
        "currency": pl.String,
        "reason": pl.String,
        "status": pl.String,
        "refund_id": pl.String,  # the shop's own number of the refund of this return
        "role": pl.String,
    },
    "ledger": {
        "kind": pl.String,  # applied | refund | added | reload | promotional | unknown
        "account": pl.String,  # gift_card | points | e_money | wallet | balance (of a payment service)
        "title": pl.String,
        "order_id": pl.String,
        "serial": pl.String,
        "amount_minor": pl.Int64,  # signed
        "balance_minor": pl.Int64,  # after this row
        "currency": pl.String,
        "position": pl.UInt32,  # place in its page, 0 is the top row
        "newest_first": pl.Boolean,
        "page_edge": pl.Boolean,  # true where the page says that it goes on beyond this row
        "excerpt": pl.Boolean,  # true where rows around this one may have been left out
    },
    "payments": {
        "order_id": pl.String,
        "amount_minor": pl.Int64,  # positive: paid out by the person
        "currency": pl.String,
        "method": pl.String,
        "merchant": pl.String,
        "title": pl.String,
        "status": pl.String,  # completed | pending | declined | reversed | null
    },
    "logins": {
        "service": pl.String,  # `google`
        "account": pl.String,
        "ip": pl.String,
        "country": pl.String,  # from our place data, ISO alpha-2
        "prefix": pl.String,  # /24 or /64 of the address
        "asn": pl.Int64,  # number of the network (autonomous system)
        "network_name": pl.String,
        "network_kind": pl.String,  # carrier | hosting | relay (its place is not the person's) | unknown
        "country_stated": pl.String,  # the file's own word
        "region": pl.String,  # the file's own word for the prefecture or state
        "city": pl.String,
        "agent": pl.String,
        "activity": pl.String,
        "success": pl.Boolean,
    },
    "changes": {
        "service": pl.String,
        "kind": pl.String,  # one of ``CHANGE_KINDS``
        # The kind by which its key knows it: the one that an earlier version read. Filled when a file is read; null in
        # what a version stored that knew fewer kinds.
        "known_as": pl.String,
        "what": pl.String,
        "ip": pl.String,
        "country": pl.String,
        "asn": pl.Int64,
        "network_name": pl.String,
        "network_kind": pl.String,
        "removed": pl.Boolean,
    },
}

# What a change of an account is about. ``other`` is what a file does not tell, or tells in words that are not known.
CHANGE_KINDS = (
    "device",
    "address",  # where orders go
    "card",
    "mail",  # the address of the account
    "phone",
    "password",
    "two_step",
    "passkey",  # a passkey or a security key
    "app",  # a linked app, or an access token or key of a program
    "rule",  # of a mailbox: a forwarding, a filter, a delegate
    "recovery",  # an address, number or code for getting back in, where the file tells it from the one to sign in with
    "other",
)

Scalar = str | int | float | bool | None
Row = Mapping[str, Any]  # one row of a table by its columns, as Polars gives it
SCHEMAS: dict[str, pl.Schema] = {table: pl.Schema({**COMMON, **own}) for table, own in OWN.items()}

# The columns that make rows of different files the same event. The merge adds the running number of equal rows in one
# file, because two identical rows in one file are two events. Where the shop numbers a refund (``refund_id``), rows
# with one number are one event whatever else they say, in one file too, and rows with different numbers never are.
KEYS: dict[str, tuple[str, ...]] = {
    "orders": ("shop", "order_id", "item_id", "at"),
    "refunds": ("shop", "order_id", "amount_minor"),
    "returns": ("shop", "order_id", "amount_minor"),
    "ledger": ("shop", "at", "order_id", "serial", "amount_minor", "balance_minor"),
    "payments": ("shop", "at", "order_id", "amount_minor", "method"),
    "logins": ("service", "at", "ip", "agent", "activity"),
    "changes": ("service", "at", "kind", "what", "ip"),
}


def known_by(table: str, column: str) -> pl.Expr:
    """The values of a column of ``KEYS`` by which events are known. The kind of a change is the one that an earlier
    version read, so that a change is the same event, with the same answers, whichever version read its file."""
    return pl.coalesce("known_as", "kind") if (table, column) == ("changes", "kind") else pl.col(column)


class Part(NamedTuple):
    """Rows of one table; ``same`` are the columns that have the same value in every row."""

    rows: pl.DataFrame
    same: dict[str, Scalar]


def empty(table: str) -> pl.DataFrame:
    """An event table without rows, in its full schema."""
    return pl.DataFrame(schema=SCHEMAS[table])


def conform(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame in the column order and types of the table; missing columns become null. Raises ``ValueError`` for
    unknown columns."""
    schema = SCHEMAS[table]
    unknown = [name for name in frame.columns if name not in schema]
    if unknown:
        raise ValueError(f"columns that {table} does not have: {unknown}")
    return frame.select(
        pl.col(name).cast(kind) if name in frame.columns else pl.lit(None, kind).alias(name)
        for name, kind in schema.items()
    )


def whole(table: str, parts: Sequence[Part]) -> pl.DataFrame:
    """The rows of all parts in full schema. A column with one value everywhere is stored as one value, however many
    rows there are."""
    if not any(part.same for part in parts):
        return pl.concat(part.rows for part in parts)
    first = parts[0].same
    same = {name: value for name, value in first.items() if all(part.same.get(name, ...) == value for part in parts)}
    kinds = SCHEMAS[table]

    def spread(values: Mapping[str, Scalar]) -> Iterator[pl.Expr]:
        return (pl.lit(value, kinds[name]).alias(name) for name, value in values.items())

    names = [name for name in kinds if name not in same]
    rows = [
        part.rows.with_columns(spread({name: part.same[name] for name in names if name in part.same})).select(
            pl.col(name).cast(kinds[name]) for name in names
        )
        for part in parts
    ]
    return conform(table, pl.concat(rows).with_columns(spread(same)))
