"""PDF files: the places of words become the columns of tables, and what cannot be read says why."""

import io
import zlib
from collections.abc import Callable

import pytest
from pypdf import PdfReader, PdfWriter, Transformation

from app.reader import Limits
from app.reader.documents.pdf_cells import is_number
from tests.importers import printed
from tests.reader.pdfs import Page, Word, pdf, table
from tests.reader.reading import read

LEFT, RIGHT = False, True
COLUMNS = [(42.0, LEFT), (125.0, LEFT), (352.0, RIGHT), (446.0, RIGHT), (548.0, RIGHT)]
NAMES = ("取引日付", "取引内容", "出金", "入金", "残高")


def rows_of(data: bytes) -> list[tuple[str, ...]]:
    """The rows of the only table."""
    [file] = read(data, "a.pdf")
    assert file.refused is None
    [found] = file.sheets
    return found.rows


def rewritten(data: bytes, change: Callable[[PdfWriter], object]) -> bytes:
    """The same document after a change."""
    writer, out = PdfWriter(), io.BytesIO()
    writer.append(PdfReader(io.BytesIO(data)))
    change(writer)
    writer.write(out)
    return out.getvalue()


def one_page(content: bytes, more: bytes = b"/Font<</F 4 0 R>>", extra: bytes = b"", copies: int = 1) -> bytes:
    """A document by hand, its page ``copies`` times; object 4 is a font, or what ``extra`` is."""
    packed = zlib.compress(content)
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (b"3 0 R " * copies, copies),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<%s>>/Contents 5 0 R>>" % more,
        extra or b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
    ]
    body, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    index = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    return body + end % (index, len(body))


def turned(writer: PdfWriter) -> None:
    """The page drawn on its side and turned for its reader."""
    page = writer.pages[0]
    page.add_transformation(Transformation().rotate(90).translate(842, 0))
    page.mediabox.upper_right = (842, 595)
    page.rotate(90)


def without_letters(writer: PdfWriter) -> None:
    """Fonts that no longer say which letters they draw."""
    for one in writer._objects:
        if isinstance(one, dict):
            one.pop("/ToUnicode", None)


IMAGE = (
    b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>"
    b"stream\n\xff\nendstream"
)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: b"%PDF-1.7\n", "corrupt"),
        (lambda: printed.au_jibun()[:4000], "corrupt"),
        (lambda: rewritten(printed.au_jibun(), lambda one: one.encrypt("secret", algorithm="RC4-128")), "encrypted"),
        (lambda: rewritten(printed.au_jibun(), lambda one: one.encrypt("", "owner", algorithm="RC4-128")), None),
        (lambda: rewritten(printed.au_jibun(), without_letters), "unreadable-letters"),
        (lambda: one_page(b"BT /F 8 Tf 40 700 Td (page) Tj ET", copies=501), "too-many-pages"),
        (lambda: one_page(b"q 595 0 0 842 0 0 cm /I Do Q", b"/XObject<</I 4 0 R>>", IMAGE), "scanned"),
        (lambda: one_page(b""), "scanned"),
        (lambda: b"\0\0\0\x18ftypmp42" + bytes(50), "unsupported-type"),
    ],
)
def test_what_cannot_be_read_says_why(make: Callable[[], bytes], code: str | None) -> None:
    """Each reason has a code of its own, which the person gets as a sentence with a way on."""
    [file] = read(make(), "a.pdf")
    assert file.refused == code


def test_more_letters_than_any_history() -> None:
    """The letters of all pages together are limited."""
    [file] = read(printed.au_jibun(), "a.pdf", Limits(characters=100))
    assert file.refused == "too-large"


def test_words_keep_their_columns_on_a_page_that_is_turned() -> None:
    """Columns are those that the reader of the page sees."""
    assert rows_of(rewritten(printed.au_jibun(), turned)) == rows_of(printed.au_jibun())


