"""The words of Amazon's pages of orders in English, Japanese and German: labels, statuses, rows of the summary."""

import re
from collections.abc import Container, Iterable, Iterator, Sequence

from app.importers.amazon._common.gift_words import DATE, day_of, plain
from app.importers.shared.cells.number_notations import AMOUNT, AMOUNT_BEFORE_MARK

# Labels of an order's values. A label ends where the line ends, at a colon, or where its value begins.
LABELS = {
    "date": (
        *("order placed", "ordered on", "order date", "digital order", "subscription charged on", "purchased"),
        *("subscribe & save order placed", "subscribe and save order placed", "subscribe & save order"),
        *("bestellung aufgegeben", "bestellt am", "bestellung aufgegeben am", "getätigt am", "digitale bestellung"),
        *("getätigte spar-abo-bestellung", "spar-abo-bestellung aufgegeben am", "spar-abo-bestellung"),
        *("注文日", "デジタル注文", "定期おトク便の注文日", "定期おトク便 注文日"),
    ),
    "total": ("total", "order total", "summe", "gesamtsumme", "合計", "注文合計"),
    "recipient": (
        *("ship to", "shipping address", "deliver to", "dispatch to", "delivery address", "recipient", "sent to"),
        *("versandadresse", "lieferadresse", "versand an", "empfänger", "お届け先", "お届け先住所", "受取人"),
    ),
    "order_id": (
        *("order #", "order#", "order number", "order no.", "order nº", "amazon.com order number"),
        *("bestellnr.", "bestellnummer", "bestell-nr.", "amazon.de bestellnummer", "注文番号"),
    ),
    "payment": (
        *("payment method", "payment methods", "payment information", "payment", "zahlungsart", "zahlungsmethode"),
        *("zahlungsarten", "支払い方法", "お支払い方法", "支払方法", "お支払方法", "支払い情報", "お支払い情報"),
    ),
}
ORDER_ID = re.compile(r"(?<![\w-])(?:\d{3}|D\d{2})-\d{7}-\d{7}(?![\w-])", re.IGNORECASE)
MONEY = re.compile(
    rf"[-−+]? ?(?:[A-Z]{{0,3}}[$€£¥₹]|[A-Z]{{3}}(?= ?\d)|R\$) ?[-−]?{AMOUNT}"
    rf"|{AMOUNT_BEFORE_MARK} ?(?:[€£円]|[A-Z]{{3}}\b)"
)
_FOLLOWED = r"(?=$| ?[:：]| ?#| {1,3}\S)"
_LABEL = {
    key: re.compile(
        "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")" + _FOLLOWED
    )
    for key, words in LABELS.items()
}

_VALUE = {
    "date": DATE,
    "total": re.compile(rf"^{MONEY.pattern}"),
    "recipient": re.compile(r"^(?!.*\d{4})"),
    "order_id": re.compile(r"\d"),
    "payment": re.compile(r"\d{4}$|(?:last digits|letzten? ziffern)\D{0,4}\d{4}(?!\d)", re.IGNORECASE),
}

CANCELLED = re.compile(r"cancell?ed\b|キャンセル(?:済|され)|storniert\b", re.IGNORECASE)
# A part of a status: the item was sent, or it is known to wait.
_SENT = re.compile(
    r"^(?:delivered|shipped|dispatched|out for delivery|on the way|return|refund|replacement|picked up|sent\b|"
    r".{0,20}(?:配達|お届け|発送|出荷)済|配達中|返品|返金|"
    r"zugestellt|versandt|in zustellung|abgeholt|rücksendung|erstattet)",
    re.IGNORECASE,
)
_WAITING = re.compile(
    r"^(?:not yet (?:shipped|dispatched)|preparing|order received|未発送|発送準備|注文受付|"
    r"noch nicht versandt|in vorbereitung)",
    re.IGNORECASE,
)
STATUS = re.compile(
    rf"(?:{_SENT.pattern[1:]}|{_WAITING.pattern[1:]}|arriving|now arriving|expected|delivery|cancell?ed|"
    r"キャンセル|.{1,20}(?:に|までに)(?:お届け|到着)|zustellung|lieferung|storniert)",
    re.IGNORECASE,
)

_REFUND = re.compile(r"refund|返金|払い戻し|erstattung|rembours|reembolso|rimborso", re.IGNORECASE)
_REFUND_TOTAL = re.compile(
    r"^(?:total refund|refund total|(?:ご)?返金(?:額)?(?:の)?合計|返金額|summe der erstattung)", re.IGNORECASE
)
GIFT_CARD = re.compile(
    r"gift ?card|gift certificate|ギフト(?:券|カード)|geschenkgutschein|gutscheinguthaben|^gutschein$", re.IGNORECASE
)
_POINTS = re.compile(r"\b(?:rewards?|points?|punkte)\b|ポイント", re.IGNORECASE)
_BALANCE = re.compile(r"\b(?:account|amazon) (?:balance|credit)\b|残高", re.IGNORECASE)
_ORDER_TOTAL = re.compile(r"^(?:注文合計|この注文の合計|ご注文合計)$")
_CHARGED = re.compile(
    r"^(?:grand total|(?:order )?total for this order|order total|ご請求額|ご請求金額|総合計|gesamtsumme|"
    r"gesamtbetrag für diese bestellung|summe der bestellung)$",
    re.IGNORECASE,
)
SUBTOTAL = re.compile(r"subtotal|小計|zwischensumme", re.IGNORECASE)
_SUMMARY = re.compile(
    rf"{SUBTOTAL.pattern}|shipping|postage|handling|配送料|送料|手数料|versand|verpackung|promotion|coupon|クーポン|discount|"
    rf"savings|割引|rabatt|subscribe|total before tax|vor steuern|tax\b|vat\b|mwst|税|gift ?wrap|"
    rf"{GIFT_CARD.pattern}|{_POINTS.pattern}|{_BALANCE.pattern}|{_REFUND.pattern}",
    re.IGNORECASE,
)
SELLER = re.compile(r"^(?:sold by|verkauf durch|verkauft von|販売元?|出品者)\s?[:：]?\s*", re.IGNORECASE)
_LAST_FOUR = re.compile(
    r"(?:ending in|ends in|endet auf|mit der endziffer|mit den endziffern|末尾(?:が)?|下4(?:桁|けた)(?:が)?|"
    r"last digits|(?:die )?letzten? ziffern|[*•]{2,})[^\d]{0,4}(\d{4})(?!\d)",
    re.IGNORECASE,
)
_NO_WAY = re.compile(
    r"^(?:earns? |view |add |change |transaktionen|see |billing|rechnungsadresse|請求先|.*% back)", re.IGNORECASE
)
_COUNT = re.compile(r"(\d[\d.,]*) (?:orders?|bestellung(?:en)?)\b|(\d[\d,]*) ?件の(?:ご)?注文", re.IGNORECASE)
NO_ORDERS = re.compile(
    r"この期間に該当するご注文はありません|didn't place an order|not placed any orders|"
    r"keine bestellung(?:en)? aufgegeben",
    re.IGNORECASE,
)


