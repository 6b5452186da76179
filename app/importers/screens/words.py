"""The words by which a screen says what its numbers are. All patterns are for text after NFKC, without spaces."""

import re


def _any(text: str) -> re.Pattern[str]:
    return re.compile("|".join(text.split()), re.IGNORECASE)


# What stands beside an amount.
BALANCE = _any("残高(?!払|支払|で|から|を?利用) balance 差引")
BESIDE = _any(r"""
    獲得 付与 還元 進呈 うち 内訳 手数料 消費税 税込 税抜 レート 換算 割引 値引 クーポン 送料 定価 通常価格 単価
    ポイント利用 予定 上限 限度 可能額 利用枠 お支払回数 分割 \bfees?\b \btax\b
    \brate\b discount coupon shipping cashback earned
""")
AMOUNT = _any("合計 お?支払い?金額 利用金額 取引金額 注文金額 ^金額 ^total ^amount 総額")
# A line that sums up or introduces others.
SUMMARY = _any("""
    ^(ご?請求|合計|小計|総額|総合計|今月|先月|当月|前月|残り|限度額|利用枠) お支払い?(予定)?(金額|額|日)
    ご?請求(額|金額) 利用可能 引落(日|予定) ^(sub)?total ^(available|current|your)?balance ^statement amountdue minimum
    月(の|分) 失効予定
    ^(保有|利用可能|現在の)?(残高|ポイント残高) ^ギフト(カード|券)残高 ポイント数?$ spent thismonth credit limit
    獲得予定ポイント 期間限定ポイント$
""")
# A day that is not the day of the row.
OTHER_DAY = _any("""
    有効期限 期限 期間 失効 まで お届け 配達 到着 発送 引落 支払日 支払予定 お支払い?日 更新日 次回 付与予定
    expires? valid until arriv deliver shipped due scheduled
""")
ARRIVES = re.compile("(に|頃に?|までに)?(お?届け|配達|到着|発送|出荷|配送|お?受け?取).{0,8}$")  # behind a day
OWN_DAY = _any("利用日 注文日 取引日 購入日 ordered placed date 日時")
# What the row is.
OUT = _any("""
    支払 出金 引出 引落 引き落 送金 送る 振込手数料 購入 適用 利用 カード払 payment paid sent withdraw debit purchase
    spent used applied
""")
IN = _any("""
    返金 払い?戻 入金 受取 受け取 チャージ 獲得 付与 預入 登録された 給与 利息 キャッシュバック 追加
    refund received deposit credited added cashback reload earned salary interest topup top-up
""")
PAID_BACK = _any("返金 払い?戻 refund")  # in a list of orders, where what is received are goods
CANCELLED = _any("キャンセル 取消 取り消 失敗 無効 cancell?ed declined failed void reversed")
PENDING = _any("処理中 保留 未確定 速報 予約 確認中 仮 pending inprogress processing authori[sz]ed")
COMPLETED = _any("確定 完了 済み? completed posted settled success")
# What the whole list is, by its title and labels; the first that occurs counts.
KINDS = {
    "devices": _any("""
        ログイン中の端末 デバイス一覧 お使いのデバイス 端末一覧 登録端末 ログイン中のデバイス yourdevices ^devices
    """),
    "sign_ins": _any("""
        ログイン履歴 ログインの履歴 サインイン履歴 ログインアクティビティ
        loginhistory sign-?inactivity recentsign loginactivity
    """),
    "gift_card": _any("ギフトカードの ギフト券 giftcard"),
    "points": _any("""
        ポイント履歴 ポイント通帳 ポイント獲得 ポイント利用履歴 通帳ポイント ポイントの履歴 ポイント明細 pointshistory
        rewardsactivity
    """),
    "orders": _any("注文履歴 購入履歴 yourorders orderhistory ご注文 購入した商品"),
    "statement": _any("利用明細 カード明細 利用速報 cardactivity statement"),
    "payments": _any("取引履歴 支払い履歴 入出金 取引明細 利用履歴 activity transactions history payments"),
    "balance": _any("残高"),
}
# The head of a column of a table.
HEADS = {
    "date": _any("^(ご?利用日|取引日|日付|年月日|日時|date)$"),
    "out": _any("出金 引出 支払金額 withdraw debit moneyout paidout"),
    "in": _any("入金 預入 deposit credit moneyin paidin"),
    "balance": _any("残高 balance"),
    "amount": _any("^(ご?利用)?金額(\\(円\\))?$ ^amount$ ^お支払い?金額$"),
    "text": _any("摘要 内容 利用店 お?店名 description details ご利用先 merchant"),
}
