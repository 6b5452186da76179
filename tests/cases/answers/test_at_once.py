"""An answer counts as soon as it is given: whoever stops after any page leaves with the same numbers everywhere, and
what is taken back is as it was."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest
from msgspec import structs

from analyzers.asking.kinds import STAGES
from analyzers.asking.questions import Question
from analyzers.asking.state import Recognition
from analyzers.book.losses import Total, totals
from analyzers.events.answers import ASKED_TAGS, RECOGNISED, REFUND_TAG, UNPAID, fits, most_careful
from analyzers.events.ids import event_id
from analyzers.findings.assemble import examine
from analyzers.findings.finding import Finding
from analyzers.rules.contract import DISOWNED, tags_of
from app.cases.answers import book, changes, looks, verdicts
from app.cases.answers.book import Asking, latest_report
from app.cases.answers.claims import claims_of
from app.cases.case import Case
from app.cases.plan.summary_state import summary_state
from app.cli.paths import sources
from app.i18n.translate import gettext
from app.report import build
from app.report.answers import AnswerFile, as_json
from app.report.claim_table.claim_rows import sums
from app.report.claim_table.claims import of_assembled
from app.report.model import Report, Timing
from app.report.recognition import recognised
from app.report.stored import plain, to_json
from app.report.summary import summarise
from app.sandbox.client import ReaderClient
from app.settings import Settings
from app.web.pages.start.sample import SAMPLE
from evaluation.simulate.account import Account, Spec
from tests.browser import Browser, visit
from tests.cases.answers.loss_places import (
    Looked,
    case_of,
    examined,
    lost_by_rows,
    same_counts,
    same_in_forms,
    same_in_letters,
    same_next_step,
    same_on_pages,
    take_back,
)
from tests.cli.here import run
from tests.service import running

ACCOUNTS = [Spec("light", 11, "balance_drained_in_sight"), Spec("family", 12, "drop_address")]
SAYS = ("mine", "family", "not_mine", "not_mine", "not_sure", UNPAID)
WITH_FORMS = 6  # after one page in so many, all forms of the summary are made
WITH_COMMANDS = 12  # after one page in so many, the commands are run
Snapshot = tuple[bytes, list[Question], Any, tuple[Total, ...]]


@pytest.fixture(scope="module")
def browser(lasting: Settings) -> Iterator[Browser]:
    """A browser with a case."""
    with running(lasting) as app:
        here = visit(app)
        assert here.post("/start", {"symptom": ["symptom.unknown_charge"]}).status_code == 303
        here.client.app = app  # type: ignore[attr-defined]
        yield here


def sample() -> Looked:
    """The sample export, examined."""
    with closing(ReaderClient()) as client:
        read = build.read(sources([(SAMPLE.name, str(SAMPLE))]), None, client)
    report, units = build.examined(read, (), build.Owner())
    return Looked(Account(Spec("sample", 0), (), "", (), None), build.merged(read, build.Owner())[1], report, units)


@pytest.fixture(scope="module")
def histories() -> dict[str, Looked]:
    """The sample and simulated accounts."""
    return {"sample": sample()} | {one.account.spec.persona: one for one in examined(ACCOUNTS)}


def snapshot(case: Case) -> Snapshot:
    """Everything that answers change."""
    report, asking = latest_report(case), book.state(case)
    assert report
    assert asking
    account = asking.recognition.account
    return (
        to_json(structs.replace(report, timing=Timing())),
        asking.recognition.questions,
        account,
        totals(claims_of(case, report)),
    )


class Given(NamedTuple):
    """An answer that was given to a question."""

    question: Question
    answer: str


def counting(given: list[Given]) -> dict[int, str]:
    """The answer to each unit that follows from these answers alone: the one of the latest stage. A thing that was
    taken for the owner's in a list stays denied with its whole group until it is looked over."""
    by_unit: dict[int, str] = {}
    for question, answer in sorted(given, key=lambda pair: STAGES.index(pair.question.stage)):
        for unit in question.units if question.kind != "card" or question.stage != "main" else ():
            slip = question.stage in ("review", "scan") and answer in RECOGNISED and by_unit.get(unit) == "not_mine"
            if not slip:
                by_unit[unit] = answer
    return by_unit


