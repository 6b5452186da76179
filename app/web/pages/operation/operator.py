"""For the operator: how much there is and whether it works. No name, no content, no single case."""

from fastapi import Request
from fastapi.responses import Response

from app.cases.accounts.sign_in import WrongSignIn
from app.cases.backup.made import last_good
from app.cases.limits import TooOften
from app.cases.plan.overview import overview
from app.errors import NotFound, Wait, WrongCode
from app.i18n import N_, nN_
from app.i18n.formats import binary_size, number
from app.i18n.translate import gettext, translate
from app.storage.service import Service
from app.storage.tables import now
from app.web import session
from app.web.route import Routes, Who
from app.web.templating import language, render

routes = Routes()

LABELS = {
    "cases": N_("Cases"),
    "kept": N_("of these kept in accounts"),
    "open_to_helpers": N_("Cases that are open to a helper"),
    "persons": N_("Accounts of persons"),
    "helpers": N_("Accounts of helpers"),
    "operators": N_("Accounts of operators"),
    "files": N_("Files handed in"),
    "stored": N_("Their size"),
    "queued": N_("Examinations that wait"),
    "waited": N_("Minutes that the first of them has waited"),
    "running": N_("Examinations that run"),
    "failed": N_("Examinations that failed"),
    "given_up": N_("of these given up after they were cut off again and again"),
    "refused": N_("Requests that were refused since the service started"),
    "wrong": N_("of these wrong codes and passwords"),
    "early": N_("of these after too many attempts"),
    "backup": N_("Age of the last backup that was read back"),
}
AGES = {
    "none": N_("There is no backup yet"),
    "hours": nN_("{count} hour", "{count} hours"),
    "days": nN_("{count} day", "{count} days"),
}


@routes.get("/operator", label=None, who=Who.OPERATOR, cost=None)
def page(request: Request) -> Response:
    """The counts; ``NotFound`` for others."""
    if session.require_account(request).role != "operator":
        raise NotFound
    lang = language(request)
    refused = request.app.state.refused
    values = overview(session.service(request))._asdict() | {
        "refused": refused.total(),
        "wrong": sum(refused[error.__name__] for error in (WrongCode, WrongSignIn)),
        "early": sum(refused[error.__name__] for error in (Wait, TooOften)),
    }
    counts = {name: binary_size(value) if name == "stored" else number(value, lang) for name, value in values.items()}
    counts["backup"] = _age(session.service(request), lang)
    return render(
        request,
        "operation/operator.html",
        counts=[(translate(says, lang), counts[name]) for name, says in LABELS.items()],
    )


def _age(service: Service, lang: str) -> str:
    """The age in hours for the first two days, then in days. If the clock was set back, the age is 0, never
    negative."""
    at = last_good(service)
    if at is None:
        return gettext(AGES["none"], lang)
    hours = max(0, int((now() - at).total_seconds() // 3600))
    return gettext(AGES["hours"], lang, count=hours) if hours < 48 else gettext(AGES["days"], lang, count=hours // 24)
