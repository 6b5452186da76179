"""The page saver as an archive: a browser extension that saves the pages of a shop as one file."""

import json
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Literal
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from fastapi.responses import Response

from app.i18n import N_
from app.web.route import Routes, Who

routes = Routes()

# A wheel holds the extension inside the package `app`, a checkout in packaging/.
_IN_WHEEL = Path(__file__).parents[3] / "page_saver"
EXTENSION = _IN_WHEEL if _IN_WHEEL.is_dir() else Path(__file__).parents[4] / "packaging" / "page-saver"
MANIFEST, FIREFOX = "manifest.json", "firefox.json"
SUFFIXES = (".js", ".json", ".html", ".css", ".png")
Browser = Literal["chromium", "firefox"]


@routes.download("/page-saver", label=N_("The page saver"), who=Who.ANYBODY, cost=None)
def download(browser: Browser = "chromium") -> Response:
    """The extension for Chromium (Chrome, Edge …) or, with ``?browser=firefox``, for Firefox, as a ZIP archive that a
    browser loads unpacked and a store takes."""
    name = f"mioboe-page-saver-{browser}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "public, max-age=600"}
    return Response(archive(browser), media_type="application/zip", headers=headers)


@cache
def archive(browser: Browser) -> bytes:
    """The bytes of the archive; the same at each call."""
    out = BytesIO()
    with ZipFile(out, "w") as packed:
        for path in sorted(path for path in EXTENSION.rglob("*") if path.suffix in SUFFIXES):
            if path.name != FIREFOX:
                content = manifest(browser) if path.name == MANIFEST else path.read_bytes()
                entry = ZipInfo(path.relative_to(EXTENSION).as_posix())
                entry.compress_type = ZIP_DEFLATED
                packed.writestr(entry, content)
    return out.getvalue()


def manifest(browser: Browser) -> bytes:
    """What the browser is told of the extension. Firefox has keys of its own, which replace some of Chromium's."""
    keys = json.loads((EXTENSION / MANIFEST).read_text("utf-8"))
    if browser == "firefox":
        keys |= json.loads((EXTENSION / FIREFOX).read_text("utf-8"))
        del keys["minimum_chrome_version"], keys["incognito"]
    return json.dumps(keys, ensure_ascii=False, indent=2).encode()
