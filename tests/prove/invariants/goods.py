"""Parcels, sellers, shops, countries and findings."""

from checklists.model import steps
from tests.prove.invariants.registry import invariant
from tests.prove.invariants.what_steps_are import ACCUSES, LOCKS, POLICE, SELLER, STOPS
from tests.prove.plans import Case

# Parcels, sellers, countries


@invariant("Paid: the parcel is not to be refused.")
def _(case: Case) -> bool:
    return not case.holds("parcel.paid") or case.holds("parcel.cod") or "parcel.refuse_cod" not in case.ids


@invariant("A seller's trouble alone: nothing about the buyer's account or card.")
def _(case: Case) -> bool:
    alone = case.situation.symptoms and set(case.situation.symptoms) <= SELLER
    return not alone or set(case.ids).isdisjoint(LOCKS | STOPS | ACCUSES - POLICE)


@invariant("Amazon's steps are at Amazon only, and no account has both sets of steps.")
def _(case: Case) -> bool:
    sites = {site for incident in case.incidents for site in incident.sites}
    if "amazon.co.jp" not in sites:
        return not any(name.startswith("shop.") and steps()[name].shops for name in case.ids)
    others = sites - {"amazon.co.jp"}
    return bool(others) or not any(one.step.phase == "account" for one in case.plan)


# Steps of one country by the ends of their ids, and those whose ids do not name it.
IN_JAPAN = {
    "parcel.refuse_cod", "parcel.paid", "parcel.not_as_ordered", "parcel.family_rule", "seller.cod_elsewhere",
    "seller.konbini_off", "stop.payapp", "stop.konbini", "rec.points", "report.188", "report.fake_shop",
    "watch.credit_bureau",
}  # fmt: skip
ELSEWHERE = {"report.us": "us", "report.uk": "uk", "report.eu": "eu", "claim.app_uk": "uk", "claim.debit_us": "us",
             "claim.card_us": "us"}  # fmt: skip


def _country(step: str) -> str | None:
    return "jp" if step.endswith("_jp") or step in IN_JAPAN else ELSEWHERE.get(step)


@invariant("What is for one country is only for people there (country.jp, country.us, country.uk, country.eu).")
def _(case: Case) -> bool:
    return all(
        case.holds_anywhere(f"country.{country}?")
        for one in case.plan
        if (country := _country(one.step.id)) and one.step.kind != "claim"
    )


@invariant("A claim goes by the country of its card (issued.jp, issued.us, issued.uk, issued.eu, issued.elsewhere).")
def _(case: Case) -> bool:
    for one in case.plan:
        country = _country(one.step.id)
        if one.step.kind == "claim" and country:
            others = " ".join(f"!issued.{name}" for name in ("jp", "us", "uk", "eu", "elsewhere") if name != country)
            if not case.holds_anywhere(f"issued.{country}") and not case.holds_anywhere(f"country.{country}? {others}"):
                return False
    return True


@invariant(
    "The card is from a country whose rules are known: its claim is there (claim.jp, claim.us, claim.uk, claim.eu)."
)
def _(case: Case) -> bool:
    ways = {"jp": "claim.card_jp", "us": "claim.card_us", "uk": "claim.uk_eu", "eu": "claim.uk_eu"}
    return all(
        ways[country] in case.ids for country in ways if case.holds(f"foreign money.card !card.debit issued.{country}")
    )


@invariant("A number of the police was given: they are not told again.")
def _(case: Case) -> bool:
    return "number" not in case.given("other.police") or "report.police_jp" not in case.ids


@invariant("A finding that nobody has answered only has its steps that look closer, and what locks if it is serious.")
def _(case: Case) -> bool:
    asleep = case.situation.findings and not case.situation.symptoms and case.holds_everywhere("finding.open")
    never = STOPS | ACCUSES | {"report.shop", "account.report"}
    return not asleep or set(case.ids).isdisjoint(never if case.holds_anywhere("finding.grave") else never | LOCKS)


@invariant("A grave finding that nobody has answered is asked about today, beside what it locks (finding.grave).")
def _(case: Case) -> bool:
    alone = len(case.situation.findings) == 1 and not case.situation.symptoms
    alone = alone and case.situation.findings[0].verdict in (None, "not_sure")
    grave = alone and case.situation.findings[0].severity == "high" and case.incidents and case.incidents[0].is_open
    about_files = alone and "coverage" in case.situation.findings[0].tags
    watched = any(incident.values.get("person.close") for incident in case.incidents)
    return not grave or about_files or watched or "save.household" in case.today


@invariant("A part of the history is missing at Amazon: a copy of the data is asked for (files.gap).")
def _(case: Case) -> bool:
    missing = any(incident.values.get("files.gap") and "amazon.co.jp" in incident.sites for incident in case.incidents)
    return not missing or "save.data_request" in case.ids


@invariant("An account of a business: nobody at home is asked (role.business).")
def _(case: Case) -> bool:
    return not case.holds("role.business") or "save.household" not in case.ids
