"""Only what somebody said stands in what leaves a case: for everything that an owner and those at home can say, each
document is searched for statements about them. The table ``PLACES`` says which must speak, so that silence is no way
out."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI

from app.cases.answers.book import latest_report
from app.cases.case import Case
from app.cli import main
from app.i18n.languages import LANGUAGES
from app.report.model import Report
from app.settings import Settings
from app.web.pages.start.sample import SAMPLE
from checklists.letter import texts, wants
from checklists.recipients.recipient import recipients
from tests.browser import Browser, hand_in_sample, visit
from tests.said.documents import TEXT_FORMS, archives, pages, papers, summaries
from tests.said.statements import DENIES, phrase, untrue
from tests.said.states import OWNER, Situation, every, some, tell
from tests.service import running, the_case

EVERY = bool(os.environ.get("EVERY_CASE"))
SITUATIONS = [*every()] if EVERY else some()
# The pages and archives of these are read in every run, of all in `make soak`.
FEW = (("not_mine", "not asked", "person"), ("not_mine", "all said no", "helper"), ("family", "lives alone", "person"))
VISITED = [one for one in every() if EVERY or (one.owner, one.home, one.through) in FEW]
# Of the summary, the forms that have a place for what was said at home, of those for whom a part has it.
PLACES = {"csv": "entries", "html": "statement", "json": "all", "txt": "statement", "xlsx": "entries"}
FORMER = (
    "家族の誰もしていません。",
    "次の出来事には、家族の誰も心当たりがありません。",
    "返品やキャンセルは、私も家族もしていません。",
    "本人も家族も知らないもの",
    "記録：本人も家族も知らない",
    "2026-11-25から、ご家族の誰にも見覚えのないもの：注文",
    "Nobody at home did it.",
    "Nobody at home recognises these entries:",
    "From 2026-11-25 on, things that nobody at home recognises: an order.",
    "Neither I nor anyone at home did this.",
)
# What letters once said in the owner's name while no row was denied.
FORMER_DENIALS = (
    "上記の利用は、私が行ったものではありません。",
    "2の取引・操作は、私が行ったものではありません。",
    "私名義のカードに、身に覚えのない利用がありました。",
    "いずれも、私が行ったものでも承認したものでもありません。",
    "I did not make these charges.",
    "I did not make or authorize them.",
    "I neither made nor authorized them:",
    "Points of mine were used that I did not use.",
)


@pytest.fixture(scope="module")
def service(lasting: Settings) -> Iterator[FastAPI]:
    """A service whose one case has the sample export, examined once."""
    with running(replace(lasting, limit_factor=100)) as app:  # every page is asked for in each situation
        browser = visit(app)
        hand_in_sample(browser)
        app.state.browser = browser
        yield app


@pytest.fixture(scope="module")
def case(service: FastAPI) -> Case:
    return the_case(service)


@pytest.mark.parametrize("situation", SITUATIONS, ids=str)
def test_papers_say_only_what_was_said(case: Case, situation: Situation) -> None:
    """Every letter, every form of the summary for everybody and each recipient, and the reasons of the steps."""
    tell(case, situation)
    forms = tuple(TEXT_FORMS) if EVERY else ("json", "txt")
    wrong = {name: faults for name, text in papers(case, situation.lang, forms) if (faults := untrue(text, situation))}
    assert wrong == {}


@pytest.mark.parametrize("situation", [one for one in SITUATIONS if one.owner == "not_mine"], ids=str)
def test_what_was_said_is_printed_where_there_is_a_place(case: Case, situation: Situation) -> None:
    """The denial and the words of those at home stand in each form that has a place for them, whoever it is for."""
    tell(case, situation)
    found = dict(papers(case, situation.lang, tuple(PLACES)))
    for name, summary in summaries(case, latest_report(case) or Report(), situation.lang):
        kept_back = any(kind.kind == "household" for kind in summary.withheld)
        assert bool(summary.home) == (bool(summary.denied) and not kept_back), name
        for form in PLACES:
            text = re.sub(r"\s+", " ", found[f"{name}.{form}"])
            if not summary.home or (form == "txt" and summary.fields and not _denies(name)):
                continue
            assert re.search(phrase(situation), text), (name, form)
            assert re.search(DENIES, text) or form == "json", (name, form)
    if situation.home != "not asked":
        for letter, text in found.items():
            kind, _, lang = letter.removeprefix("letter ").partition(".")
            if letter.startswith("letter ") and lang in texts(kind) and "home" in wants(kind, lang):
                assert re.search(phrase(situation), re.sub(r"\s+", " ", text)), letter


def _denies(name: str) -> bool:
    """Whether the form of this recipient has a field for what the owner denies."""
    recipient = recipients()[name.split()[1]]
    return any({"denied", "charges"} & set(field.holds) for field in recipient.fields)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("owner", OWNER[1:] if EVERY else ("family", "not_mine"))
def test_the_command_says_only_what_was_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], owner: str, lang: str
) -> None:
    """``mioboe check`` with the owner's answers in a file, as text and as JSON; nobody at home is asked there."""
    situation = Situation(owner, "not asked", "person", lang)

    def check(*more: str) -> str:
        with pytest.raises(SystemExit):
            main(["check", str(SAMPLE), "--lang", lang, *more])
        return capsys.readouterr().out

    ids = [finding["id"] for finding in json.loads(check("--json"))["findings"]]
    (tmp_path / "owner.yaml").write_text(json.dumps({"verdicts": dict.fromkeys(ids, owner)}), "utf-8")
    for form in ((), ("--json",)):
        text = check("--owner", str(tmp_path / "owner.yaml"), *form)
        assert text
        assert untrue(text, situation) == []


@pytest.mark.parametrize("situation", VISITED, ids=str)
def test_pages_and_archives_say_only_what_was_said(service: FastAPI, case: Case, situation: Situation) -> None:
    """What every route of a case answers, and every member of its archive and its evidence bundle."""
    tell(case, situation)
    browser: Browser = service.state.browser
    browser.client.headers["Accept-Language"] = situation.lang
    read = dict(pages(browser, latest_report(case) or Report(), EVERY))
    assert len(read) > 75
    if EVERY or situation.through == "helper":
        read |= dict(archives(case, situation.lang))
    assert {name: faults for name, text in read.items() if (faults := untrue(text, situation))} == {}


@pytest.mark.parametrize("sentence", FORMER)
def test_a_sentence_that_nobody_said_is_noticed(sentence: str) -> None:
    """What documents once printed of the family after one press of the owner is untrue while nobody there was asked."""
    lang = "en" if sentence.isascii() else "ja"
    assert untrue(f"… {sentence} …", Situation("not_mine", "not asked", "person", lang))


@pytest.mark.parametrize("sentence", FORMER_DENIALS)
def test_a_denial_that_the_owner_did_not_give_is_noticed(sentence: str) -> None:
    """The sentence itself is untrue where nothing was denied; behind a box it is there to be ticked."""
    lang = "en" if sentence.isascii() else "ja"
    assert untrue(f"… {sentence} …", Situation("nothing", "not asked", "person", lang))
    assert untrue(f"… {sentence} …", Situation("not_mine", "not asked", "person", lang)) == []
    if "利用がありました" not in sentence and "that I" not in sentence:  # openings have no box
        assert untrue(f"… □ {sentence} …", Situation("nothing", "not asked", "person", lang)) == []
