"""Twelve encodings, four sizes, commas and tabs: 96 tables with every trap that Japanese files are known for."""

import pytest

from tests.reader.reading import only

# Second bytes that are a backslash or a bar in Shift_JIS, and characters that only some encodings have.
TRAPS = (
    "ソニー 表示 能登 ポット 予定 構造 十 申込",
    "①②⑳ Ⅲ ㈱ ㍻ № 髙橋 﨑",  # NEC's and IBM's extensions
    "ﾊﾝｶｸ ｶﾀｶﾅ ﾞﾟ",
    "1,000～2,000円 ￥500",
    "〜 − ‖ ¢ £",
    "¥500 €9",
    "𠮟 𩸽 か゚",
    '上巻\n下巻 "新品"',
    "お茶 500ml",
    "ペン\\消しゴム|ノート",
)
HEADER = ["注文日", "注文番号", "商品名", "お届け先", "合計"]
ENCODINGS = [
    ("utf-8", b"", "utf-8"),
    ("utf-8", b"\xef\xbb\xbf", "utf-8-sig"),
    ("cp932", b"", "cp932"),
    ("utf-16-le", b"\xff\xfe", "utf-16-le"),
    ("utf-16-be", b"\xfe\xff", "utf-16-be"),
    ("utf-16-le", b"", "utf-16-le"),
    ("utf-16-be", b"", "utf-16-be"),
    ("euc_jp", b"", "euc-jp"),
    ("iso2022_jp", b"", "iso-2022-jp"),
    ("shift_jis", b"", "cp932"),  # CP932 holds all of it
    ("shift_jis_2004", b"", None),
]
SIZES = (0, 1, 5, 1000)


def kept(text: str, codec: str) -> bool:
    """Whether a text survives an encoding and comes out as that text in the encoding's larger sisters too."""
    larger = {"shift_jis": "cp932", "euc_jp": "euc_jis_2004", "shift_jis_2004": "cp932", "iso2022_jp": "iso2022_jp_ext"}
    try:
        return text.encode(codec).decode(larger.get(codec, codec)) == text
    except UnicodeError:
        return False


def table(size: int, codec: str) -> list[list[str]]:
    """Rows whose titles the encoding can say, each of them once in every few rows."""
    titles = [one for one in TRAPS if kept(one, codec)]
    assert len(titles) >= 3
    rows = [
        [
            f"2026-{n % 12 + 1:02}-{n % 28 + 1:02}",
            f"503-{n:07}-0000000",
            titles[n % len(titles)],
            "東京都見本区",
            str(n),
        ]
        for n in range(size)
    ]
    return [HEADER, *rows]


def written(rows: list[list[str]], delimiter: str) -> str:
    def cell(text: str) -> str:
        odd = set(text) & {delimiter, "\n", '"'}
        return '"' + text.replace('"', '""') + '"' if odd else text

    return "".join(delimiter.join(map(cell, row)) + "\r\n" for row in rows)


@pytest.mark.parametrize("delimiter", [",", "\t"], ids=["csv", "tsv"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("codec", "mark", "name"), ENCODINGS, ids=[f"{c}{'-bom' * bool(m)}" for c, m, _ in ENCODINGS])
def test_exact(codec: str, mark: bytes, name: str | None, size: int, delimiter: str) -> None:
    """Header only, one row, five, a thousand: every cell is exactly what was written, and the encoding is named."""
    rows = table(size, codec)
    found = only(mark + written(rows, delimiter).encode(codec))
    assert [list(found.head.header), *map(list, found.rows)] == rows
    assert name is None or found.head.encoding == name
    assert not [one for one in found.problems if one.code == "undecodable"]


@pytest.mark.parametrize("delimiter", [",", "\t"], ids=["csv", "tsv"])
@pytest.mark.parametrize("size", SIZES)
def test_decoy(size: int, delimiter: str) -> None:
    """A Chinese file is none of ours: its figures and rows are kept, and what cannot be read is reported."""
    rows = [["日期", "编号", "商品名称", "合计"]] + [
        ["2026-01-02", str(n), "这是一个测试样品", "10"] for n in range(size)
    ]
    found = only(written(rows, delimiter).encode("gb18030"))
    assert [(row[0], row[1], row[3]) for row in found.rows] == [(row[0], row[1], row[3]) for row in rows[1:]]
    assert not any("\ufffd" in cell for row in found.rows for cell in row) or [
        one for one in found.problems if one.code == "undecodable"
    ]
