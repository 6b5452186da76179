"""Small workbooks, part by part, so that a test can spoil any of them."""

import io
import zipfile
from html import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"


def archive(parts: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The parts as a ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


def parts(*rows: str, strings: str = "", names: tuple[str, ...] = ("注文",)) -> dict[str, str | bytes]:
    """The parts of an Excel workbook; ``rows`` are the ``<row>`` elements of its last sheet, the others are empty.

    Its cell styles: 0 general, 1 a date, 2 a date with time, 3 hours that may pass 24, 4 a time.
    """
    sheets = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"/>' for number, name in enumerate(names, 1)
    )
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(names) + 1)
    )
    links += f'<Relationship Id="s" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    links += f'<Relationship Id="t" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="171" '
        'formatCode="[h]:mm:ss"/></numFmts><cellXfs count="5"><xf numFmtId="0"/><xf numFmtId="14"/>'
        '<xf numFmtId="22"/><xf numFmtId="171"/><xf numFmtId="20"/></cellXfs></styleSheet>',
    }
    for number in range(1, len(names) + 1):
        here = "".join(rows) if number == len(names) else ""
        made[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{MAIN}"><sheetData>{here}</sheetData></worksheet>'
        )
    return made


def xlsx(*rows: str, strings: str = "", **changed: str | bytes) -> bytes:
    """An Excel workbook of one sheet; ``changed`` are parts by the last word of their name (``sheet1``, ``styles``)."""
    made = parts(*rows, strings=strings)
    for name in made:
        word = name.rsplit("/", 1)[-1].removesuffix(".xml")
        made[name] = changed.get(word, made[name])
    return archive(made)


def row(number: int, *cells: str) -> str:
    """A row of text cells; an empty one is left out, as spreadsheets do."""
    made = "".join(text(letters(at), number, cell) for at, cell in enumerate(cells) if cell)
    return f'<row r="{number}">{made}</row>'


def letters(column: int) -> str:
    """The name of a column, counted from 0."""
    return letters(column // 26 - 1) + letters(column % 26) if column > 25 else chr(65 + column)


def text(column: str, number: int, cell: str) -> str:
    inner = escape(cell, quote=False)
    return f'<c r="{column}{number}" t="inlineStr"><is><t xml:space="preserve">{inner}</t></is></c>'


def ods(*rows: str, before: str = "") -> bytes:
    """An OpenDocument workbook of one sheet; ``rows`` are its ``<table:table-row>`` elements."""
    spaces = " ".join(f'xmlns:{name}="{_ODF}:{name}:1.0"' for name in ("office", "table", "text"))
    content = f"{before}<office:document-content {spaces}><office:body><office:spreadsheet>"
    content += f'<table:table table:name="注文">{"".join(rows)}</table:table>'
    content += "</office:spreadsheet></office:body></office:document-content>"
    manifest = f'<m:manifest xmlns:m="{_ODF}:manifest:1.0"/>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return archive({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def ods_text(cell: str, attributes: str = "") -> str:
    inner = f"<text:p>{escape(cell)}</text:p>"
    return f'<table:table-cell office:value-type="string"{attributes}>{inner}</table:table-cell>'


def ods_row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row{attributes}>{''.join(cells)}</table:table-row>"
