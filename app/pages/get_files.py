"""How to get each file, from what the importers say of their formats: one section for each download."""

from types import ModuleType
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.importers import formats
from app.templating import language, render
from app.text import translate
from checklists.show import places

router = APIRouter()

FIRST = ("amazon", "google")  # the histories that most people here need first


@router.get("/get-files")
def page(request: Request) -> Response:
    """The guide; every format has its own anchor, its id."""
    return render(request, "get_files.html", guide=guide(language(request)))


def guide(lang: str) -> list[dict[str, Any]]:
    """Formats that come with one download stand together; of one source, the download that brings the most is first."""
    downloads: dict[tuple[str, ...], dict[str, ModuleType]] = {}
    for name, module in formats().items():
        how = getattr(module, "get", ())
        if how:
            downloads.setdefault(tuple(how), {})[name] = module
    ordered = sorted(downloads.items(), key=lambda one: _rank(one[1]))
    return [_download(number, how, files, lang) for number, (how, files) in enumerate(ordered, 1)]


def _rank(files: dict[str, ModuleType]) -> tuple[int, str, int]:
    source = next(iter(files)).partition(".")[0]
    return (FIRST.index(source) if source in FIRST else len(FIRST)), source, -len(files)


def _download(number: int, how: tuple[str, ...], files: dict[str, ModuleType], lang: str) -> dict[str, Any]:
    first = next(iter(files.values()))
    takes = getattr(first, "takes", "")
    return {
        "id": f"download-{number}" if len(files) > 1 else next(iter(files)),
        "how": [translate(step, lang) for step in how],
        "links": [link for module in files.values() for link in _links(module, lang)],
        "takes": translate(takes, lang) if takes else "",
        "unverified": any(getattr(module, "unverified", False) for module in files.values()),
        "files": [_file(name, module, lang) for name, module in files.items()],
    }


def _links(module: ModuleType, lang: str) -> list[dict[str, str]]:
    """The page where a file is asked for, at each site that the language's readers use."""
    name = getattr(module, "page", None)
    found = places(name, sites=(), lang=lang) if name else ()
    return [{"url": one.url, "label": f"{one.name}: {' → '.join(one.labels)}"} for one in found if one.url]


def _file(name: str, module: ModuleType, lang: str) -> dict[str, str]:
    limits = getattr(module, "cannot_show", "")
    return {
        "id": name,
        "title": translate(module.title, lang),
        "cannot_show": translate(limits, lang) if limits else "",
    }
