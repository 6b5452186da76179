"""The public RBA data set: read by its columns, scored account by account, compared at the published shares."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from evaluation.measure.rba import main, scored

HEAD = (
    "index,Login Timestamp,User ID,Round-Trip Time [ms],IP Address,Country,Region,City,ASN,User Agent String,"
    "Browser Name and Version,OS Name and Version,Device Type,Login Successful,Is Attack IP,Is Account Takeover"
)
HOME = ("192.0.2.7", "NO", "29695", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/86.0.4240.75 Safari/537.36")
AWAY = ("198.51.100.9", "RO", "9050", "Mozilla/5.0 (X11; Linux x86_64) Firefox/60.0")


def row(at: datetime, user: int, place: tuple[str, ...], success: bool = True, takeover: bool = False) -> str:
    """One line of the data set."""
    ip, country, asn, agent = place
    rest = f'"{agent}",Chrome,Windows,desktop,{success},{takeover},{takeover}'
    return f"0,{at:%Y-%m-%d %H:%M:%S}.772,{user},,{ip},{country},-,-,{asn},{rest}"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Thirty accounts that stay at home, one of them taken over in November, and one with too few sign-ins."""
    start = datetime(2020, 9, 1, 12)
    rows = [row(start + timedelta(days=3 * n), user, HOME) for user in range(30) for n in range(25)]
    rows += [row(datetime(2020, 11, 5, 3), 7, AWAY, takeover=True), row(datetime(2020, 11, 5, 3), 8, AWAY, False)]
    rows += [row(start, 99, AWAY) for _ in range(4)]
    file = tmp_path / "rba-dataset.csv"
    file.write_text("\n".join([HEAD, *rows]) + "\n", "utf-8")
    return file


def test_a_takeover_scores_above_all_else(data: Path) -> None:
    """The takeover has the highest score; failed tries and accounts with few sign-ins are left out."""
    found = scored(data)
    assert found.users == 30
    assert found.rows.height == 751
    best = found.rows.sort("score", descending=True).row(0, named=True)
    assert best["takeover"]
    assert best["score"] > found.rows.filter(~found.rows["takeover"])["score"].max()


def test_only_so_many_others_are_looked_at(data: Path) -> None:
    """Accounts with a takeover always count, of the others as many as asked for."""
    found = scored(data, 4)
    assert (found.users, found.rows["takeover"].sum()) == (5, 1)


def test_the_command_compares(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``python -m evaluation.measure.rba FILE`` prints our numbers beside the published ones, for the same months."""
    assert main(str(data)) == 0
    said = capsys.readouterr().out
    assert "October and November 2020, as published: 1 takeovers, ROC-AUC 1.000 (published, boosting: 0.978)" in said
    assert "1/1 [2, 100] % | 14/22 gradient boosting on 19 features |" in said


def test_without_the_file_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody can guess that the data set must be fetched, and another CSV is no data set."""
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", "utf-8")
    for name, words in ((str(tmp_path / "none.csv"), "das-group/rba-dataset"), (str(other), "no column User ID")):
        assert main(name) == 2
        assert words in capsys.readouterr().err
