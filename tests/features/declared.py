"""The features that can go: which files are a feature's own, and by which names other files hang on it.

Names are written as regular expressions. They are what code must not say once the feature is gone: its modules, paths,
templates, tables, blobs, and the fields that exist for it alone. Prose is not searched for: a sentence that mentions a
family or a support desk needs no such feature.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch


@dataclass(frozen=True)
class Feature:
    """``own``: patterns of the paths of its files, in this tree and in earlier ones. ``names``: a file that hangs on it
    says one of these. ``others``: files in which such a name is something else, each with what it is there."""

    title: str
    own: tuple[str, ...]
    names: tuple[str, ...]
    others: Mapping[str, str] = field(default_factory=dict)

    def owns(self, path: str) -> bool:
        """Whether a file belongs to the feature."""
        return any(fnmatch(path, pattern) for pattern in self.own)

    def is_named_by(self, path: str, text: str) -> bool:
        """Whether the text of a file of others says one of the names."""
        if any(fnmatch(path, pattern) for pattern in self.others):
            return False
        return re.search("|".join(self.names), text, re.MULTILINE) is not None


SUPPORT_DESK = "the desk of a shop or authority, to which a step leads"
OWNER_FACTS = "the owner's facts: who lives with them"

FEATURES = {
    "desk": Feature(
        "Desk (helpers who open cases for callers)",
        own=(
            "app/cases/desk/*",
            "app/cases/record/remarks.py",
            "app/storage/desk_tables.py",
            "app/web/desk/*",
            "app/web/fragments/desk.py",
            "app/web/pages/desk/*",
            "app/web/pages/operation/invitations.py",
            "app/web/templates/desk/*",
            "app/web/templates/operation/invitations.html",
            "alembic/versions/0010_desk.py",
            "static/desk.css",
            "tests/cases/desk/*",
            "tests/web/pages/desk/*",
            "tests/journey/test_desk.py",
        ),
        names=(
            r"at_desk\b",
            r"\bDESK\b",
            r"\b(cases|pages|web|fragments)[./]desk\b",
            r"\bdesk_(tables|name)\b",
            r"[\"'/](desk|take-over)[\"'/]",
            r"/static/desk\.css",
            r"\b(Handover|Invitation)(Row)?\b",
            r"\bhanding_over\b",
            r"[\"/]invitations?\b",
            r"import .*\bremarks\b|\bREMARKS\b",
            r"\btake_over\b|\bTAKEN_OVER\b|\bCALLERS_HELPER\b",
            r"import .*\bcallers\b",
        ),
        others={
            "app/cases/record/contacts.py": "a way to speak to somebody: in person",
            "app/web/fragments/first.py": SUPPORT_DESK,
            "app/web/fragments/ladder.py": SUPPORT_DESK,
            "app/web/pages/plan/paper.py": SUPPORT_DESK,
            "app/web/pages/plan/step.py": SUPPORT_DESK,
            "app/web/templates/desk.html": SUPPORT_DESK,
        },
    ),
    "household": Feature(
        "Household form (who at home was asked)",
        own=("app/*/household/*", "app/*/household.*", "tests/*/household/*", "tests/*/test_household*.py"),
        names=(
            r"/case/household",
            r"[\"']household[\"']",
            r"^ *household:",
            r"\bhousehold[=\[]|\.household\b|\bimport .*\bhousehold\b",
            r"\bHousehold\w+|\bHOUSEHOLD_\w+",
            r"\bto_confirm\b|plan/holds\.html",
        ),
        others={
            "analyzers/*": OWNER_FACTS,
            "evaluation/*": OWNER_FACTS,
            "tests/analyzers/*": OWNER_FACTS,
            "app/web/pages/account_book/owner.py": OWNER_FACTS,
            "app/web/templates/account_book/owner.html": OWNER_FACTS,
            "app/importers/netflix/*": "a column of that service's file",
        },
    ),
    "pictures": Feature(
        "Pictures (reading of screenshots)",
        own=(
            "app/cases/*/screenshots.py",
            "app/importers/picture/*",
            "app/importers/screens/*",
            "app/reader/pictures/*",
            "app/report/screens/*",
            "app/web/*/hand_in/screenshot*",
            "evaluation/screens/*",
            "static/screenshot.css",
            "tests/*/screens/*",
            "tests/*/pictures/*",
            "tests/*/test_screenshots.py",
        ),
        names=(
            r"\b(reader\.pictures|importers\.(picture|screens)|report\.screens|evaluation\.screens)\b",
            r"\b(record|answers)(\.| import .*)screenshots\b|\bSCREENSHOTS\b",
            r"/case/screenshots?\b|[\"/]screenshots?\.(css|html)",
            r"\bhand_in\.screenshots?\b",
        ),
    ),
    "bundle": Feature(
        "Bundle (signed evidence bundle)",
        own=(
            "app/cases/bundle.py",
            "app/cases/timestamp.py",
            "app/cases/record/signing.py",
            "app/cli/commands/verify.py",
            "app/report/bundle/*",
            "app/web/*/handing_out/bundle.*",
            "app/web/*/handing_out/verify.*",
            "tests/cases/test_bundle.py",
            "tests/journey/test_bundle.py",
            "tests/journey/test_mutations.py",
            "tests/report/bundle/*",
        ),
        names=(
            r"\breport(\.| import )bundle\b",
            r"\bcases(\.| import .*)\b(bundle|timestamp)\b|\b(record\.|import .*)signing\b",
            r"/case/bundle|[\"'/]verify[\"'/]|handing_out[./](bundle|verify)",
        ),
        others={"app/web/fragments/step.py": "how to see that a step is done"},
    ),
    "page_saver": Feature(
        "Page saver (browser extension)",
        own=(
            "app/importers/mioboe/*",
            "app/web/*/page_saver*",
            "app/web/templates/hand_in/saver.html",
            "packaging/page-saver/*",
            "tests/journey/*firefox.py",
            "tests/journey/made_up_shop.py",
            "tests/journey/test_card_numbers.py",
            "tests/journey/test_page_saver.py",
            "tests/lint_page_saver.py",
        ),
        names=(r"page[-_]?saver\b|\bsaver\.html", r"\bmioboe\.pages\b|importers\.mioboe"),
    ),
}
