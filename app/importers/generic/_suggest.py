"""What the columns of an unknown table may be, by their names: a proposal that the person sees and can change."""

import re
from collections.abc import Mapping, Sequence

from app.importers.mapping import KEYS

_WORDS: Mapping[str, str] = {
    "order_id": r"order.?(id|no|num|#)|注文番号|受注番号|bestellnummer",
    "date": r"date|timestamp|日付|日時|年月日|[用引文金]日|^日$|^when$|^time$|datum|fecha",
    "clock": r"^time$|時刻|時間",
    "total": r"total|合計|金額|支払|price|amount",
    "amount": r"amount|金額|debit|withdraw|出金|引出|支払|total|betrag|value",
    "amount_in": r"credit|deposit|入金|預入|預り",
    "balance": r"balance|残高|saldo",
    "currency": r"currency|通貨",
    "item_id": r"asin|sku|item.?(id|no)|商品コード|商品番号",
    "quantity": r"quantity|qty|数量|個数",
    "status": r"status|状態|ステータス|状況",
    "payment": r"payment|支払.?方法|決済",
    "address": r"address|住所|届け先|配送先|ship",
    "merchant": r"merchant|description|payee|shop|store|摘要|内容|店|利用先|取引先|name",
    "method": r"method|card|支払.?方法|決済|カード",
    "reason": r"reason|理由",
    "serial": r"serial|シリアル",
    "shop": r"^website$|^shop$|^site$|サイト|ショップ",
    "ip": r"\bip\b|ip.?address|ipアドレス",
    "agent": r"agent|device|browser|端末|デバイス|ブラウザ|機種",
    "country_stated": r"country|国",
    "city": r"city|location|place|地域|場所|都市",
    "activity": r"activity|event|action|操作|内容|種別",
    "result": r"result|success|結果|成否|status",
    "account": r"account|user|mail|アカウント|ユーザー|id",
}


def suggested(rows: str, header: Sequence[str]) -> dict[str, int]:
    """The place of a column for those keys whose usual names stand in the header; each column at most once."""
    found: dict[str, int] = {}
    for key in KEYS[rows]:
        for place, name in enumerate(header):
            if place not in found.values() and re.search(_WORDS[key], name.strip()[:80], re.IGNORECASE):
                found[key] = place
                break
    return found
