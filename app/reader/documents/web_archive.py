"""Pages that Safari saved as one file (``.webarchive``): a binary list that holds the page and its pictures."""

import plistlib

from app.reader.detect.encoding import Encoding, detect
from app.reader.problems import Refused

_PAGES = ("text/html", "application/xhtml+xml")


def archived_page(data: bytes) -> tuple[bytes, Encoding]:
    """The page of an archive, and the encoding that the archive or the page states.

    Raises ``Refused`` for an archive of something other than a page; a damaged list raises one of ``problems.DAMAGE``.
    Source: Apple's ``WebArchive`` class, whose lists name the page ``WebMainResource``.
    """
    archive = plistlib.loads(data, fmt=plistlib.FMT_BINARY)
    resource = archive.get("WebMainResource") if isinstance(archive, dict) else None
    resource = resource if isinstance(resource, dict) else {}
    page = resource.get("WebResourceData")
    if not isinstance(page, bytes) or resource.get("WebResourceMIMEType") not in _PAGES:
        raise Refused("unknown-page")
    stated = resource.get("WebResourceTextEncodingName")
    try:
        return page.decode(str(stated)).encode(), Encoding("utf-8", "utf-8")
    except (LookupError, UnicodeError):  # A wrong name; the page's own statement is the next best.
        return page, detect(page, page=True)
