"""The columns of printed statements by the words that banks and cards use for them."""

import re
from collections.abc import Mapping, Sequence

from app.importers.shared.statements.bank_words import WORDS, stem
from app.importers.shared.statements.printed import plain

_CURRENCY = re.compile(
    r"[(\[]\s*(?:£|\$|€|gbp|usd|eur|chf|euro|en euros|in euro)\s*[)\]]|[$£€¥]|\b(?:eur|chf|gbp|pln)\b", re.IGNORECASE
)
BANK = {
    "date": r"(?:transaction|posting|value)?date|(?:buchungs|valuta|wert)?datum|buchungstag|buchung|wertstellung|valuta"
    r"|(?:date)?(?:opération|valeur)|fecha(?:operación|valor)?|data(?:operazione|contabile|valuta|mov)?",
    "out": r"withdrawn|withdrawals?|paidout|moneyout|debits?|payments?|soll|belastung(?:en)?|ausgang|ausgaben|af"
    r"|débits?|cargos?|debe|addebiti?|uscite|dare|débitos?",
    "in": r"paidin|moneyin|deposits?|credits?|receipts|haben|gutschrift(?:en)?|eingang|einnahmen|bij|crédits?|abonos?"
    r"|haber|accrediti?|entrate|avere|créditos?",
    "balance": r"(?:running)?balance|saldo|kontostand|solde",
    "amount": r"(?:取引)?金額|(?:transaction)?amount|betrag|umsatz|bedrag|montant|importe|importo|valor",
}
CARD = {
    "date": r"ご?利用(?:年月)?日|お?取引日|(?:transaction|trans|tran|post|posted|posting|sale)?date|dateoftransaction"
    r"|transaction|posted",
    "spent": r"ご?利用(?:額|金額)?|(?:transaction)?amount",
    "merchant": r"ご?利用(?:店名?|先|加盟店|内容|店名商品名)|merchantname(?:ortransactiondescription)?"
    r"|(?:transaction)?(?:description|details)",
}


def bank_places(header: Sequence[str]) -> dict[str, list[int]]:
    """The columns of an account by meaning, in Japanese by the words that files of banks have too."""
    columns = places([stem(_CURRENCY.sub("", name)) for name in header], BANK)
    for key, listed in columns.items():
        listed += [
            place for place, name in enumerate(header) if stem(name) in WORDS.get(key, ()) and place not in listed
        ]
    return columns


def places(header: Sequence[str], words: Mapping[str, str]) -> dict[str, list[int]]:
    """The columns of a header by meaning."""
    names = [_bare(name) for name in header]
    return {
        key: [place for place, name in enumerate(names) if re.fullmatch(pattern, name)]
        for key, pattern in words.items()
    }


def _bare(name: str) -> str:
    """A name without its width, spaces, signs and the currency in brackets."""
    return re.sub(r"[\W_]+", "", _CURRENCY.sub("", plain(name))).casefold()
