"""The content that ships keeps the rules: triggers exist, gates hold, sources and dates are there, links are https."""

import re
from collections.abc import Iterator
from datetime import date
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pytest
import yaml

from analyzers.engine.detector import detectors
from analyzers.engine.tags import TAGS
from checklists import model
from checklists.due import deadlines
from checklists.ladder import ladders, safety
from checklists.letter import letters
from checklists.model import GROUP_LABELS, PHASES, Step
from checklists.questions import questions as all_questions

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "checklists").rglob("*.yaml"))
STEPS = sorted(model.steps().values(), key=lambda step: step.id)
RESERVED = {"always", "severity.high"}
TAKEOVER = {
    "mail.password", "mail.rules", "mail.sessions_2fa", "shop.guided", "shop.password", "shop.signout_all",
    "shop.connected_apps", "watch.weekly",
}  # fmt: skip
UNVERIFIED = {
    "save.message_check", "stop.cancel_orders", "stop.no_recall_number", "mail.flood", "phone.own", "shop.locked_out",
    "shop.guided", "shop.skip_devices", "shop.identity", "shop.addresses", "shop.delivery_notes", "shop.wallet",
    "shop.devices", "shop.pay_agreements", "shop.household", "shop.archived", "seller.konbini_off", "watch.reupload",
}  # fmt: skip

each_step = pytest.mark.parametrize("step", STEPS, ids=[step.id for step in STEPS])


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
    shops = {f"shops/{shop}.yaml" for shop in model.shops()}
    contacts = {f"contacts/{desk.split('.')[0]}.yaml" for desk in model.desks()}
    found = {file.relative_to(ROOT / "checklists").as_posix() for file in FILES}
    questions = {f"questions/{one.split('.')[0]}.yaml" for one in all_questions()}
    dated = {f"deadlines/{one}.yaml" for one in deadlines()} | {f"ladders/{one}.yaml" for one in ladders()}
    written = {f"letters/{one}.yaml" for one in letters()}
    assert found == steps | shops | contacts | questions | dated | written | {"symptoms.yaml", "safety.yaml"}


def test_phases_are_the_documented_ones() -> None:
    """Thirteen phases in their fixed order, each with a label; every folder is one of them."""
    assert PHASES == (
        "safe", "save", "stop", "mail", "phone", "device", "shop", "rec", "parcel", "claim", "report", "seller",
        "watch",
    )  # fmt: skip
    assert {folder.name for folder in (ROOT / "checklists" / "steps").iterdir()} <= set(PHASES)


@each_step
def test_triggers_exist(step: Step) -> None:
    """A trigger is a tag, a symptom or a reserved word that exists; a step without one could never be reached."""
    assert step.triggers or step.valid.until
    assert len(set(step.triggers)) == len(step.triggers)
    assert set(step.triggers) <= {f"tag.{tag}" for tag in TAGS} | set(model.symptoms()) | RESERVED


def test_every_detector_and_symptom_leads_to_a_step() -> None:
    """Nothing that is found or said is left without something to do."""
    called = {trigger for step in STEPS for trigger in step.triggers}
    assert set(model.symptoms()) <= called
    for one in detectors().values():
        assert called.intersection(f"tag.{tag}" for tag in one.tags), one.id


def test_gates_exist_and_have_no_circle() -> None:
    """What a step waits for is a step of its own or an earlier phase, and nothing waits for itself."""
    waits = {step.id: {*step.requires, *step.evidence_first} for step in STEPS}
    for step in STEPS:
        for one in waits[step.id]:
            assert PHASES.index(model.steps()[one].phase) <= PHASES.index(step.phase)
        assert all(model.steps()[one].phase == "save" for one in step.evidence_first)
    assert len(list(TopologicalSorter(waits).static_order())) == len(STEPS)


def test_evidence_comes_before_what_destroys_it() -> None:
    """The screens are saved before every step that changes or ends something; the mailbox comes before the shop."""
    gated = {step.id for step in STEPS if step.evidence_first == ("save.screens",)}
    assert gated == {
        "mail.password", "mail.sessions_2fa", "shop.guided", "shop.password", "shop.signout_all", "shop.skip_devices",
        "shop.identity", "shop.addresses", "shop.wallet", "shop.devices", "shop.connected_apps",
    }  # fmt: skip
    assert "mail.password" in model.steps()["shop.password"].requires
    assert {"mail.password", "shop.password"} <= set(model.steps()["shop.passkey"].requires)


@each_step
def test_gates_hold(step: Step) -> None:
    """The household is asked before every claim; safety comes before what others notice; only a card never waits."""
    assert ("save.household" in step.evidence_first) == (step.phase == "claim")
    tells = "may_alert_other_person" in step.warns or step.id == "save.household"
    assert ("safe.known_person" in step.requires) == tells
    assert step.never_waits == (step.id == "stop.card")


@each_step
def test_sources_are_good_or_the_step_says_so(step: Step) -> None:
    """A step rests on at least one source of grade A or B, or is shown as unverified."""
    assert step.sources
    assert step.unverified or any(source.grade in ("A", "B") for source in step.sources)
    assert step.unverified == (step.id in UNVERIFIED)


@each_step
def test_dates_are_sane(step: Step) -> None:
    """Sources were read before today and after the project began; an end is not before its beginning."""
    assert all(date(2026, 11, 1) <= source.checked <= date.today() for source in step.sources)
    assert (step.valid.from_ or date.min) <= (step.valid.until or date.max)
    assert 0 < step.review_every <= 366
    assert 0 < step.minutes <= 60
    assert step.rev >= 1


