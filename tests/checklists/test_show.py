"""What a step says to one person: the lines for their country, the pages of their shops."""

from datetime import date

import pytest

from app.i18n.languages import LANGUAGES
from checklists import model
from checklists.choose import choose
from checklists.questions import Conditions
from checklists.show import lines, places
from checklists.sites import usual_sites
from checklists.situation import Cause

STEPS = model.steps()
JAPAN, ANYWHERE = LANGUAGES["ja"].markets, LANGUAGES["en"].markets


def test_pages_come_from_the_persons_shops() -> None:
    """Each Amazon site in the files gives its own address; the words are those of the language."""
    found = places("password", sites=["amazon.com", "amazon.co.jp", "unknown.example"], lang="ja")
    assert [one.url for one in found] == [
        "https://www.amazon.co.jp/ax/account/manage",
        "https://www.amazon.com/ax/account/manage",
    ]
    assert found[0].labels == ("アカウントサービス", "ログインとセキュリティ")
    assert all(one.verified and one.checked == date(2026, 11, 24) for one in found)


def test_other_amazon_sites_get_the_same_path_unverified() -> None:
    """A site that nobody has looked at is tried under its own domain, and never shown as verified."""
    (found,) = places("password", sites=["amazon.example"], lang="en")
    assert (found.url, found.verified, found.grade) == ("https://www.amazon.example/ax/account/manage", False, "A")


def test_pages_of_hearsay_are_unverified() -> None:
    """Grades C and K are shown as unverified, also at the sites that we know."""
    (found,) = places("wallet", sites=["amazon.co.jp"], lang="ja")
    assert (found.verified, found.grade) == (False, "K")


@pytest.mark.parametrize(("lang", "sites"), [("ja", ["amazon.co.jp"]), ("en", ["amazon.co.jp", "amazon.com"])])
def test_without_files_the_language_decides(lang: str, sites: list[str]) -> None:
    """A person without files is shown the sites where the language is read."""
    shown = [one.site for one in places("orders", sites=usual_sites(LANGUAGES[lang].markets), lang=lang)]
    assert shown == sorted(sites)


def test_points_are_japanese_only() -> None:
    """A page that a shop does not have is left out, not invented."""
    assert places("points", sites=["amazon.com"], lang="en") == ()
    assert places("points", sites=["amazon.co.jp"], lang="en")[0].url == "https://www.amazon.co.jp/points"


def of_parcel(sites: list[str]) -> list[str]:
    """The facts of the step about a free parcel, for somebody whose files are from these shops."""
    plan = choose([Cause("symptom.free_parcel")], shops=sites, home=ANYWHERE, today=date(2026, 11, 27))
    (step,) = [planned.step for planned in plan if planned.step.id == "parcel.decide"]
    return [line.note for line in lines(step, sites=sites, lang="en", home=ANYWHERE) if line.note]


@pytest.mark.parametrize(
    ("sites", "said", "unsaid"),
    [
        (["amazon.co.jp"], "In Japan,", "In the United States,"),
        (["amazon.com"], "In the United States,", "In Japan,"),
        (["amazon.co.uk"], "In the United Kingdom", "In Japan,"),
    ],
)
def test_the_law_told_is_that_of_the_persons_country(sites: list[str], said: str, unsaid: str) -> None:
    """What may be done with an unordered parcel depends on the country; the condition is told with the rule."""
    notes = of_parcel(sites)
    assert any(note.startswith(said) for note in notes)
    assert not any(note.startswith(unsaid) for note in notes)


def test_the_right_to_throw_away_is_told_with_its_limits() -> None:
    """In Japan the rule on unordered goods is never told without what it does not cover."""
    (law,) = [note for note in of_parcel(["amazon.co.jp"]) if note.startswith("In Japan,")]
    assert "does not cover" in law
    assert "consumer centre before" in law


def test_desks_are_resolved() -> None:
    """A line that names a desk brings its name and number from the contacts."""
    desks = [
        line.desk
        for line in lines(STEPS["parcel.refuse_cod"], sites=["amazon.co.jp"], lang="ja", home=JAPAN)
        if line.desk
    ]
    assert [(desk.id, desk.phone, desk.name["ja"]) for desk in desks] == [
        ("jp.consumer_hotline", "188", "消費者ホットライン")
    ]


@pytest.mark.parametrize("step", sorted(STEPS))
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_step_can_be_shown(step: str, lang: str) -> None:
    """Whatever the shops and the language, a step says something to do, and each line is one thing."""
    for sites in ([], ["amazon.co.jp"], ["amazon.com.au", "amazon.it"]):
        shown = lines(STEPS[step], sites=sites, lang=lang, home=LANGUAGES[lang].markets)
        assert any(line.do for line in shown)
        for line in shown:
            assert sum([bool(line.do), bool(line.note), bool(line.places), bool(line.desk)]) == 1


@pytest.mark.parametrize("services", [(), ("paypay.ne.jp",)], ids=str)
def test_without_a_service_the_rules_of_all_are_told(services: tuple[str, ...]) -> None:
    """Whoever names their pay app reads its own rule only."""
    said = Conditions(services=frozenset(services))
    shown = lines(STEPS["claim.payapp_jp"], sites=[], lang="en", home=JAPAN, conditions=said)
    general = [one.note for one in shown if one.note and "count 60 days" in one.note]
    assert bool(general) == (not services)
    assert [place.site for one in shown for place in one.places] == list(services)
