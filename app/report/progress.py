"""How far a person is, in words: the same on every page, in the summary and on the terminal."""

from analyzers.asking.progress import Part, Progress
from analyzers.events.marks import Money
from app.i18n import N_
from app.i18n.translate import gettext, value
from app.report.recognition import AccountOf, CurrencyStates, States

ENTRIES_SENTENCE = N_("Accounted for: {done} of {all} entries")
MONEY_SENTENCE = N_("{done} of {all}")


def progress_words(entries: Part, money: dict[str, Part], lang: str) -> list[str]:
    """The entries, then the money of each currency, that are accounted for."""
    amounts = [
        gettext(
            MONEY_SENTENCE,
            lang,
            done=value(Money(part.done, currency), lang),
            all=value(Money(part.all, currency), lang),
        )
        for currency, part in money.items()
    ]
    return [gettext(ENTRIES_SENTENCE, lang, done=value(entries.done, lang), all=value(entries.all, lang)), *amounts]


def progress_line(now: Progress, lang: str) -> str:
    """The same in a line; empty where nothing is asked about."""
    return " · ".join(progress_words(now.entries, now.money, lang)) if now.entries.all else ""


def accounted(account: AccountOf) -> tuple[Part, dict[str, Part]]:
    """The entries and the money by currency that are accounted for, of an account as the public objects have it."""
    return _part(account.events), {one.currency: _part(one) for one in account.money}


def _part(states: States | CurrencyStates) -> Part:
    return Part(states.total - states.not_asked, states.total)
