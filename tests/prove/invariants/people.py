"""Somebody close, and those at home."""

from checklists.facts import facts
from checklists.model import steps
from tests.prove.invariants.registry import invariant
from tests.prove.invariants.what_is_said import asks_at_home, texts
from tests.prove.invariants.what_steps_are import (
    ACCUSES,
    CUTTING,
    LOCKS,
    NOTICED,
    PASSWORDS,
    STOPS,
    TYPES,
    UNASKED,
    behind,
)
from tests.prove.plans import Case

OUT_OF_REACH = "Do this on a device that the person close to you has never had in hand and cannot look into."

HOME = ("home.denied", "home.alone", "home.claimed")
HOUSEHOLD = ("order.household", "money.household", "parcel.household")

# Somebody close


@invariant("Somebody close suspected: nothing that they would notice, and no stop, is now.")
def _(case: Case) -> bool:
    return not case.holds("person.close") or case.now.isdisjoint(NOTICED | STOPS)


@invariant("Somebody close suspected: the first step is one's safety, and it is now.")
def _(case: Case) -> bool:
    return not case.holds("person.close") or (case.ids[:1] == ["safe.known_person"] and "safe.known_person" in case.now)


@invariant("Somebody close suspected: what they would notice is not before the week.")
def _(case: Case) -> bool:
    return not case.holds("person.close") or case.today.isdisjoint(NOTICED - STOPS)


@invariant("Somebody close suspected: the family is not asked on a sheet.")
def _(case: Case) -> bool:
    return not case.holds("person.close") or "save.household" not in case.ids


@invariant("Somebody close may look into the phone: the first view says that calls and pages can be seen there.")
def _(case: Case) -> bool:
    views = [planned.view for planned in case.plan if planned.step.id == "safe.known_person"]
    warned = all(view is not None and view.warn for view in views)
    return warned or case.holds_anywhere("-person.watching")


@invariant("Somebody close suspected: a password is typed on a device that this person never had in hand.")
def _(case: Case) -> bool:
    typed = [planned for planned in case.plan if planned.step.id in TYPES]
    return not case.holds("person.close") or all(OUT_OF_REACH in texts(planned) for planned in typed)


@invariant("Perhaps somebody close: safety comes before what they would notice and before asking at home.")
def _(case: Case) -> bool:
    return not case.holds("person.close?") or behind(case, "safe.known_person", NOTICED)


@invariant("Perhaps somebody close: nothing that they would notice is now.")
def _(case: Case) -> bool:
    return not case.holds("person.close?") or case.now.isdisjoint(NOTICED - STOPS - {"save.household"})


@invariant(
    "Somebody close suspected: what stops money or cuts a stranger off is a choice inside the step for safety, with "
    "what they would notice."
)
def _(case: Case) -> bool:
    if not case.holds("person.close"):
        return all(not planned.choices for planned in case.plan)
    planned = [name for name in case.ids if name in STOPS | CUTTING]
    return case.choices == planned and all(steps()[name].notices for name in planned)


# At home


@invariant("None of us: nobody at home is asked again.")
def _(case: Case) -> bool:
    return not case.holds_everywhere("asked") or "save.household" not in case.ids


@invariant("None of us: no text that is shown tells to ask at home.")
def _(case: Case) -> bool:
    shown = [text for planned in case.plan for text in texts(planned)]
    return not case.holds_everywhere("asked") or not any(map(asks_at_home, shown))


@invariant("It was one of us: nothing is accused, stopped or locked.")
def _(case: Case) -> bool:
    ours = case.alone and case.holds_everywhere("-foreign !deceived !parcel.repeated")
    return not ours or set(case.ids).isdisjoint(ACCUSES | STOPS | LOCKS)


@invariant("Home was not asked: what accuses is not now, and behind the question.")
def _(case: Case) -> bool:
    if not (case.alone and case.holds_everywhere("foreign? -asked")) or case.holds("person.close"):
        return True
    return case.now.isdisjoint(ACCUSES) and behind(case, "save.household", set(case.ids) & ACCUSES)


@invariant("Denied by the owner alone: asking at home is today, and no lock waits for it (finding.denied).")
def _(case: Case) -> bool:
    if not case.holds("foreign finding.denied -asked") or case.holds("person.close") or case.holds("role.business"):
        return True
    secured = [planned for planned in case.plan if planned.step.id in LOCKS | STOPS | CUTTING]
    waits = any("save.household" in planned.before for planned in secured)
    return "save.household" in case.today and not waits and not (secured and case.ids[0] == "save.household")


@invariant("What was said at home is a reason only where somebody said it (home.denied, home.alone, home.claimed).")
def _(case: Case) -> bool:
    reasons = {sentence for planned in case.plan for sentence in planned.because}
    return all(case.holds_anywhere(fact) or facts()[fact].says not in reasons for fact in HOME)


@invariant("Everyone at home was asked about an account: nobody is told to ask again about it (home.denied).")
def _(case: Case) -> bool:
    asked = {"home.denied", "home.alone"} & {fact for incident in case.incidents for fact in incident.values}
    parcels = any(fact.startswith("parcel.") for incident in case.incidents for fact in incident.values)
    sites = {incident.sites for incident in case.incidents}
    if not asked or parcels or len(sites) > 1 or any(case.given(name) == ("not_yet",) for name in HOUSEHOLD):
        return True
    findings = case.situation.findings
    return any(finding.home != "unasked" for finding in findings) or "save.household" not in case.now


@invariant("Home was not asked about something possible: the question is there today.")
def _(case: Case) -> bool:
    alone = case.holds("person.close") or case.holds("role.business")
    return not case.holds("foreign? -asked") or alone or "save.household" in case.today


@invariant("Of an order, an address or a charge of which nothing is known: no password.")
def _(case: Case) -> bool:
    unknown = case.alone and set(case.situation.symptoms) <= UNASKED and case.holds_everywhere("!foreign !access")
    return not unknown or case.holds("money.balance") or set(case.ids).isdisjoint(PASSWORDS)
