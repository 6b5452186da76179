"""Pages from templates: one environment, everything escaped, in the person's language."""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from app.cases.case import set_language
from app.i18n.languages import LANGUAGES, negotiate
from app.i18n.translate import jinja_gettext, jinja_ngettext, translate
from app.web.csrf import form_token
from app.web.session import account, current, form_language, grant, reload
from checklists.ladder import safety


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # else every page looks whether its files have changed
    )
    made.globals["csrf_field"] = _csrf_field
    made.globals["url"] = _url
    return made


@pass_context
def _csrf_field(context: Context) -> Markup:
    """The hidden field that every form begins with."""
    return Markup('<input type="hidden" name="csrf" value="{}">').format(
        form_token(context["request"], context["lang"])
    )


@pass_context
def _url(context: Context, path: str, **query: str) -> str:
    """A link within the service. Before there is a case it carries a language chosen with ``?lang=``, since nothing
    else does."""
    if context["lang_chosen"] and not context["case"]:
        query = {"lang": context["lang"], **query}
    return path + ("?" + urlencode(query) if query else "")


ENVIRONMENT = _environment()


def language(request: Request) -> str:
    """The language of the response: ``?lang=``, else that of the case, else the browser's preference, else Japanese.

    ``?lang=`` is saved in the open case, unless it is somebody else's. A submitted form has the language of its page.
    """
    wanted = request.query_params.get("lang") or form_language(request)
    case = current(request)
    if wanted in LANGUAGES:
        if case is not None and case.lang != wanted and grant(request) is None:
            set_language(case, wanted)
            reload(request)
        return str(wanted)
    return case.lang if case is not None and case.lang else negotiate(request.headers.get("accept-language"))


def render(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """A page. Every template has ``request``, ``case`` and ``account`` (or None), ``lang``, ``path`` and ``_`` besides
    its context."""
    lang = language(request)
    common = {
        "_": jinja_gettext(lang),
        "ngettext": jinja_ngettext(lang),
        "case": current(request),
        "account": account(request),
        "helping": grant(request),
        "lang": lang,
        "languages": LANGUAGES.values(),
        "lang_chosen": request.query_params.get("lang") in LANGUAGES,
        "request": request,
        "path": request.url.path,
        "exit": safety().exit_for(lang),
        "exit_label": translate(safety().label, lang),
    }
    return HTMLResponse(ENVIRONMENT.get_template(template).render({**common, **context}), status_code=status)


def macro(template: str, name: str, lang: str, *given: Any) -> Markup:
    """What a macro of a template makes of what it is given: for parts that change less often than their page."""
    module = ENVIRONMENT.get_template(template).make_module({"_": jinja_gettext(lang)})
    return Markup(getattr(module, name)(*given))  # noqa: S704 (escaped by the template)


def redirect(path: str) -> RedirectResponse:
    """Redirects within the service after a form was processed, so that reloading does not send it twice."""
    if not path.startswith("/") or path.startswith("//") or "\\" in path:
        raise ValueError("only to our own pages")
    return RedirectResponse(path, status_code=303)


def onward(request: Request, path: str) -> RedirectResponse:
    """The same to a page that needs no case. Where none is open, nothing else keeps the language of the form."""
    return redirect(path if current(request) else f"{path}{'&' if '?' in path else '?'}lang={language(request)}")
