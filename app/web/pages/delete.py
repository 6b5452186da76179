"""Deleting a case permanently, after a confirmation."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.cases import erase
from app.web.session import leave, require
from app.web.templating import render

router = APIRouter()


@router.get("/case/delete")
def page(request: Request) -> Response:
    """Asks for confirmation and says what will be deleted."""
    require(request)
    return render(request, "delete.html")


@router.post("/case/delete")
def delete(request: Request) -> Response:
    """Deletes the case. There is nothing left to redirect to, so the response is the last page."""
    case = require(request)
    erase.erase(case.service, case.id)
    leave(request)
    return render(request, "delete.html")
