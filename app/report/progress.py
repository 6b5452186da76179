"""The progress of a person in words: the same on every page, in the summary and on the terminal."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from analyzers.asking.progress import STATES, Account, Part, Progress
from analyzers.events.marks import Money
from app.i18n import N_
from app.i18n.translate import gettext, value

ENTRIES_SENTENCE = N_("Accounted for: {done} of {all} entries")
MONEY_SENTENCE = N_("{done} of {all} in payments, refunds and top-ups")


class States(Struct, frozen=True):
    """Numbers of events by the answer that counts for them, and their total."""

    total: int
    mine: int
    family: int
    not_mine: int
    not_sure: int
    mine_unpaid: int
    not_asked: int


class CurrencyStates(Struct, frozen=True):
    """Minor units of a currency by the answer that counts for them, and their total."""

    currency: str
    total: int
    mine: int
    family: int
    not_mine: int
    not_sure: int
    mine_unpaid: int
    not_asked: int


class AccountOf(Struct, frozen=True):
    """How much of the history is accounted for."""

    events: States
    money: Sequence[CurrencyStates]


def account_of(account: Account) -> AccountOf:
    """The account in the form of the public objects."""

    def states(numbers: Mapping[str, int]) -> Iterable[int]:
        return (numbers[name] for name in STATES)

    return AccountOf(
        States(sum(account.events.values()), *states(account.events)),
        [
            CurrencyStates(currency, sum(numbers.values()), *states(numbers))
            for currency, numbers in sorted(account.money.items())
        ],
    )


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
    """The progress as one line of text; empty where there are no questions."""
    return " · ".join(progress_words(now.entries, now.money, lang)) if now.entries.all else ""


def accounted(account: AccountOf) -> tuple[Part, dict[str, Part]]:
    """The entries and the money by currency that are accounted for, from an account in the form of the public
    objects."""
    return _part(account.events), {amount.currency: _part(amount) for amount in account.money}


def _part(states: States | CurrencyStates) -> Part:
    return Part(states.total - states.not_asked, states.total)
