"""The steps that ship keep the rules: triggers exist, gates hold, sources and dates are there."""

import re
from datetime import date
from graphlib import TopologicalSorter
from typing import get_args

import pytest

from analyzers.rules.contract import detectors
from analyzers.rules.tags import TAGS
from checklists import model, sites
from checklists.model import PHASES, Step
from checklists.questions import questions
from tests.checklists.shipped import ROOT, STEPS

RESERVED = {"always", "severity.high", "disowned", "disowned.card"}
ANSWERS = {f"{one.id}={option}" for one in questions().values() for option in one.options}
TAKEOVER = {
    "mail.password", "mail.rules", "mail.sessions_2fa", "shop.guided", "shop.password", "shop.signout_all",
    "shop.passkey", "shop.connected_apps", "account.password", "account.signout_all", "account.second_factor",
    "account.passkey", "account.connected_apps", "watch.weekly",
}  # fmt: skip
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


@each_step
def test_triggers_exist(step: Step) -> None:
    """A trigger is a tag, a symptom, an answer or a reserved word that exists; a step without one is never reached."""
    assert step.triggers or step.valid.until
    assert len(set(step.triggers)) == len(step.triggers)
    assert set(step.triggers) <= {f"tag.{tag}" for tag in TAGS} | set(model.symptoms()) | RESERVED | ANSWERS


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
        assert all(one == "account.screens" or one.startswith("save.") for one in step.evidence_first)
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
    """The household is asked before every claim; safety comes before what others notice."""
    told_by_the_person = ("claim.giftcard", "claim.app_uk", "claim.auction", "claim.child")  # nobody else could have
    assert ("save.household" in step.evidence_first) == (step.phase == "claim" and step.id not in told_by_the_person)
    tells = "may_alert_other_person" in step.warns or step.id == "save.household"
    assert ("safe.known_person" in step.requires) == tells


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
    """A page named in a step is known for every site of the step, or is one that services differ in; a desk is in
    contacts."""
    shops = sites.shops()
    differing = {key for topic in get_args(sites.Topic) for key in (get_args(topic) or (topic,))}
    for one in step.how:
        if one.use:
            usual = sites.usual_sites(step.markets or ("JP", "US"))
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
        assert words not in text or page in step.here
    assert "summary" in step.here or step.phase != "report" or step.id == "report.phish"
    assert "household" in step.here or "save.household" not in step.evidence_first


@each_step
def test_what_letters_say_of_a_step(step: Step) -> None:
    """Whoever reads a letter is told what was done; thinking of one's safety, or watching on, is nobody else's."""
    silent = step.phase in ("safe", "watch") or not step.triggers
    silent |= step.id in ("stop.no_recall_number", "parcel.decide", "parcel.family_rule")
    assert (step.did is None) == silent
    assert silent or (step.did or "").startswith("I ")


def test_no_step_destroys_evidence() -> None:
    """Whoever is told to remove or delete something has been told before to save it, in the step or as its gate."""
    for step in STEPS:
        before = "save.screens" in step.evidence_first
        for one in step.how:
            text = (one.do or "").lower()
            before |= "picture" in text or "save" in text or "screens" in text
            if re.match(r"(then )?(remove|delete|end it|change it)", text):
                assert before, f"{step.id}: {one.do}"
