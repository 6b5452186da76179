"""The limits of files, as forms show them."""

from fastapi import Request

from app.cases import room
from app.i18n.formats import binary_size
from app.web.context import Context
from app.web.session import current, service


def limits_context(request: Request) -> Context:
    """The limits for a form with files: of one submission, of a case, and the space left in the open case."""
    settings, case = service(request).settings, current(request)
    left = room.left(case.service, case.id) if case else None
    return {
        "limit": binary_size(min(settings.upload_limit, settings.case_limit)),
        "case_limit": binary_size(settings.case_limit),
        "files_limit": settings.files_limit,
        "left": {"size": binary_size(left.size), "files": left.files} if left else None,
    }
