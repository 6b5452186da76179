"""What the person has said about pictures of screens: kept in the vault, by the SHA-256 of the picture."""

import json
from collections.abc import Callable

import msgspec

from app.cases.case import Case
from app.cases.change import as_json, changing, joined
from app.cases.operation.runs import Notify, request_run
from app.cases.removing import Typed
from app.report.screens.confirmations import Confirmation, Confirmations
from app.report.stored import plain
from app.storage.blob import Blob

ANSWERS = ("day", "minus", "plain", "currency", "service")
PICTURES = "pictures"  # under which the person reads what a helper replaced


def _decoded(data: bytes) -> Confirmations:
    return msgspec.convert(json.loads(data), dict[str, Confirmation])


SCREENSHOTS: Blob[Confirmations] = Blob("screenshots", lambda known: as_json(plain(known)), _decoded, dict)


def change(
    case: Case, sha256: str, changed: Callable[[Confirmation], Confirmation], notify: Notify, removes: bool = False
) -> None:
    """Replaces what was said about a picture by ``changed`` of it, and has the case examined again. ``removes``: a row
    no longer counts, or is no longer confirmed; ``RemovesNothing`` for a helper. A row that a helper changes is kept as
    it was, too."""
    with changing(case) as change:
        if removes:
            change.check_removing()
        before = SCREENSHOTS.load(case)
        known = before.get(sha256, Confirmation())
        after = changed(known)
        change.store(SCREENSHOTS, {**before, sha256: after}, ({PICTURES: _typed(known)}, {PICTURES: _typed(after)}))
        request_run(change.session, case.id, case.source)
    notify(case.id)


def _typed(known: Confirmation) -> Typed:
    """What the person has said about a picture: a text for each row and for each answer."""
    rows = {
        name: [joined(row.date, row.time, row.text, row.amount, row.currency, row.direction, row.status)]
        for name, row in known.rows.items()
    }
    answers = {name: getattr(known, name) for name in ANSWERS}
    return {"rows": rows, "left_out": list(known.left_out), **answers, "kind": known.kind.replace("unknown", "")}
