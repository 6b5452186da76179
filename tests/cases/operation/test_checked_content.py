"""Content is checked before a start, and not again while it stays the same."""

from pathlib import Path

import pytest

from app.cases.operation import checked_content
from checklists import content
from checklists.schema import ContentError


def test_content_is_checked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Anything else that the folder holds, and any change of a file of content, makes the next start check again. A
    folder that cannot be written to changes nothing but that."""
    checks: list[int] = []
    monkeypatch.setattr(content, "check_content", lambda: checks.append(1))
    for folder in (tmp_path / "data", tmp_path / "data", tmp_path / "away"):
        (tmp_path / "data").mkdir(exist_ok=True)
        checked_content.remember(folder, checked_content.check(folder))
    assert len(checks) == 2
    checked_content.check(tmp_path / "away")
    (tmp_path / "data" / checked_content.NAME).write_bytes(b"\xff")
    checked_content.check(tmp_path / "data")
    assert len(checks) == 4
    files = tmp_path / "content"
    (files / "steps").mkdir(parents=True)
    monkeypatch.setattr(checked_content, "ROOT", files)
    states = []
    for name, text in (("a.yaml", "1"), ("a.yaml", "2"), ("steps/b.txt", ""), ("steps/c.py", "")):
        (files / name).write_text(text, "utf-8")
        states.append(checked_content.check(tmp_path / "data"))
    assert len({*states}) == 4
    assert len(checks) == 8


def test_a_fault_is_not_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The start ends before it could be."""

    def fault() -> None:
        raise ContentError("title: a text is expected")

    monkeypatch.setattr(content, "check_content", fault)
    for _ in range(2):
        with pytest.raises(ContentError):
            checked_content.check(tmp_path)
    assert list(tmp_path.iterdir()) == []
