"""``mioboe plan``: the plan without a server, what it assumes, and what it does not know."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from app.cli import plan_text
from app.cli.command import main
from app.i18n.languages import LANGUAGES
from app.i18n.translate import gettext, translate
from app.report import schema
from checklists.model import symptoms
from checklists.shops.keys import MOST_SHOWN
from checklists.show import places

TYPED = ("--symptom", "symptom.phishing_link", "--answer", "message.typed=password")
DAY = ("--date", "2026-11-27")


def plan(capsys: pytest.CaptureFixture[str], *arguments: str, lang: str = "en") -> dict[str, Any]:
    """The object that is printed, which keeps its schema."""
    with pytest.raises(SystemExit) as ended:
        main(["plan", *arguments, *DAY, "--json", "--lang", lang])
    shown: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert ended.value.code == 0
    errors = Draft202012Validator(schema.schema("mioboe.plan/1")).iter_errors(shown)
    assert [error.message for error in errors] == []
    return shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_object_keeps_its_schema(capsys: pytest.CaptureFixture[str], lang: str) -> None:
    """With everything that may be given."""
    money = ("--answer", "money.statement=2026-11-01", "--answer", "money.market=japan", "--shop", "amazon.co.jp")
    shown = plan(capsys, *TYPED, "--symptom", "symptom.unknown_charge", *money, lang=lang)
    assert [one["when"] for one in shown["steps"]][:2] == ["now", "now"]
    dates = {f"{one['id']}.{one['term']}": (one["due"], one["needs"]) for one in shown["deadlines"]}
    assert dates["jp.card60.tell"] == ("2026-12-31", [])
    assert dates["jp.card60.covered"] == (None, ["money.charge"])
    assert "card_jp" in shown["letters"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "somebody who wants to check"),
        (("--symptom", "symptom.just_checking", *TYPED), "something did happen"),
        (("--answer", "message.typed=card"), "is taken to mean"),
        ((*TYPED, "--answer", "message.typed=nothing"), "I typed nothing"),
        (("--symptom", "symptom.unknown_order", "--answer", "order.sent=sent", "--answer", "order.sent=not_sent"),
         "exclude each other"),
        (("--symptom", "symptom.balance_changed", "--answer", "money.returned=returned"), "does not arise"),
        (("--shop", "amazon.co.jp", "--shop", "https://www.amazon.co.jp/"), "amazon.co.jp is named twice"),
        (("--shop", "unknown.example"), "no pages of unknown.example"),
        (("--market", "KR"), "South Korea"),
        ((), "No country is named"),
    ],
)  # fmt: skip
def test_what_is_assumed_is_said(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: str) -> None:
    """Contradictions, gaps, doubles and countries without rules end in a sentence, not in silence."""
    assert any(words in one for one in plan(capsys, *arguments)["assumed"])


def test_what_an_answer_warns_of_is_read_out(capsys: pytest.CaptureFixture[str]) -> None:
    """No step is for an exchange of crypto-assets: the note of the answer says whom to tell."""
    with pytest.raises(SystemExit):
        main(["plan", "--symptom", "symptom.money_sent", "--answer", "told.sent_by=crypto", *DAY, "--lang", "en"])
    text = capsys.readouterr().out
    assert text.index("\n1. ") < text.index("Tell the exchange that you used")


def test_what_a_new_password_ends_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """Below the page of the password, and no more than what matters most."""
    with pytest.raises(SystemExit):
        main(["plan", *TYPED, "--shop", "paypay.ne.jp", *DAY, "--lang", "en"])
    text = capsys.readouterr().out
    (place,) = places("password", sites=["paypay.ne.jp"], lang="en")
    lines = [gettext(key.says, "en", key=key.name) for key in place.keys]
    assert [line in text for line in lines] == [number < MOST_SHOWN for number in range(len(lines))]
    assert len(lines) > MOST_SHOWN


def test_nothing_to_do_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """A plan without steps says so."""
    known = ("--symptom", "symptom.unknown_order", "--answer", "order.household=someone", "--shop", "rakuten.co.jp")
    found = plan(capsys, *known)
    assert not found["steps"]
    assert any("calls for a step" in one for one in found["assumed"])


def test_a_contradiction_is_settled_in_the_careful_way(capsys: pytest.CaptureFixture[str]) -> None:
    """An order that was sent and was not may still be cancelled; a card that was typed was typed."""
    torn = ("--answer", "order.sent=sent", "--answer", "order.sent=not_sent", "--shop", "amazon.co.jp")
    steps = [one["id"] for one in plan(capsys, "--symptom", "symptom.unknown_order", *torn)["steps"]]
    assert "stop.cancel_orders" in steps
    typed = ("--answer", "message.typed=nothing", "--answer", "message.typed=card")
    assert "stop.card" in [one["id"] for one in plan(capsys, *TYPED, *typed)["steps"]]


def test_the_findings_of_a_check_count(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Unanswered they call for a closer look only, disowned for the steps that act."""
    file = tmp_path / "check.json"
    for verdict, acts in ((None, False), ("not_sure", False), ("not_mine", True), ("family", False)):
        found = {"id": "f", "detector": "login.unfamiliar", "severity": "low", "verdict": verdict}
        coverage = [{"table": "logins", "shop": "amazon.co.jp", "from": None, "to": None, "events": 1}]
        file.write_text(json.dumps({"schema": "mioboe.check/1", "findings": [found], "coverage": coverage}))
        steps = {one["id"] for one in plan(capsys, "--report", str(file))["steps"]}
        assert ({"mail.password", "shop.password", "shop.signout_all"} <= steps) is acts
        assert acts or not any(one.startswith(("mail.", "shop.", "account.")) for one in steps)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--symptom", "symptom.nothing", "--symptom", "symptom.none"), ["symptom.nothing", "symptom.none"]),
        (("--answer", "no.question=x"), ["no.question"]),
        (("--answer", "message.typed=pin"), ["message.typed", "pin"]),
        (("--answer", "money.statement=yesterday"), ["yesterday"]),
        (("--answer", "message.typed"), ["QUESTION=VALUE"]),
        (("--shop", "my shop"), ["my shop"]),
        (("--market", "QQ"), ["QQ"]),
        (("--report", "/nothing/here.json"), ["/nothing/here.json"]),
        (("--report", __file__), ["mioboe.check/1"]),
        (("--date", "soon"), ["soon"]),
    ],
)
def test_what_is_not_known_is_named(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: list[str]
) -> None:
    """The status is 2, and the message names it."""
    with pytest.raises(SystemExit) as ended:
        main(["plan", *arguments, "--json", "--lang", "en"])
    shown = capsys.readouterr()
    assert (ended.value.code, shown.out) == (2, "")
    assert all(word in shown.err for word in words)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_text_can_be_read_out(capsys: pytest.CaptureFixture[str], lang: str) -> None:
    """What somebody may still hold, the steps by when they are due, the dates, the letters and the assumptions."""
    with pytest.raises(SystemExit):
        main(["plan", *TYPED, "--symptom", "symptom.unknown_charge", *DAY, "--lang", lang])
    text = capsys.readouterr().out
    heads = [line for line in text.splitlines() if line.startswith("== ")]
    assert len(heads) >= 5
    assert translate("What somebody else may still hold", lang) in heads[0]
    assert text.index(heads[1]) < text.index("\n1. ") < text.index(heads[2])
    assert "{" not in text


