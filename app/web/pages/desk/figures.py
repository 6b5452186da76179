"""The desk in figures, for helpers and operators: counts over all helpers together."""

from fastapi import Request
from fastapi.responses import Response

from app.cases.desk.figures import LEAST, PERIOD, figures
from app.errors import NotFound
from app.i18n import N_
from app.i18n.formats import number
from app.i18n.translate import gettext, translate
from app.web import session
from app.web.fragments.symptoms import symptom_sentences
from app.web.route import Routes, Who
from app.web.templating import language, render

routes = Routes()

LABELS = {
    "opened": N_("Cases opened for a caller"),
    "taken_over": N_("of these taken over by the caller"),
    "acted": N_("of these with a first step that was begun"),
    "minutes": N_("Median time from opening a case to its first step, in minutes"),
}
FEW_SENTENCE = N_("fewer than {count}")


@routes.get("/desk/figures", label=None, who=Who.STAFF, cost=None)
def page(request: Request) -> Response:
    """The counts; ``NotFound`` for persons."""
    if session.require_account(request).role not in ("helper", "operator"):
        raise NotFound
    lang, counted = language(request), figures(session.service(request))
    few = gettext(FEW_SENTENCE, lang, count=LEAST)
    values = counted._asdict()
    return render(
        request,
        "desk/figures.html",
        days=PERIOD.days,
        least=LEAST,
        counts=[
            (translate(label, lang), few if values[name] is None else number(values[name], lang))
            for name, label in LABELS.items()
        ],
        kinds=[
            (translate(sentence, lang), number(count, lang))
            for symptom, count in counted.kinds.items()
            for sentence in symptom_sentences([symptom])
        ],
        rarer=counted.rarer,
    )
