"""What is checked before a page begins, by its declaration (``app.web.route``): the form's token, who may use the
route, what a helper may do, what the sample supports, and the limits. What a helper does is noted for the person."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Annotated

from fastapi import Depends, Request

from app.cases import limits
from app.cases.access import helpers
from app.cases.access.helpers import HelpOver, ReadOnly
from app.cases.removing import NotForHelpers, RemovesNothing
from app.errors import Mistake, NotFound
from app.i18n.audience import HELPER, PERSON, Audience, speak_to
from app.web import session
from app.web.csrf import SAFE_METHODS, check_form, fields
from app.web.neutral.addresses import SEALED, TELLING, neutral_case, sealed
from app.web.refusals import log_refusal
from app.web.route import ANY, Choice, Route, Who, Within
from app.web.sampling import check_sample
from app.web.session import Elsewhere

SPEAKING_OF_THE_PERSON = ("/case", "/upload")  # how the paths begin whose pages speak to a helper of the person
ROLES = {Who.HELPER: ("helper",), Who.HOLDER: ("helper",), Who.STAFF: ("helper", "operator")}
ROLES[Who.OPERATOR] = ("operator",)


class SignedOut(Mistake):
    """Nobody is signed in where a role is needed. It is logged, and the person is led to the sign-in."""

    status = 401


class Gate:
    """The dependency of a route that admits its requests. All is done in one turn of a thread, because each dependency
    takes a turn of its own."""

    def __init__(self, route: Route) -> None:
        self.route = route

    def __call__(self, request: Request) -> Audience:
        """Whom its page speaks to. Raises what refuses the request: ``Forbidden``, ``HelpOver``, ``NoCase``,
        ``NotForHelpers`` and its kind, ``ReadOnly``, ``NotFound``, ``Elsewhere``, ``InSample``, ``TooOften``."""
        check_form(request)
        self._check_who(request)
        _check_address(request)
        self._check_help(request)
        check_sample(request)
        self._count(request)
        return spoken_to(request) if self.route.who.of_case and not self.route.file else PERSON

    def _check_who(self, request: Request) -> None:
        who = self.route.who
        if who.of_case and request.method not in SAFE_METHODS:
            known = session.browser(request)
            if known is not None and known.over:
                raise HelpOver  # what was meant for that case must not open another one
        if who.needs_case:
            session.require(request)
        if who in ROLES and session.account(request) is None:
            log_refusal(request, SignedOut())
        if who is Who.ACCOUNT or who in ROLES:
            account = session.require_account(request)
            if account.role not in ROLES.get(who, (account.role,)):
                raise NotFound
        if who is Who.HOLDER and not session.require(request).held:
            raise NotForHelpers

    def _check_help(self, request: Request) -> None:
        """Records what a helper does in a case, and refuses what they may not do."""
        known = session.browser(request) if self.route.who.of_case else None
        if known is None or known.case is None or known.grant is None or known.account is None:
            return
        refused = self._refusal(request)
        method = "GET" if self.route.who is Who.READERS else request.method
        action = f"{'refused ' if refused else ''}{method} {self.route.path}"
        helpers.note(known.case.service, known.case, known.grant, known.account, action)
        if refused:
            raise refused

    def _refusal(self, request: Request) -> Mistake | None:
        """Why a helper may not do this; None where they may."""
        case, who = session.require(request), self.route.who
        if who in (Who.NO_HELPER, Who.PERSON) or (who is Who.UNTIL_TAKEN_OVER and not case.may_remove):
            return NotForHelpers()
        if request.method in SAFE_METHODS or who is Who.READERS:
            return None
        if not session.may_write(request):
            return ReadOnly()
        return RemovesNothing() if not case.may_remove and removes(self.route, fields(request)) else None

    def _count(self, request: Request) -> None:
        cost = self.route.cost
        if isinstance(cost, Choice):
            values = {**fields(request), **request.path_params}
            cost = cost.costs.get(values.get(cost.name, ""), cost.otherwise)
        if cost is None or isinstance(cost, Within):
            return
        case = session.current(request) if self.route.who.of_case else None
        limits.count(session.service(request), cost, session.source(request), case.id if case else "")


def gate(route: Route) -> Callable[..., Coroutine[None, None, None]]:
    """The dependency of a route with its ``Gate``: the sentences of an admitted request speak to whoever reads its
    page. It runs in the task of the request, because what a thread sets is not seen outside of it."""

    async def begin(audience: Annotated[Audience, Depends(Gate(route))]) -> None:
        speak_to(audience)

    return begin


def _check_address(request: Request) -> None:
    """Leads somebody who opens a page by an address that tells what happened to the sealed one, where they want it."""
    opens_page = request.headers.get("sec-fetch-dest", "document") == "document"
    by_name = "text/html" in request.headers.get("accept", "") and TELLING.match(request.scope["path"])
    if request.method != "GET" or not (opens_page and by_name) or SEALED in request.scope:
        return
    if case := neutral_case(request):
        raise Elsewhere(sealed(case, request.url.path + (f"?{request.url.query}" if request.url.query else "")))


def spoken_to(request: Request) -> Audience:
    """Whom the page of a request speaks to: a helper on the pages of a case. What a page says to be done, such as the
    text of a step or a question, is read out to the person, so no helper has a wording of their own for it."""
    of_a_case = request.url.path.startswith(SPEAKING_OF_THE_PERSON)
    return HELPER if of_a_case and session.grant(request) is not None else PERSON


def removes(route: Route, form: Mapping[str, str]) -> bool:
    """Whether a form with these fields removes something."""
    return any(
        not name or (bool(form.get(name)) if values == ANY else form.get(name) in values)
        for name, values in route.removes.items()
    )
