"""The services that hold an account: each file says what is known, and a takeover leads to its own pages."""

from collections.abc import Collection
from datetime import date
from typing import get_args

import pytest

from app.i18n.languages import LANGUAGES
from app.report.plans.described import PlanInput
from app.report.plans.public import work_out
from checklists import model, sites
from checklists.choose import choose
from checklists.questions import START, Conditions, conditions, questions
from checklists.show import Place, lines
from checklists.situation import Cause
from tests.checklists.shipped import STEPS

DAY = date(2026, 12, 3)
JAPAN = LANGUAGES["ja"].markets
TOPICS = {key for topic in get_args(sites.Topic) for key in (get_args(topic) or (topic,))}
# What the steps of an account ask of a service: a page, or to be named among those that were not found.
ASKED = ("password", "sessions", "signout", "two_step", "passkey", "apps", "history", "contact")
MAILS = {option.sets.mail for option in questions()["service.mail"].options.values() if option.sets.mail}
NAMED = {option.sets.service for option in questions()["service.account"].options.values() if option.sets.service}
CARRIERS = {option.sets.carrier for option in questions()["service.phone"].options.values() if option.sets.carrier}
ACCOUNTS = sorted(site for site in NAMED if not sites.has_own_steps(site))
SERVICES = [sites.shops()[site] for site in sorted({*ACCOUNTS, *MAILS, *CARRIERS})]
each_service = pytest.mark.parametrize("service", SERVICES, ids=[one.id for one in SERVICES])


def planned(trigger: str, services: Collection[str], answers: tuple[str, ...] = ()) -> list[str]:
    """The ids of the steps of a plan in their order."""
    told = Conditions(services=frozenset(services), chosen=answers)
    return [one.step.id for one in choose([Cause(trigger)], home=JAPAN, today=DAY, conditions=told)]


def places(step: str, said: Conditions) -> list[Place]:
    """Every page that a step shows to somebody who said which services they use."""
    shown = lines(model.steps()[step], sites=(), lang="ja", home=JAPAN, conditions=said)
    return [place for line in shown for place in line.places]


def test_the_services_of_japan_are_there() -> None:
    """The twelve services, the member sites of card companies, and the mail services that people in Japan use."""
    assert set(ACCOUNTS) >= {
        "rakuten.co.jp", "paypay.ne.jp", "docomo.ne.jp", "yahoo.co.jp", "mercari.com", "au.com", "apple.com",
        "google.com", "line.me", "softbank.jp", "nintendo.com", "playstation.com", "steampowered.com", "card",
    }  # fmt: skip
    assert {
        "google.com", "yahoo.co.jp", "icloud.com", "outlook.com", "docomo.ne.jp", "au.com", "softbank.jp",
        "nifty.com", "ocn.ne.jp", "so-net.ne.jp", "biglobe.ne.jp",
    } == MAILS  # fmt: skip


@each_service
def test_nothing_is_left_open(service: sites.Shop) -> None:
    """What the steps ask for is a page, a fact or named as not found; nobody has opened the pages, and that is said."""
    answered = {*service.pages, *service.unknown, *(one.about for one in service.facts)}
    asked = ["mail_rules", "mail_sessions"] if service.id in MAILS else []
    asked += ["line"] if service.id in CARRIERS else []
    asked += ASKED if service.id in ACCOUNTS else []
    assert set(asked) <= answered
    assert service.unverified
    assert service.sources
    assert {one.about for one in service.facts} <= TOPICS
    assert set(service.desks) <= set(model.desks())
    dates = [(one.text_date, one.checked) for one in service.pages.values()]
    dates += [(one.text_date, one.checked) for one in service.facts]
    dates += [(one.text_date, one.checked) for one in service.sources]
    dates += [(one.text_date, one.checked) for one in service.keys.values()]
    assert all((text or checked) <= checked <= DAY for text, checked in dates)


def test_what_is_known_is_shown_somewhere() -> None:
    """Every topic on which a service has a fact or a page is one that some step asks for."""
    used = {one.use for step in STEPS for one in step.how if one.use}
    known = {name for one in SERVICES for name in (*one.pages, *one.unknown, *(fact.about for fact in one.facts))}
    assert known - used <= {"addresses"}


