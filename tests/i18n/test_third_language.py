"""A language is one entry, one catalogue and the letters' texts: nothing else has to know it."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from fastapi import FastAPI

from app.cli import command
from app.i18n import extraction, translate
from app.i18n.languages import LANGUAGES
from app.report.summary import make
from checklists import letter
from tests.browser import visit
from tests.cli.test_explain import SAMPLE
from tests.report.summary import given

GERMAN = replace(
    LANGUAGES["en"], code="de", name="Deutsch", locale="de_DE", day="d. MMMM y", zone="Europe/Berlin",
    blank="[ ___ ]", markets=("EU",), region="DE",
)  # fmt: skip


@pytest.fixture
def german(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """A third language, whose sentences are the English ones in guillemets and whose letters are the English ones."""
    monkeypatch.setitem(LANGUAGES, "de", GERMAN)
    folder = tmp_path / "locale" / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = read_po(BytesIO(extraction.updated(b"", "de")), locale="de")
    for message in catalogue:
        if isinstance(message.id, tuple):
            message.string = tuple(f"»{form}«" for form in message.id)
        elif message.id:
            message.string = f"»{message.id}«"
    with (folder / "messages.mo").open("wb") as compiled:
        write_mo(compiled, catalogue)
    for lang in ("en", "ja"):
        (tmp_path / "locale" / lang).symlink_to(translate.LOCALE / lang)
    letters = tmp_path / "letters"
    letters.mkdir()
    for text in (*letter.FOLDER.glob("*.yaml"), *letter.FOLDER.glob("*.txt")):
        (letters / text.name).write_bytes(text.read_bytes())
        if text.name.endswith(".en.txt"):
            (letters / text.name.replace(".en.", ".de.")).write_text("Guten Tag\n" + text.read_text("utf-8"), "utf-8")
    monkeypatch.setattr(translate, "LOCALE", tmp_path / "locale")
    monkeypatch.setattr(letter, "FOLDER", letters)
    cached = (translate._catalogue, translate._plain, letter._templates, letter.wants)
    for one in cached:
        one.cache_clear()
    yield "de"
    for one in cached:
        one.cache_clear()


def test_pages_speak_it(german: str, app: FastAPI) -> None:
    """A browser that asks for it gets it; the other languages are offered on every page, and it on theirs."""
    page = visit(app, **{"Accept-Language": german}).get("/").text
    assert '<html lang="de">' in page
    assert "»Skip to the content«" in page
    assert 'href="?lang=ja"' in page
    assert ">Deutsch</a>" in visit(app).get("/").text


def test_a_letter_is_written_in_it(german: str, app: FastAPI) -> None:
    """A letter has a page in it, with its own blanks and days."""
    browser = visit(app, **{"Accept-Language": german})
    assert browser.post("/start", {"symptom": "symptom.free_parcel"}).status_code == 303
    page = browser.get("/case/letters/carrier_refusal?to=de").text
    assert "Guten Tag" in page
    assert GERMAN.blank in page
    assert "»English«" in page


def test_a_summary_is_made_in_it(german: str) -> None:
    """Every form of the summary, with the sentences and the values of the language."""
    for form in ("html", "json", "csv", "pdf"):
        made = make(form, given.report([given.finding(1)]), given.state(), german).data
        assert made, form
        if form in ("html", "json"):
            text = made.decode("utf-8")
            assert "»Incident summary«" in text, form
            assert "128.000" in text, form
            assert "2. Februar 2026" in text or "3. Februar 2026" in text, form
            assert "(Deutschland (Berlin) (Ortszeit))" in text, form


def test_the_command_line_speaks_it(german: str, capsys: pytest.CaptureFixture[str]) -> None:
    """``check --lang`` takes it."""
    with pytest.raises(SystemExit) as ended:
        command.main(["check", str(SAMPLE), "--lang", german])
    assert ended.value.code == 0
    assert "«" in capsys.readouterr().out
