"""``make sbom``: the parts that an installation can have, the optional ones too, as CycloneDX in build/sbom.json: from
the lock of the image, with the licences of docs/dependencies.md."""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements-image.lock"
LICENCES = ROOT / "docs" / "dependencies.md"
OUT = ROOT / "build" / "sbom.json"


def main() -> int:
    """Writes the list, and compares it with the lock: each part once, with its version."""
    OUT.parent.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "cyclonedx_py", "requirements", str(LOCK), "--pyproject", "pyproject.toml"]
    subprocess.run([*command, "--output-format", "JSON", "-o", str(OUT)], cwd=ROOT, check=True)
    parts = json.loads(OUT.read_text("utf-8"))
    named = licences()
    for part in parts["components"]:
        part["licenses"] = [{"license": {"name": named[part["name"]]}}]
    OUT.write_text(json.dumps(parts, indent=2) + "\n", "utf-8")
    listed = {(one["name"], one["version"]) for one in parts["components"]}
    locked = set(re.findall(r"^([\w.-]+)==([^ ;\\]+)", LOCK.read_text("utf-8"), re.MULTILINE))
    if listed != locked:
        print(f"The list is not the lock: {sorted(listed ^ locked)}", file=sys.stderr)
        return 1
    print(f"{len(listed)} parts are listed in {OUT.relative_to(ROOT)}.")
    return 0


def licences() -> dict[str, str]:
    """The licence of each part, by the table of the documents."""
    table = LICENCES.read_text("utf-8").partition("| licence | parts |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", table, re.MULTILINE)
    return {name: licence for licence, names in rows for name in names.split(", ")}


if __name__ == "__main__":
    sys.exit(main())
