"""A real export rewritten so that it can be shared: nothing personal is left, and no byte of its layout moves."""

import json
import os
import re
import zipfile
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sanitise import NotSanitised, replacer, sanitise
from app.sanitise.dates import moved
from app.sanitise.replace import Replacer
from tests.cli.here import run
from tests.importers.reading import SAMPLES, expected, read, samples

ORDERS = (
    "\ufeffWebsite,Order ID,Order Date,Currency,Total Owed,Payment Instrument Type,Order Status,Shipping Address,"
    "Product Name,Carrier Name & Tracking Number\r\n"
    'Amazon.co.jp,503-7654321-1234567,2026-05-03T01:02:03Z,JPY,"1,280",Visa - 4821,Closed,'
    '"高橋 健一郎\n150-0042 東京都渋谷区宇田川町13-17\nタカハシ ﾀｶﾊｼ","すてきな ""ペン"" Lamy",'
    "YAMATO(4321-8765-1122)\r\n"
    "Amazon.co.jp,503-7654321-1234567,2026-05-03T01:02:03Z,JPY,'-300',Visa - 4821,Closed,高橋 健一郎,Pen,\r\n"
)
PERSONAL = (
    "高橋",
    "健一郎",
    "渋谷",
    "宇田川",
    "タカハシ",
    "ﾀｶﾊｼ",
    "Lamy",
    "7654321",
    "1234567",
    "4821",
    "4321-8765",
    "1122",
)


EVERY = 1 if os.environ.get("EVERY_CASE") else 3  # one sample in so many; `make soak` takes all
KEY = b"k" * 32


def by_key(key: bytes = KEY, factor: int = 1) -> Replacer:
    """The replacements of a known key: those of a real run are drawn at random, and a test must not depend on them."""
    return Replacer(key, -140, factor=factor)


def made(text: str, name: str = "a.csv", key: bytes = KEY, factor: int = 1) -> str:
    return sanitise(text.encode(), name, by_key(key, factor)).data.decode()


def layout(text: str) -> str:
    """A text with every letter and figure made one."""
    return re.sub(r"\w", "x", text)


def test_orders() -> None:
    """Names, addresses, titles, tracking, order and card numbers go; mark, quotes, line ends and known words stay."""
    result = made(ORDERS)
    assert not [one for one in PERSONAL if one in result]
    assert layout(result) == layout(ORDERS)
    assert result.split("\r\n")[0] == ORDERS.split("\r\n")[0]
    assert result.count("Amazon.co.jp,503-") == 2
    assert result.count(",JPY,") == result.count(",Closed,") == 2
    assert '"1,280"' in result
    assert "'-300'" in result
    names = re.findall(r"Closed,\"?(\S+ [^\s,]+)", result)
    assert names[0] == names[1], "the same input gives the same output"
    assert re.fullmatch(r"[一-鿿]{2} [一-鿿]{3}", names[0])


def test_every_run_has_a_key_of_its_own() -> None:
    """Two runs have different keys, and these give different names, so that nothing can be worked back by trying."""
    assert replacer().key != replacer().key
    assert made(ORDERS) != made(ORDERS, key=b"l" * 32)


def test_what_a_run_draws() -> None:
    """Dates move back by whole weeks; amounts stay, or are multiplied on request."""
    for amounts in (False, True):
        run = replacer(amounts=amounts)
        assert run.days % 7 == 0
        assert -7 * 120 < run.days <= -7 * 20
        assert run.factor in (range(2, 10) if amounts else (1,))


@pytest.mark.parametrize("codec", ["utf-8", "cp932", "utf-16-le", "euc_jp"])
def test_encodings_stay(codec: str) -> None:
    """The result is in the encoding of the original."""
    text = ORDERS.removeprefix("\ufeff") * 3
    result = sanitise(text.encode(codec), "a.csv", by_key()).data.decode(codec)
    assert layout(result) == layout(text)
    assert "高橋" not in result


def test_statement_that_begins_with_a_name() -> None:
    """A first row that is no header is replaced like the others."""
    text = "高橋 健一郎 様,4980-12**-****-****,Amazonマスター\r\n2026/05/03,高橋商店,1280,１,１,1280,\r\n"
    assert "高橋" not in made(text)
    assert "4980" not in made(text)


