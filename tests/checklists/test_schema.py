"""The schema is enforced: what does not keep to it fails with the file and the key."""

from datetime import date
from pathlib import Path

import pytest

from checklists import model
from checklists.schema import ContentError, load
from checklists.sites import Shop

STEP = """\
rev: 1
priority: essential
scope: once
kind: rest
for: {later: [checking]}
minutes: 5
title: Do it
why: It helps.
how:
  - do: Do it now.
verify: {kind: attest, ask: Is it done?, recheck: P7D}
blocked: Try again.
sources:
  - {name: {ja: 市, en: City}, url: "https://example.org/a", grade: A, checked: 2026-11-24}
review_every: P90D
presumes: []
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "shop" / "thing.yaml"
    file.parent.mkdir()
    file.write_text(text, "utf-8")
    return file


def test_a_step_becomes_typed(tmp_path: Path) -> None:
    """The path gives id and phase, periods become days, days become dates, what is left out gets its default."""
    step = model.read_step(written(tmp_path, STEP))
    assert (step.id, step.phase) == ("shop.thing", "shop")
    assert (step.review_every, step.verify.recheck) == (90, 7)
    assert step.sources[0].checked == date(2026, 11, 24)
    assert (step.roles, step.is_, step.twin, step.unverified) == (("buyer",), (), None, False)
    assert [condition.text for condition in step.for_["later"]] == ["checking"]
    assert step.in_force(date(2000, 1, 1))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("minutes: 5", "minutes: 5\nminute: 6", "unknown key 'minute'"),
        ("minutes: 5", "minutes: 5\nid: other.step", "unknown key 'id'"),
        ("minutes: 5", "minutes: 5\nminutes: 6", "thing.yaml:7: the key 'minutes' stands twice"),
        (
            "grade: A",
            "grade: A, page: 3",
            "thing.yaml:14: sources[0]: page: unknown key 'page', allowed are name, grade, checked, url, text_date",
        ),
        ("grade: A", "grade: D", "sources[0]: grade: 'D' is none of A, B, N, C, K"),
        ("title: Do it\n", "", "missing key 'title'"),
        ("presumes: []\n", "", "missing key 'presumes'"),
        ("presumes: []", "presumes: ['?x']", "presumes[0]: '?x' asks for no fact"),
        ("title: Do it", "title: ''", "title: the text is empty"),
        ("title: Do it", "title: 5", "title: a text is expected, not 5"),
        ("minutes: 5", "minutes: true", "thing.yaml:6: minutes: a whole number is expected, not True"),
        ("[checking]", "checking", "for: later: a list is expected"),
        ("later:", "soon:", "for: soon: 'soon' is none of minutes, hours"),
        ("[checking]", "[checking, '?x']", "for: later[1]: '?x' asks for no fact"),
        ("kind: rest", "kind: help", "kind: 'help' is none of safety"),
        ("P90D", "90 days", "review_every: a period"),
        ("https://", "http://", "url: 'http://example.org/a' is no https address"),
        ("checked: 2026-11-24", "checked: soon", "checked: a day such as 2026-11-24 is expected"),
        ("checked: 2026-11-24", "checked: 2026-11-24T00:00:00", "checked: a day such as 2026-11-24 is expected"),
        ("- do: Do it now.", "- {do: Do it now., use: password}", "thing.yaml:10: how[0]: exactly one of"),
        ("- do: Do it now.", "- {presumes: [checking]}", "thing.yaml:10: how[0]: exactly one of"),
        ("- do: Do it now.", "- just do it", "how[0]: keys and values are expected"),
        ("minutes: 5", "minutes: 5\nvalid: {until: 2026-01-01}", "valid: an end needs its reason"),
        ("minutes: 5", "minutes: 5\nroles: [maker]", "roles[0]: 'maker' is none of"),
        ("rev: 1", "rev: [", "thing.yaml"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    """A wrong key, type, word, period, day or address fails, and the error names the file and the place."""
    assert old in STEP
    with pytest.raises(ContentError) as caught:
        model.read_step(written(tmp_path, STEP.replace(old, new, 1)))
    assert said in str(caught.value)
    assert "thing.yaml" in str(caught.value)


def test_only_documented_phases_have_steps(tmp_path: Path) -> None:
    """A step in a folder that is no phase is an error, not a step that nobody sees."""
    file = tmp_path / "later" / "thing.yaml"
    file.parent.mkdir()
    file.write_text(STEP, "utf-8")
    with pytest.raises(ContentError, match="no phase 'later'"):
        model.read_step(file)


def test_an_empty_file_is_an_error(tmp_path: Path) -> None:
    """Nothing in the file is nothing to show, and says so."""
    file = written(tmp_path, "")
    with pytest.raises(ContentError, match="keys and values"):
        model.read_step(file)


def test_advice_holds_on_its_days_only(tmp_path: Path) -> None:
    """Both ends are included; before and after, the step is not in force and its reason can be told."""
    valid = "minutes: 5\nvalid: {from: 2020-01-01, until: 2024-06-05, why: It was abolished.}"
    step = model.read_step(written(tmp_path, STEP.replace("minutes: 5", valid)))
    days = [date(2019, 12, 31), date(2020, 1, 1), date(2024, 6, 5), date(2024, 6, 6)]
    assert [step.in_force(day) for day in days] == [False, True, True, False]
    assert step.valid.why == "It was abolished."


SERVICE = """\
name: Pay
kind: pay
market: JP
language: ja
zone: Asia/Tokyo
origin: https://pay.example
pages:
  history: {labels: {en: [History]}, grade: B, checked: 2026-11-27, text_date: 2025-01-31}
facts:
  - {says: It signs everybody out., about: claim, grade: A, checked: 2026-11-27, text_date: 2025-01-31}
unknown: [passkey, stop]
"""


def test_a_service_says_what_is_known_and_what_is_not(tmp_path: Path) -> None:
    """Facts bear the date of their text, and the pages that were not found are named, but none that was."""
    file = tmp_path / "pay.example.yaml"
    file.write_text(SERVICE, "utf-8")
    service = load(Shop, file, id="pay.example")
    assert (service.kind, service.unknown) == ("pay", ("passkey", "stop"))
    assert service.facts[0].text_date == service.pages["history"].text_date == date(2025, 1, 31)
    for old, new, wrong in (
        ("kind: pay", "kind: bank", "kind: 'bank' is none of"),
        ("[passkey, stop]", "[history]", "unknown: history is one of its pages"),
        ("[passkey, stop]", "[secrets]", "unknown[0]: 'secrets' is none of"),
        ("grade: A, ", "", "facts[0]: missing key 'grade'"),
    ):
        file.write_text(SERVICE.replace(old, new, 1), "utf-8")
        with pytest.raises(ContentError) as caught:
            load(Shop, file, id="pay.example")
        assert wrong in str(caught.value)
