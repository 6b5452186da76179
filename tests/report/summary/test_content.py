"""The neutral structure that every form of the summary lays out."""

import json
from datetime import datetime

import pytest
from msgspec import structs

from app.i18n.languages import LANGUAGES
from app.report.claim_table.claim import Claim
from app.report.claim_table.claims import claims
from app.report.stored import plain
from app.report.summary import FORMS, make, summarise
from app.report.summary.block import Caps, Heading, Table
from app.report.summary.fields import covered
from app.report.summary.forms import form
from app.report.summary.labels import ANSWER_LABELS, STATE_LABELS
from app.report.summary.layout import blocks
from app.report.summary.recipient import for_recipient
from app.report.summary.words import HEADING_LABELS, NOTE_LABELS, say, word
from app.web.fragments.report import coverage
from app.web.fragments.untrusted import safe_text
from checklists.recipients.recipient import recipients
from tests.report.summary import given


def test_the_head_says_what_this_document_is_and_when_it_was_made() -> None:
    """Case number, version, time with offset, the statement and the blind spot stand in every summary."""
    japanese = summarise(given.report(), given.state(), "ja")
    english = summarise(given.report(), given.state(), "en")
    assert japanese.generated_at == "2026-03-04T10:10:11+09:00"
    assert english.generated_at == "2026-03-04T01:10:11+00:00"
    assert (english.case, english.version, english.schema) == ("K7Q2-9F", "0.1.0", "mioboe.summary/2")
    assert "unverified" in english.statement
    assert "own network and device" in english.blind_spot
    assert japanese.title == word(HEADING_LABELS, "title", "ja")


def test_a_time_without_offset_is_refused() -> None:
    """A summary never states a moment that nobody can place."""
    with pytest.raises(ValueError, match="offset"):
        summarise(given.report(), given.state(generated_at=datetime(2026, 3, 4, 1, 2, 3)), "en")


def test_what_was_not_examined_is_named() -> None:
    """Refused files and checks that could not be made are listed with their reason and what would close the gap."""
    summary = summarise(given.report(), given.state(), "en")
    assert [one.path for one in summary.examined] == ["Your Orders.zip!/Refund Details.csv"]
    assert [len(one.problems) for one in summary.examined] == [1]
    assert summary.not_read[0].problems[0].message == "This file is locked with a password."
    gap = summary.not_assessed[0]
    assert gap.reason == "None of the files handed in says where refunds were paid to."
    assert gap.get[0].format == "amazon.your_orders_returns"
    assert summary.clear == ["More refunded than paid"]


def test_the_timeline_is_in_the_order_of_time_and_says_how_each_time_is_known() -> None:
    """Moments are shown in UTC and in the reader's zone; a day stays a day; an assumed zone is flagged."""
    findings = [
        given.finding(1, at="2026-02-03T18:30:00Z", zone="Asia/Tokyo"),
        given.finding(2, at="2026-02-03T00:00:00Z", at_basis="date_only"),
        given.finding(3, at="2026-01-03T18:30:00Z", at_basis="assumed"),
        given.finding(4, at=None, at_basis=None),
    ]
    timeline = summarise(given.report(findings), given.state(), "ja").timeline
    assert [one.number for one in timeline] == [3, 2, 1]
    assert [one.utc for one in timeline] == ["2026-01-03T18:30:00Z", "2026-02-03", "2026-02-03T18:30:00Z"]
    assert timeline[2].when == "2026年2月4日 03:30（日本時間）"
    assert timeline[1].when == "2026年2月3日"
    english = summarise(given.report(findings), given.state(), "en")
    assert english.timeline[0].basis == "The file names no time zone; the zone is assumed"
    assert english.findings[3].utc is None


def test_recognised_findings_stand_apart() -> None:
    """What was answered mine or family is no open finding, but is not dropped either."""
    summary = summarise(given.report(), given.state(), "en")
    assert [one.verdict for one in summary.findings] == [None, "not_mine"]
    assert [one.verdict for one in summary.recognised] == ["family"]
    assert [one.answer for one in summary.findings] == ["Not answered yet", "I do not recognise it"]
    assert len(summary.timeline) == 2
    assert [one.number for one in [*summary.findings, *summary.recognised]] == [1, 2, 3]


def test_steps_carry_how_far_the_person_is() -> None:
    """Done, set aside and open steps are told apart; a state that is not known counts as open."""
    progress = {"save.screens": "done", "shop.passkey": "not_for_me", "shop.password": "todo"}
    steps = summarise(given.report(), given.state(progress=progress), "en").steps
    assert [one.state for one in steps] == ["done", "open", "not_for_me"]


