"""Invented people and addresses, in the forms that addresses have in each country."""

from dataclasses import dataclass
from random import Random

SURNAMES = {
    "JP": "佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 清水 斎藤",
    "US": "Smith Johnson Garcia Miller Davis Martinez Nguyen Wilson Anderson Taylor Moore Lee Clark Lewis",
    "GB": "Jones Taylor Brown Patel Evans Wilson Thomas Roberts Walker Wright Hughes Khan Green Hall",
    "DE": "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Koch Richter",
}
GIVEN = {
    "JP": "陽菜 結衣 葵 凛 美咲 花子 恵子 直美 大翔 蓮 翔太 健一 誠 浩 太郎 隆 由美 智子 拓也 悠人",
    "US": "Emma Olivia Ava Mia Liam Noah James Ethan Maria Linda Robert Daniel Karen David",
    "GB": "Amelia Isla Poppy Oliver Harry George Jack Sophie Emily Charlotte Arthur Priya",
    "DE": "Anna Lena Leonie Mia Paul Lukas Jonas Felix Sabine Thomas Andreas Petra",
}
# Postal code, prefecture or state, city and district.
PLACES = {
    "JP": (
        ("154-0001", "東京都", "世田谷区池尻"),
        ("160-0023", "東京都", "新宿区西新宿"),
        ("135-0061", "東京都", "江東区豊洲"),
        ("220-0012", "神奈川県", "横浜市西区みなとみらい"),
        ("330-0854", "埼玉県", "さいたま市大宮区桜木町"),
        ("260-0013", "千葉県", "千葉市中央区中央"),
        ("460-0008", "愛知県", "名古屋市中区栄"),
        ("530-0001", "大阪府", "大阪市北区梅田"),
        ("542-0076", "大阪府", "大阪市中央区難波"),
        ("604-8005", "京都府", "京都市中京区三条通"),
        ("650-0001", "兵庫県", "神戸市中央区加納町"),
        ("810-0001", "福岡県", "福岡市中央区天神"),
        ("060-0001", "北海道", "札幌市中央区北一条西"),
        ("980-0021", "宮城県", "仙台市青葉区中央"),
        ("730-0011", "広島県", "広島市中区基町"),
        ("700-0821", "岡山県", "岡山市北区中山下"),
        ("920-0981", "石川県", "金沢市片町"),
        ("951-8061", "新潟県", "新潟市中央区西堀通"),
        ("420-0852", "静岡県", "静岡市葵区紺屋町"),
        ("900-0015", "沖縄県", "那覇市久茂地"),
    ),
    "US": (
        ("98101", "WA", "Seattle"),
        ("95113", "CA", "San Jose"),
        ("10012", "NY", "New York"),
        ("73301", "TX", "Austin"),
        ("60601", "IL", "Chicago"),
        ("33101", "FL", "Miami"),
        ("80202", "CO", "Denver"),
    ),
    "GB": (
        ("EC1A 1BB", "", "London"),
        ("LS1 4AP", "", "Leeds"),
        ("EH1 1YZ", "", "Edinburgh"),
        ("M1 1AE", "", "Manchester"),
        ("BS1 4DJ", "", "Bristol"),
        ("CF10 1EP", "", "Cardiff"),
    ),
    "DE": (
        ("10115", "", "Berlin"),
        ("80331", "", "München"),
        ("20095", "", "Hamburg"),
        ("50667", "", "Köln"),
        ("01067", "", "Dresden"),
        ("70173", "", "Stuttgart"),
    ),
}
STREETS = {
    "US": ("Maple Ave", "Oak St", "2nd Ave", "Cedar Ln", "Elm St", "Lakeview Dr"),
    "GB": ("High Street", "Station Road", "Church Lane", "Victoria Road", "Mill Lane"),
    "DE": ("Hauptstraße", "Bahnhofstraße", "Gartenweg", "Lindenallee", "Schulstraße"),
}
COUNTRY_WORDS = {"JP": "JP", "US": "United States", "GB": "United Kingdom", "DE": "Germany"}
PICKUPS = {
    "JP": ("ファミリーマート", "ローソン", "Amazon Hub ロッカー", "ヤマト運輸 営業所"),
    "US": ("Amazon Locker - Ruby", "Whole Foods Market"),
    "GB": ("Amazon Locker - Poppy", "Post Office"),
    "DE": ("Packstation 145", "Amazon Locker - Luna"),
}
BUILDINGS = ("", "", "コーポ桜 201", "メゾン緑 503", "ハイツ青空 102", "グランドタワー 1804")