def test_a_step_says_why_it_is_there_and_what_may_be_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    """The facts in words; inside the step for safety each way to stop money, with what would be noticed."""
    watched = ("--symptom", "symptom.known_person", "--answer", "message.typed=card", *TYPED)
    first, *others = plan(capsys, *watched)["steps"]
    with pytest.raises(SystemExit):
        main(["plan", *watched, *DAY, "--lang", "en"])
    text = capsys.readouterr().out
    assert (first["id"], [choice["id"] for choice in first["choices"]]) == ("safe.known_person", ["stop.card"])
    for step in (first, *others):
        assert f"{plan_text.BECAUSE} {' '.join(step['because'])}" in text
    inside = text[text.index(first["why"]) : text.index("\n2. ")]
    assert plan_text.CHOICES in inside
    assert all(choice["title"] in inside and choice["notices"] in inside for choice in first["choices"])


@pytest.mark.parametrize("symptom", sorted(symptoms()))
def test_the_first_ten_lines_hold_the_first_action(capsys: pytest.CaptureFixture[str], symptom: str) -> None:
    """What to do first, with its page, its number or what to know, stands in them, and all that belongs to it."""
    with pytest.raises(SystemExit):
        main(["plan", "--symptom", symptom, *DAY, "--lang", "en"])
    lines = capsys.readouterr().out.splitlines()
    first = lines[:10]
    assert first[2].startswith("> ")
    assert first[3].startswith("     ")
    assert any(line.startswith("== ") for line in lines[:12])  # where all steps begin


def test_a_known_account_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """The account by its name, and the way to its page; a desk with its hours and what to say there."""
    for arguments, words in (
        ((*TYPED, "--answer", "service.account=rakuten"), ["Change your Rakuten password"]),
        (("--symptom", "symptom.payapp_misused", "--answer", "pay.app=paypay"), [
            "> Have PayPay stop the payments", "0120-990-634", "At any hour", "There are payments in the app"]),
    ):  # fmt: skip
        with pytest.raises(SystemExit):
            main(["plan", *arguments, *DAY, "--lang", "en"])
        text = capsys.readouterr().out
        assert all(word in text for word in words), words


def test_what_rests_on_answers_is_nobodys(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The finding about what the owner disowned needs no verdict of its own."""
    file = tmp_path / "check.json"
    found = {"id": "f", "detector": "case.disowned", "severity": "high", "shop": "amazon.co.jp", "by_card": False}
    file.write_text(json.dumps({"schema": "mioboe.check/1", "findings": [found]}))
    steps = {one["id"] for one in plan(capsys, "--report", str(file))["steps"]}
    assert {"mail.password", "shop.password", "report.shop"} <= steps
    assert "stop.card" not in steps


def test_a_door_names_its_own_account(capsys: pytest.CaptureFixture[str]) -> None:
    """What shuts the door of an account names that account alone; the step itself names all that it is about."""
    shops = ("--shop", "rakuten.co.jp", "--shop", "paypay.ne.jp")
    with pytest.raises(SystemExit):
        main(["plan", "--symptom", "symptom.details_changed", *shops, "--market", "JP", *DAY, "--lang", "en"])
    text = capsys.readouterr().out
    doors = text.split("== What somebody else may still hold ==")[1].split("\n== ")[0]
    own = {block.split(":")[0]: block for block in doors.split("\n- ")[1:]}
    assert "PayPay" not in own["Rakuten"]
    assert "Rakuten" not in own["PayPay"]
    assert "Sign everybody else out of Rakuten" in own["Rakuten"]
    assert "Change your PayPay, Rakuten password" in text.split("== Now ==")[1]
