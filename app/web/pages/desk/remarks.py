"""What a helper keeps of the open case for themselves: its name in their list, and remarks."""

from datetime import datetime
from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response

from app.cases.access.helpers import ReadOnly
from app.cases.accounts.account import Account
from app.cases.answers.book import latest_report
from app.cases.case import Case
from app.cases.record import contacts, remarks
from app.errors import NoCase
from app.i18n.formats import when
from app.i18n.languages import LANGUAGES
from app.report.catalogue import persons_clock
from app.web import session
from app.web.fragments.untrusted import safe_text
from app.web.pages.desk.desk import require_helper
from app.web.route import NOTHING, Routes, Who
from app.web.templating import language, redirect, render

routes = Routes()

HERE = "/desk/notes"


@routes.get(HERE, label=None, who=Who.HELPER, cost=None)
def page(request: Request) -> Response:
    """The name and the remarks, the newest first, with the forms for both."""
    account, case = _open(request)
    lang, own = language(request), remarks.of_helper(case, account.id)
    zone = LANGUAGES[lang].zone
    return render(
        request,
        "desk/notes.html",
        name=own["name"],
        remarks=[
            {
                "id": remark["id"],
                "text": safe_text(remark["text"]),
                "at": when(datetime.fromisoformat(remark["at"]), "stated", lang, zone),
            }
            for remark in reversed(own["remarks"])
        ],
        new=remarks.new_id(),
        may_move=session.may_write(request),
        longest=remarks.LONGEST,
        longest_name=remarks.LONGEST_NAME,
    )


@routes.post(HERE, label=None, who=Who.HELPER, cost=None, removes=NOTHING)
def save(
    request: Request,
    do: Annotated[str, Form()] = "",
    id: Annotated[str, Form()] = "",  # noqa: A002 (the name in the form)
    text: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
) -> Response:
    """Adds, removes or moves a remark, or changes the name."""
    account, case = _open(request)
    if do == "name":
        remarks.rename(case, account.id, name)
    elif do == "remove":
        remarks.remove(case, account.id, id)
    elif do == "move":
        if not session.may_write(request):
            raise ReadOnly
        remarks.move(case, account.id, id, persons_clock(latest_report(case), language(request)))
    else:
        remarks.write(case, account.id, contacts.id_of(id), text)
    return redirect(HERE)


def _open(request: Request) -> tuple[Account, Case]:
    """The helper and the case that is open to them. A case of their own has no such page (``NoCase``)."""
    account, case = require_helper(request), session.require(request)
    if session.grant(request) is None:
        raise NoCase
    return account, case
