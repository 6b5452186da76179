"""``make sbom``: the parts that an installation has, from the lock, as CycloneDX in build/sbom.json."""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements.lock"
OUT = ROOT / "build" / "sbom.json"


def main() -> int:
    """Writes the list, and compares it with the lock: each part once, with its version."""
    OUT.parent.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "cyclonedx_py", "requirements", str(LOCK), "--pyproject", "pyproject.toml"]
    subprocess.run([*command, "--output-format", "JSON", "-o", str(OUT)], cwd=ROOT, check=True)
    listed = {(one["name"], one["version"]) for one in json.loads(OUT.read_text("utf-8"))["components"]}
    locked = set(re.findall(r"^([\w.-]+)==([^ ;\\]+)", LOCK.read_text("utf-8"), re.MULTILINE))
    if listed != locked:
        print(f"The list is not the lock: {sorted(listed ^ locked)}", file=sys.stderr)
        return 1
    print(f"{len(listed)} parts are listed in {OUT.relative_to(ROOT)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