@pytest.mark.parametrize(
    "text",
    [
        "taro.takahashi@gmail.com", "090-8765-4321", "+81 90-8765-4321", "(415) 867-5309", "4111 1111 1111 1111",
        "5500005555555559", "133.242.187.207", "2400:4050:c3e1:7a00::1", "1Z999AA10123456784", "Takahashi, Kenichiro",
        "https://www.facebook.com/kenichiro.takahashi", "ＴＡＫＡＨＡＳＨＩ", "Jürgen Müßig", "Ελένη", "Наталья",
        "김민준",
    ],
)  # fmt: skip
def test_what_points_at_somebody(text: str) -> None:
    """Mails, phones, cards, addresses of the internet, names in many scripts: no piece of three characters is left."""
    result = by_key().cell(text)
    pieces = [one for one in re.findall(r"\w{3,}", text.lower()) if one not in ("www", "https", "com")]
    assert not [one for one in pieces if one in result.lower()]


def test_reserved_ranges() -> None:
    """Mail goes to example.com and example.jp, internet addresses to those set aside for documentation."""
    by = by_key()
    assert by.cell("a@b.co.jp").endswith("@example.jp")
    assert by.cell("133.242.187.207") == by.cell("133.242.187.207") == "203.0.113.1"
    assert by.cell("133.242.187.208") == "203.0.113.2"
    assert by.cell("192.168.0.7") == "192.168.0.7"
    assert "133.242" not in by.cell("133.242.07.01")
    assert by.cell("2400:4050:c3e1:7a00::1").startswith("2001:db8::")


@pytest.mark.parametrize(
    ("text", "later"),
    [
        ("2026-02-27", "2026-03-06"), ("2026/2/27", "2026/3/06"), ("2026年2月27日", "2026年3月06日"),
        ("20260227", "20260306"), ("02/27/2026", "03/06/2026"), ("27.02.2026", "06.03.2026"),
        ("Feb 27, 2026", "Mar 06, 2026"), ("27 February 2026", "06 March 2026"), ("27. Februar 2026", "06. März 2026"),
        ("２０２６年２月２７日", "２０２６年３月０６日"), ("Feb 27 08:12:14 UTC 2026", "Mar 06 08:12:14 UTC 2026"),
        ("27 FEB 2026", "06 MAR 2026"), ("2026-02-30", None), ("99/99/2026", None), ("08/06/2026", "08/06/2027"),
    ],
)  # fmt: skip
def test_dates_move_in_their_form(text: str, later: str | None) -> None:
    """A date moves by the days of the run and keeps its form, language, capitals and width of figures."""
    assert moved(text, 7) == later


@pytest.mark.parametrize(
    ("text", "later"),
    [
        ("260227", "260306"),
        ("2/27/26 9:05", "3/06/26 9:05"),
        ("45498.62719", "45505.62719"),
        ("04.05.2026", "11.05.2026"),
        ("25 Jun 26", "02 Jul 26"),
        ("29-Dec-26", "05-Jan-27"),
        ("2018-06-03 10:15:20 +0000", "2018-06-10 10:15:20 +0000"),
    ],
)
def test_short_days_move_in_a_column_of_days(text: str, later: str) -> None:
    """Days as spreadsheet programs and cards write them are no mere numbers there; a day with points comes first."""
    assert Replacer(KEY, 7).cell(text, "Order Date") == later


