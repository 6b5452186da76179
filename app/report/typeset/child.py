"""The process that typesets the PDF: it knows the text, but has no network, may write no file, and can be stopped.

Started by ``app.sandbox.parent``. The job is ``{"document": …, "style": …, "made": seconds since 1970, "cpu_s": seconds
of processor time, "form": "pdf" or "png"}``; the answer is a frame ``{"k": "typeset"}`` with the file.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

from app.report.typeset.glyphs import drawable, fit, fonts
from app.sandbox.child import give_up_rights, jobs, send

FOLDER = Path(__file__).parent
PPI = 96.0  # pixels per inch of a picture


def prepare() -> None:
    """Reads the fonts' character maps, before there is a job."""
    drawable()


def main() -> None:
    """One job, then the end."""
    job = next(jobs())
    template = (FOLDER / "summary.typ").read_bytes()
    give_up_rights(cpu_s=job["cpu_s"])
    send(job["out"], {"k": "ready"})  # from here on its time counts
    file = typeset(template, job["document"], job["style"], job["made"], job["form"])
    send(job["out"], {"k": "typeset"}, file)


def typeset(template: bytes, document: dict[str, Any], style: dict[str, str], created: int, form: str = "pdf") -> bytes:
    """The PDF (PDF/UA-1), or its first page as a picture. The document reaches Typst as one JSON text, so that no part
    of it can act as markup. ``style`` holds the settings of its language: ``font``, ``region`` and ``colon``."""
    compiler = typst.Compiler(
        template,
        root=FOLDER,
        font_paths=typst.Fonts(False, False, [str(font.parent) for font in fonts()]),
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(fitted(document)), "style": json.dumps(style)},
    )
    if form == "png":
        pages = compiler.compile(format="png", ppi=PPI)
        picture = pages[0] if isinstance(pages, list) else pages
        assert isinstance(picture, bytes)
        return picture
    created_at = datetime.fromtimestamp(created, UTC)
    pdf = compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=created_at)
    assert isinstance(pdf, bytes)
    return pdf


def fitted(value: Any) -> Any:
    """The data with every text reduced to characters that the fonts can draw."""
    if isinstance(value, str):
        return fit(value)
    if isinstance(value, list | tuple):
        return [fitted(item) for item in value]
    if isinstance(value, dict):
        return {name: fitted(item) for name, item in value.items()}
    return value
