"""How to get each file, by source, the most needed first."""

import textwrap
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from fastapi import Request
from fastapi.responses import Response

from analyzers.rules.contract import Detector, detectors
from app.i18n import N_
from app.i18n.audience import PERSON, speaking_to
from app.i18n.formats import joined
from app.i18n.languages import LANGUAGES
from app.i18n.translate import translate
from app.importers import Format, Source, fills, formats, holds_mails, sources
from app.web.context import Context
from app.web.route import Routes, Who
from app.web.templating import language, render
from checklists.show import places
from checklists.sites import usual_sites

routes = Routes()

# Downloads whose files belong to several sources stand together, after the sources that have a better place.
STATEMENTS = Source("statements", N_("Cards, banks and household ledgers"), rank=8)
UNRANKED = 99
GROUP_LABELS = {
    "now": N_("In three minutes, today"),
    "money": N_("Cards, banks and app balances: at once, too"),
    "days": N_("Takes days: ask for it today"),
    "seller": N_("For people who sell in Seller Central"),
    "other": N_("Anything else"),
    "had": N_("Only if you have such a file already"),
}
TOGETHER_LABELS = {
    "orders": N_("together with your orders"),
    "refunds": N_("together with your refunds"),
    "ledger": N_("together with your gift-card history"),
    "payments": N_("together with your payments"),
    "logins": N_("together with your sign-ins"),
}
LETTERS = 14  # of a line in the drawing of a phone; half as many in Japanese
MOST_NAMES = 12
MORE_SENTENCE = N_("{names}, and {count} more")
Download = tuple[tuple[str, ...], Mapping[str, Format]]


class Shortcut(NamedTuple):
    """One of the commonest pages: its format, the service as it names itself, what is pressed there (as the service
    writes it; without one the name of the format's page), and what to do in few words (a message key)."""

    format: str
    service: str
    says: str
    press: str = ""


SHORTCUTS = (
    Shortcut(
        "amazon.gift_card_page",
        "Amazon",
        N_("Sign in and open the balance of your gift cards. Save the page, or select all of it and copy it."),
    ),
    Shortcut(
        "amazon.order_list_page",
        "Amazon",
        N_("Sign in, open your orders and choose the year. Save the page, or select all of it and copy it."),
    ),
    Shortcut(
        "rakuten.login_history",
        N_("Rakuten"),
        N_("Sign in, open the page of your member information and then the sign-in history. Select all and copy it."),
        "ログイン履歴",
    ),
    Shortcut(
        "yahoo_japan.login_history",
        "Yahoo! JAPAN",
        N_("Sign in at lh.login.yahoo.co.jp, where the sign-in history is. Select all of the page and copy it."),
        "ログイン履歴",
    ),
    Shortcut(
        "paypay.transactions",
        "PayPay",
        N_("Open the transactions in the app, choose the longest period, and download them as CSV."),
        "取引履歴",
    ),
    Shortcut(
        "japanese_card.statement",
        N_("Card or bank"),
        N_("Open the statement of each month on the site of your card or bank, and download it as CSV."),
        "CSV",
    ),
    Shortcut(
        "amazon.order_history",
        "Amazon",
        N_("Request “Your Orders” and press the link in the email that follows. It takes days: ask today."),
    ),
)


@routes.get("/get-files", label=N_("How to get your files"), who=Who.ANYBODY, cost=None)
def page(request: Request) -> Response:
    """The commonest pages with a drawing each, then the guide; every format has its id as an anchor."""
    lang = language(request)
    return render(request, "start/get_files.html", shortcuts=shortcuts(lang), groups=guide(lang))


@cache
@speaking_to(PERSON)
def shortcuts(lang: str) -> list[Context]:
    """The commonest pages, each with the lines of what is pressed, short enough for the drawing."""
    return [_shortcut(known, lang) for known in SHORTCUTS]


def _shortcut(known: Shortcut, lang: str) -> Context:
    links = _links(formats()[known.format], lang)
    pressed = known.press or links[0]["label"].rpartition(": ")[2].rpartition(" → ")[2]
    width = LETTERS if pressed.isascii() else LETTERS // 2
    wrapped = textwrap.wrap(pressed.replace("を", "を "), width)
    return {
        "id": known.format,
        "service": translate(known.service, lang),
        "pressed": wrapped,
        "lang": "" if pressed.isascii() else "ja",
        "says": translate(known.says, lang),
        "links": links[:1],
    }


@cache
@speaking_to(PERSON)
def guide(lang: str) -> list[Context]:
    """Groups of sources; formats of one download are listed together."""
    shared: dict[tuple[str, ...], dict[str, Format]] = {}
    for name, format_ in formats().items():
        shared.setdefault(format_.get, {})[name] = format_
    shared = {how: {name: files[name] for name in sorted(files, key=_weight)} for how, files in shared.items()}
    known = sources() | {STATEMENTS.id: STATEMENTS}
    downloads: dict[str, dict[str, list[Download]]] = {group: {} for group in GROUP_LABELS}
    for how, files in sorted(shared.items(), key=lambda group: _rank(group[1])):
        owners = {format_.source for format_ in files.values()}
        owner = owners.pop() if len(owners) == 1 else STATEMENTS.id
        downloads[_group(known[owner], files)].setdefault(owner, []).append((how, files))
    return [
        {
            "title": translate(label, lang),
            "sources": [
                _source(known[name], group, downloads[group][name], lang)
                for name in sorted(downloads[group], key=lambda name_: (known[name_].rank or UNRANKED, name_))
            ],
        }
        for group, label in GROUP_LABELS.items()
    ]


