"""Pages from templates: one environment, everything escaped, in the person's language."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    nodes,
    pass_context,
    pass_environment,
)
from jinja2.runtime import Context
from markupsafe import Markup, escape

from app.cases.change import set_language
from app.cases.record import remarks
from app.errors import Damaged
from app.i18n.audience import PERSON, Audience, audience, speaking_to
from app.i18n.languages import JAPANESE, LANGUAGES, SOURCE, foreign_language, negotiate
from app.i18n.translate import jinja_gettext, jinja_ngettext, translate
from app.storage.outages import OUTAGES
from app.version import version
from app.web.csrf import form_token
from app.web.neutral import addresses
from app.web.sampling import TOUR, stop
from app.web.session import account, current, form_language, grant, own_beside_sample, reload
from app.web.slots import slot
from app.web.visible import ISOLATED, visible, visible_values
from checklists.ladders.ladder import safety

READING = re.compile("｜([^｜《》]+)《([^｜《》]+)》")  # a word in kanji and how it is read
# Where a line of such a sentence may break: before a word with a reading and before katakana, but not behind お or
# within a compound (取り消す).
PHRASE = re.compile(r"(?<=[ぁ-んァ-ヶー])(?<!お)(?<!》[りい])(?=｜)|(?<=[ぁ-ん])(?<!お)(?=[ァ-ヶ])")
LANGUAGE_PATH = "/language"  # where the button for another language sends its form
# How pictures are drawn, which the HTML form of the summary shares. To name its package would import all of it.
DRAWN = PrefixLoader({"drawn": FileSystemLoader(Path(__file__).parents[1] / "report/summary/templates")})


class _Translated(Environment):
    """Templates of one language and audience. Sentences without values are translated when a template is compiled:
    most of a page is then one text."""

    lang = SOURCE
    audience: Audience = PERSON

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        translated = jinja_gettext(self.lang)
        with speaking_to(self.audience):
            _replace(tree, lambda key: nodes.MarkSafe(nodes.Const(str(translated(key)))))
        return tree


def _replace(node: nodes.Node, content: Callable[[str], nodes.Expr]) -> None:
    """Replaces every ``_("…")`` below a node by its sentence."""
    for field, value in node.iter_fields():
        if isinstance(value, list):
            setattr(node, field, [_replaced(child, content) for child in value])
        elif isinstance(value, nodes.Node):
            setattr(node, field, _replaced(value, content))


def _replaced(node: Any, content: Callable[[str], nodes.Expr]) -> Any:
    if not isinstance(node, nodes.Node):
        return node
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name == "_":
        match node:
            case nodes.Call(args=[nodes.Const(value=str(key))], kwargs=[], dyn_args=None, dyn_kwargs=None):
                return content(key)
    _replace(node, content)
    return node


@cache
def environment(lang: str, audience: Audience = PERSON) -> Environment:
    """The template environment of a language, for an audience."""
    result = _Translated(
        loader=ChoiceLoader([FileSystemLoader(Path(__file__).parent / "templates"), DRAWN]),
        autoescape=True,
        finalize=_written(lang),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # else every page looks whether its files have changed
    )
    result.lang, result.audience = lang, audience
    result.globals["csrf_field"] = _csrf_field
    result.globals["url"] = _url
    result.globals["icon"] = _icon
    result.globals["slot"] = slot
    result.globals["version"] = version
    result.filters["foreign"] = _foreign
    result.filters["readings"] = _readings
    return result


def _written(lang: str) -> Callable[[Any], Any]:
    """What a template of a language writes for each of its values: ``visible`` text, and markup in which every isolated
    name (``untrusted.safe_text``) in the script of another language says so, for voices and fonts. The attribute has no
    quotes, so that none in which such markup stands ends there."""

    def name(match: re.Match[str]) -> str:
        language_of_name = foreign_language(re.sub("<[^>]*>", "", match[1]), lang)
        return f"<bdi lang={language_of_name}>{match[1]}</bdi>" if language_of_name else match[0]

    def value(value: Any) -> Any:
        if isinstance(value, Markup) and "<bdi>" in value:
            return Markup(ISOLATED.sub(name, value))  # noqa: S704 (only an attribute is added)
        return visible(value)

    return value


@pass_context
def _csrf_field(context: Context) -> Markup:
    """The hidden field with which every form begins."""
    token = escape(form_token(context["request"], context["lang"]))
    return Markup(f'<input type="hidden" name="csrf" value="{token}">')  # noqa: S704 (escaped; format() takes longer)


@pass_environment
def _foreign(environment: _Translated, text: Any, into: str = "") -> Markup:
    """A text that may hold Japanese names: in a text of another language they say so, for voices and fonts. ``into`` is
    the language of the text where that is not the page's."""
    escaped = escape(visible(text))
    if (into or environment.lang) == "ja":
        return escaped
    return Markup(JAPANESE.sub(r'<span lang="ja">\g<0></span>', str(escaped)))  # noqa: S704 (escaped before)


