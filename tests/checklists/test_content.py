"""The content that ships keeps the rules: every file is read, desks are sourced, links are https."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.importers import formats
from app.importers.screens.profile import profiles
from checklists import model, sites
from checklists.captures.shots import captures
from checklists.due import deadlines
from checklists.ladders.ladder import ladders, safety
from checklists.letter import letters
from checklists.model import GROUP_LABELS
from checklists.questions import questions as all_questions
from checklists.recipients.recipient import recipients
from tests.checklists.shipped import FILES, ROOT, STEPS


def sentences(value: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a YAML file with the key it stands under."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from sentences(one, str(key))
    elif isinstance(value, list):
        for one in value:
            yield from sentences(one, at)
    elif isinstance(value, str):
        yield at, value


def test_every_file_is_read() -> None:
    """No YAML file lies where nothing reads it."""
    steps = {f"steps/{step.phase}/{step.id.split('.', 1)[1]}.yaml" for step in STEPS}
    shops = {f"shops/{shop}.yaml" for shop in sites.shops()}
    contacts = {f"contacts/{desk.split('.')[0]}.yaml" for desk in model.desks()}
    found = {file.relative_to(ROOT / "checklists").as_posix() for file in FILES}
    questions = {f"questions/{one.split('.')[0]}.yaml" for one in all_questions()}
    dated = {f"deadlines/{one}.yaml" for one in deadlines()} | {f"ladders/{one}.yaml" for one in ladders()}
    written = {f"letters/{one}.yaml" for one in letters()}
    written |= {f"recipients/{one}.yaml" for one in recipients()}
    written |= {"captures/kinds.yaml", *(f"captures/{one}.yaml" for one in captures())}
    words = ("doors", "facts", "findings", "keys", "rules", "safety", "scripts", "statement_names", "symptoms")
    single = {f"{name}.yaml" for name in words}
    assert found == steps | shops | contacts | questions | dated | written | single


def test_pages_to_save_are_read_by_what_exists() -> None:
    """Each format and each layout of a picture that a page to save names is one, and each layout ticks some page."""
    named = [page for service in captures().values() for page in service.pages]
    assert {one for page in named for one in page.reads} <= set(formats())
    screens = Counter(one for page in named for one in page.screens)
    assert set(screens) <= {profile.id for profile in profiles()}
    assert set(screens.values()) == {1}
    assert {one.id for one in profiles()} - set(screens) == {"paypal.activity_list"}  # no page of PayPal is asked for


PHONE = re.compile(r"\+\d{2}|\d{2,4}[- ]\d{2,4}[- ]\d{3,4}(?!\d)|#\d{4}|\b(?:188|110|119|911|999|101|0120)\b")


@pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])
def test_phone_numbers_stand_in_contacts_only(file: Path) -> None:
    """A number that goes stale is changed in one place, with its source and date beside it."""
    data = yaml.safe_load(file.read_text("utf-8"))
    # A step's id is no number to call, although `report.188` looks like one.
    free = ("url", "path", "step", "steps", "spares", "checked")
    numbers = [text for key, text in sentences(data) if key not in free and PHONE.search(text)]
    if file.parent.name == "contacts":
        assert set(numbers) <= {desk.phone for desk in model.desks().values()}
    else:
        assert not numbers


@pytest.mark.parametrize("file", sorted((ROOT / "checklists" / "letters").glob("*.txt")), ids=lambda file: file.name)
def test_letters_name_no_number(file: Path) -> None:
    """A letter holds the numbers that its writer gives, and none of its own."""
    assert not PHONE.search(file.read_text("utf-8"))


def test_desks_are_sourced() -> None:
    """Each desk can be reached somehow and rests on a source of grade A or B, with its day."""
    assert PHONE.search("call #9110, 0120-279-889 or 1-800-799-7233 now")
    for desk in model.desks().values():
        assert desk.phone or desk.mail or desk.url
        assert desk.unverified or all(source.grade in ("A", "B") for source in desk.sources)
        assert desk.sources


def test_paths_stand_in_shops_only() -> None:
    """No step names a menu word of Amazon or a path: they change, and they stand in one place."""
    words = {
        word for shop in sites.shops().values() if shop.kind == "shop" for page in shop.pages.values()
        for word in page.labels["en"] if word not in ("Start", "Passkey", "Help") and not word.startswith("Help on")
    }  # fmt: skip
    for step in STEPS:
        for one in step.how:
            text = one.do or one.note or ""
            assert "/gp/" not in text
            assert not [word for word in words if word in text]


@pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])
def test_links_are_https(file: Path) -> None:
    """Nobody is sent over a line that others can read."""
    assert "http://" not in file.read_text("utf-8")


def test_old_advice_is_not_repeated() -> None:
    """No periodic password change, no 14 days of keeping a parcel, no list of sign-ins at Amazon."""
    templates = sorted((ROOT / "checklists" / "letters").glob("*.txt"))
    text = "\n".join(file.read_text("utf-8") for file in [*FILES, *templates])
    assert "14 days" not in text
    assert "Login History" not in text
    assert "011-330" not in text
    assert "03-5978" not in text
    for step in ("mail.password", "shop.password", "shop.reuse"):
        how = [one.do or one.note or "" for one in model.steps()[step].how]
        assert any("15 characters" in line for line in how)
        assert any("need not change it regularly" in line for line in how)


def test_the_symptoms_stand_in_a_few_plain_groups() -> None:
    """Each group has symptoms and stands in one piece, short enough to be read at a glance, and each symptom has what
    matters this minute."""
    symptoms = list(model.symptoms().values())
    assert max(Counter(one.group for one in symptoms).values()) <= 6
    order = list(dict.fromkeys(one.group for one in symptoms))
    assert sorted(order) == sorted(GROUP_LABELS)
    assert [one.group for one in symptoms] == sorted((one.group for one in symptoms), key=order.index)
    assert all(one.note and one.note.endswith(".") for one in symptoms)


def test_deadlines_ladders_and_safety_rest_on_sources() -> None:
    """Each has a source of grade A or B or says that it is unverified."""
    checked = [one.sources for one in deadlines().values() if not one.unverified]
    checked += [safety().sources, *(one.sources for one in ladders().values())]
    assert all(any(source.grade in ("A", "B") for source in sources) for sources in checked)
    for sources in [*checked, *(one.sources for one in deadlines().values())]:
        assert all(date(2026, 11, 1) <= source.checked <= date.today() for source in sources)


@pytest.mark.parametrize("file", FILES, ids=[f"{file.parent.name}/{file.name}" for file in FILES])
def test_sentences_have_no_open_placeholder(file: Path) -> None:
    """Content is whole sentences: nothing is left to be filled in but the name of the account in what to do first, and
    the answer where it says it to others."""
    data = yaml.safe_load(file.read_text("utf-8"))
    for pattern in ("order_number", "statement"):
        data.pop(pattern, None)
    named = {"verb": "{service}", "reports": "{answer}"}
    texts = [text.replace(named[key], "") if key in named else text for key, text in sentences(data)]
    assert not [text for text in texts if "{" in text or "}" in text]


def test_recipients_are_told_of_no_more_than_they_need() -> None:
    """None but the person gets notes or what nobody answered; one page of text has its limit; and every shop sees
    nothing of another."""
    for one in recipients().values():
        assert {"statement", "coverage", "not_examined"} <= set(one.parts)
        assert one.id == "self_or_helper" or {"notes", "unanswered"} <= set(one.hides)
        assert not one.by_shop or "other_shops" in one.hides
        limits = {letters()[name].limit for name in one.letters} - {None}
        assert not limits or limits == {field.limit for field in one.fields}