@pytest.mark.parametrize("site", ACCOUNTS)
def test_a_takeover_leads_to_the_account_and_not_to_amazon(site: str) -> None:
    """Somebody who cannot sign in any more gets the generic steps with the pages of their service."""
    plan = planned("symptom.locked_out", [site])
    wanted = ["account.password", "account.signout_all", "account.second_factor", "account.report", "account.screens"]
    assert set(wanted) <= set(plan)
    assert ("account.passkey" in plan) == ("passkey" in sites.shops()[site].pages)
    assert not [one for one in plan if one.startswith("shop.") or one in ("save.screens", "report.shop")]
    for step in ("account.screens", "account.password", "account.signout_all", "account.report"):
        shown = places(step, Conditions(services=frozenset({site})))
        assert shown
        assert {one.site for one in shown} == {site}
        assert not any(one.verified for one in shown)


def test_a_takeover_at_amazon_keeps_its_own_steps() -> None:
    """A service with steps of its own never gets the generic ones; two services get each their own."""
    plan = planned("symptom.locked_out", ["amazon.co.jp"])
    assert "shop.password" in plan
    assert not [one for one in plan if one.startswith("account.")]
    both = planned("symptom.locked_out", ["amazon.co.jp", "rakuten.co.jp"])
    assert {"shop.password", "account.password"} <= set(both)
    assert {
        one.site
        for one in places("account.password", Conditions(services=frozenset({"amazon.co.jp", "rakuten.co.jp"})))
    } == {"rakuten.co.jp"}
    nobodys = planned("symptom.locked_out", [])
    assert "account.password" in nobodys
    assert places("account.password", Conditions()) == []


def test_the_order_is_that_of_the_service() -> None:
    """Mercari signs others out before the password is changed; elsewhere the password comes first."""
    for site, first, second in (
        ("mercari.com", "account.signout_all", "account.password"),
        ("jp.mercari.com", "account.signout_all", "account.password"),
        ("paypay.ne.jp", "account.password", "account.signout_all"),
    ):
        plan = planned("symptom.unknown_device", [site])
        assert plan.index(first) < plan.index(second)
        typed = planned("symptom.phishing_link", [site], ("message.typed=password",))
        assert typed.index(first) < typed.index(second)


@pytest.mark.parametrize(
    ("site", "service", "market"),
    [
        ("jp.mercari.com", "mercari.com", "JP"),
        ("mercari-shops.com", "mercari.com", "JP"),
        ("shopping.yahoo.co.jp", "yahoo.co.jp", "JP"),
        ("auctions.yahoo.co.jp", "yahoo.co.jp", "JP"),
        ("store.steampowered.com", "steampowered.com", None),
        ("play.google.com", "google.com", None),
        ("google", "google.com", None),
        ("amazon.example", "amazon.com", None),
        ("shop.invalid", None, None),
    ],
)
def test_the_names_in_events_lead_to_the_service(site: str, service: str | None, market: str | None) -> None:
    """What importers write as the shop, or as the service of a sign-in, is found again."""
    found = sites.service_at(site)
    assert (found.id if found else None) == service
    assert sites.markets([site], ["EU"]) == {market or "EU"}


def test_a_sign_in_leads_to_its_service() -> None:
    """A list of sign-ins names no shop: what is nobody's there is about the service, and not about a shop of the
    files."""
    shop = '{"schema": "mioboe.check/1", "coverage": [{"shop": "amazon.co.jp"}], "findings": [{"id": "1", '
    one = '"detector": "login.new_country", "severity": "medium", "verdict": "not_mine", "service": "google"}]}'
    made = work_out(PlanInput((), {}, (), "JP", (shop + one).encode()), "ja", DAY).steps
    (password,) = [one for one in made if one.step.id == "account.password"]
    assert password.sites == ("google.com",)
    assert not [one for one in made if one.step.phase == "shop" and one.triggers != ("always",)]


def test_the_usual_shops_are_those_that_say_so() -> None:
    """Somebody who named no service is shown the usual shops of their country: no mail or payment service, and no other
    shop of it."""
    assert [shop.id for shop in sites.shops().values() if shop.usual] == ["amazon.co.jp", "amazon.com"]
    assert sites.usual_sites(JAPAN) == ["amazon.co.jp"]
    assert sites.support_language(["google.com", "line.me"]) == "ja"
    assert sites.support_language(["steampowered.com"]) == "en"


