"""Synthetic statements and invoices as PDF, in the documented layouts; the people, shops and amounts are invented.

``python -m tests.importers.printed`` writes them among the samples.
"""

from collections.abc import Sequence

from tests.importers.reading import SAMPLES
from tests.reader.pdfs import Columns, Page, Word, pdf, table

LEFT, RIGHT = False, True


def au_jibun() -> bytes:
    """Ruled, the newest row first."""
    columns: Columns = [(42, LEFT), (125, LEFT), (352, RIGHT), (446, RIGHT), (548, RIGHT)]
    rows = [
        ("取引日付", "取引内容", "出金", "入金", "残高"),
        ("2026/07/28", "振込 ミホン ハナコ", "12,000", "", "188,450"),
        ("2026/07/25", "給与 カ)ミホンシヨウジ", "", "150,000", "200,450"),
        ("2026/07/11", "デビット AMAZON CO JP", "3,980", "", "50,450"),
        ("2026/07/02", "ATM 手数料", "110", "", "54,430"),
    ]
    rules = [(x, 88, x, 160) for x in (38, 120, 262, 358, 452, 552)]
    return pdf(Page([Word(42, 60, "入出金明細", size=12), *table(100, columns, rows), Word(290, 810, "1/1")], rules))


def sbi_sumishin() -> bytes:
    """The side without a movement is 0; a long text goes on in the next line."""
    columns: Columns = [(40, LEFT), (130, LEFT), (360, RIGHT), (450, RIGHT), (550, RIGHT)]
    rows = [
        ("日付", "内容", "出金金額", "入金金額", "残高"),
        ("2026年07月28日", "デビット 123456", "2,480", "0", "97,520"),
        ("", "ミホンストア", "", "", ""),
        ("2026年07月27日", "振込＊ミホン タロウ", "0", "30,000", "100,000"),
        ("2026年07月20日", "口座振替 デンキ", "8,000", "0", "70,000"),
    ]
    return pdf(Page([Word(40, 50, "入出金明細書"), *table(90, columns, rows, pitch=12)]))


def chiba() -> bytes:
    """Without lines, names spaced out and in the middle of their columns, over two pages; the oldest row first."""
    names = [(48, "年 月 日"), (140, "お支払金額"), (232, "お預り金額"), (345, "お取引き内容"), (486, "差 引 残 高")]
    head = [Word(x, 90, name) for x, name in names]
    columns: Columns = [(40, LEFT), (190, RIGHT), (285, RIGHT), (305, LEFT), (545, RIGHT)]
    first = [
        ("2026-07-01", "", "", "繰越残高", "80,000"),
        ("2026-07-03", "5,500", "", "ガスダイ", "74,500"),
        ("2026-07-10", "", "200,000", "給与", "274,500"),
    ]
    second = [
        ("2026-07-15", "30,000", "", "カード", "244,500"),
        ("2026-07-27", "41,200", "", "ミホンカード(カ", "203,300"),
    ]
    pages = [Page([*head, *table(108, columns, rows), Word(280, 800, "- 1 -")]) for rows in (first, second)]
    return pdf(*pages)


def natwest() -> bytes:
    """A day once for several rows, no years, and the two amounts in another order on the second page."""
    columns: Columns = [(40, LEFT), (100, LEFT), (390, RIGHT), (470, RIGHT), (550, RIGHT)]
    first = [
        ("Date", "Description", "Paid In(£)", "Withdrawn(£)", "Balance(£)"),
        ("12 DEC", "BROUGHT FORWARD", "", "", "310.20"),
        ("13 DEC", "Card Transaction 1234 SAMPLE STORES", "", "23.45", ""),
        ("", "Direct Debit SAMPLE ENERGY", "", "60.00", "226.75"),
        ("29 DEC", "Automated Credit SAMPLE LTD", "900.00", "", "1,126.75"),
    ]
    second = [
        ("Date", "Description", "Withdrawn(£)", "Paid In(£)", "Balance(£)"),
        ("02 JAN", "Card Transaction 1234 AMAZON.CO.UK", "1,200.00", "", "73.25 OD"),
        ("04 JAN", "Automated Credit SAMPLE REFUND", "", "100.00", "26.75"),
    ]
    period = Word(40, 50, "Period Covered 12 DEC 2025 to 09 JAN 2026")
    return pdf(Page([period, *table(90, columns, first)]), Page(table(60, columns, second)))


def rakuten() -> bytes:
    """Rows of 14.04 points; the sum is the printed one with an adjustment."""
    columns: Columns = [(31, LEFT), (65, LEFT), (215, LEFT), (260, LEFT), (515, RIGHT)]
    rows = [
        ("利用日", "利用店名", "利用者", "支払方法", "利用金額"),
        ("2026/06/03", "AMAZON.CO.JP", "本人", "1回払い", "3,300"),
        ("2026/06/09", "ミホンスーパー　コウエンマエテン", "本人", "1回払い", "1,284"),
        ("2026/06/21", "見本電気 オンライン", "家族", "1回払い", "15,800"),
    ]
    above = [
        Word(31, 60, "ご利用代金請求明細書", size=12),
        Word(31, 85, "今回ご請求金額"),
        Word(300, 85, "20,284円", RIGHT),
    ]
    return pdf(Page([*above, Word(31, 100, "調整額 -100円"), *table(140, columns, rows, 14.04, 6)]))


