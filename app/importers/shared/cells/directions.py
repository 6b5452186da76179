"""The words by which banks say whether money came in or went out, and whether it moved at all.

These words only give a proposal: the person says what a value means.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

_WORDS: Mapping[str, Mapping[str, str]] = {
    "direction": {
        "in": (
            "bij c credit cr crdt k h haben in 入金 入 預入 預り 収入 crédit credito crédito abono deposit received + "
            "gutschrift"
        ),
        "out": (
            "af d debit dr dbit db s soll out 出金 出 支払 支払い お支払 払 引出 引き出し 支出 débit debito débito "
            "cargo withdrawal sent - − lastschrift belastung"
        ),
        "neither": "neutral 合計 残高 total",
    },
    "status": {
        "completed": "completed complete booked posted settled cleared done 確定 確定済み 完了 明細 gebucht geboekt",
        "pending": "pending reserved authorised authorized processing 未確定 処理中 保留 vorgemerkt gereserveerd",
        "declined": "declined failed rejected denied 不承認 失敗 abgelehnt",
        "reversed": "reversed refunded cancelled canceled reverted 取消 取消済み キャンセル storniert",
    },
}
_MEANING = {
    key: {word: meaning for meaning, words in by.items() for word in words.split()} for key, by in _WORDS.items()
}
_MINUS = ("-", "−", "△", "▲", "(")


def plain_value(value: str) -> str:
    """A value without its blanks, width and case, by which it is compared."""
    return unicodedata.normalize("NFKC", value.strip()).casefold()


def usual_meanings(key: str, values: Iterable[str]) -> dict[str, str]:
    """What these values of a ``direction`` or ``status`` usually mean; values with an unknown meaning are left out."""
    known = _MEANING[key]
    return {value: known[plain_value(value)] for value in values if plain_value(value) in known}


def direction_column(rows: Sequence[Sequence[str]], amount: int | None) -> int | None:
    """The place of the column whose cells only say whether money came in or went out, in a table whose amounts (at the
    place ``amount``) have no minus sign. None where there is no such column."""
    cells = [row[amount].strip() for row in rows if amount is not None and amount < len(row)]
    if not rows or any(cell.startswith(_MINUS) or cell.endswith("-") for cell in cells):
        return None
    for place in range(max(map(len, rows))):
        values = {plain_value(row[place]) for row in rows if place < len(row)} - {""}
        meanings = {_MEANING["direction"].get(value) for value in values}
        if place != amount and meanings & {"in", "out"} and None not in meanings:
            return place
    return None
