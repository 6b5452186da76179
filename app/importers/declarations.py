"""``python -m app.importers.declarations``: writes the facts that formats and sources declare in their modules, and
those of the layouts (``app.importers.layouts.compiled``), into ``declared.json``."""

import msgspec

from app.importers import formats, sources
from app.importers.declared import FILE, Declared, FormatFacts, SourceFacts


def encoded() -> bytes:
    """The facts as ``declared.FILE`` holds them."""
    facts = Declared(
        {name: msgspec.convert(of, FormatFacts, from_attributes=True) for name, of in sorted(formats().items())},
        {name: msgspec.convert(of, SourceFacts, from_attributes=True) for name, of in sorted(sources().items())},
    )
    return msgspec.json.encode(facts)


if __name__ == "__main__":
    FILE.write_bytes(encoded())
