"""Lists of orders that were written before the reader of items was, and drawn only after it was frozen."""

from datetime import timedelta
from random import Random

from evaluation.screens.drawn.orders import GOODS, Order, button, dollars, drawn, even, orders, small, truth
from evaluation.screens.screen import Draw, Screen, Style, Truth

ITEMS = (
    "折りたたみ傘 軽量 晴雨兼用", "モバイルバッテリー 10000mAh", "プリペイド番号 コード版", "ドライヤー 大風量", "知育ブロック 120ピース",
    "配送用ダンボール 10枚", "加湿器 卓上 4L", "ヨガマット 10mm グレー", "お支払い済みスタンプ 浸透印", "トイレットペーパー 12ロール",
    "写真集 到着", "炊飯器 5.5合炊き", "コーヒー豆 中深煎り 500g", "LED電球 60形 2個入", "自転車ライト USB充電式",
)  # fmt: skip


def _made(rng: Random, count: int = 5) -> list[Order]:
    return orders(rng, count, ITEMS)


def _screen(body: str, rows: list[Truth], listed: list[Order], layout: str, style: Style) -> Screen:
    return Screen(body, rows, (listed[0].at + timedelta(days=5)).date(), layout, style, named=True)


def tabs_and_search(rng: Random, style: Style) -> Screen:
    """Tabs and a field for searching above; buttons before the item, which takes two lines."""
    listed = _made(rng, 4)
    top = small("注文　再び購入　未発送の注文　キャンセルされた注文", style) + small("すべての注文を検索", style)
    cards = [
        small(f"注文日：{o.day}", style) + small(f"合計：￥{o.amount:,}　注文番号：{o.number}", style)
        + f"<div style='font-size:18px;font-weight:700'>本日到着予定</div>{button('配送状況を確認', style)}{button('注文内容を表示', style)}"
        f"<div style='width:230px'>{o.item} 国内正規品 メーカー保証1年</div>"
        for o in listed
    ]  # fmt: skip
    rows = [row._replace(text=f"{row.text} 国内正規品 メーカー保証1年") for row in truth(listed)]
    return _screen(drawn(f"注文履歴{top}", cards, style), rows, listed, "amazon.orders_list", style)


def polite_labels(rng: Random, style: Style) -> Screen:
    """Each line with a polite label, also the one of the item."""
    listed = _made(rng)
    cards = [
        [f"ご注文日: {o.day}", f"ご注文番号: {o.number[4:11]}", f"商品名: {o.item}", f"ご注文金額: {o.amount:,}円",
         f"お届け先: {o.person} 様", "ステータス: 配送済み"]
        for o in listed
    ]  # fmt: skip
    return _screen(even("ご注文履歴", cards, style, 32, 16), truth(listed), listed, "", style)


def electronics(rng: Random, style: Style) -> Screen:
    """A chain of electronics shops: how it is paid and delivered around the item."""
    listed = _made(rng)
    cards = [
        f"<div style='display:flex;justify-content:space-between;font-size:13px'><span>ご注文日 {o.at:%Y/%m/%d}</span><span>"
        f"ご注文番号 {7000000000 + rng.randint(0, 10**8)}</span></div><div>お支払い方法 クレジットカード</div><div>{o.item}</div>"
        f"<div>配達完了</div><div style='text-align:right'>合計金額 ￥{o.amount:,}</div>"
        for o in listed
    ]
    return _screen(drawn("ご注文履歴", cards, style, 19), truth(listed), listed, "", style)


def english_web(rng: Random, style: Style) -> Screen:
    """English, on a computer: three labels above their values, a note of the carrier, links."""
    style = Style(1000, 800, 1.5, style.dark, style.font)
    listed = orders(rng, 4, GOODS)
    cards = []
    for o in listed:
        day, came = f"{o.at:%b} {o.at.day}, {o.at.year}", o.at + timedelta(days=3)
        columns = (("Order placed", day), ("Total", f"${o.amount / 100:,.2f}"), ("Ship to", "Jordan Lee"),
                   ("Order #", f"113{o.number[3:]}"))  # fmt: skip
        band = "".join(f"<div style='font-size:13px'>{label}<br>{value}</div>" for label, value in columns)
        cards.append(
            f"<div style='display:flex;gap:70px;background:{style.ground};padding:8px'>{band}</div><b style='font-size:18px'>"
            f"Delivered {came:%b} {came.day}</b><div>Your package was left near the front door or porch.</div><div style='"
            f"padding:8px 0 0 100px;color:#2162a1'>{o.item}</div>{button('Buy it again', style)}{button('Track package', style)}"
            f"{button('Write a product review', style)}"
        )
    return _screen(drawn("Your Orders", cards, style, 28), dollars(listed), listed, "", style)


def flea_badges(rng: Random, style: Style) -> Screen:
    """A flea market: what is to be done next as a badge above the item, who pays the post beside the price."""
    listed = _made(rng)
    cards = [
        f"<div style='font-size:13px;color:#d33'>受取評価をしてください</div><div>{o.item}</div><div>¥{o.amount:,} <small>送料込み</small>"
        f"</div>{small(f'購入日 {o.at:%Y年%m月%d日}', style)}"
        for o in listed
    ]
    return _screen(drawn("購入した商品　取引中", cards, style), truth(listed), listed, "", style)


