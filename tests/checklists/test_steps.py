"""The steps that ship keep the rules: each is called for, sources and dates are there."""

import re
from datetime import date
from typing import get_args

import pytest

from analyzers.rules.contract import detectors
from app.i18n.translate import translate
from checklists import model, sites
from checklists.choose import choose
from checklists.labels import EASY_SENTENCES, easy_sentence
from checklists.model import PHASES, Here, Step
from checklists.situation import COUNTRIES, Cause
from tests.checklists.planning import DAY, finding
from tests.checklists.shipped import ROOT, STEPS

# From this day on sources were read as stored copies by the people who wrote the steps, and by nobody else since.
UNCHECKED = date(2026, 11, 27)
each_step = pytest.mark.parametrize("step", STEPS, ids=[step.id for step in STEPS])


def test_phases_are_the_documented_ones() -> None:
    """Fourteen phases in their fixed order; every folder is one of them."""
    assert PHASES == (
        "safe", "save", "stop", "mail", "phone", "device", "account", "shop", "rec", "parcel", "claim", "report",
        "seller", "watch",
    )  # fmt: skip
    assert {folder.name for folder in (ROOT / "checklists" / "steps").iterdir()} <= set(PHASES)


def test_every_step_has_an_easy_sentence() -> None:
    """Each step and phase is named once, and every kanji has its reading; only the step of the card names a card."""
    names = [name for some in EASY_SENTENCES.values() for name in some]
    assert len(names) == len(set(names))
    assert set(names) <= {step.id for step in STEPS} | set(PHASES)
    assert {easy_sentence(step.id) for step in STEPS} == set(EASY_SENTENCES)
    for sentence in EASY_SENTENCES:
        assert not re.search(
            "[\u4e00-\u9fff々]", re.sub("｜[^｜《》]+《[ぁ-んー]+》", "", translate(sentence, "ja"))
        ), sentence
    assert [step.id for step in STEPS if "card" in easy_sentence(step.id)] == ["stop.card"]


def test_every_finding_and_symptom_leads_to_a_step() -> None:
    """Nothing that is found or said is left without something to do."""
    for symptom in model.symptoms():
        assert choose([Cause(symptom)], today=DAY), symptom
    for one in detectors().values():
        assert choose([finding(one.id, "low", verdict="not_mine")], today=DAY), one.id


@each_step
def test_sources_are_good_or_the_step_says_so(step: Step) -> None:
    """A step is shown as unverified if it rests on no source of grade A or B, or has facts that nobody has checked."""
    assert step.sources
    known = any(source.grade in ("A", "B") for source in step.sources)
    assert step.unverified or (known and all(source.checked < UNCHECKED for source in step.sources))


@each_step
def test_dates_are_sane(step: Step) -> None:
    """Sources were read before today and after the project began; an end is not before its beginning."""
    assert all(date(2026, 11, 1) <= source.checked <= date.today() for source in step.sources)
    assert (step.valid.from_ or date.min) <= (step.valid.until or date.max)
    assert 0 < step.review_every <= 366
    assert 0 < step.minutes <= 60
    assert step.rev >= 1


@each_step
def test_a_step_is_worth_reading(step: Step) -> None:
    """It has things to do in whole sentences, a way to know that it worked and one for when it does not."""
    actions = [one.do for one in step.how if one.do]
    assert len(actions) >= 2, f"how: of {step.id} needs at least two lines with `do`"
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
    """A page named in a step is known for every site of the step, or is one that services differ in; a desk is in
    contacts."""
    shops = sites.shops()
    differing = {key for topic in get_args(sites.Topic) for key in (get_args(topic) or (topic,))}
    for one in step.how:
        if one.use:
            places = [part.fact for condition in step.only_if for part in condition.asked]
            home = [market for market in COUNTRIES if f"country.{market.lower()}" in places]
            usual = sites.usual_sites(home or ("JP", "US"))
            known = all(one.use in shops[site].pages for site in step.shops or usual)
            assert known or (one.use in differing and (one.use.startswith("mail_") or not step.shops))
        if one.desk:
            assert one.desk in model.desks()
    assert set(step.shops) <= {name for name, shop in shops.items() if shop.kind == "shop"}


@each_step
def test_what_is_done_here_has_its_page(step: Step) -> None:
    """A step that speaks of handing in files, of asking the family or of the summary leads to that page."""
    text = " ".join(one.do or "" for one in step.how)
    for words, page in (("pload", "upload"), ("whom you asked", "household"), ("the summary from here", "summary")):
        assert words not in text or page in step.here or page not in get_args(Here)
    assert "summary" in step.here or step.phase != "report" or step.id == "report.phish"
    told_by_the_person = step.id == "claim.app_uk"  # nobody else can have sent the money
    asks = "household" in step.here or "household" not in get_args(Here)
    assert asks or step.phase != "claim" or "accuses" not in step.is_ or told_by_the_person


@each_step
def test_what_letters_say_of_a_step(step: Step) -> None:
    """Whoever reads a letter is told what was done; thinking of one's safety, or watching on, is nobody else's."""
    silent = step.phase in ("safe", "watch") or not step.for_
    silent |= step.id in ("stop.no_recall_number", "parcel.decide", "parcel.family_rule")
    assert (step.did is None) == silent
    assert silent or (step.did or "").startswith("I ")


def test_no_step_destroys_evidence() -> None:
    """Whoever is told to remove or delete something has been told before to save it, in the step or as its gate."""
    for step in STEPS:
        before = "clears" in step.is_
        for one in step.how:
            text = (one.do or "").lower()
            before |= "picture" in text or "save" in text or "screens" in text
            if re.match(r"(then )?(remove|delete|end it|change it)", text):
                assert before, f"{step.id}: {one.do}"