@pytest.mark.parametrize(
    ("text", "days"),
    [
        # As the layout declares, as another row decides, and where nothing does, the same in either reading.
        (
            "Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,Debit Amount,"
            "Credit Amount,Balance\n08/06/2026,DEB,309626,12345678,SHOP,1.50,,98.50\n",
            ["19/01/2026"],
        ),
        ("Date,Text,Amount\n08/06/2026,Shop,1.50\n25/06/2026,Shop,2.50\n", ["19/01/2026", "05/02/2026"]),
        ("Date,Text,Amount\n08/06/26,Shop,1.50\n25/06/26,Shop,2.50\n", ["19/01/26", "05/02/26"]),
        ("Date,Text,Amount\n08-06-2026,Shop,1.50\n06-25-2026,Shop,2.50\n", ["03-19-2026", "02-05-2026"]),
        ("Date,Text,Amount\n08/06/2026,Shop,1.50\n10/06/26,Shop,2.50\n", ["08/06/2025", "10/06/25"]),
    ],
)
def test_days_keep_the_order_of_their_numbers(text: str, days: list[str]) -> None:
    """A day that could be one of two stays a day that its reader can read."""
    assert re.findall(r"(?<![-\d])\d\d[-/]\d\d[-/](?:\d{4}|2\d)(?![-\d])", made(text).partition("\n")[2]) == days


def test_amounts_on_request() -> None:
    """All amounts are multiplied by one whole number, so that sums still add up to the last digit."""
    text = 'Order Date,Total Owed,Tax\r\n2026-01-02,"1,280.50",0.05\r\n2026-01-03,$3.00,¥1200\r\n'
    result = made(text, factor=7)
    cells = re.findall(r"[\d,]+\.\d\d|(?<=¥)\d+", result)
    before = re.findall(r"[\d,]+\.\d\d|(?<=¥)\d+", text)
    factors = {int(re.sub(r"\D", "", a)) / int(re.sub(r"\D", "", b)) for a, b in zip(cells, before, strict=True)}
    assert factors == {7}


def test_json() -> None:
    """Keys, punctuation, escapes and known words stay; strings and numbers that name something do not."""
    text = '{"name":"\\u9ad8\\u6a4b","ip_address" : "133.242.187.207",\n "id":12345678901,"time":1780000000,"ok":true}'
    result = made(text, "a.json")
    assert json.loads(result).keys() == json.loads(text).keys()
    assert "\\u" in result
    assert "\\u9ad8\\u6a4b" not in result
    assert "12345678901" not in result
    assert json.loads(result)["ip_address"] == "203.0.113.1"
    assert json.loads(result)["time"] < 1_780_000_000
    place = json.loads(made('{"lat": 35.6812, "home_longitude": 139.7671, "ratio": 0.25}', "a.json"))
    assert place["lat"] != 35.6812
    assert place["home_longitude"] != 139.7671
    assert place["ratio"] == 0.25
    mojibake = '{"name": "\\u00e9\\u00ab\\u0098\\u00e6\\u00a9\\u008b"}'
    meant = json.loads(made(mojibake, "a.json"))["name"].encode("latin-1").decode()
    assert re.fullmatch(r"[一-鿿]{2}", meant)


def test_page() -> None:
    """Words and attribute values go, headings of columns stay, scripts and comments are emptied."""
    text = (
        '<!-- 高橋 --><script>var a = "高橋"</script><table><tr><th>商品</th></tr>\r\n'
        '<meta name="user" content="takahashi@gmail.com"><meta content="text/html; charset=utf-8">\n'
        '<tr><td title="高橋 健一郎" class="cell">高橋&nbsp;健一郎 &#39640;</td></tr></table>'
    )
    result = made(text, "a.html")
    assert "高橋" not in result
    assert "健一郎" not in result
    assert "&#39640;" not in result
    assert "<th>商品</th>" in result
    assert 'class="cell"' in result
    assert "takahashi" not in result
    assert 'content="text/html; charset=utf-8"' in result
    assert re.sub(r"[^<>&;\r\n]", "", result) == re.sub(r"[^<>&;\r\n]", "", text)


def test_statement_of_a_bank() -> None:
    """Tags, kinds, currency and amounts stay; numbers and names of accounts and shops go, and days move."""
    text = (
        "OFXHEADER:100\r\nCHARSET:1252\r\n\r\n<OFX><!-- Jane --><CURDEF>USD<ACCTID>4000123412341234\r\n"
        "<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260323000000[-3:GMT]<TRNAMT>-21.50<FITID>2026032301\r\n"
        "<NAME>HARBOR &amp; JANE</STMTTRN></OFX>\r\n"
    )
    result = made(text, "a.ofx")
    for word in ("Jane", "JANE", "HARBOR", "4000123412341234", "20260323", "2026032301"):
        assert word not in result
    for word in ("CHARSET:1252", "<CURDEF>USD", "<TRNTYPE>DEBIT", "000000[-3:GMT]", "<TRNAMT>-21.50", "&amp;"):
        assert word in result
    assert re.sub(r"[^<>;\r\n]", "", result) == re.sub(r"[^<>;\r\n]", "", text)


