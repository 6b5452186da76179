"""The PDF, made by the real child process and read back with a PDF reader."""

import re
import subprocess
import sys
from functools import cache
from io import BytesIO
from itertools import pairwise
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from app.i18n.languages import LANGUAGES
from app.report.summary import Document, make, summarise
from app.report.summary.block import Heading
from app.report.summary.forms.pdf import CAPS, NotMade, render
from app.report.summary.layout import blocks
from app.report.summary.person import Happened
from app.report.summary.words import COLUMN_LABELS, HEADING_LABELS, NOTE_LABELS, word
from app.report.typeset.child import FOLDER, typeset
from app.report.typeset.glyphs import characters, drawable, fit, fonts
from tests.report.summary import given

# Of the headings: all is sure, without a form, denied, and paid.
ABSENT = {"unsure", "five_ws", "unanswered", "unpaid"}


@cache
def whole(lang: str) -> Document:
    """The PDF of a report with something of everything, made once."""
    return make("pdf", given.report(), given.state(), lang)


def read(made: Document) -> tuple[PdfReader, str]:
    """The file and its text without line ends and blanks, which lines of a table may break anywhere."""
    reader = PdfReader(BytesIO(made.data))
    return reader, squeezed("".join(page.extract_text() for page in reader.pages))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def evidence(fields: dict[str, str], **changes: Any) -> list[dict[str, Any]]:
    return [{"path": "a.csv", "line": 3, "role": "trigger", "fields": fields, "also": []} | changes]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_holds_what_was_found_and_what_was_not_examined(lang: str) -> None:
    """Headings, sentences, cells, places, answers and the credit are real text in the reader's language."""
    reader, text = read(whole(lang))
    for name in HEADING_LABELS.keys() - ABSENT:
        assert squeezed(word(HEADING_LABELS, name, lang)) in text
    for name in ("statement", "blind_spot"):
        assert squeezed(word(NOTE_LABELS, name, lang)) in text
    for cell in (
        "有線イヤホン高音質テスト商品",
        "503-0000001-1234567",
        "128,000",
        "RefundDetails.csv",
        "1201",
        "写真/旅行.zip",
    ):
        assert cell in text
    for part in ("ab" * 32, "K7Q2-9F", "IPGeolocationbyDB-IP", "2026-02-02T18:30:00Z", "¥128,000"):
        assert part in text
    assert ("日本時間" in text) is (lang == "ja")
    assert squeezed(word(COLUMN_LABELS, "generated", lang)) + ("：" if lang == "ja" else ":") in text
    assert len(reader.pages) == 4


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_is_accessible(lang: str) -> None:
    """Language, title, PDF/UA mark, tags, table headers and bookmarks are there, as PDF/UA-1 asks."""
    reader, _ = read(whole(lang))
    catalog: Any = reader.trailer["/Root"]
    assert catalog["/Lang"].startswith(lang)
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == word(HEADING_LABELS, "title", lang)
    assert reader.metadata.creation_date == given.MADE
    assert b"<pdfuaid:part>1</pdfuaid:part>" in catalog["/Metadata"].get_data()
    assert {"/Document", "/H1", "/H2", "/Table", "/TH", "/TD", "/Link"} <= set(tags(catalog["/StructTreeRoot"]))
    assert len(reader.outline) > 5