def _rank(files: Mapping[str, Format]) -> tuple[int, int]:
    first = min((format_.guide for format_ in files.values() if format_.guide), default=UNRANKED)
    return first + any(format_.outdated for format_ in files.values()), -len(files)


def _weight(name: str) -> tuple[int, int, str]:
    """Sorts the files of one download, the one that makes most checks possible first."""
    return formats()[name].guide or UNRANKED, -len(checks((name,))), name


def _group(source: Source, files: Mapping[str, Format]) -> str:
    """The section of the guide for files of one download: by how soon a person gets them, then by their content."""
    speeds = {format_.speed for format_ in files.values()}
    if speeds == {"had"}:
        return "had"
    if source.group in GROUP_LABELS:
        return str(source.group)
    if "now" not in speeds:
        return "days"
    tables = {table.partition(":")[0] for name in files for table in fills().get(name, {})}
    return "money" if tables <= {"payments", "ledger"} and source.rank != 1 else "now"


def _source(source: Source, group: str, downloads: list[Download], lang: str) -> Context:
    name = translate(source.label or source.id.replace("_", " ").title(), lang)
    modules = [module for _, files in downloads for module in files.values()]
    # Of statements the bank's name tells more than the word "statement"; of other sources what follows the name does.
    part = 0 if source is STATEMENTS else -1
    modules.sort(key=lambda module: part == 0 and module.country not in LANGUAGES[lang].markets)
    titles = [translate(module.title, lang) for module in modules]
    brief = list(dict.fromkeys(title.replace("：", ":").split(":")[part].strip() for title in titles))
    return {
        "id": f"source-{group}-{source.id}",
        "name": name,
        "brief": "" if group == "had" else _brief(brief, lang),
        "downloads": [
            _download(f"{group}-{source.id}-{n}", how, files, lang) for n, (how, files) in enumerate(downloads, 1)
        ],
    }


def _brief(names: Sequence[str], lang: str) -> str:
    """The first of many names, and how many there are more."""
    if len(names) <= MOST_NAMES:
        return joined(names, lang)
    values = {"names": joined(names[:MOST_NAMES], lang), "count": len(names) - MOST_NAMES}
    return translate(MORE_SENTENCE, lang).format_map(values)


def _download(place: str, how: tuple[str, ...], files: Mapping[str, Format], lang: str) -> Context:
    takes = dict.fromkeys(module.takes for module in files.values())
    return {
        "id": f"download-{place}",
        "how": [translate(step, lang) for step in how],
        "links": [link for module in files.values() for link in _links(module, lang)],
        "takes": [translate(sentence, lang) for sentence in takes],
        "checks": [_check(title, others, lang) for title, others in checks(tuple(files))],
        "unverified": any(module.unverified for module in files.values()),
        "files": [
            {"id": n, "title": translate(m.title, lang), "limits": translate(m.cannot_show, lang), "added": m.added}
            for n, m in files.items()
        ],
    }


def _links(format_: Format, lang: str) -> list[dict[str, str]]:
    """The page where the file is requested, at each site that the language's readers use."""
    name = format_.page
    pages = places(name, sites=usual_sites(LANGUAGES[lang].markets), lang=lang) if name else ()
    return [{"url": page.url, "label": f"{page.name}: {' → '.join(page.labels)}"} for page in pages if page.url]


def _check(title: str, others: Iterable[str], lang: str) -> Context:
    return {"title": translate(title, lang), "with": [translate(TOGETHER_LABELS[table], lang) for table in others]}


def checks(names: Collection[str]) -> list[tuple[str, list[str]]]:
    """The titles of the checks that files of these formats make possible, and the other tables each needs."""
    filled: dict[str, set[str]] = {}
    for name in names:
        for table, columns in fills().get(name, {}).items():
            # Country and network are looked up by address when the file is read.
            looked_up = {"country", "prefix"} if "ip" in columns else set()
            filled.setdefault(table, set()).update(columns, looked_up)
    result = []
    elsewhere = not any(sources()[name.partition(".")[0]].one_shop for name in names)
    mails = all(map(holds_mails, names))
    for detector in detectors().values():
        if (elsewhere and "one_shop" in detector.tags) or (mails and detector.kind == "proof"):
            continue
        needs = _needs(detector)
        here = [table for table, columns in needs.items() if columns <= filled.get(table, set())]
        if here:
            others = [table.partition(":")[0] for table in needs if table not in here]
            result.append((detector.title, [table for table in others if table in TOGETHER_LABELS]))
    return result


def _needs(detector: Detector) -> dict[str, set[str]]:
    """The columns that a detector requires, by table as ``fills`` names it."""
    needs: dict[str, set[str]] = {}
    for table, column in detector.required():
        filled = f"ledger:{detector.account}" if table == "ledger" else table
        needs.setdefault(f"{filled}:seller" if detector.role == "seller" else filled, set()).add(column)
    if "order_links" in detector.needs:  # a link leads to an order
        needs.setdefault("orders", set()).add("order_id")
    return needs
