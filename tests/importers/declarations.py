"""The facts that formats and sources declare in their modules, as ``declared.json`` keeps them."""

import msgspec

from app.importers import formats, sources
from app.importers.declared import Declared, FormatFacts, SourceFacts


def dump() -> str:
    """One fact a line, so that a change is easy to see."""
    made = Declared(
        {name: msgspec.convert(one, FormatFacts, from_attributes=True) for name, one in sorted(formats().items())},
        {name: msgspec.convert(one, SourceFacts, from_attributes=True) for name, one in sorted(sources().items())},
    )
    return msgspec.json.format(msgspec.json.encode(made), indent=1).decode() + "\n"
