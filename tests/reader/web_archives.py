"""Pages as Safari saves them, for tests."""

import plistlib
from typing import Any


def web_archive(page: bytes, **resource: Any) -> bytes:
    """A page with a picture in the archive that Safari writes; ``resource`` replaces parts of the page's own entry."""
    main = {
        "WebResourceData": page,
        "WebResourceFrameName": "",
        "WebResourceMIMEType": "text/html",
        "WebResourceTextEncodingName": "UTF-8",
        "WebResourceURL": "https://www.example.com/page",
    }
    picture = {
        "WebResourceData": b"\x89PNG",
        "WebResourceMIMEType": "image/png",
        "WebResourceURL": "https://x.example/",
    }
    archive = {"WebMainResource": main | resource, "WebSubresources": [picture]}
    return plistlib.dumps(archive, fmt=plistlib.FMT_BINARY)