def expected(finding: Finding, answer_of: Callable[[str], str | None]) -> str | None:
    """The verdict that follows from the answers to the events of a finding."""
    answers, tags = [answer_of(event) for event in finding.triggers], tags_of(finding.detector)
    if "coverage" in tags:
        return None
    if "not_mine" in answers:
        return "not_mine"
    if UNPAID in answers and REFUND_TAG in tags:
        return UNPAID
    if None in answers or (finding.kind == "proof" and ASKED_TAGS.isdisjoint(tags)):
        return None
    return most_careful("mine" if answer == UNPAID else str(answer) for answer in answers)


@pytest.mark.long
@pytest.mark.parametrize("name", ["sample", "light", *(["family"] if os.environ.get("EVERY_CASE") else [])])
def test_every_prefix_of_a_walk(browser: Browser, histories: dict[str, Looked], name: str, tmp_path: Path) -> None:
    """After each page of a walk, the last one included, all places have the numbers that follow from the answers so
    far; taking the page back brings back exactly what was, and giving it again what came of it."""
    looked, random, given = histories[name], Random(name), list[Given]()
    case, state = case_of(browser, looked), recognised(examine(looked.history), build.Owner())
    number = 0
    agree(browser, case, looked, state(AnswerFile({}, {})), given, number, tmp_path)
    while (asking := book.state(case)) and asking.pages:
        before, page = snapshot(case), asking.pages[0]
        answers = {question.id: says(random, question) for question in page.questions}
        verdicts.answer(case, answers)
        after = snapshot(case)
        verdicts.take_back(case)
        assert snapshot(case) == before, number
        verdicts.answer(case, answers)
        assert snapshot(case) == after, number
        given += [Given(question, answers[question.id]) for question in page.questions]
        number += 1
        so_far = AnswerFile({question.id: answer for question, answer in given}, {})
        agree(browser, case, looked, state(so_far), given, number, tmp_path)
    assert number > 8
    assert {"main", "review", "scan", "second_look"} <= {question.stage for question, _ in given}


def says(random: Random, question: Question) -> str:
    """What the person says; of a second look mostly what they said before."""
    if question.before and random.random() < 0.7:
        return question.before
    return random.choice([answer for answer in SAYS if fits(question.kind, answer)])


def agree(
    browser: Browser, case: Case, looked: Looked, command: Any, given: list[Given], number: int, folder: Path
) -> None:
    """All places agree with each other and with the answers."""
    lang = ("ja", "en")[number % 2]
    report, asking = latest_report(case), book.state(case)
    assert report
    assert asking
    by_unit, now = counting(given), asking.recognition
    assert now.answers == by_unit
    events = {event_id(key): by_unit.get(unit) for unit, key in enumerate(now.frame["key"])}
    rules = [finding for finding in report.findings if finding.detector != DISOWNED]
    assert [finding.verdict for finding in rules] == [expected(finding, events.get) for finding in rules]
    denied = {unit for unit, answer in by_unit.items() if answer == "not_mine"}
    disowned = [finding for finding in report.findings if finding.detector == DISOWNED]
    assert sum(len(finding.triggers) for finding in disowned) == len(denied)
    claims = claims_of(case, report)
    assert all(claim.answer in {by_unit.get(unit) for unit in claim.units} for claim in claims if claim.units)
    numbers = totals(claims)
    lost = totals(claim for claim in claims if claim.answer == "not_mine")
    assert {it.currency: it.lost for it in lost if it.lost} == lost_by_rows(looked.history, now)
    assert totals(of_assembled(Report(findings=command.now.findings), command.now)) == numbers
    assert [(f.id, f.verdict) for f in command.now.findings] == [(f.id, f.verdict) for f in report.findings]
    summary = summarise(report, summary_state(case, report, lang), lang)
    assert [tuple(plain(it).values()) for it in summary.totals] == [tuple(it) for it in numbers]
    same_in_letters(case, report, claims, lang)
    same_on_pages(browser, sums(numbers, lang), lang)
    same_counts(browser, now, report, summary, lang)
    same_next_step(browser, case, summary, lang)
    in_findings(browser, report, lang)
    if number % WITH_FORMS == 0:
        same_in_forms(summary, pdf=False)
    if looked.account.spec.persona == "sample" and number % WITH_COMMANDS == 0:
        by_commands(summary.totals, report, given, folder)


