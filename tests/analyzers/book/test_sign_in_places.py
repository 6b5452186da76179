"""From where and with what somebody signed in: groups that differ in words, and answers that outlive their groups."""

import csv
from datetime import UTC, datetime, timedelta
from typing import Any

from analyzers.asking.questions import number_of
from analyzers.asking.state import Unanswered, recognise, unanswered
from analyzers.book.sign_in_places import CARRIER_LABELS, CARRIERS_FILE, words
from analyzers.findings.assemble import examine
from app.geo import ip_location
from app.i18n.translate import value
from tests.analyzers.detector_cases import history

HOME: dict[str, Any] = {"service": "google", "country": "JP", "region": "13", "asn": 17676}
SOFTBANK = HOME | {"network_name": "SoftBank Corp.", "agent": "Chrome - Windows"}
OTHER_LINE = SOFTBANK | {"asn": 4725}  # another network of the same carrier
BRAZIL = HOME | {
    "country": "BR",
    "region": "SP",
    "asn": 28573,
    "network_name": "Claro NXT",
    "agent": "Chrome - Windows",
}
OLD = ["google||JP|AS17676|Windows", "google||JP|AS4725|Windows"]


def asked(*some: dict[str, Any]) -> Unanswered:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    rows = [
        {"line": n, "upload": 0, "path": "log.csv", "at": start + timedelta(days=n), "at_basis": "stated", **row}
        for n, row in enumerate(some, 2)
    ]
    return unanswered(examine(history({"logins": rows})).entries)


def told(base: Unanswered, lang: str) -> list[str]:
    return [value(words(one.what), lang) for one in base.things.asked]


def test_a_place_is_said_in_the_language_of_the_person() -> None:
    base = asked(SOFTBANK, SOFTBANK, BRAZIL)
    assert told(base, "ja") == ["東京都・ソフトバンク回線・Windowsパソコン", "ブラジル・Claro NXT・Windowsパソコン"]
    assert told(base, "en") == ["Tokyo · SoftBank · Windows PC", "Brazil · Claro NXT · Windows PC"]


def test_what_looks_the_same_is_one_question_and_nothing_else_is() -> None:
    """Whatever differs between two sign-ins is said, or they are one."""
    changes: list[dict[str, Any]] = [
        {},
        {"asn": 4725},
        {"service": "amazon"},
        {"prefix": "49.98.46.0/24"},
        {"city": "Minato"},
        {"region": "JP-13"},
        {"region": "Tokyo"},
        {"region": None, "city": "東京都港区"},
        {"region": "14"},
        {"region": None, "city": "Minato"},
        {"region": None},
        {"country": "US", "region": "13"},
        {"country": "US", "region": "NY"},
        {"country": None, "country_stated": "Japan"},
        {"country": None, "region": None},
        {"network_name": "NTT DOCOMO, INC."},
        {"network_name": None},
        {"network_name": "A\x1fB"},
        {"agent": "Firefox - Linux"},
        {"agent": "SHV35 MOBILE"},
        {"agent": None},
        {"success": False},
    ]
    base = asked(*(SOFTBANK | one for one in changes), SOFTBANK)
    for lang in ("ja", "en"):
        assert len(set(told(base, lang))) == len(base.things.asked) == 14
        assert not any("\x1f" in one or "|" in one for one in told(base, lang))


def test_sign_ins_from_abroad_are_asked_first() -> None:
    page = recognise(asked(SOFTBANK, SOFTBANK, BRAZIL, SOFTBANK | {"agent": "Firefox - Linux"}), {}).pages[0]
    assert [bool(one.what.endswith("abroad")) for one in page.questions] == [True, False, False]


def test_answers_to_former_groups_settle_what_they_were_given_about() -> None:
    """If all of a group was answered alike it is answered; otherwise each part keeps its answer, and only the rest is
    asked about, whose answer changes none of the others."""
    base = asked(SOFTBANK, OTHER_LINE, BRAZIL)
    names = [number_of("sign_in", [one]) for one in OLD]
    assert recognise(base, {names[0]: "mine", names[1]: "mine"}).answers == {0: "mine", 1: "mine"}
    assert recognise(base, {names[0]: "not_mine", names[1]: "mine"}).answers == {0: "not_mine", 1: "mine"}
    some = recognise(base, {names[0]: "not_mine"})
    assert some.answers == {0: "not_mine"}
    assert {one.code for one in some.problems} == {"no-money"}
    rest = next(one for one in some.questions if one.units == (1,))
    assert recognise(base, {names[0]: "not_mine", rest.id: "family"}).answers == {0: "not_mine", 1: "family"}
    whole = next(one.id for one in base.things.asked if len(one.units) == 2)
    both = {names[0]: "mine", names[1]: "mine", whole: "not_mine"}
    assert recognise(base, both).answers == {0: "not_mine", 1: "not_mine"}


def test_a_second_look_at_former_groups_is_not_asked_again() -> None:
    base = asked(SOFTBANK, OTHER_LINE)
    keys = base.units.frame["key"]
    given = {number_of("sign_in", [one]): "not_mine" for one in OLD}
    given |= {number_of("sign_in", ["second_look", key]): "not_mine" for key in keys}
    assert recognise(base, given).answers == {0: "not_mine", 1: "not_mine"}


def test_the_table_of_carriers_names_networks_of_the_data_that_ships() -> None:
    names = ip_location._names()["network_name"]
    rows = list(csv.DictReader(CARRIERS_FILE.open(encoding="utf-8")))
    for row in rows:
        assert names.str.starts_with(row["network"]).any(), row
    assert {row["carrier"] for row in rows} >= set(CARRIER_LABELS)
