"""Checks the page saver with Mozilla's linter (`make lint-page-saver`, where Node is installed): no errors, for Firefox
and for what its keys leave of Chromium's manifest."""

import io
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from app.web.pages.hand_in.page_saver import archive

ROOT = Path(__file__).parents[1]
WEB_EXT = ROOT / "packaging" / "lint" / "node_modules" / ".bin" / "web-ext"
FOLDER = ROOT / "build" / "page-saver"


def main() -> int:
    """Unpacks the archive for Firefox and lints it; the linter's exit status."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    zipfile.ZipFile(io.BytesIO(archive("firefox"))).extractall(FOLDER)
    command = [str(WEB_EXT), "lint", "--source-dir", str(FOLDER), "--no-config-discovery"]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