@pytest.mark.parametrize("state", ["doing", "waiting", "reopened", "later"])
def test_steps_under_way_are_open_and_say_how_far(state: str) -> None:
    """What is begun, waits for a reply or is open again stands among the open steps, with its state and its day."""
    given_state = given.state(progress={"shop.password": state}, since={"shop.password": given.MADE})
    summary = summarise(given.report(), given_state, "en")
    one = next(step for step in summary.steps if step.id == "shop.password")
    assert (one.state, one.since) == (state, "2026-03-04T01:10:11+00:00")
    shown = blocks(summary, Caps())
    place = shown.index(Heading(1, "Steps still open"))
    table = shown[place + 1]
    assert isinstance(table, Table)
    rows = {row[0]: row[3] for row in table.rows}
    assert rows["Choose a new password"] == f"{STATE_LABELS[state]}\n{one.since_shown}"


def test_what_was_written_down_and_put_in_is_in_every_form() -> None:
    """Notes, the family's answers, contacts with what was promised, and files with their hash and day."""
    summary = summarise(given.report(), given.state(), "en")
    text = json.dumps(plain(blocks(summary, Caps())))
    for part in (
        "blue stick", "Hanako", "We look into it.", "Promised: The money comes back", "By when: 9 Mar 2026",
        "Case number: A-1", "SHA-256 " + "cd" * 32, "screen.png",
    ):  # fmt: skip
        assert part in text
    assert summary.kept[0].at == "2026-03-04T01:10:11+00:00"
    assert (summary.contacts[0].number, summary.contacts[0].at) == (1, "2026-03-02T10:00+09:00")
    assert summary.notes[0].title == "Save what the screens show now"


@pytest.mark.parametrize(("events", "named"), [({"logins": 3}, True), ({"changes": 1}, True), ({"orders": 9}, False)])
def test_place_data_are_credited_where_they_are_used(events: dict[str, int], named: bool) -> None:
    """The credit that the licence asks for stands in the summary exactly when countries were looked up."""
    places = summarise(given.report(events=events), given.state(), "en").places
    assert (places is not None) is named
    if places:
        assert places.sentence == "Countries of network addresses: IP Geolocation by DB-IP, data of 1 Jun 2026."


def test_a_format_that_is_gone_keeps_its_id() -> None:
    """A stored report of an older version is still summed up."""
    summary = summarise(given.report(files=[given.file("a.csv", format="old.gone")]), given.state(), "en")
    assert summary.examined[0].name == "old.gone"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_every_form_can_be_handed_out(form: str, lang: str) -> None:
    """File names are plain, hold the case number and the day, and nothing from the person's files."""
    made = make(form, given.report(), given.state(case='K7/../"\n9F'), lang)
    assert made.filename == f"mioboe-summary-K79F-2026-03-04.{form}"
    assert made.data
    assert "/" in made.media_type
    assert make(form, given.report(), given.state(case=None), lang).filename == f"mioboe-summary-2026-03-04.{form}"


def test_an_unknown_form_is_refused() -> None:
    """Only the forms that exist can be asked for; a module name is no form."""
    with pytest.raises(ValueError, match="no such form"):
        make("content", given.report(), given.state(), "en")


def test_labels_cover_every_answer_and_none() -> None:
    """A name that no table knows is shown as it stands instead of failing the page."""
    assert word(ANSWER_LABELS, None, "en") == "Not answered yet"
    assert word(NOTE_LABELS, "something new", "en") == "something new"


def test_a_story_stands_above_the_timeline() -> None:
    """What belongs together is told with the numbers of its findings and its money; what was recognised is not, and
    one finding alone is no story."""
    three = [given.finding(number) for number in (1, 2, 3)]
    three[2]["verdict"] = "family"
    story = [{"key": "On {at} it began.", "values": {"at": "2026-02-03"}, "findings": [one["id"]]} for one in three]
    story_of = {"episode": 1, "from": "2026-02-03", "to": None, "stoppable": False, "severity": "high", "story": story}
    episodes = [{**story_of, "findings": [one["id"] for one in three], "money": []}]
    for number, one in enumerate(three):
        row = one["evidence"][0]
        row |= {"table": "orders", "money": {"minor": 64000, "currency": "JPY"}, "line": 2 + number}
    report = given.report(three, episodes=episodes)
    (told,) = summarise(report, given.state(), "en").stories
    assert told.findings == [1, 2]
    assert told.sentences == ["On 3 Feb 2026 it began."] * 2
    assert told.money_shown == "¥128,000"
    three[1]["verdict"] = "mine"
    report = given.report(three, episodes=episodes)
    assert summarise(report, given.state(), "en").stories == []


def test_days_alone_have_no_hour() -> None:
    """A period has days: those of a file that gives days alone everywhere, else those of the shop's clock."""
    days = {"table": "ledger", "shop": None, "from": "2026-01-05T00:00:00Z", "to": "2026-02-07T00:00:00Z", "events": 3}
    times = {**days, "shop": "amazon.co.jp", "from": "2026-01-05T18:00:00Z", "to": None}
    report = given.report(coverage=[days, times])
    japanese, english = ("2026年1月5日", "2026年2月7日", "2026年1月6日"), ("5 Jan 2026", "7 Feb 2026", "6 Jan 2026")
    for lang, shown in (("ja", japanese), ("en", english)):
        first, second = summarise(report, given.state(), lang).coverage
        assert (first.start_shown, first.end_shown, second.start_shown) == shown
        page = str(coverage(report.coverage, report, lang)[0].period)
        assert all(day in page for day in shown[:2])
    single = {**days, "to": "2026-01-05T23:00:00Z"}
    report = given.report(coverage=[single])
    for lang, day in (("ja", "2026年1月5日"), ("en", "5 Jan 2026")):
        assert coverage(report.coverage, report, lang)[0].period == safe_text(day)
        (line,) = covered(summarise(report, given.state(), lang), lang)
        assert line.count(day) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("known", [True, False])