def centred() -> bytes:
    """Cells set to the middle of rows of two lines."""
    words = table(100, COLUMNS, [NAMES])
    for number, (first, second, *cells) in enumerate(
        [("振込 ミホン", "ハナコ", "12,000", "", "88,000"), ("カード AMAZON", "CO JP", "3,000", "", "85,000")]
    ):
        top = 120 + 24 * number
        words += [Word(125, top, first), Word(125, top + 10, second)]
        words += table(top + 5, COLUMNS, [("2026/07/28", "", *cells)])
    return pdf(Page(words))


def names_at_the_left() -> bytes:
    """Names begin where their columns begin, numbers end where they end: no number is below its name."""
    names = [Word(x, 100, name) for x, name in zip((42, 110, 250, 310, 370), NAMES, strict=True)]
    columns = [(42.0, LEFT), (110.0, LEFT), (306.0, RIGHT), (366.0, RIGHT), (426.0, RIGHT)]
    rows = [("2026/07/01", "ミホン", "1,234,567", "", "900"), ("2026/07/02", "ミホン", "", "50", "950")]
    return pdf(Page([*names, *table(114, columns, rows)]))


def one_side_empty() -> bytes:
    """A column without any number, and a text with gaps in it."""
    rows = [NAMES, ("2026/07/02", "A B     C", "100", "", "800"), ("2026/07/01", "ミホン 12", "200", "", "900")]
    return pdf(Page(table(100, COLUMNS, rows)))


def with_sums_and_notes() -> bytes:
    """Sums, headings and the foot of the page are no rows, and a long text goes on below its row."""
    rows = [NAMES, ("2026/07/02", "ミホン", "100", "", "800"), ("", "ツヅキ", "", "", ""), ("合計", "", "100", "", "")]
    return pdf(Page([*table(100, COLUMNS, rows), Word(42, 180, "ご確認ください"), Word(290, 800, "1/1")]))


@pytest.mark.parametrize(
    ("make", "rows"),
    [
        (
            centred,
            [
                ("2026/07/28", "振込 ミホンハナコ", "12,000", "", "88,000"),
                ("2026/07/28", "カード AMAZON CO JP", "3,000", "", "85,000"),
            ],
        ),
        (
            names_at_the_left,
            [("2026/07/01", "ミホン", "1,234,567", "", "900"), ("2026/07/02", "ミホン", "", "50", "950")],
        ),
        (
            one_side_empty,
            [("2026/07/02", "A B C", "100", "", "800"), ("2026/07/01", "ミホン 12", "200", "", "900")],
        ),
        (with_sums_and_notes, [("2026/07/02", "ミホンツヅキ", "100", "", "800")]),
    ],
)
def test_ways_of_printing_a_table(make: Callable[[], bytes], rows: list[tuple[str, ...]]) -> None:
    """The columns come out right whatever the layout."""
    assert rows_of(make()) == rows


def test_lines_are_counted_over_all_pages() -> None:
    """A row has the number of its line among all lines of the document; the lines beside the table are kept."""
    [file] = read(printed.chiba(), "a.pdf")
    [found] = file.sheets
    assert found.lines == [2, 3, 4, 7, 8]
    assert found.head.around == ((5, "- 1 -"), (9, "- 1 -"))
    assert file.text is not None
    assert len(file.text.rows) == 9
    assert file.text.rows[1] == ("2026-07-01\t繰越残高\t80,000",)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(
            (text, True)
            for text in ("0", "1,200", "￥1,234", "1,500 円", "-$5.00", "(1,000)", "▲500", "73.25OD", "5.00CR")
        ),
        *((text, True) for text in ("1,234,567", "12.50-", "+45.00", "－", "10%", "USD 12.34", ".50")),
        *((text, False) for text in ("1回払い", "本人", "12/31", "2026/07/01", "1,2,3", "A 100", "")),
    ],
)
def test_numbers_and_words(text: str, number: object) -> None:
    """What a column of amounts holds, with its marks and signs."""
    assert is_number(text) == number


def test_a_letter_has_no_table() -> None:
    """Dates in sentences make no table."""
    [file] = read(
        pdf(Page([Word(40, 50, "On 2026/07/01 you asked"), Word(40, 64, "2026/07/02 we answer 5 of 12")])), "a.pdf"
    )
    assert (file.refused, file.sheets) == (None, [])
