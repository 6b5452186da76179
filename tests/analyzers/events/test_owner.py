"""What the owner says of themselves, read from YAML."""

from datetime import date

import pytest

from analyzers.events.owner import Owner, OwnerError, Trip


def test_every_scalar_is_text() -> None:
    """Norway stays NO, zeros stay, and nothing becomes a number, a date or a truth value."""
    owner = Owner.parse(
        "countries: [NO, jp]\ncards: [0123]\nhousehold: [yes, 山田 太郎]\naddresses:\n  - 100-0001 東京都千代田区1-1\n"
        "networks: [203.0.113.7/24, as2516, VPN, '2001:db8::/32']\nmarketplaces: [Amazon.co.jp]\n"
        "trips: [{from: 2026-01-03, to: 2026-01-09, place: it}]\nverdicts: {0123456789: mine}\n"
    )
    assert owner.countries == ("NO", "JP")
    assert owner.cards == ("0123",)
    assert owner.household == ("yes", "山田 太郎")
    assert owner.addresses == ("100-0001 東京都千代田区1-1",)
    assert owner.networks == ("203.0.113.0/24", "AS2516", "vpn", "2001:db8::/32")
    assert owner.marketplaces == ("amazon.co.jp",)
    assert owner.trips == (Trip(date(2026, 1, 3), date(2026, 1, 9), "IT"),)
    assert owner.verdicts == {"0123456789": "mine"}


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "countries:\n", "verdicts: {}\ntrips: []\n"])
def test_nothing_said(text: str) -> None:
    """All keys are optional, and an empty one says nothing."""
    assert Owner.parse(text) == Owner()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("country: [JP]", "country"),
        ("countries: JP", "countries"),
        ("countries: [Japan]", "Japan"),
        ("countries: [{a: b}]", "countries"),
        ("cards: ['12345']", "12345"),
        ("networks: [300.1.2.3/8]", "300.1.2.3/8"),
        ("trips: [{from: 2026-01-03}]", "trips"),
        ("trips: Italy", "trips"),
        ("trips: [{from: 2026-01-03, to: 2026-13-01, place: IT}]", "2026-13-01"),
        ("trips: [{from: 2026-01-03, to: 2026-01-01, place: IT}]", "2026-01-01"),
        ("trips: [{from: [a], to: 2026-01-01, place: IT}]", "trips"),
        ("verdicts: {abc: perhaps}", "verdicts"),
        ("verdicts: [mine]", "verdicts"),
        ("- JP", "owner file must contain keys"),
        ("just words", "owner file must contain keys"),
        ("a: [", "line 1"),
        ("? {a: b}\n: c", "YAML"),
        ("\x00", "YAML"),
        ("[" * 3000, "YAML"),
        ("countries: &all [JP]\nhousehold: *all", "line 2"),
        ("a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]", "line 2"),
        ("cards: [" + "'1234'," * 200_000 + "]", "too long"),
    ],
)
def test_a_wrong_shape_is_said_plainly(text: str, named: str) -> None:
    """Whatever is wrong, the error is a sentence that names the key, the value or the line."""
    with pytest.raises(OwnerError) as caught:
        Owner.parse(text)
    assert named in caught.value.message.format(**caught.value.values)
