"""Deleting a case for good, after one question."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.cases import erase
from app.web.session import leave, require
from app.web.templating import render

router = APIRouter()


@router.get("/case/delete")
def page(request: Request) -> Response:
    """Asks whether it is meant, and says what will be gone."""
    require(request)
    return render(request, "delete.html")


@router.post("/case/delete")
def delete(request: Request) -> Response:
    """Deletes the case. The answer is the last page of it: there is nothing left to be sent on to."""
    case = require(request)
    erase.erase(case.service, case.id)
    leave(request)
    return render(request, "delete.html")
