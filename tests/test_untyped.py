"""Dictionaries of anything stay at the edges."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
ANYTHING = re.compile(r"(?:dict|Mapping)\[str, (?:Any|object)\]")
MOST = 40
# Where whole tables or the messages of other people's protocols pass through: sign-in services and passkeys speak JSON,
# backups and exports copy rows of every table, and a layout is written as YAML.
EDGES = ("app/cases/accounts/challenges.py", "app/cases/accounts/passkeys.py", "app/cases/accounts/passkey_sign_up.py",
         "app/cases/accounts/providers.py", "app/web/pages/accounts/passkeys.py",
         "app/cases/backup", "app/cases/export", "app/importers/layouts/write.py")  # fmt: skip


def test_dictionaries_of_anything_are_few() -> None:
    """What comes from JSON, a pipe, Polars or a form may be anything; inside, data has a type."""
    files = [file for name in ("app", "analyzers", "checklists") for file in (ROOT / name).rglob("*.py")]
    inside = [file for file in files if not file.relative_to(ROOT).as_posix().startswith(EDGES)]
    found = {file: count for file in inside if (count := len(ANYTHING.findall(file.read_text("utf-8"))))}
    assert sum(found.values()) <= MOST, found
