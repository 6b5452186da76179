"""Reports of browsers that something in a page broke the Content-Security-Policy: a sign of an attack, or of a mistake
of ours. They are counted in the log; their text may contain words of the person, and is not stored."""

import json

from fastapi import Request
from fastapi.responses import Response

from app.errors import LOG
from app.web.csrf import REPORT_PATH
from app.web.middleware import POLICY
from app.web.route import NOTHING, Routes, Who

routes = Routes()


@routes.post(REPORT_PATH, label=None, who=Who.APART, cost="report", removes=NOTHING)
async def report(request: Request) -> Response:
    """Takes a report of any kind and logs the name of the directive, if it is one of ours."""
    LOG.warning("policy broken directive=%s", _directive(await request.body()))
    return Response(status_code=204)


def _directive(body: bytes) -> str:
    """The directive of ``POLICY`` that was broken, ``-`` where the report names none."""
    try:
        broken = json.loads(body)["csp-report"]
        name = str(broken.get("effective-directive") or broken.get("violated-directive")).split(" ")[0]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return "-"
    return next((known for known in POLICY if name.startswith(known)), "-")
