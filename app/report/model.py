"""The report: what one run over a person's files found, in no language yet.

It is plain JSON data, so that it can be stored and shown later in either language. Sentences are English message
keys beside their ``values``. ``app.i18n.translate.present`` turns it into the public ``mioboe.check/1`` object.

Shape::

    {"schema": "mioboe.report/1",
     "files": [{"path", "sha256", "bytes", "format", "encoding", "rows", "events", "upload": int,
                "period": [iso, iso] | null, "header": [first cells, for unrecognised tables],
                "offered": [ids of tables that the person may name the columns of],
                "problems": [{"line", "code", "message": key, "values": {}}]}],
     "events": {table: count}, "coverage": [{"table", "shop", "from", "to", "events"}],
     "findings": [{"id", "detector", "kind", "severity", "confidence", "episode", "at", "at_basis",
                   "title": key, "message": key, "innocent": key,
                   "values": {name: text | int | {"minor", "currency"} | iso},
                   "verdict": null | "mine" | "family" | "not_mine" | "not_sure",
                   "triggers": [event ids], "unshipped": bool, "from_amazon": bool, "shop": str | null, "score": number,
                   "parts": [{"sentence": {"key", "values"}, "share": number}],
                   "entities": [{"kind": "address" | "network" | "country" | "card" | "order", "value": text,
                                 "from": day | null, "to": day | null}],
                   "evidence": [{"path", "line", "record", "role", "table", "at", "money": {"minor", "currency"} | null,
                                 "balance": the same, "order": text | null, "card": bool | null,
                                 "payee": text | null, "told": bool,
                                 "fields": {column: cell}, "also": [{"path", "line"}]}]}],
     "episodes": [{"episode": int, "from": iso | null, "to": iso | null, "findings": [ids in rank order],
                   "severity", "stoppable": bool, "money": [{"minor", "currency"}],
                   "story": [{"key": key, "values": {}, "findings": [ids]}]}],
     "outcomes": [{"detector", "title": key, "outcome", "reason": key | null, "values": {}, "get": [format ids]}],
     "shops": [shops named in the events],
     "places": {"as_of": "2026-06-01", "source": "DB-IP Lite country",
                "networks": {"as_of": "2026-06-17", "source": "RouteViews, NRO and DB-IP Lite"}},
     "timing": {"read_s", "find_s", "total_s"}}
"""

from collections.abc import Mapping
from typing import Any

from analyzers.engine.detector import tags_of

Report = dict[str, Any]

CHARGED = ("orders", "payments")  # the tables whose rows are charges


def by_card(one: Mapping[str, Any]) -> bool | None:
    """Whether a card may have paid for something that a finding of purchases tells of: false where the files name
    other means for all of it, null where they do not say."""
    if "purchase" not in tags_of(one["detector"]):
        return None
    paid = {row.get("card") for row in one["evidence"] if row.get("table") in CHARGED and counts(row)}
    return True if True in paid else None if None in paid or not paid else False


def counts(row: Mapping[str, Any]) -> bool:
    """Whether the sentences of a finding are about this row."""
    return row["role"] == "trigger" or bool(row.get("told"))
