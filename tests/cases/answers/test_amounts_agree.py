"""Every place that names a loss names the same one: pages, forms of the summary, letters, claims, and the commands.

Simulated accounts are examined as a case is, and their owners answer at random or know everything. What they lost is
added up once more from the rows of the history (``loss_places.lost_by_rows``).
"""

import os
from collections.abc import Iterator
from random import Random

import pytest

from analyzers.asking.state import Recognition
from analyzers.book.losses import totals
from analyzers.findings.assemble import examine
from app.cases.answers import book
from app.cases.answers.book import latest_report
from app.cases.answers.claims import claims_of
from app.cases.case import Case
from app.cases.plan.summary_state import summary_state
from app.report import build
from app.report.answers import AnswerFile
from app.report.claim_table.claim_rows import sums
from app.report.claim_table.claims import of_assembled
from app.report.model import Report
from app.report.recognition import present, recognised
from app.report.stored import plain
from app.report.summary import summarise
from app.settings import Settings
from app.storage.tables import VerdictRow, now
from evaluation.measure.results import AT_ONCE
from evaluation.measure.run import specs
from evaluation.simulate.account import Spec, Truth
from evaluation.simulate.goods import YEN
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
from tests.service import rows_by_hand, running

EVERY_CASE = bool(os.environ.get("EVERY_CASE"))
ACCOUNTS, OWNERS = (200, 1) if EVERY_CASE else (10, 8)  # `make soak` has an account for each owner
ORDERED = ("drop_address", "after_silence", "drop_as_a_present", "many_of_one_thing")  # attacks that only place orders
COMMANDS = 10  # what the command says is worked out anew for one answered account in so many
WITH_PAGES = 40  # the pages and all forms of one answered account in so many are looked at
SEED = 8_100_000
SAYS = ("mine", "family", "not_mine", "not_mine", "not_sure", "")
SOME = 12  # of what there is to ask, beside what alarms and second looks are about
ROUNDS = 3  # times that an owner answers what there is to ask, at most


@pytest.fixture(scope="module")
def looked() -> list[Looked]:
    """Accounts of all personas and attacks."""
    every = [one for number in range(1 + ACCOUNTS // 91) for one in specs(1, 1, SEED + number)]
    wanted = [every[place * len(every) // ACCOUNTS] for place in range(ACCOUNTS)]
    return [one for start in range(0, len(wanted), AT_ONCE) for one in examined(wanted[start : start + AT_ONCE])]


@pytest.fixture(scope="module")
def browser(lasting: Settings) -> Iterator[Browser]:
    """A browser with a case."""
    with running(lasting) as app:
        here = visit(app)
        assert here.post("/start", {"symptom": ["symptom.unknown_charge"]}).status_code == 303
        here.client.app = app  # type: ignore[attr-defined]
        yield here


def answered(case: Case, rng: Random, truth: Truth | None = None) -> AnswerFile:
    """The answers of an owner, who says anything about some things, or with ``truth`` what is so about all; they are
    given to the case, too."""
    given: dict[str, str] = {}
    for _ in range(ROUNDS):
        asking = book.state(case)
        assert asking
        waiting = [one for one in asking.recognition.questions if not one.answer and one.kind != "card"]
        if truth:
            new = {one.id: _said(asking.recognition, one.units, truth) for one in waiting}
        else:
            some = rng.sample(waiting, min(SOME, len(waiting)))
            some += [one for one in waiting if one.marked or one.stage == "second_look"]
            new = {one.id: said for one in some if (said := rng.choice(SAYS))}
        with rows_by_hand(case.service.engine) as session:
            for name, said in new.items():
                subject = f"question:{case.key.keyed_hash('question', name)}"
                session.add(VerdictRow(case_id=case.id, subject=subject, verdict=said, triggers=[], at=now()))
        given |= new
    return AnswerFile(given, {})


def _said(found: Recognition, units: tuple[int, ...], truth: Truth) -> str:
    rows = found.frame[list(units)].select("path", "line").rows()
    return "not_mine" if truth.rows.intersection(rows) else "mine"


@pytest.mark.long
def test_all_places_name_the_same_loss(browser: Browser, looked: list[Looked]) -> None:
    """For two hundred answered accounts, the owners of each one after the other: the claims, the summary, the letters
    and both commands; for some of them the pages and every form of the summary. The numbers are those of the rows that
    are not the owner's."""
    lost = came_back = suspected = 0
    for number in sorted(range(ACCOUNTS * OWNERS), key=lambda number: number % ACCOUNTS):
        one, rng = looked[number % ACCOUNTS], Random(f"{SEED} {number}")
        if number < ACCOUNTS:
            case = case_of(browser, one)
        take_back(case)
        lang = rng.choice(("ja", "en"))
        answers = answered(case, rng)
        report = latest_report(case)
        assert report
        rows = claims_of(case, report)
        numbers = totals(rows)
        shown = sums(numbers, lang)
        where = f"{one.account.spec} {number}"
        summary = summarise(report, summary_state(case, report, lang), lang)
        assert [tuple(plain(it).values()) for it in summary.totals] == [tuple(it) for it in numbers], where
        assert list(summary.sums) == shown, where
        same_in_letters(case, report, rows, lang)
        state = recognised(examine(one.history), build.Owner())(answers) if number % COMMANDS == 0 else None
        if state is not None:
            found = totals(of_assembled(Report(findings=state.now.findings), state.now))
            assert found == numbers, where
            assert plain(present(state, lang, found))["totals"] == plain(summary.totals), where
        asking = book.state(case)
        assert asking
        by_rows = lost_by_rows(one.history, asking.recognition)
        assert {it.currency: it.lost for it in numbers if it.lost} == by_rows, where
        assert all(it.still_open == it.lost - it.came_back >= 0 for it in numbers), where
        lost, came_back = lost + any(it.lost for it in numbers), came_back + any(it.came_back for it in numbers)
        suspected += any(it.suspected for it in numbers)
        if number % WITH_PAGES == 0:
            same_on_pages(browser, shown, lang)
            same_counts(browser, asking.recognition, report, summary, lang)
            same_next_step(browser, case, summary, lang)
            same_in_forms(summary, pdf=number % (2 * WITH_PAGES) == 0)
    assert min(lost, came_back, suspected) > ACCOUNTS * OWNERS // 20, (lost, came_back, suspected)


@pytest.mark.long
def test_what_is_known_to_be_stolen_is_what_is_lost(browser: Browser) -> None:
    """Of attacks that only place orders the thief's loot is known. An owner who knows everything lost exactly that."""
    for one in examined([Spec("light", SEED + number, attack) for number, attack in enumerate(ORDERED)]):
        case, truth = case_of(browser, one), one.account.truth
        assert truth
        answered(case, Random(0), truth)
        report = latest_report(case)
        assert report
        (total,) = totals(claims_of(case, report))
        yen = total.lost / (1 if total.currency == "JPY" else 100) / YEN[total.currency]
        assert yen == pytest.approx(sum(loss.yen for loss in truth.losses), abs=len(truth.losses)), one.account.spec
        assert not total.came_back
