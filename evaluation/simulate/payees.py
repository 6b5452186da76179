"""Who is paid: invented shops, restaurants, hotels and towns, as lists of payments write their names."""

from dataclasses import dataclass
from random import Random
from typing import Literal

Kind = Literal[
    "daily", "eat", "ride", "online", "digital", "bill", "rent", "big", "stay", "health", "see", "town", "friend"
]

_FIRST = {
    "JP": "さくら みどり あおば ひまわり こもれび 月見 白樺 青空 若葉 大川 北斗 南風 まる福 ことり 三日月 花水木 "
    "つばめ 朝日 夕凪 やまびこ 千歳 松風 うみねこ ひなた いろは 山吹 瑞穂 楓 くるみ 銀河 港 若竹 トキワ ミナト "
    "カモメ アカネ ヤマト ホクト コダマ スミレ 東雲 八重 清流 福寿 丸十 一休 笑楽 たんぽぽ しろくま 高砂",
    "EN": "Harbour Maple Cedar Willow Juniper Redwood Meadow Lantern Copper Anchor Blue Heron Orchard Pine Quarry "
    "River Sparrow Thistle Union Velvet Walnut Amber Birch Clover Dover Ember Falcon Granite Hazel Ivory Jasper "
    "Kestrel Linden Marble Nutmeg Olive Pepper Quill Robin Saffron Tulip Umber Violet Wren Zephyr Beacon Comet "
    "Drift",
    "DE": "Linden Ahorn Birken Eichen Rosen Sonnen Mond Stern Berg Tal Fluss Hafen Markt Dom Park Garten Wald Wiesen "
    "Nord Süd Ost West Alt Neu Gold Silber Kupfer Löwen Bären Adler Falken Hirsch Fuchs Mühlen Brunnen Turm Tor "
    "Kron Felsen",
}
_LAST: dict[str, dict[Kind, str]] = {
    "JP": {
        "daily": "マート ストア ドラッグ 青果 精肉店 ベーカリー 酒店 文具 生花店 クリーニング 百円館 書店",
        "eat": "食堂 珈琲 らーめん 寿司 亭 カフェ 居酒屋 庵 キッチン 焼肉 そば処 バル",
        "ride": "交通 タクシー 鉄道 パーキング バス レンタカー 石油",
        "online": "商店 ショップ 通販 オンライン 工房 雑貨 ギア 古着 楽器 アウトドア",
        "digital": "ゲームス 動画 ミュージック 電子書籍 クラウド ソフト チケット",
        "bill": "電力 ガス 水道局 通信 モバイル 生命 新聞 フィットネス 塾 スクール",
        "rent": "不動産 ハウジング 住宅管理",
        "big": "電機 家具 自動車 タイヤ リフォーム 眼鏡 宝飾 自転車 引越センター 設備",
        "stay": "ホテル 旅館 イン 航空 ツーリスト 温泉",
        "health": "内科 歯科医院 皮膚科 調剤薬局 整骨院 総合病院 眼科",
        "see": "美術館 水族館 劇場 動物園 スタジアム 博物館 シネマ",
        "town": "市ふるさと納税 町ふるさと納税 村ふるさと納税",
    },
    "EN": {
        "daily": "Market|Foods|Pharmacy|Bakery|Butchers|Stationery|Florist|Cleaners|Books|Wines",
        "eat": "Grill|Cafe|Kitchen|Pizza|Noodles|Diner|Coffee|Tavern|Sushi|Tacos",
        "ride": "Cabs|Parking|Transit|Fuel|Car Hire|Rail",
        "online": "Outfitters|Supply|Crafts|Store|Vintage|Gear|Guitars|Prints",
        "digital": "Games|Streaming|Music|Cloud|Software|Tickets",
        "bill": "Energy|Water|Mobile|Insurance|Fitness|Broadband|Academy",
        "rent": "Lettings|Property Management|Homes",
        "big": "Appliances|Furniture|Motors|Tyres|Opticians|Jewellers|Cycles|Removals|Plumbing",
        "stay": "Hotel|Inn|Airways|Travel|Lodge|Resort",
        "health": "Dental|Clinic|Medical Centre|Physio|Eye Care|Dermatology",
        "see": "Museum|Theatre|Aquarium|Gallery|Arena|Cinema|Zoo",
        "town": "Relief Fund|Hospice|Food Bank|Animal Shelter",
    },
    "DE": {
        "daily": "Markt|Bäckerei|Apotheke|Drogerie|Metzgerei|Blumen|Buchhandlung|Getränke",
        "eat": "Café|Gasthaus|Pizzeria|Imbiss|Brauhaus|Eiscafé|Bistro",
        "ride": "Taxi|Parkhaus|Verkehrsbetriebe|Tankstelle|Autovermietung",
        "online": "Versand|Shop|Handel|Werkstatt|Musikhaus|Outdoor",
        "digital": "Spiele|Streaming|Musik|Cloud|Software|Tickets",
        "bill": "Energie|Stadtwerke|Mobilfunk|Versicherung|Fitness|Akademie",
        "rent": "Immobilien|Hausverwaltung|Wohnbau",
        "big": "Elektro|Möbel|Autohaus|Reifen|Optik|Juwelier|Fahrräder|Umzüge|Sanitär",
        "stay": "Hotel|Pension|Reisen|Airlines|Landhotel",
        "health": "Zahnarztpraxis|Hausarztpraxis|Klinik|Physiotherapie|Augenarzt",
        "see": "Museum|Theater|Zoo|Galerie|Kino|Arena",
        "town": "Hospiz|Tierheim|Nothilfe|Tafel",
    },
}
TOWNS = {
    "JP": "桜町 新町 駅前 本町 中央 緑が丘 東口 西口 北二条 南通り 港町 栄",
    "EN": "Northgate Eastside Riverton Lakeview Milltown Westend Parkside Ashford Stoneham Fairview",
    "DE": "Mitte Nord Altstadt Bahnhof Westpark Seestadt",
}
VISA = "ＶＩＳＡ国内利用　VS "  # some statements write the network before most names


