"""Where to turn next, and the safety page."""

from checklists.ladders.ladder import climbing, ladders, safety


def test_the_ladder_of_japan_is_the_documented_one() -> None:
    """Chat, call-back, the team for accounts, in writing; the card company beside it; consumer centre, police."""
    assert [rung.id for rung in ladders()["jp"].rungs] == [
        "chat", "call_back", "specialist", "in_writing", "issuer", "consumer_centre", "police",
    ]  # fmt: skip
    assert [rung.id for rung in ladders()["jp"].rungs if rung.parallel] == ["issuer"]


def test_every_country_has_a_ladder() -> None:
    """Where we know no desks, the ladder says so instead of naming those of another country."""
    assert [one.id for one in climbing(["JP"])] == ["jp"]
    assert [one.id for one in climbing(["JP", "US", "UK"])] == ["jp", "uk", "us"]
    assert [one.id for one in climbing(["JP"], ["seller"])] == ["jp_seller"]
    assert [one.id for one in climbing(["JP"], ["seller", "money"])] == ["jp_seller", "jp"]
    assert [one.id for one in climbing(["US"], ["seller"])] == ["us"]
    (other,) = climbing(["AU"])
    assert not any(rung.desk for rung in other.rungs)
    assert any("no checked desks" in note for note in other.note)


def test_the_safety_page_promises_no_more_than_it_can() -> None:
    """It says what leaving cannot hide, leads to a harmless page, and names only sourced desks of the country."""
    assert "cannot hide" in safety().warn
    assert {"ja", "en"} <= safety().exit.keys()
    assert [desk.id for desk in safety().helpers(["US"])] == ["us.dv_hotline"]
    assert all(desk.id.startswith("jp.") for desk in safety().helpers(["JP"]))
    assert safety().helpers(["AU"]) == []