def test_what_only_a_picture_shows_is_listed(lang: str, known: bool) -> None:
    """Beside the covered periods, in every text form and on the page of a recipient, with its days; also alone."""
    picture = {"table": "payments", "shop": "paypay.ne.jp", "from": "2026-01-05T03:00:00Z", "to": None, "events": 2}
    report = given.report(uncovered=[picture], **({} if known else {"coverage": []}))
    summary = summarise(report, given.state(), lang)
    (row,) = summary.uncovered
    for name, made in (("txt", summary), ("html", for_recipient(summary, recipients()["card_jp"], ()))):
        text = form(name).render(made).decode()
        assert word(NOTE_LABELS, "uncovered", lang) in text
        assert row.shop_name in text[text.index(word(NOTE_LABELS, "uncovered", lang)) :]
        assert row.start_shown in text[text.index(word(NOTE_LABELS, "uncovered", lang)) :]
    assert not summarise(given.report(), given.state(), lang).uncovered


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_check_made_is_not_called_nothing_found(lang: str) -> None:
    """Where no check could be made the summary says so, and counts no report of gaps as a check that found nothing."""
    reason = {"reason": "It is missing.", "values": {}, "get": []}
    outcomes = [
        {"detector": "refund.orphan", "title": "Refund without an order", "outcome": "not_assessable", **reason},
        {"detector": "case.coverage_gap", "title": "A gap", "outcome": "clear", **reason},
    ]
    summary = summarise(given.report([], outcomes=outcomes), given.state(), lang)
    said = json.dumps(plain(blocks(summary, Caps())), ensure_ascii=False)
    assert word(NOTE_LABELS, "no_checks", lang) in said
    assert word(NOTE_LABELS, "no_findings", lang) not in said
    assert summary.clear == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_found_is_said_only_where_nothing_was_found(lang: str) -> None:
    """Findings that are left out for want of an answer are findings, and so are those that were recognised."""
    for verdict in (None, "mine"):
        made = given.report([given.finding(1, verdict=verdict, at=None)])
        summary = summarise(made, given.state(with_open=False), lang)
        shown = json.dumps(plain(blocks(summary, Caps())), ensure_ascii=False)
        assert not summary.findings
        assert word(NOTE_LABELS, "no_findings", lang) not in shown
        expected = say("left_out", lang, count=1) if verdict is None else word(NOTE_LABELS, "all_recognised", lang)
        assert shown.count(expected) == (3 if verdict is None else 1)  # also on the first page and under the timeline


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_payment_is_named_by_its_payee(lang: str) -> None:
    """In the rows of a paper and in the text of its fields; and the heading names no shop that no row names."""

    def denied(shop: str | None, payee: str | None, title: str = "") -> Claim:
        charge = given.finding(1, verdict="not_mine", shop=shop)
        charge["evidence"][0] |= {"table": "payments", "payee": payee, "fields": {}}
        charge["evidence"][0]["money"] = {"minor": 24000, "currency": "JPY"}
        (claim,) = claims(given.report([charge]))
        return structs.replace(claim, items=[title] if title else [])

    report = given.report(shops=["amazon.co.jp"])
    steam, titled = denied(None, "STEAM GAMES", "STEAM GAMES"), denied(None, "ヤマダ太郎に送る", "お年玉")
    summary = summarise(report, given.state(claims=[steam, titled]), lang)
    for name in ("card_jp", "bank_or_pay_app", "police_jp"):
        paper = for_recipient(summary, recipients()[name], ())
        tables = [block for block in blocks(paper, Caps()) if isinstance(block, Table)]
        cells = [str(cell) for table in tables for row in table.rows for cell in row]
        assert sum("STEAM GAMES" in cell for cell in cells) >= 1, name
        assert any("ヤマダ太郎に送る" in cell and "お年玉" in cell for cell in cells), name
    assert [row.what.count("STEAM GAMES") for row in summary.denied] == [1, 0]
    assert "STEAM GAMES" in summary.shops_shown
    assert "ヤマダ太郎に送る" in summary.shops_shown
    assert "amazon" not in summary.shops_shown
    only_title = summarise(report, given.state(claims=[denied(None, None, "お年玉")]), lang)
    assert "お年玉" in only_title.denied[0].what
    assert only_title.shops_shown == ""
    assert "amazon.co.jp" in summarise(report, given.state(claims=[]), lang).shops_shown
    assert summarise(report, given.state(claims=[denied("steampowered.com", "X")]), lang).shops_shown != "X"
