"""Who cannot sign in is shown the way that works without signing in, and never "change the password" first."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import get_args

import pytest

from app.report.plans.described import PlanInput
from app.report.plans.public import Worked, work_out
from checklists.action import Action, action_of
from checklists.first import First
from checklists.model import How, Market
from checklists.order import Planned
from checklists.questions import questions
from checklists.show import Place, lines
from checklists.sites import PAGE_SENTENCES, shops

DAY = date(2026, 12, 3)
UNKNOWN_SITE = "shop.invalid"
SITES = sorted({*shops(), *(site for shop in shops().values() for site in (*shop.sites, *shop.aliases)), UNKNOWN_SITE})
MAILS = [option for option, chosen in questions()["service.mail"].options.items() if chosen.sets.mail]
ACCOUNTS = [option for option, chosen in questions()["service.account"].options.items() if chosen.sets.service]
each_market = pytest.mark.parametrize("market", [None, *get_args(Market)])
PAGES = ("recover", "password")


def locked_out(site: str | None, market: str | None, **answers: str) -> Worked:
    """The plan of somebody who cannot sign in there."""
    given = {name.replace("_", "."): (answer,) for name, answer in answers.items()}
    return work_out(PlanInput(("symptom.locked_out",), given, (site,) if site else (), market), "en", DAY)


def view_of(planned: Planned, plan: Worked) -> Action:
    """The first view of a step."""
    conditions = plan.settled.conditions
    return action_of(planned, sites=plan.shops, lang="en", home=plan.home, conditions=conditions)


def pages_of(planned: Planned, plan: Worked) -> Iterator[tuple[str, Place]]:
    """The pages that a step names, in order, each with the place that is shown for it: those of its first view, then
    those of its text."""
    view = planned.view or First(planned.step.title)
    for line in (*(How(use=page) for page in view.open), *(line for line in planned.step.how if line.use)):
        shown = lines(
            replace(planned.step, how=(line,)),
            sites=plan.shops, lang="en", home=plan.home, conditions=plan.settled.conditions, about=planned.sites,
        )  # fmt: skip
        for place in (place for one in shown for place in one.places):
            if place.labels or place.unknown:
                yield str(line.use), place


def faults(plan: Worked) -> list[str]:
    """Where the password comes before the way back in: as the first page of the plan, or of a step."""
    named = {planned.step.id: [page for page, _ in pages_of(planned, plan)] for planned in plan.steps}
    found = [step for step, pages in named.items() if next((page for page in pages if page in PAGES), "") == "password"]
    first = next((page for pages in named.values() for page in pages), "recover")
    return found + ([first] if first != "recover" else [])


@each_market
def test_the_first_page_is_the_way_back_in(market: str | None) -> None:
    """At each service, in each country."""
    assert {site: wrong for site in SITES if (wrong := faults(locked_out(site, market)))} == {}


@pytest.mark.parametrize("mail", MAILS)
def test_the_mailbox_is_no_exception(mail: str) -> None:
    """Whatever holds the mail, the account that is lost or another one."""
    plans = {account: locked_out(None, "JP", service_account=account, service_mail=mail) for account in ACCOUNTS}
    assert {account: wrong for account, plan in plans.items() if (wrong := faults(plan))} == {}


@pytest.mark.parametrize("site", SITES)
def test_the_first_view_opens_the_way_back_in(site: str) -> None:
    """The step for it opens the page, or says what to look for; no first view opens the page of the password."""
    plan = locked_out(site, None)
    views = {planned.step.id: view_of(planned, plan) for planned in plan.steps}
    way = next(views[step] for step in ("account.report", "shop.locked_out") if step in views)
    opened = {planned.step.id: planned.view.open for planned in plan.steps if planned.view}
    assert not [step for step, pages in opened.items() if "password" in pages]
    known = [place for planned in plan.steps for page, place in pages_of(planned, plan) if page == "recover"]
    if known and known[0].labels:
        assert way.page
        assert (way.page.labels, way.page.url) == (known[0].labels, known[0].url)
    else:
        assert (way.page, way.where) == (None, PAGE_SENTENCES["recover"])


def test_each_service_has_the_page_or_says_that_it_is_not_known() -> None:
    """A service that is added says one or the other."""
    assert [shop.id for shop in shops().values() if ("recover" in shop.pages) == ("recover" in shop.unknown)] == []


def test_who_can_sign_in_is_shown_the_password() -> None:
    """Elsewhere the step for the password opens its page and speaks of no way back in."""
    plan = work_out(
        PlanInput(("symptom.phishing_link",), {"message.typed": ("password",)}, ("rakuten.co.jp",)), "en", DAY
    )
    (password,) = [planned for planned in plan.steps if planned.step.id == "account.password"]
    assert {page for page, _ in pages_of(password, plan)} & set(PAGES) == {"password"}
