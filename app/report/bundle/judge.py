"""Whether a bundle is as it was signed; every difference is listed. ``docs/bundle.md`` says what is compared."""

from collections.abc import Mapping, Sequence
from itertools import islice

from msgspec import Struct

from app.report.bundle.bag import Bag
from app.report.bundle.found import Contents
from app.report.bundle.model import FOLDER, INFO, SIGNATURE, STAMP, STAMP_SIGNATURE
from app.report.bundle.sentences import AROUND

MOST_CHANGES = 1_000  # that are named: more than a bundle has files
STATUS = {"unchanged": 0, "uncompared": 3, "repacked": 1, "changed": 1, "foreign": 2, "unreadable": 2}


class Change(Struct, frozen=True):
    """One difference: a code of ``CHANGE_SENTENCES``, the file, and what is there instead."""

    code: str
    path: str | None = None
    other: str | None = None


class Verdict(Struct, frozen=True):
    """The result of a check: ``result`` is unchanged, repacked, changed, foreign or unreadable. ``key`` is the number
    of the key that signed it, ``key_compared`` whether it equals the number typed from paper (None: no number was
    typed)."""

    result: str
    changes: Sequence[Change]
    key: str | None = None
    key_compared: bool | None = None
    case: str | None = None
    made_at: str | None = None
    files: int = 0
    bytes: int = 0
    withheld: Mapping[str, int] = {}
    stamped: bool = False

    @property
    def sentence(self) -> str:
        """The key of ``RESULT_SENTENCES`` and of ``STATUS``. Without the number from paper, nobody can tell a genuine
        bundle from one that somebody else signed again."""
        return "uncompared" if self.result == "unchanged" and self.key_compared is None else self.result

    @property
    def status(self) -> int:
        """The exit status: 0 unchanged and the number fits, 3 unchanged since somebody signed it, 1 changed, 2 not
        readable or not ours."""
        return STATUS[self.sentence]


def judge(bundle: Contents, number: str | None = None) -> Verdict:
    """The verdict on a ZIP that was read. ``number``: the key's number typed from paper, in the form of
    ``key.typed_number``."""
    inside = [item for item in bundle.items if not item.is_folder]
    if inside and all(item.state == "protected" for item in inside):
        return Verdict("unreadable", [Change("protected")])
    folder = _folder(bundle)
    if folder is None:
        return Verdict("foreign" if bundle.is_zip else "unreadable", [])
    bag = Bag(bundle, folder)
    flaws = dict.fromkeys(bag.flaws(number))
    codes = {code for code, _, _ in flaws}
    if codes - {"packing"}:  # says nothing more where something is named
        flaws.pop(("packing", None, None), None)
    result = "unchanged" if not codes else "repacked" if codes <= AROUND else "changed"
    payload = bag.payload.values()
    return Verdict(
        result=result,
        changes=[Change(*flaw) for flaw in islice(flaws, MOST_CHANGES)],
        key=bag.number,
        key_compared=None if number is None else bag.number == number,
        case=bag.info.get("Mioboe-Case"),
        made_at=bag.info.get("Mioboe-Made-At"),
        files=len(payload),
        bytes=sum(item.size for item in payload),
        withheld=bag.withheld,
        stamped=STAMP in bag.files,
    )


def _folder(bundle: Contents) -> str | None:
    """The folder of our bundle, recognised by its name or by files that only our bundles have; empty where its files
    were packed without it. None: it is not a bundle of Mioboe."""
    for item in bundle.items:
        folder, slash, path = item.name.partition("/")
        head = folder.partition("\\")[0]
        if head.startswith(FOLDER) and head != item.name:
            return head
        signed = (path if slash else item.name) in (SIGNATURE, STAMP_SIGNATURE)
        described = (path if slash else item.name) == INFO and b"Mioboe-Case: " in (item.data or b"")
        if signed or described:
            return folder if slash else ""
    return FOLDER if bundle.ours and not bundle.items else None