@each_step
def test_takeover_steps_ask_for_a_serious_finding(step: Step) -> None:
    """Changing passwords and signing everybody out is not asked for because of a faint finding."""
    assert (step.min_severity == "medium") == (step.id in TAKEOVER)
    symptoms = {"symptom.login_alert", "symptom.locked_out", "symptom.signed_out", "symptom.giftcard_bought"}
    assert (symptoms <= set(step.triggers)) == (step.id in TAKEOVER)


@each_step
def test_a_step_is_worth_reading(step: Step) -> None:
    """It has things to do in whole sentences, a way to know that it worked and one for when it does not."""
    actions = [one.do for one in step.how if one.do]
    assert len(actions) >= 2
    for sentence in (step.why, step.blocked, *actions, *(one.note for one in step.how if one.note)):
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert "{" not in sentence
    assert step.verify.ask.endswith("?")
    assert step.title[0].isupper()
    assert not step.title.endswith(".")
    assert step.record


@each_step
def test_pages_and_desks_exist(step: Step) -> None:
    """A page named in a step is known for every site of the step, or for a mail service; a desk is in contacts."""
    shops = model.shops()
    for one in step.how:
        if one.use:
            mail = any(one.use in shop.pages for shop in shops.values() if shop.kind == "mail")
            assert mail or all(one.use in shops[site].pages for site in step.shops or ("amazon.co.jp", "amazon.com"))
        if one.desk:
            assert one.desk in model.desks()
    assert set(step.shops) <= {name for name, shop in shops.items() if shop.kind == "shop"}


@each_step
def test_what_is_done_here_has_its_page(step: Step) -> None:
    """A step that speaks of handing in files, of asking the family or of the summary leads to that page."""
    text = " ".join(one.do or "" for one in step.how)
    for words, page in (("pload", "upload"), ("whom you asked", "household"), ("the summary from here", "summary")):
        assert words not in text or page in step.here
    assert "summary" in step.here or step.phase != "report" or step.id == "report.phish"
    assert "household" in step.here or step.phase != "claim"


@each_step
def test_what_letters_say_of_a_step(step: Step) -> None:
    """Whoever reads a letter is told what was done; thinking of one's safety, or watching on, is nobody else's."""
    silent = step.phase in ("safe", "watch") or not step.triggers
    silent |= step.id in ("stop.no_recall_number", "parcel.decide", "parcel.family_rule")
    assert (step.did is None) == silent
    assert silent or (step.did or "").startswith("I ")


PHONE = re.compile(r"\+\d{2}|\d{2,4}[- ]\d{2,4}[- ]\d{3,4}(?!\d)|#\d{4}|\b(?:188|110|119|911|999|101|0120)\b")


@pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])
def test_phone_numbers_stand_in_contacts_only(file: Path) -> None:
    """A number that goes stale is changed in one place, with its source and date beside it."""
    data = yaml.safe_load(file.read_text("utf-8"))
    # A step's id is no number to call, although `report.188` looks like one.
    free = ("url", "path", "step", "steps", "checked")
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
    assert {desk.split(".")[0] for desk in model.desks()} == {"jp", "us", "uk"}
    for desk in model.desks().values():
        assert desk.phone or desk.mail or desk.url
        assert all(source.grade in ("A", "B") for source in desk.sources)
        assert desk.sources


def test_paths_stand_in_shops_only() -> None:
    """No step names a menu word of Amazon or a path: they change, and they stand in one place."""
    words = {
        word for shop in model.shops().values() if shop.kind == "shop" for page in shop.pages.values()
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


def test_no_step_destroys_evidence() -> None:
    """Whoever is told to remove or delete something has been told before to save it, in the step or as its gate."""
    for step in STEPS:
        before = "save.screens" in step.evidence_first
        for one in step.how:
            text = (one.do or "").lower()
            before |= "picture" in text or "save" in text or "screens" in text
            if re.match(r"(then )?(remove|delete|end it|change it)", text):
                assert before, f"{step.id}: {one.do}"


def test_the_symptoms_stand_in_a_few_plain_groups() -> None:
    """32 symptoms in at most 8 groups, each group in one piece, and each symptom with what matters this minute."""
    symptoms = list(model.symptoms().values())
    assert len(symptoms) == 32
    assert len(GROUP_LABELS) <= 8
    order = list(dict.fromkeys(one.group for one in symptoms))
    assert order == list(GROUP_LABELS)
    assert [one.group for one in symptoms] == sorted((one.group for one in symptoms), key=order.index)
    assert all(one.note and one.note.endswith(".") for one in symptoms)


def test_deadlines_ladders_and_safety_rest_on_sources() -> None:
    """Each has a source of grade A or B with its day, and points only to steps, letters and desks that exist."""
    found = [one.sources for one in deadlines().values()] + [one.sources for one in ladders().values()]
    for sources in (*found, safety().sources):
        assert any(source.grade in ("A", "B") for source in sources)
        assert all(date(2026, 11, 1) <= source.checked <= date.today() for source in sources)
    for deadline in deadlines().values():
        assert set(deadline.steps) <= set(model.steps())
    for ladder in ladders().values():
        for rung in ladder.rungs:
            assert rung.step is None or rung.step in model.steps()
            assert rung.desk is None or rung.desk in model.desks()
            assert rung.letter is None or rung.letter in letters()
    for letter in letters().values():
        assert set(letter.steps) <= set(model.steps())


@pytest.mark.parametrize("file", FILES, ids=[f"{file.parent.name}/{file.name}" for file in FILES])
def test_sentences_have_no_open_placeholder(file: Path) -> None:
    """Content is whole sentences: nothing is left to be filled in."""
    data = yaml.safe_load(file.read_text("utf-8"))
    assert not [text for _, text in sentences(data) if "{" in text or "}" in text]