@dataclass(frozen=True, slots=True)
class Address:
    """A place: postal code, region, and the rest, as the country writes it."""

    country: str
    postal: str
    region: str
    rest: str

    def cell(self, name: str) -> str:
        """As Amazon writes it into one cell, the receiver's name first."""
        if self.country == "JP":
            return f"{name} {self.postal} {self.text()} JP"
        return f"{name} {self.text()} {COUNTRY_WORDS[self.country]}"

    def text(self) -> str:
        """Without name and country: what the owner would say."""
        if self.country == "JP":
            return self.region + self.rest
        return " ".join(f"{self.rest} {self.region} {self.postal}".split())


def person(country: str, rng: Random, surname: str = "") -> str:
    """A name; ``surname`` makes it one of the same family."""
    family, given = surname or rng.choice(SURNAMES[country].split()), rng.choice(GIVEN[country].split())
    return f"{family} {given}" if country == "JP" else f"{given} {family}"


def surname(name: str, country: str) -> str:
    """The family name of a name."""
    return name.split()[0 if country == "JP" else -1]


def address(country: str, rng: Random, region_not: str = "", postal_not: str = "") -> Address:
    """An address, on request in another region, or in another place, than one that is known."""
    places = [one for one in PLACES[country] if (one[1] or one[2]) != region_not and one[0] != postal_not]
    postal, region, city = rng.choice(places)
    if country == "JP":
        number = f"{rng.randint(1, 6)}-{rng.randint(1, 28)}-{rng.randint(1, 19)}"
        return Address(country, postal, region, f"{city}{number} {rng.choice(BUILDINGS)}".strip())
    street, house = rng.choice(STREETS[country]), rng.randint(2, 240)
    line = f"{street} {house}" if country == "DE" else f"{house} {street}"
    return Address(country, postal, region, f"{line} {city}")


def pickup(country: str, rng: Random, near: Address) -> Address:
    """A parcel locker, a convenience store or a carrier's office near an address."""
    house = rng.choice(PICKUPS[country])
    if country == "JP":
        city = next(city for postal, _, city in PLACES["JP"] if postal == near.postal)
        return Address(
            country,
            near.postal,
            near.region,
            f"{city}{rng.randint(1, 6)}-{rng.randint(1, 28)} {house}{rng.randint(1, 90)}",
        )
    return Address(country, near.postal, near.region, f"{house} {rng.randint(1, 99)} {near.rest.split()[-1]}")


def respelled(place: Address, rng: Random) -> Address:
    """The same Japanese address as another hand writes it: full width, 丁目 and 番地, other spaces."""
    if place.country != "JP":
        return Address(place.country, place.postal, place.region, place.rest.replace(" St", " St."))
    wide = str.maketrans("0123456789-", "０１２３４５６７８９－")
    forms = (
        place.rest.translate(wide),
        place.rest.replace(" ", "　"),
        place.rest.replace(" ", ""),
        _in_words(place.rest),
    )
    return Address(place.country, place.postal, place.region, rng.choice(forms))


def _in_words(rest: str) -> str:
    head, _, house = rest.partition(" ")
    block, _, tail = head.partition("-")
    number, _, last = tail.partition("-")
    return f"{block}丁目{number}番{last}号 {house}".strip() if last else rest