def _readings(sentence: str) -> Markup:
    """A sentence with the reading above each word that names one (``｜電話《でんわ》``), whose lines may break before
    such a word."""
    phrases = PHRASE.sub("<wbr>", str(escape(sentence)))
    marked = READING.sub(r"<ruby>\1<rp>（</rp><rt>\2</rt><rp>）</rp></ruby>", phrases)
    return Markup(marked)  # noqa: S704 (escaped before)


def _icon(name: str) -> Markup:
    """An icon of ``static/icons.svg``, beside the words that say the same."""
    drawing = '<svg class="icon" aria-hidden="true" width="24" height="24"><use href="/static/icons.svg#{}"/></svg>'
    return Markup(drawing).format(name)  # noqa: S704 (escaped by format)


@pass_context
def _url(context: Context, path: str, **query: str) -> str:
    """A link within the service. It carries the language of ``?lang=`` where no case keeps that one."""
    if context["lang_chosen"] and (not context["case"] or context["case"].lang != context["lang"]):
        query = {"lang": context["lang"], **query}
    return path + ("?" + urlencode(query) if query else "")


def language(request: Request) -> str:
    """The language of the response: ``?lang=``, else that of the case, else the browser's preference, else Japanese.

    A submitted form has the language of its page, which is saved in the open case, unless the case belongs to somebody
    else. ``?lang=`` holds for its page alone.
    """
    chosen, case = form_language(request), current(request)
    if chosen in LANGUAGES and case is not None and case.lang != chosen and grant(request) is None:
        with suppress(*OUTAGES):  # The page is shown in it though that cannot be kept.
            set_language(case, chosen)
            reload(request)
    wanted = request.query_params.get("lang") or chosen
    if wanted in LANGUAGES:
        return str(wanted)
    return case.lang if case is not None and case.lang else negotiate(request.headers.get("accept-language"))


def render(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """A page. Every template has ``request``, ``case`` and ``account`` (or None), ``sample`` (whether that case is the
    sample), ``lang``, ``path`` and ``_`` besides its context."""
    lang, case, neutral = language(request), current(request), addresses.neutral_case(request)
    common = {
        **_words(lang),
        "case": case,
        "neutral": neutral is not None,
        "account": account(request),
        "helping": grant(request),
        "may_remove": case is None or case.may_remove,
        "desk_name": _desk_name(request),
        "sample": case is not None and case.sample,
        "own_beside_sample": own_beside_sample(request),
        "tour": stop(request.url.path),
        "stops": len(TOUR),
        "lang": lang,
        "languages": LANGUAGES.values(),
        "lang_chosen": request.query_params.get("lang") in LANGUAGES,
        "request": request,
        "path": request.url.path,
        "address": _address(request),
        "exit": safety().exit_for(lang),
        "exit_label": translate(safety().label, lang),
    }
    text = environment(lang, audience()).get_template(template).render({**common, **context})
    if neutral is not None:
        text = addresses.rewritten(neutral, text, request.url.path)
    return HTMLResponse(text, status_code=status)


def _address(request: Request) -> str:
    """The address of the page without its language."""
    query = urlencode([(name, value) for name, value in request.query_params.multi_items() if name != "lang"])
    return request.url.path + (f"?{query}" if query else "")


def _words(lang: str) -> Mapping[str, Callable[..., Markup]]:
    """How templates write sentences in a language."""
    return {"_": jinja_gettext(lang, visible_values), "ngettext": jinja_ngettext(lang, visible_values)}


def _desk_name(request: Request) -> str:
    """The name under which a helper lists the case that is open to them, or that it cannot be read; empty for everybody
    else."""
    case, helper = current(request), account(request)
    if case is None or helper is None or grant(request) is None:
        return ""
    with suppress(*OUTAGES):  # the page is shown without it
        try:
            return remarks.of_helper(case, helper.id)["name"]
        except Damaged:
            return translate(remarks.DAMAGED_SENTENCE, language(request))
    return ""


def macro(template: str, name: str, lang: str, *args: Any) -> Markup:
    """The result of a template's macro: for parts that change less often than their page, and for documents."""
    module = environment(lang, audience()).get_template(template).make_module({**_words(lang)})
    return Markup(getattr(module, name)(*args))  # noqa: S704 (escaped by the template)


def redirect(path: str) -> RedirectResponse:
    """Redirects within the service after a form was processed, so that reloading does not send it twice."""
    if not path.startswith("/") or path.startswith("//") or "\\" in path:
        raise ValueError("only to our own pages")
    return RedirectResponse(path, status_code=303)


def onward(request: Request, path: str) -> RedirectResponse:
    """A redirect to a page that needs no case, as ``redirect``. Without an open case, the language of the form is kept
    in the address."""
    return redirect(path if current(request) else f"{path}{'&' if '?' in path else '?'}lang={language(request)}")
