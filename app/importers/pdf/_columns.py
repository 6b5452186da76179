"""The columns of printed statements by the words that banks and cards use for them."""

import re
from collections.abc import Mapping, Sequence

from app.importers.shared.printed import plain

_CURRENCY = re.compile(r"[(\[]\s*(?:単位\s*[:/]?\s*)?(?:円|£|\$|¥|€|gbp|usd|jpy)\s*[)\]]|[$£€¥]", re.IGNORECASE)
_OF_MONEY = "(?:額|金額)?"
BANK = {
    "date": r"(?:日付|年月日|勘定日|お?取り?引き?(?:年月)?日付?|お?取り?扱い?日付?|(?:transaction|posting|value)?date)",
    "out": rf"お?(?:支払い?|出金|引き?出し?|払い?出し?){_OF_MONEY}"
    r"|withdrawn|withdrawals?|paidout|moneyout|debits?|payments?",
    "in": rf"お?(?:預か?り|入金|預け?入れ?|受け?入れ?){_OF_MONEY}|paidin|moneyin|deposits?|credits?|receipts",
    "balance": r"(?:お?取引後|差し?引き?)?残高|現在(?:貸付)?高|(?:running)?balance",
    "amount": r"(?:お?取引)?金額|(?:transaction)?amount",
}
CARD = {
    "date": r"ご?利用(?:年月)?日|お?取引日|(?:transaction|trans|tran|post|posted|posting|sale)?date|dateoftransaction"
    r"|transaction|posted",
    "spent": rf"ご?利用{_OF_MONEY}|(?:transaction)?amount",
    "merchant": r"ご?利用(?:店名?|先|加盟店|内容|店名商品名)|merchantname(?:ortransactiondescription)?"
    r"|(?:transaction)?(?:description|details)",
}


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