def language(country: str) -> str:
    """In which words names are written there."""
    return country if country in ("JP", "DE") else "EN"


@dataclass(frozen=True, slots=True)
class Payee:
    """Who is paid. ``chain``: it has branches, which some lists name. ``agent`` is who takes the money for it."""

    name: str
    kind: Kind
    words: str  # JP | EN | DE
    chain: bool = False
    agent: str = ""

    def written(self, format_: str, rng: Random, town: str = "") -> str:
        """The name in a list of that format, of one payment."""
        if format_ == "paypal.activity" or self.kind == "friend":
            return self.name
        if self.words == "JP":
            branch = town or rng.choice(TOWNS["JP"].split())
            named = f"{self.name}　{branch}店" if self.chain and format_ == "paypay.transactions" else self.name
            return f"{self.agent}{named}" if format_ == "rakuten.card" else named
        named = self.name.upper() if format_ != "ofx.statement" or self.words == "EN" else self.name
        if self.chain:
            named = f"{named} #{rng.randint(2, 1400):04d} {(town or rng.choice(TOWNS[self.words].split())).upper()}"
        return f"{self.agent}{named}"


def fresh(kind: Kind, words: str, rng: Random, used: set[str], chain: bool = False, visa: bool = False) -> Payee:
    """A payee whose name nobody in this account has had. ``visa``: see ``VISA``."""
    last = _LAST[words][kind].split("|") if words != "JP" else _LAST[words][kind].split()
    name = ""
    while not name or name in used:
        first, kind_of = rng.choice(_FIRST[words].split()), rng.choice(last)
        name = _name(first, kind_of, words, rng)
        if len(used) > 2_000 or rng.random() < 0.15:
            second = rng.choice([one for one in _FIRST[words].split() if one != first])
            name = f"{second}{name}" if words == "JP" else f"{second} {name}"
    used.add(name)
    agent = ""
    if words == "JP":
        agent = VISA if visa and rng.random() < 0.75 else ""
    elif not chain and kind in ("daily", "eat", "see") and rng.random() < 0.35:
        agent = rng.choice(("SQ *", "TST* "))
    return Payee(name, kind, words, chain, agent)


def _name(first: str, last: str, words: str, rng: Random) -> str:
    if words == "JP":
        draw = rng.random()
        return f"{last} {first}" if draw < 0.12 else f"{first} {last}" if draw < 0.25 else f"{first}{last}"
    return f"{first}{last.lower()}" if words == "DE" and " " not in last and rng.random() < 0.3 else f"{first} {last}"