def left_at_door(rng: Random, style: Style) -> Screen:
    """No item; a sentence says where the parcel was left."""
    listed = _made(rng)
    cards = [
        f"<div style='display:flex;justify-content:space-between;font-size:13px'><span>注文日<br>{o.day}</span><span>合計<br>"
        f"￥{o.amount:,}</span></div><b>{o.later}にお届け済み</b><div>荷物は玄関ドアの近くに置かれました。</div>"
        + small(f"お届け先 {o.person}", style) + small(f"注文番号 {o.number}", style) + button("返品する", style)
        for o in listed
    ]  # fmt: skip
    return _screen(drawn("注文履歴", cards, style), truth(listed, False), listed, "amazon.orders_list", style)


def beside_picture(rng: Random, style: Style) -> Screen:
    """Item and state beside a picture of the item, the rest above."""
    listed = _made(rng)
    cards = [
        f"<div style='font-size:13px'>{o.day} に注文　￥{o.amount:,}</div>" + small(f"注文番号: {o.number}", style)
        + f"<div style='display:flex;gap:12px;padding-top:8px'><div style='width:72px;height:72px;background:{style.line}'></div>"
        f"<div>{o.item}<div style='color:#188038'>明日到着</div></div></div>{small('合計に送料を含みます', style)}"
        for o in listed
    ]  # fmt: skip
    return _screen(drawn("注文履歴", cards, style), truth(listed), listed, "amazon.orders_list", style)


def and_others(rng: Random, style: Style) -> Screen:
    """A store's orders, each with how many more items it has, how it was paid, and links."""
    listed = _made(rng)
    cards = [
        small(f"注文日時：{o.at:%Y/%m/%d} 12:34", style) + f"<div>{o.item}</div><div style='font-size:13px'>ほか2点</div>"
        + f"<div style='display:flex;justify-content:space-between'><span>PayPay残高払い</span><b>{o.amount:,}円</b></div>"
        + button("注文詳細", style) + button("再注文", style) + small("発送済み", style)
        for o in listed
    ]  # fmt: skip
    return _screen(drawn("注文履歴 ショッピング", cards, style), truth(listed), listed, "", style)


def big_shop(rng: Random, style: Style) -> Screen:
    """A marketplace that writes its shops in larger letters than the items."""
    listed = _made(rng, 4)
    shops = ("ドラッグあおば 楽天市場店", "でんきの森", "花のいろ", "スポーツ館ミナト")
    cards = [
        f"<div style='font-size:20px;font-weight:700'>{shop}</div>{small('お気に入りショップに追加', style)}<div style='font-size:14px'>"
        f"{o.item}</div>" + small(f"注文日 {o.at:%Y/%m/%d}　発送完了", style)
        + small(f"注文番号 {287000 + n}-{o.at:%Y%m%d}-{rng.randint(10**9, 10**10 - 1)}", style)
        + f"<div style='text-align:right'>合計 {o.amount:,}円</div>{button('領収書', style)}{button('ショップに問い合わせ', style)}"
        for n, (o, shop) in enumerate(zip(listed, shops, strict=True))
    ]  # fmt: skip
    return _screen(drawn("購入履歴", cards, style), truth(listed), listed, "rakuten.orders_list", style)


def even_item_first(rng: Random, style: Style) -> Screen:
    """The item first, labels with colons below, at even distances; the recipient is called by a place."""
    listed = _made(rng)
    cards = [
        [o.item, f"注文日：{o.at:%Y/%m/%d}", f"お届け先：{'会社' if n % 2 else '自宅'}", f"注文番号：{o.number}",
         f"合計：¥{o.amount:,}", f"{o.later}に配達済み"]
        for n, o in enumerate(listed)
    ]  # fmt: skip
    return _screen(
        even("注文履歴（過去3か月）", cards, style, 36, 18), truth(listed), listed, "amazon.orders_list", style
    )


def right_values(rng: Random, style: Style) -> Screen:
    """Labels at the left, values at the right of each line, the item below with a link under it."""
    listed = _made(rng, 4)

    def line(a: str, b: str) -> str:
        return f"<div style='display:flex;justify-content:space-between;font-size:15px'><span>{a}</span><span>{b}</span></div>"

    cards = [
        line("注文日", o.day)
        + line("注文番号", o.number)
        + line("お届け先", o.person)
        + line("合計", f"￥{o.amount:,}")
        + line("配送状況", "配達完了")
        + f"<div style='padding-top:6px'>{o.item}</div>{small('注文の詳細を表示 ＞', style)}"
        for o in listed
    ]
    return _screen(drawn("注文履歴", cards, style), truth(listed), listed, "amazon.orders_list", style)


LAYOUTS: dict[str, Draw] = {
    "tabs_and_search": tabs_and_search, "polite_labels": polite_labels, "electronics": electronics,
    "english_web": english_web, "flea_badges": flea_badges, "left_at_door": left_at_door,
    "beside_picture": beside_picture, "and_others": and_others, "big_shop": big_shop,
    "even_item_first": even_item_first, "right_values": right_values,
}  # fmt: skip
