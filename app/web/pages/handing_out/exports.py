"""Tables for everybody, also without any incident: refunds, balances, and the whole history with the answers."""

from fastapi import Request
from fastapi.responses import Response

from app.cases.answers import book, exports
from app.cases.answers.book import latest_report
from app.cases.operation.runs import run_of
from app.i18n import N_
from app.report.exports import EXPORT_LABELS, title
from app.report.model import Report
from app.report.sample import file_name
from app.web.route import Routes, Who
from app.web.session import require
from app.web.templating import language, render

routes = Routes()

TABLES = {"refunds": ("refunds",), "ledger": ("ledger",)}  # the events that an export is made of


@routes.get("/case/exports", label=N_("Tables of your history"), who=Who.HAS_CASE, cost=None)
def page(request: Request) -> Response:
    """The exports that the files of the case can fill."""
    case, lang = require(request), language(request)
    events = (latest_report(case) or Report()).events
    offered = [name for name, tables in TABLES.items() if any(events.get(table) for table in tables)]
    offered += ["account"] if book.state(case) else []
    named_exports = [(name, title(name, lang)) for name in EXPORT_LABELS if name in offered]
    return render(
        request, "handing_out/exports.html", exports=named_exports, forms=list(exports.FORMS), running=run_of(case).busy
    )


@routes.download("/case/exports/{name}.{form}", label=N_("A table of your history"), who=Who.HAS_CASE, cost="download")
def download(request: Request, name: str, form: str) -> Response:
    """One export as a file."""
    case = require(request)
    data = exports.file(case, name, form, language(request))
    filename = file_name(f"mioboe-{name}.{form}", case.sample)
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return Response(data, media_type=exports.FORMS[form], headers=headers)
