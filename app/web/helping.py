"""Rules for requests of helpers: every request is recorded for the case's person, a helper who may only read changes
nothing, and some actions are never allowed to helpers."""

from fastapi import Request

from app.cases.access import helpers
from app.cases.access.helpers import HelpOver, ReadOnly
from app.cases.record.removing import NotForHelpers
from app.web import session
from app.web.csrf import REPORT_PATH, SAFE_METHODS

# Pages of the helper or of the service, not of the case; and what a browser reports by itself.
SERVICE = ("/healthz", "/readyz", "/metrics", REPORT_PATH)
THEIR_OWN = (
    *SERVICE,
    "/desk",
    "/help",
    "/take-over",
    "/account",
    "/sign-",
    "/operator",
    "/exit",
    "/case/leave",
    "/sample",
    "/phone",
)
READS = ("/case/book/find",)  # forms that only look for something
# Pages that helpers may not open: the code, deleting and keeping, everything at once, other browsers and helpers.
NEVER = (
    *("/case/code", "/case/delete", "/case/keep", "/case/export", "/case/bundle", "/case/browsers"),
    *("/case/helpers", "/case/taken", "/case/phone", "/upload/phone"),
)
REMOVALS = "/case/remove"  # allowed until a caller has taken the case over


def check_help(request: Request) -> None:
    """For every route: records what a helper does in a case, and refuses what they may not do."""
    path = request.url.path
    if path.startswith(THEIR_OWN):
        return
    known = session.browser(request)
    if known is not None and known.over and request.method not in SAFE_METHODS:
        raise HelpOver  # what was meant for that case must not open another one
    if known is None or known.case is None or known.grant is None or known.account is None:
        return
    route = getattr(request.scope.get("route"), "path", path)
    reads = request.method in SAFE_METHODS or path in READS or session.may_write(request)
    never = path.startswith(NEVER) or (path.startswith(REMOVALS) and not known.case.at_desk)
    refused = NotForHelpers() if never else None if reads else ReadOnly()
    action = f"{'refused ' if refused else ''}{request.method} {route}"
    helpers.note(known.case.service, known.case, known.grant, known.account, action)
    if refused:
        raise refused
