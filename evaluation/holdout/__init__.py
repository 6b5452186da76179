"""Hold-outs: what no threshold, no calibration and no clean account of a known persona may draw from.

Each is a folder named by the day on which it was made, with ``members.yaml`` (names of personas, circumstances and
attacks, whose code lies with the others of their theme) and a README that says when it was first read. A hold-out that
was read is retired: it stays apart from the known sets, and a new one is made for the next honest measurement.
"""

from pathlib import Path

import yaml


def _members() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for file in sorted(Path(__file__).parent.glob("*/members.yaml")):
        for kind, names in yaml.safe_load(file.read_text("utf-8")).items():
            found[kind] = found.get(kind, frozenset()) | frozenset(names)
    return found


_MEMBERS = _members()
PERSONAS = _MEMBERS["personas"]
CIRCUMSTANCES = _MEMBERS["circumstances"]
ATTACKS = _MEMBERS["attacks"]