def in_findings(browser: Browser, report: Report, lang: str) -> None:
    """The page of findings counts those that have an answer."""
    asked = [finding for finding in report.findings if "coverage" not in tags_of(finding.detector)]
    done = sum(finding.verdict is not None for finding in asked)
    sentence = gettext("Answered: {done} of {all}", lang, done=done, all=len(asked))
    assert sentence in browser.get(f"/case/findings?lang={lang}").text


def by_commands(shown: Any, report: Report, given: list[Given], folder: Path) -> None:
    """What ``recognise`` and ``check`` say of the same files and answers."""
    kept = folder / "answers.json"
    kept.write_text(json.dumps(as_json(AnswerFile({question.id: answer for question, answer in given}, {}))))
    asked = json.loads(run("recognise", SAMPLE, "--answers", kept, "--json").stdout)
    checked = json.loads(run("check", SAMPLE, "--answers", kept, "--json").stdout)
    assert asked["totals"] == checked["totals"] == plain(shown)
    verdicts_of = {finding.id: finding.verdict for finding in report.findings}
    assert {one["id"]: one["verdict"] for one in checked["findings"]} == verdicts_of
    assert sorted(asked["disowned"]) == sorted(f.id for f in report.findings if f.detector == DISOWNED)


@pytest.mark.parametrize("name", ["sample", "light"])
def test_undo_brings_back_exactly_what_was(browser: Browser, histories: dict[str, Looked], name: str) -> None:
    """An answer to a finding, the state of entries, and an answer that is looked over: each is taken back without a
    trace."""
    case, random = case_of(browser, histories[name]), Random(name)
    verdicts.answer(case, {one.id: "not_mine" for one in state(case).pages[0].questions})
    verdicts.answer(case, {one.id: says(random, one) for one in state(case).pages[0].questions})
    before, asking = snapshot(case), state(case)
    some = random.sample(asking.recognition.frame["key"].to_list(), 12)
    for answer in ("mine", "not_mine", "not_sure"):
        change = changes.change(case, {event_id(key): answer for key in some})
        assert snapshot(case) != before
        changes.take_back(case, change)
        assert snapshot(case) == before
    for look in open_looks(case):
        verdicts.answer(case, {look.id: "not_mine" if look.before != "not_mine" else "mine"})
        now = book.state(case)
        assert now
        looks.undo(case, now, look.id)
        assert snapshot(case) == before


def open_looks(case: Case) -> list[Question]:
    """The second looks without an answer, at least one."""
    asking = book.state(case)
    assert asking
    some = [one for one in asking.recognition.questions if one.stage == "second_look" and not one.answer]
    assert some
    return some


def test_undo_of_what_was_not_looked_over(browser: Browser, histories: dict[str, Looked]) -> None:
    """It takes back the answer that it shows: to the thing itself, else to the whole group, which is asked again."""
    case = case_of(browser, histories["sample"])
    while not any(question.stage == "second_look" for question in state(case).recognition.questions):
        page = state(case).pages[0]
        before = snapshot(case)
        verdicts.answer(case, dict.fromkeys((question.id for question in page.questions[:1]), "not_mine"))
    (look,) = open_looks(case)
    asking = state(case)
    assert look.repeats[-1] == page.questions[0].id
    looks.undo(case, asking, look.id)
    assert snapshot(case) == before


def state(case: Case) -> Asking:
    asking = book.state(case)
    assert asking
    return asking


def test_what_is_answered_is_suspected_no_longer(browser: Browser, histories: dict[str, Looked]) -> None:
    """The example of the sample: two answers, and nothing but the questions that are left waits."""
    case = case_of(browser, histories["sample"])
    report = latest_report(case)
    assert report
    (first,) = totals(claims_of(case, report))
    assert first.suspected
    for money in sorted({question.weight for question in marked(state(case).recognition)}, reverse=True)[:2]:
        named = [question.id for question in marked(state(case).recognition) if question.weight == money]
        verdicts.answer(case, dict.fromkeys(named, "mine"))
    report = latest_report(case)
    assert report
    assert sum(total.suspected for total in totals(claims_of(case, report))) < first.suspected
    assert "mine" in {finding.verdict for finding in report.findings if finding.severity in ("high", "critical")}
    assert open_looks(case)  # what an alarm cites is looked at twice before all is said to be done
    take_back(case)


def marked(recognition: Recognition) -> list[Question]:
    """The main questions that an alarm or a proof leads to."""
    return [question for question in recognition.questions if question.marked and question.stage == "main"]