def tags(node: Any) -> list[str]:
    """The structure types below a node of the tag tree."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [tag for one in node for tag in tags(one)]
    if not isinstance(node, dict):
        return []
    own = [str(node["/S"])] if "/S" in node else []
    return own + (tags(node["/K"]) if "/K" in node else [])


def test_pages_are_numbered_of_how_many() -> None:
    """A recipient can see that no page is missing."""
    reader = PdfReader(BytesIO(whole("en").data))
    count = len(reader.pages)
    for number, page in enumerate(reader.pages, 1):
        assert f"Page {number} of {count}" in page.extract_text()


def test_it_brings_its_fonts() -> None:
    """Only the shipped fonts are used, embedded, so that it looks the same everywhere."""
    reader, _ = read(whole("ja"))
    names = set()
    for page in reader.pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            assert "/FontFile3" in descendant["/FontDescriptor"]
            names.add(descendant["/BaseFont"].partition("+")[2])
    assert names == {"NotoSansCJKjp-Regular", "NotoSansCJKjp-Bold"}


def test_hostile_text_is_shown_and_does_nothing() -> None:
    """Markup of any kind is printed letter for letter; what cannot be seen or drawn is printed as its number."""
    bad = given.finding(1, values={"amount": '#panic("no")', "order": "*x*"}, evidence=evidence(given.HOSTILE))
    bad["evidence"][0]["path"] = "bad\ud800\u202e.csv"
    reader, text = read(make("pdf", given.report([bad]), given.state(), "ja"))
    for name in ("typst", "html", "jinja", "long"):
        assert squeezed(given.HOSTILE[name]) in text
    for shown in ("safe[U+202E]txt.exe[U+2066]x", "gift[U+1F381]", "a[U+0000]b[U+001B]c", "x[U+D800]y[U+DFFF]z"):
        assert shown in text
    assert "[U+0E44][U+0E17][U+0E22]" in text
    assert "bad[U+D800][U+202E].csv" in text
    assert "root:" not in text
    assert not any("/JS" in page or "/AA" in page for page in reader.pages)


def test_names_with_variant_characters_stay_whole() -> None:
    """A variation selector belongs to its character, as in many Japanese names, and is not torn out as a number."""
    _, text = read(
        make(
            "pdf", given.report([given.finding(1, evidence=evidence({"氏名": "葛\U000e0100城"}))]), given.state(), "ja"
        )
    )
    assert "[U+E0100]" not in text
    assert "葛" in text


def test_a_huge_cell_is_cut_and_says_so() -> None:
    """A cell of 100 kB fills no hundred pages; the document says that it was cut and where the whole is."""
    reader, text = read(
        make("pdf", given.report([given.finding(1, evidence=evidence({"A": "字" * 100_000}))]), given.state(), "en")
    )
    assert "字" * 900 in text
    assert "cuthere:100,000charactersinall" in text
    assert len(reader.pages) < 6


def test_long_words_stay_on_the_paper() -> None:
    """A run without a blank is wrapped inside its cell, and no character is added to it."""
    made = make("pdf", given.report([given.finding(1, evidence=evidence({"A": "Q" * 600}))]), given.state(), "en")
    reader = PdfReader(BytesIO(made.data))
    lines = [line for page in reader.pages for line in page.extract_text().splitlines() if "QQQ" in line]
    assert sum(line.count("Q") for line in lines) == 600
    assert max(len(line) for line in lines) < 60
    assert "Q" * 600 in read(made)[1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_found_is_said_carefully(lang: str) -> None:
    """Without findings the document still says what was examined, and that silence proves nothing."""
    _, text = read(make("pdf", given.report([]), given.state(), lang))
    assert squeezed(word(NOTE_LABELS, "no_findings", lang)) in text
    assert "RefundDetails.csv" in text


def test_nothing_at_all_still_makes_a_document() -> None:
    """A person without files gets a summary of symptoms and steps."""
    empty = given.report([], files=[], coverage=[], outcomes=[], events={}, places=None)
    _, text = read(
        make(
            "pdf",
            empty,
            given.state(plan=(), course=[Happened("symptom.cod_parcel", "", "", "A parcel came.")], case=None),
            "en",
        )
    )
    assert "Aparcelcame." in text
    assert squeezed(NOTE_LABELS["no_files"]) in text
    assert "DB-IP" not in text


def test_two_hundred_findings_are_all_there_and_more_are_counted() -> None:
    """A long case stays one document: 200 findings in full, the rest counted, numbers in order."""
    _, text = read(make("pdf", given.report([given.finding(n) for n in range(1, 206)]), given.state(), "en"))
    places = [text.find(f"503-{number:07d}-1234567,whichisnot") for number in range(1, 201)]
    assert all(one < two for one, two in pairwise(places))
    assert places[0] > 0
    assert "5morefindingsarenotshownhere" in text


def test_evidence_beyond_the_cap_is_counted() -> None:
    """The paper shows the first rows of a finding and says how many others the other forms hold."""
    rows = [row | {"line": line} for line in range(1, 51) for row in evidence({"A": "x"})]
    _, text = read(make("pdf", given.report([given.finding(1, evidence=rows)]), given.state(), "en"))
    assert "Evidence1-20:" in text
    assert "Evidence1-21:" not in text
    assert "30moreevidencerows" in text


def test_every_character_of_the_fonts_can_be_printed() -> None:
    """What ``fit`` lets through never makes the strict PDF/UA export fail."""
    every = "".join(map(chr, sorted(drawable())))
    texts = [{"kind": "text", "tone": "plain", "text": every[at : at + 1000]} for at in range(0, len(every), 1000)]
    document = {"lang": "ja", "title": "t", "foot": "f", "page": "{page}", "blocks": texts}
    style = {"font": "Noto Sans CJK JP", "region": "JP", "colon": "："}
    assert typeset((FOLDER / "summary.typ").read_bytes(), document, style, 0).startswith(b"%PDF-1.7")


def test_fit_names_every_character_it_replaces() -> None:
    """Every code point comes out drawable, whatever goes in. (Of the planes without a letter, one in sixteen.)"""
    text = fit("".join(map(chr, (*range(0x20000), *range(0x20000, 0x110000, 16)))))
    assert {ord(one) for one in text} <= drawable()
    assert fit("見覚え ¥1,280 ＝１\r\nx\ty") == "見覚え ¥1,280 ＝１\nx y"
    assert characters(fonts()[0]) >= set(map(ord, "見覚え葛髙﨑ｱ㈱①"))


def test_a_child_that_does_not_finish_gives_one_sentence() -> None:
    """A PDF that takes too long is given up with a sentence that names the way out."""
    with pytest.raises(NotMade, match="HTML form") as refused:
        render(summarise(given.report(), given.state(), "en"), cpu_s=0.0)
    assert refused.value.status == 503


def test_the_process_that_sets_it_loads_nothing_else() -> None:
    """It starts at once and stays small, because it knows neither the analysis nor the model."""
    code = "import sys, app.report.typeset.child; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert "typst" in loaded
    assert not {"polars", "msgspec", "analyzers", "checklists", "jinja2"} & set(loaded)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_another_reader_finds_fonts_tags_and_order(lang: str) -> None:
    """A second library reads the same: every font embedded, a tree of tags, the language, and no script."""
    with pikepdf.open(BytesIO(whole(lang).data)) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang).startswith(lang)
        assert "/StructTreeRoot" in pdf.Root
        assert "/JavaScript" not in pdf.Root.get("/Names", {})
        fonts = [font for page in pdf.pages for font in page.Resources.Font.values()]
        assert fonts
        assert all("/FontFile3" in font.DescendantFonts[0].FontDescriptor for font in fonts)
        assert all("/ToUnicode" in font for font in fonts)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_its_parts_stand_in_the_order_of_the_whole(lang: str) -> None:
    """Statement, timeline, findings, exhibits, contacts, steps done and open, deadlines, and the files at the end."""
    names: tuple[str, ...] = (
        "reported",
        "coverage",
        "not_examined",
        "account",
        "timeline",
        "findings",
        "kept",
        "contacts",
    )
    names += ("steps_done", "steps_open", "deadlines", "examined")
    headings = [
        one.text for one in blocks(summarise(given.report(), given.state(), lang), CAPS) if isinstance(one, Heading)
    ]
    places = [headings.index(word(HEADING_LABELS, name, lang)) for name in names]
    assert places == sorted(places)


def test_an_undated_row_borrows_no_time() -> None:
    """A finding without a time is in no timeline, and says that the file gives none."""
    summary = summarise(given.report([given.finding(1, at=None, at_basis=None)]), given.state(), "en")
    assert summary.timeline == []
    assert summary.findings[0].utc is None
    _, text = read(make("pdf", given.report([given.finding(1, at=None, at_basis=None)]), given.state(), "en"))
    assert squeezed("The file gives no time") in text