@pytest.mark.parametrize("step", ["mail.rules", "mail.sessions_2fa", "phone.own"])
def test_only_the_chosen_mail_and_phone_company_are_shown(step: str) -> None:
    """A person sees what they use, and general words where they have not said it."""
    own = CARRIERS if step == "phone.own" else MAILS
    for site in sorted(own):
        used = frozenset({site})
        said = Conditions(carriers=used) if step == "phone.own" else Conditions(mails=used)
        assert {one.site for one in places(step, said)} == {site}
    assert places(step, Conditions(services=frozenset(ACCOUNTS))) == []


def test_the_password_of_a_mailbox_is_that_of_its_account() -> None:
    """Mail of a phone company hangs on its account, and not on the account that was taken over."""
    said = Conditions(mails=frozenset({"docomo.ne.jp"}), services=frozenset({"rakuten.co.jp"}))
    assert {one.site for one in places("mail.password", said)} == {"docomo.ne.jp"}


def test_the_questions_name_services() -> None:
    """Every answer but "another" names a service that is known, and several may be chosen."""
    for question in ("service.account", "service.mail", "service.phone"):
        for name, option in questions()[question].options.items():
            named = option.sets.service or option.sets.mail or option.sets.carrier
            assert (named in sites.shops()) == (name != "other")
    answers = {START: ("symptom.locked_out",), "service.account": ("rakuten", "line"), "service.mail": ("docomo",)}
    told = conditions(answers)
    assert sorted(told.services) + sorted(told.mails) == ["line.me", "rakuten.co.jp", "docomo.ne.jp"]


@pytest.mark.parametrize(
    ("site", "about", "words"),
    [
        ("docomo.ne.jp", "password", "does not change it"),
        ("paypay.ne.jp", "apps", "linked Google, Apple or Yahoo! JAPAN account"),
        ("paypay.ne.jp", "claim", "60 days after the loss"),
        ("rakuten.co.jp", "claim", "60 days after the loss"),
        ("docomo.ne.jp", "claim", "30 days after you noticed"),
        ("docomo.ne.jp", "stop", "https://id.smt.docomo.ne.jp/"),
        ("au.com", "password", "four-digit number"),
        ("au.com", "claim", "90 days from your report"),
        ("au.com", "two_step", "lets in the device"),
        ("mercari.com", "signout", "first sign the other devices out"),
        ("mercari.com", "apps", "linked account"),
        ("google.com", "claim", "120 days of the purchase"),
        ("playstation.com", "claim", "suspends the account"),
        ("card", "stop", "A pause is not a stop"),
    ],
)
def test_the_traps_of_each_service_are_named(site: str, about: str, words: str) -> None:
    """What goes wrong at one service and not at another stands with that service."""
    assert any(words in fact.says for fact in sites.shops()[site].facts if fact.about == about)


def test_known_mistakes_are_not_made() -> None:
    """PayPay is not PayPal, whose passkey it lacks; the American pages of Mercari are not those of Japan; no number is
    given for services whose own pages name none."""
    assert "passkey" in sites.shops()["paypay.ne.jp"].unknown
    assert sites.shops()["mercari.com"].origin == "https://jp.mercari.com"
    assert "0120-800-000" not in {desk.phone for desk in model.desks().values()}
    for site in ("rakuten.co.jp", "yahoo.co.jp", "mercari.com"):
        assert sites.shops()[site].desks == ()


@pytest.mark.parametrize(
    ("carrier", "wanted"),
    [
        ("docomo.ne.jp", {"jp.docomo_lost"}),
        ("softbank.jp", {"jp.softbank_lost"}),
        ("au.com", {"jp.au_lost", "jp.kddi", "jp.kddi_other"}),
    ],
)
def test_a_stolen_number_is_for_the_desk_of_the_line(carrier: str, wanted: set[str]) -> None:
    """The desks of a pay app are not those for the phone line of the same company."""
    found = places("phone.sim", Conditions(carriers=frozenset({carrier})))
    assert {desk.id for place in found for desk in place.desks} == wanted


@pytest.mark.parametrize(("service", "wanted"), [("rakuten.co.jp", {"rakuten.co.jp"}), ("shop.example", set())])
def test_the_weekly_look_is_at_the_accounts_concerned(service: str, wanted: set[str]) -> None:
    """It shows the pages of the service, and of no usual shop where nothing is known of it."""
    found = places("watch.weekly", Conditions(services=frozenset({service})))
    assert {place.site for place in found} == wanted
