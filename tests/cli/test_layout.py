"""``mioboe layout``: a proposal on standard output, what is open on standard error."""

from pathlib import Path

import pytest

from app.cli import main
from app.importers.layouts.parse import parse_layout

PROVEN = (
    "Tag;Text;Umsatz;Stand\n01.06.2026;Cafe;-1,50;98,50\n19.06.2026;Lohn;100,00;198,50\n20.06.2026;Kiosk;-8,50;190,00\n"
)
KNOWN = "Date,Counter Party,Reference,Type,Amount (GBP),Balance (GBP)\n19/06/2026,Cafe,x,CARD,-1.50,98.50\n"


def proposed(
    text: str, folder: Path, capsys: pytest.CaptureFixture[str], name: str = "my.bank"
) -> tuple[int | str | None, str, str]:
    file = folder / "table.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["layout", str(file), "--name", name])
    captured = capsys.readouterr()
    return ended.value.code, captured.out, captured.err


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")


def test_balances_prove_the_signs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The file is complete but for what nobody can see in the table."""
    code, out, err = proposed(PROVEN, tmp_path, capsys)
    layout = parse_layout(out, Path("de/my.yaml"))
    assert (code, layout.sign, layout.order, layout.columns["balance"]) == (0, "in", "day", "Stand")
    assert "The balances prove the amounts and their signs." in err
    assert "Open: nothing in the table says its currency." in err


def test_an_open_sign_is_not_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever completes the file has to say it."""
    code, out, err = proposed("Tag;Text;Umsatz\n19.06.2026;Cafe;1,50\n20.06.2026;Lohn;9,00\n", tmp_path, capsys)
    assert (code, "sign:" in out) == (0, False)
    assert "Complete “sign”, in or out." in err


def test_a_column_of_codes_is_the_currency(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever it is called; two that say different currencies leave it open."""
    table = "Tag;Text;Umsatz;Geld;Fremd\n19.06.2026;Cafe;1,50;EUR;{0}\n20.06.2026;Lohn;9,00;EUR;{0}\n"
    _, out, err = proposed(table.format("EUR"), tmp_path, capsys)
    assert ("currency: Geld" in out, "Add “currency”" in err) == (True, False)
    _, out, err = proposed(table.format("USD"), tmp_path, capsys)
    assert ("currency:" in out, "Add “currency”" in err) == (False, True)


@pytest.mark.parametrize(
    ("text", "name", "sentence"),
    [
        (PROVEN, "bank", "“bank” is no name of a layout."),
        (KNOWN, "my.bank", "it is read as starling.account"),
        ("Name;Umsatz\nCafe;1,50\nKiosk;2,50\n", "my.bank", "no column of dates"),
        ("Tag;Name\n19.06.2026;Cafe\n20.06.2026;Kiosk\n", "my.bank", "no column of amounts"),
    ],
)
def test_why_there_is_no_proposal(
    text: str, name: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A sentence, and status 2."""
    code, out, err = proposed(text, tmp_path, capsys, name)
    assert (code, out) == (2, "")
    assert sentence in err