def label_of(line: str) -> tuple[str, str] | None:
    """Which label a line begins with, and the rest of the line: nothing, or the value of the label."""
    text = plain(line)
    for key, pattern in _LABEL.items():
        if match := pattern.match(text.casefold()):
            value = text[match.end() :].strip(" :：#|")
            if not value or _VALUE[key].search(value):
                return key, value
    return None


def values(lines: Iterable[str]) -> dict[str, list[str]]:
    """The lines after each label up to the next one, by the key of the label; the first of equal labels counts."""
    by_label: dict[str, list[str]] = {}
    here: list[str] = []
    for line in lines:
        if label := label_of(line):
            key, value = label
            here = by_label.setdefault(key, []) if not by_label.get(key) else []
            here += [value] if value else []
        else:
            here.append(line)
    return by_label


def count_in(texts: Iterable[str]) -> tuple[str, int]:
    """The text in which a list says how many orders it has, and the number; 0 where none says so."""
    for text in texts:
        if match := _COUNT.search(text):
            return text, int(re.sub(r"[.,]", "", match[1] or match[2]))
    return "", 0


def date_in(text: str) -> str:
    """The first date in a text as it is written there, or an empty text."""
    match = DATE.search(plain(text))
    return match.group() if match and day_of(match.group()) else ""


def order_id_in(text: str) -> str:
    """The first order number in a text, or an empty text."""
    match = ORDER_ID.search(plain(text))
    return match.group().upper() if match else ""


def money_in(text: str) -> str:
    """The first amount of money in a text, or an empty text."""
    match = MONEY.search(plain(text))
    return match.group().strip() if match else ""


def row_kind(label: str) -> str:
    """What a row of the summary is: refund_total | refund | gift_card | points | balance | order_total | charged |
    other, or an empty text for a label that belongs to no summary. Only for rows of a summary: the title of an item may
    have any of these words."""
    name = plain(label).strip(" :：").casefold()
    if _REFUND.search(name):
        return "refund_total" if _REFUND_TOTAL.search(name) else "refund"
    for kind, pattern in (("order_total", _ORDER_TOTAL), ("charged", _CHARGED)):
        if pattern.search(name):
            return kind
    if SUBTOTAL.search(name):
        return "other"
    for kind, pattern in (("gift_card", GIFT_CARD), ("points", _POINTS), ("balance", _BALANCE)):
        if pattern.search(name) and "wrap" not in name:
            return kind
    return "other" if _SUMMARY.search(name) else ""


def row_label(text: str) -> str:
    """The label of a row of the order summary whose amount may be in the same line."""
    return MONEY.sub("", text).strip()


def summary_rows(texts: Sequence[str], items: Container[int] = ()) -> Iterator[tuple[str, str]]:
    """Label and amount of the rows of the order summary; the amount is in the same line or in the next. The lines
    ``items`` are those of items. The heading of what was paid is a row without an amount."""
    for place, text in enumerate(texts):
        if place in items:
            continue
        if (label_of(text) or ("", ""))[0] == "payment":
            yield text, ""
        elif row_kind(row_label(text)):
            following = texts[place + 1] if place + 1 < len(texts) else ""
            amount = money_in(text) or (money_in(following) if MONEY.fullmatch(following) else "")
            if amount:
                yield row_label(text), amount


def payments(lines: Iterable[str]) -> Iterator[str]:
    """The ways of paying among the lines of that part of a page: a card with its last digits, or a balance."""
    waiting = ""
    for line in lines:
        text = plain(line)
        if match := _LAST_FOUR.search(text):
            name = text[: match.start()].strip(" -–|:•*()（")
            yield f"{name or waiting} - {match[1]}".strip(" -")
            waiting = ""
        elif GIFT_CARD.search(text) and len(text) < 60:
            yield text
        elif re.fullmatch(r"\d{4}", text) and waiting:
            yield f"{waiting} - {text}"
            waiting = ""
        elif not _NO_WAY.search(text) and not re.fullmatch(r"[*•\s]*", text):
            waiting = text if len(text) < 60 else ""


def shipped(status: str) -> bool | None:
    """Whether a status says that the item was sent, or that it waits."""
    if _WAITING.search(plain(status)):
        return False
    return True if _SENT.search(plain(status)) else None
