"""``make audit``: the locked parts beside the published advisories. Where these cannot be reached it says so and fails:
nothing was compared then, which is not the same as nothing found."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")


def main() -> int:
    """Exit status 0: every part was compared and none has a known hole; 1: one has; 2: not every part was compared."""
    worst = 0
    for name in LOCKS:
        compared, unknown, holes = _compare(name)
        print(f"{name}: {compared} parts were compared with the published advisories, {len(holes)} holes are known.")
        for hole in holes:
            print(f"  {hole}")
        if unknown or not compared:
            print(f"  No advisories could be reached for {unknown or 'any'} parts: nothing is known of these.")
        worst = max(worst, 2 if unknown or not compared else 1 if holes else 0)
    return worst


def _compare(name: str) -> tuple[int, int, list[str]]:
    """(parts compared, parts not compared, holes) of one lock."""
    command = [sys.executable, "-m", "pip_audit", "-r", name, "--require-hashes", "--disable-pip", "-f", "json"]
    ended = subprocess.run([*command, "--progress-spinner", "off"], cwd=ROOT, capture_output=True, text=True)
    try:
        parts: list[dict[str, Any]] = json.loads(ended.stdout)["dependencies"]
    except (ValueError, KeyError):
        return 0, 0, []
    known = [one for one in parts if "skip_reason" not in one]
    holes = [
        f"{one['name']} {one['version']}: {hole['id']}, mended in {', '.join(hole['fix_versions']) or 'no version'}"
        for one in known
        for hole in one["vulns"]
    ]
    return len(known), len(parts) - len(known), holes


if __name__ == "__main__":
    sys.exit(main())
