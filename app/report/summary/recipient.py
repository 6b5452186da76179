"""The summary for one recipient: only its parts, without data that is left out for it, and the texts for its form."""

from collections.abc import Collection, Mapping, Sequence

from msgspec import structs

from app.i18n.translate import translate
from app.report.summary.fields import pasted
from app.report.summary.model import Summary
from app.report.summary.withhold import withheld
from checklists.recipients.recipient import Hidden, Part, Recipient

# The fields of the summary that belong to one part only, and are left out with it. ``findings`` also feed the tables of
# the other forms.
HOLDS: Mapping[Part, tuple[str, ...]] = {
    "coverage": ("coverage", "uncovered"),
    "not_examined": ("not_read", "not_assessed"),
    "timeline": ("timeline", "pictures", "stories"),
    "findings": ("findings",),
    "notes": ("notes",),
    "deadlines": ("deadlines",),
    "recognised": ("recognised",),
    "files": ("examined",),
}


def for_recipient(summary: Summary, recipient: Recipient, hides: Collection[Hidden]) -> Summary:
    """The summary for this recipient, without the kinds of data in ``hides``."""
    summary = withheld(summary, hides)
    emptied = [name for part, names in HOLDS.items() if part not in recipient.parts for name in names]
    gone: dict[str, Sequence[object] | None] = {name: [] for name in emptied}
    signs = "sign_in_addresses" not in hides and any(
        row.table == "logins" for row in (*summary.denied, *summary.unsure)
    )
    if "findings" not in recipient.parts and not signs:
        gone["places"] = None
    if "account" not in recipient.parts:
        gone["account"] = None
    if "findings" not in recipient.parts:
        gone["clear"] = []
    if not {"steps_done", "steps_open"} & set(recipient.parts):
        gone["steps"] = [step for step in summary.steps if step.state == "done" and _uses(recipient, "done")]
    if "exhibits" not in recipient.parts and not _uses(recipient, "exhibits"):
        gone["kept"] = []
    lang = summary.lang
    summary = structs.replace(
        summary,
        **gone,
        recipient=recipient.id,
        recipient_title=translate(recipient.title, lang),
        parts=list(recipient.parts),
    )
    return structs.replace(summary, fields=[pasted(summary, field, lang) for field in recipient.fields])


def _uses(recipient: Recipient, content: str) -> bool:
    return any(content in field.holds for field in recipient.fields)