def aeon() -> bytes:
    """The day in three cells; rows of 11.7 points."""
    columns: Columns = [(40, LEFT), (56, LEFT), (72, LEFT), (110, LEFT), (300, LEFT), (470, RIGHT)]
    rows = [
        ("26", "06", "02", "ミホンショクドウ", "1回", "1,200"),
        ("26", "06", "14", "ＡＭＡＺＯＮ．ＣＯ．ＪＰ", "1回", "3,400"),
        ("26", "06", "30", "見本薬局", "1回", "980"),
    ]
    names = [
        Word(40, 100, "ご利用日"),
        Word(110, 100, "ご利用先"),
        Word(300, 100, "支払方法"),
        Word(430, 100, "ご利用金額"),
    ]
    total = [Word(300, 170, "ご請求金額合計"), Word(470, 170, "5,580円", RIGHT)]
    return pdf(Page([*names, *table(112, columns, rows, 11.7, 7), *total]))


def chase() -> bytes:
    """No years: December belongs to the year before the closing date. Payments are negative."""
    columns: Columns = [(40, LEFT), (120, LEFT), (550, RIGHT)]
    above = [
        Word(40, 40, "Opening/Closing Date 12/05/25 - 01/04/26"),
        *table(56, [(40, LEFT), (250, RIGHT)], [("Previous Balance", "$100.00"), ("Payment, Credits", "-$100.00")]),
        *table(84, [(40, LEFT), (250, RIGHT)], [("Purchases", "+$45.00"), ("New Balance", "$45.00")]),
        Word(40, 118, "Date of"),
    ]
    rows = [("Transaction", "Merchant Name or Transaction Description", "$ Amount")]
    paid = [("12/20", "Payment Thank You - Web", "-100.00")]
    bought = [
        ("12/08", "AMAZON MKTPL*AB12C Amzn.com/bill WA", "20.50"),
        ("01/02", "SAMPLE MARKET SPRINGFIELD IL", "24.50"),
    ]
    return pdf(
        Page(
            [
                *above,
                *table(128, columns, rows),
                Word(40, 144, "PAYMENTS AND OTHER CREDITS"),
                *table(158, columns, paid),
                Word(40, 174, "PURCHASE"),
                *table(188, columns, bought),
                Word(200, 240, "2026 Totals Year-to-Date"),
            ]
        )
    )


def bank_of_america() -> bytes:
    """An account: money that goes out is negative; each part has a total."""
    columns: Columns = [(40, LEFT), (110, LEFT), (550, RIGHT)]
    names = ("Date", "Description", "Amount")
    deposits = [
        names,
        ("12/29/25", "SAMPLE LTD DES:PAYROLL", "1,500.00"),
        ("Total deposits and other additions", "", "$1,500.00"),
    ]
    withdrawals = [
        names,
        ("12/31/25", "AMAZON.COM*RT4 SEATTLE WA", "-35.99"),
        ("01/05/26", "SAMPLE WATER DES:BILL", "-64.01"),
        ("Total withdrawals and other subtractions", "", "-$100.00"),
    ]
    above = [Word(40, 40, "Your checking account"), Word(40, 52, "for December 20, 2025 to January 21, 2026")]
    sections = [*table(90, columns, deposits), Word(40, 150, "Withdrawals"), *table(170, columns, withdrawals)]
    return pdf(Page([*above, *sections]))


def citi() -> bytes:
    """Two days without years in each row."""
    columns: Columns = [(40, LEFT), (80, LEFT), (130, LEFT), (550, RIGHT)]
    rows = [
        ("12/30", "01/02", "SAMPLE BOOKS NEW YORK NY", "$18.20"),
        ("01/11", "01/12", "AMAZON RETAIL SEATTLE WA", "$61.80"),
        ("01/15", "01/15", "AMAZON RETAIL SEATTLE WA", "-$10.00"),
    ]
    above = [Word(40, 40, "Billing Period: 12/20/25-01/19/26"), Word(40, 54, "Minimum payment due: $41.00")]
    totals = [Word(40, 68, "Purchases +$80.00"), Word(40, 82, "Credits -$10.00")]
    names = [Word(40, 110, "Date"), Word(130, 110, "Description"), Word(550, 110, "Amount", RIGHT)]
    return pdf(Page([*above, *totals, *names, *table(126, columns, rows)]))


