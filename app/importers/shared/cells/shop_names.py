"""The names of shops that several formats name, so that an order in several of them is one event."""

RAKUTEN = "rakuten.co.jp"
YAHOO_SHOPPING = "shopping.yahoo.co.jp"
YAHOO_FLEA_MARKET = "paypayfleamarket.yahoo.co.jp"
YAHOO_AUCTIONS = "auctions.yahoo.co.jp"
MERCARI = "jp.mercari.com"
MERCARI_SHOPS = "mercari-shops.com"
YODOBASHI = "yodobashi.com"
