"""What holds while somebody helps with a case that is not theirs: who may only read changes nothing."""

from fastapi import Request

from app.errors import ReadOnly
from app.web.csrf import SAFE_METHODS
from app.web.session import may_write

# Forms that belong to the helper and not to the case.
THEIR_OWN = ("/help", "/account", "/sign-", "/case/leave")


def check_help(request: Request) -> None:
    """For every route: refuses a change by somebody to whom the case was opened for reading."""
    if request.method in SAFE_METHODS or request.url.path.startswith(THEIR_OWN):
        return
    if not may_write(request):
        raise ReadOnly