def test_zip() -> None:
    """Members keep their order and packing; what cannot be rewritten is left out and named."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("Retail.OrderHistory.1/Retail.OrderHistory.1.csv", ORDERS, zipfile.ZIP_DEFLATED)
        file.writestr("invoice.pdf", b"%PDF-1.4 Takahashi")
    result = sanitise(packed.getvalue(), "a.zip", by_key())
    assert result.left_out == ["invoice.pdf"]
    assert b"Takahashi" not in result.data
    with zipfile.ZipFile(BytesIO(result.data)) as file:
        assert [(one.filename[-4:], one.compress_type) for one in file.infolist()] == [(".csv", zipfile.ZIP_DEFLATED)]
        assert "高橋" not in file.read(file.infolist()[0]).decode()


@pytest.mark.parametrize("data", [b"%PDF-1.4", b"", b"PK\x05\x06" + b"\0" * 4, b"\x89PNG\r\n"])
def test_what_cannot_be_rewritten(data: bytes) -> None:
    """Anything else is refused with a sentence, never passed on as it is."""
    with pytest.raises(NotSanitised):
        sanitise(data, "a.csv", by_key())


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_layout_of_any_text(text: str) -> None:
    """Quotes, delimiters and line ends stay where they are, whatever the text."""
    by = by_key()
    assert re.sub(r"[^\",;\t|\r\n]", "", by.cell(text)) == re.sub(r"[^\",;\t|\r\n]", "", text)


@pytest.mark.parametrize("sample", ["amazon/order_history/c28-jp.csv", "google/access_log/16.csv"])
def test_it_is_still_the_same_kind_of_file(sample: str, tmp_path: Path) -> None:
    """A sanitised file is recognised as before and gives as many events and problems."""
    before = SAMPLES / sample
    after = tmp_path / before.name
    after.write_bytes(sanitise(before.read_bytes(), before.name, by_key()).data)
    assert shape(read(after)) == shape(read(before))


def test_nearly_all_samples_stay_what_they_are(tmp_path: Path) -> None:
    """The same for samples of every kind: at most one in twelve comes out differently. A statement that is recognised
    by its balances is not, once its amounts have changed."""
    different, some = [], samples()[EVERY // 2 :: EVERY]
    for number, before in enumerate(some):
        after = tmp_path / f"{number}-{before.name}"
        try:
            after.write_bytes(sanitise(before.read_bytes(), before.name, by_key()).data)
        except NotSanitised:
            continue
        if shape(read(after)) != shape(json.loads(expected(before).read_text("utf-8"))):
            different.append(before.name)
    assert len(different) * 12 <= len(some), different


def shape(found: dict[str, Any]) -> tuple[Any, ...]:
    """Format, number of events, problems; but a date that moves may leave another choice of day and month."""
    events = {table: len(rows) for table, rows in found["events"].items()}
    choices = {"day-or-month", "day-first", "month-first", "date-order", "no-date", "assumed-zone"}
    codes = Counter(problem["code"] for problem in found["problems"] if problem["code"] not in choices)
    return found["format"], events, codes


def test_command(tmp_path: Path) -> None:
    """The result goes where it is asked for, never over a file that is there; nothing else is written."""
    source, out = tmp_path / "mine.csv", tmp_path / "out.csv"
    source.write_text(ORDERS, encoding="utf-8", newline="")
    first = run("sanitise", source, "-o", out)
    assert (first.returncode, first.stdout) == (0, "")
    assert "高橋" not in out.read_text(encoding="utf-8") + first.stderr
    assert sorted(one.name for one in tmp_path.iterdir()) == ["mine.csv", "out.csv"]
    assert run("sanitise", source, "-o", out).returncode == 2
    assert source.read_text(encoding="utf-8").count("高橋") == 2