def hsbc() -> bytes:
    """The day of posting comes first; CR marks what came back."""
    columns: Columns = [(40, LEFT), (100, LEFT), (170, LEFT), (550, RIGHT)]
    rows = [
        ("Post Date", "Tran Date", "Description", "Amount"),
        ("03 Jan", "31 Dec", "SAMPLE GARDEN LONDON", "12.60"),
        ("05 Jan", "04 Jan", "AMAZON.CO.UK", "40.00"),
        ("08 Jan", "07 Jan", "AMAZON.CO.UK", "5.00CR"),
    ]
    above = [Word(40, 40, "Statement Date 12 January 2026"), Word(40, 54, "Credit Limit £2,000.00")]
    total = [Word(40, 200, "New Balance"), Word(550, 200, "£47.60", RIGHT)]
    return pdf(Page([*above, *table(90, columns, rows), *total]))


def tax_invoice() -> bytes:
    """A long title, a discount and what the sending cost."""
    columns: Columns = [(40, LEFT), (250, RIGHT), (320, RIGHT), (370, RIGHT), (450, RIGHT), (540, RIGHT)]
    rows: Sequence[Sequence[str]] = [
        ("内容", "数量", "価格", "税率", "価格", "小計"),
        ("", "", "(税抜)", "", "(税込)", "(税込)"),
        ("見本ブランド USB充電器", "1", "￥1,264", "10%", "￥1,390", "￥1,390"),
        ("65W ホワイト", "", "", "", "", ""),
        ("値引", "", "-￥243", "", "-￥263", "-￥263"),
        ("見本の単行本", "2", "￥564", "10%", "￥620", "￥1,240"),
        ("配送料", "", "￥373", "10%", "￥410", "￥410"),
        ("合計", "", "", "", "", "￥2,777"),
    ]
    above = [Word(40, 40, "適格請求書", size=14), Word(40, 60, "注文番号 503-1234567-7654321")]
    return pdf(Page([*above, Word(300, 60, "注文日 2026年6月3日"), *table(110, columns, rows)]))


def gift_card_page() -> bytes:
    """Amazon's gift-card history, printed: its balances follow from each other, but it is no account of a bank."""
    columns: Columns = [(42, LEFT), (125, LEFT), (452, RIGHT), (548, RIGHT)]
    rows = [
        ("日付", "説明", "金額", "残高"),
        ("2025年11月11日", "Amazon.co.jpの注文に利用", "-￥1,500", "￥3,500"),
        ("", "503-1000055-1000055", "", ""),
        ("2025年11月9日", "Amazon.co.jpの注文からの返金", "￥2,000", "￥5,000"),
        ("2025年11月2日", "ギフトカードの登録", "￥3,000", "￥3,000"),
    ]
    above = [Word(42, 60, "ギフトカード"), Word(42, 74, "残高・利用履歴"), Word(42, 88, "￥3,500")]
    return pdf(Page([*above, *table(120, columns, rows), Word(42, 300, "前へ"), Word(80, 300, "次へ")]))


def order_list() -> bytes:
    """Amazon's list of orders, printed: labels beside each other, their values below."""
    words = [Word(42, 60, "注文履歴"), Word(42, 80, "2026年に確定された 2件の注文")]
    orders = (
        ("2026年9月5日", "￥8,978", "503-1111111-0000001", "単3電池 20本パック"),
        ("2026年9月1日", "￥1,000", "250-1111111-0000002", "卓上ライト 白"),
    )
    for number, (day, total, order_id, name) in enumerate(orders):
        top = 110 + 130 * number
        places = ((42, "注文日", day), (150, "合計", total), (230, "お届け先", "見本 花子"))
        words += [Word(x, top, label) for x, label, _ in places] + [Word(420, top, f"注文番号 {order_id}")]
        words += [Word(x, top + 14, value) for x, _, value in places]
        words += [Word(42, top + 38 + 14 * place, text) for place, text in enumerate(("配達済み", name, "再度購入"))]
    return pdf(Page(words))


def broken_balance() -> bytes:
    """A balance that does not follow: nothing proves which side an amount is on."""
    columns: Columns = [(40, LEFT), (130, LEFT), (360, RIGHT), (450, RIGHT), (550, RIGHT)]
    rows = [
        ("日付", "内容", "出金金額", "入金金額", "残高"),
        ("2026/07/01", "ミホン", "2,480", "", "97,520"),
        ("2026/07/02", "ミホン", "", "30,000", "130,000"),
        ("2026/07/03", "ミホン", "8,000", "", "119,520"),
    ]
    return pdf(Page(table(90, columns, rows)))


SYNTHETIC = {
    "pdf/balance": (au_jibun, sbi_sumishin, chiba, natwest),
    "pdf/total": (rakuten, aeon, chase, bank_of_america, citi, hsbc),
    "amazon/tax_invoice": (tax_invoice,),
    "amazon/gift_card_page": (gift_card_page,),
    "amazon/order_list_page": (order_list,),
    "unclaimed": (broken_balance,),
}


def main() -> None:
    """Writes every file."""
    for folder, made in SYNTHETIC.items():
        for one in made:
            target = SAMPLES / folder / f"{one.__name__.replace('_', '-')}.pdf"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(one())


if __name__ == "__main__":
    main()
