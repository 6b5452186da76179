"""The licences of the parts that are shipped, as their own metadata names them."""

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-run.lock", "requirements-image.lock")
BUILDING = {"setuptools"}  # installs our code from a folder, and is in no image
# What a part says in other words, or only in its licence file.
SAID_OTHERWISE = {
    "fido2": "BSD-2-Clause AND Apache-2.0 AND MPL-2.0",
    "flatbuffers": "Apache-2.0",
    "libpass": "BSD-3-Clause",
    "onnxruntime": "MIT",
    "protobuf": "BSD-3-Clause",
    "pypdfium2": "(Apache-2.0 OR BSD-3-Clause) AND those of PDFium",
    "pyrage": "MIT",
    "python-dateutil": "Apache-2.0 AND BSD-3-Clause",
}
CLASSIFIED = {"MIT License": "MIT", "BSD License": "BSD-3-Clause", "Apache Software License": "Apache-2.0"}
NAMED = re.compile(r"licen[cs]e|copying|notice", re.IGNORECASE)


def shipped() -> set[str]:
    """The names of the parts that some lock of an installation has."""
    texts = "".join((ROOT / lock).read_text("utf-8") for lock in LOCKS)
    return set(re.findall(r"^([\w.-]+)==", texts, re.MULTILINE)) - BUILDING


def licence(name: str) -> str:
    """The SPDX expression of the licence that an installed part is under."""
    if name in SAID_OTHERWISE:
        return SAID_OTHERWISE[name]
    metadata = distribution(name).metadata
    stated: str = next(iter(metadata.get_all("License-Expression") or metadata.get_all("License") or [""]))
    if re.fullmatch(r"[\w.-]+(?: (?:AND|OR) [\w.-]+)*", stated):
        return stated
    words = {each.split(" :: ")[-1] for each in metadata.get_all("Classifier") or []}
    [classified] = [CLASSIFIED[word] for word in words & CLASSIFIED.keys()]
    return classified


def texts(name: str) -> Iterator[str]:
    """The files with a licence that an installed part brings along, by their paths."""
    return (str(file) for file in distribution(name).files or [] if NAMED.search(str(file)) and file.suffix != ".py")


def bundled(part: Distribution) -> list[str]:
    """The native libraries of others in the wheel of a part, without the number of their build."""
    return sorted(
        {file.name.split("-")[0].split(".so")[0] for file in part.files or [] if file.parts[0].endswith(".libs")}
    )
