"""What kind of thing an order's line is, by words of its title.

One pass over all titles finds those that hold any of the words; only these few are looked at closely. The words are
those that the shops write in Japanese, English, German, French, Italian, Spanish, Portuguese, Dutch, Polish, Swedish
and Turkish.
"""

import polars as pl

# Whatever can be sold on at once for nearly its price.
_GIFT_CARD = (
    *("ギフトカード", "ギフト券", "ギフトコード", "ギフトチケット", "プリペイドカード", "プリペイド番号"),
    *("プリペイドコード", "ストアチケット", "ウォレットコード", "商品券", "図書カード", "QUOカード", "クオカード"),
    *("webmoney", "bitcash", "ビットキャッシュ", "vプリカ"),
    *("gift card", "giftcard", "gift-card", "gift code", "gift certificate", "gift voucher", "e-gift", "egift"),
    *("prepaid card", "wallet code"),
    *("gutschein", "geschenkkarte", "geschenkcode", "geschenk-code", "guthabenkarte", "guthabencode"),
    *("guthaben-code", "code cadeau", "code-cadeau", "codice regalo", "código regalo", "código de regalo"),
    *("carte cadeau", "carte-cadeau", "cartes cadeaux", "chèque-cadeau", "chèque cadeau", "bon cadeau"),
    *("buono regalo", "buoni regalo", "carta regalo", "tarjeta regalo", "tarjeta de regalo", "cheque regalo"),
    *("cheque-regalo", "vale regalo", "cartão presente", "cartão-presente", "vale-presente", "vale presente"),
    *("cadeaubon", "cadeaukaart", "karta podarunkowa", "presentkort", "hediye kartı", "hediye çeki"),
)
# What goes with gift cards, and prepaid cards for telephones, which are not money.
_NOT_MONEY = (
    r"(?i)封筒|ケース|ホルダー|フォルダー|シール|用紙|台紙|SIM|holder|envelope|sleeve|\bcase\b|organi[sz]er|greeting"
    r"|template|halter|umschl|hülle|gutschein(?:buch|heft|block|box)|verpackung|vorlage|étui|enveloppe|pochette|busta|buste|\bsobres?\b"
)
# Money that goes to the balance of the account itself: any user of the account can spend it, but not sell it.
_CHARGE = (
    *(
        "チャージタイプ",
        "アカウントに残高追加",
        "gift card balance reload",
        "amazon reload",
        "balance reload",
        "e-gift reload",
    ),
    *("konto aufladen", "guthaben aufladen", "ricarica il conto"),
)
_SUBSCRIPTION = (
    *("プライム会員", "プライム年会費", "プライム年間", "プライム月間", "年間プラン", "月額プラン", "月額会員"),
    *(
        "年間会員",
        "定期購読",
        "サブスクリプション",
        "audible 会員",
        "audible会員",
        "audible プレミアム",
        "kindle unlimited",
    ),
    *("prime video チャンネル", "prime videoチャンネル", "for prime video", "kids+", "キッズ+", "audible premium"),
    *("music unlimited", "prime annual", "prime monthly", "membership", "subscription"),
    *("mitgliedschaft", "abonnement", "abbonamento", "suscripción", "audible abo", "audible-abo", "audible-mitglied"),
)
# Games and programs, which come as a code or a download and can be sold on, too.
_CODE = (
    *("オンラインコード", "ダウンロード版", "ダウンロードコード", "デジタルコード", "ライセンスコード"),
    *("download code", "digital code", "digital download", "online code", "game code", "pc download"),
    *("download-code", "code numérique", "à télécharger", "codice digitale", "código digital"),
)
_DIGITAL = (
    *(
        "kindle版",
        "kindle edition",
        "kindle-ausgabe",
        "format kindle",
        "formato kindle",
        "edición kindle",
        "prime video",
    ),
)


def kinds(titles: pl.Series, otherwise: str = "other") -> pl.Series:
    """gift_card | charge | subscription | code | digital | ``otherwise`` for every title; null where there is no title.

    ``otherwise`` is ``digital`` for lists of digital goods alone. A gift card counts before the other
    kinds; ``charge`` is one that goes to the balance of the account itself.
    """
    likely = titles.str.contains_any([*_GIFT_CARD, *_SUBSCRIPTION, *_CODE, *_DIGITAL], ascii_case_insensitive=True)
    plain = pl.select(pl.when(titles.is_not_null()).then(pl.lit(otherwise))).to_series()
    places = likely.arg_true()
    if not len(places):
        return plain
    return plain.scatter(places, _closely(titles.gather(places), otherwise))


def of_store(by_title: pl.Series, types: pl.Series) -> pl.Series:
    """The kinds of goods of an app store, by the type that it states of each (`Android Apps`, `iOS and iPadOS Apps`):
    apps, and what is bought within them, are programs."""
    app = types.str.contains(r"(?i)\bapps?\b").fill_null(False)
    return pl.select(pl.when(app & (by_title == "digital")).then(pl.lit("code")).otherwise(by_title)).to_series()


def _closely(titles: pl.Series, otherwise: str) -> pl.Series:
    title = pl.col("title")
    gift_card = title.str.contains_any(list(_GIFT_CARD), ascii_case_insensitive=True) & ~title.str.contains(_NOT_MONEY)
    charge = title.str.contains_any(list(_CHARGE), ascii_case_insensitive=True)
    subscription = title.str.contains_any(list(_SUBSCRIPTION), ascii_case_insensitive=True)
    code = title.str.contains_any(list(_CODE), ascii_case_insensitive=True)
    digital = title.str.contains_any(list(_DIGITAL), ascii_case_insensitive=True)
    return (
        titles.to_frame("title")
        .select(
            pl.when(gift_card & charge)
            .then(pl.lit("charge"))
            .when(gift_card)
            .then(pl.lit("gift_card"))
            .when(subscription)
            .then(pl.lit("subscription"))
            .when(code)
            .then(pl.lit("code"))
            .when(digital)
            .then(pl.lit("digital"))
            .otherwise(pl.lit(otherwise))
        )
        .to_series()
    )
