"""The kind of an item, by its title."""

import polars as pl
import pytest

from app.importers.shared.cells.item_kinds import kinds, of_store


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Amazonギフトカード(Eメールタイプ)", "gift_card"),
        ("Apple Gift Card (デジタルコード)", "gift_card"),
        ("ニンテンドープリペイド番号 3000円|オンラインコード版", "gift_card"),
        ("AMAZON.COM EGIFT CARD", "gift_card"),
        ("Amazon.de Geschenkgutschein", "gift_card"),
        ("Chèque-Cadeau Amazon.fr à télécharger", "gift_card"),
        ("Buono Regalo Amazon.it", "gift_card"),
        ("Tarjeta Regalo Netflix", "gift_card"),
        ("ギフトカード用封筒 10枚", "other"),
        ("Gift Card Holder, 12 pcs", "other"),
        ("プリペイドカード SIM 30日", "other"),
        ("Amazonプライム年間会員", "subscription"),
        ("Audible Membership", "subscription"),
        ("Prime-Mitgliedschaft", "subscription"),
        ("こころ Kindle版", "digital"),
        ("Prime Video Rental", "digital"),
        ("Prime Video チャンネル 見本TV", "subscription"),
        ("Game Deluxe Edition [Online Game Code]", "code"),
        ("ゲーム ダウンロード版", "code"),
        ("ゲーム ストアチケット 5,000円|オンラインコード版", "gift_card"),
        ("ギフトカード チャージタイプ(直接アカウントに残高追加)", "charge"),
        ("Gift Card Balance Reload", "charge"),
        ("洗剤 詰替用 1.6kg", "other"),
        ("", "other"),
        (None, None),
    ],
)
def test_words_of_titles(title: str | None, kind: str | None) -> None:
    """The words of six languages decide, whatever their case; what only accompanies gift cards is not one."""
    assert kinds(pl.Series([None, title], dtype=pl.String)).to_list() == [None, kind]


def test_lists_of_digital_goods() -> None:
    """In a list of digital goods everything else is digital."""
    assert kinds(pl.Series(["Some Song", "eGift Card"]), "digital").to_list() == ["digital", "gift_card"]


def test_types_of_an_app_store() -> None:
    """Apps and what is bought in them are programs, books and films are not; a gift card stays one."""
    found = kinds(pl.Series(["Gems", "Novel", "eGift Card", None]), "digital")
    types = pl.Series(["Android Apps", "Books", "Android Apps", "iOS and iPadOS Apps"])
    assert of_store(found, types).to_list() == ["code", "digital", "gift_card", None]
