"""Devices, numbers and accounts in other hands, and what was given away."""

from checklists.model import steps
from checklists.order import MOST_NOW
from tests.prove.invariants.registry import invariant
from tests.prove.invariants.what_steps_are import CUTS, LOCKS, PASSWORDS, POLICE, SIGNED_IN, STOPS, TYPES, behind
from tests.prove.plans import Case

# A device, a number, an account in other hands


@invariant("A stranger controls the device: it is cut off today, or is a choice inside the step for safety.")
def _(case: Case) -> bool:
    if not (case.holds("device.computer") or case.holds("device.phone")):
        return True
    offered = set(case.choices) if case.holds("person.close") else case.today
    return not offered.isdisjoint(CUTS)


@invariant("A stranger may control the device: it is cut off before a password is typed.")
def _(case: Case) -> bool:
    if not (case.holds("device.computer?") or case.holds("device.phone?")):
        return True
    cuts = [case.place(name) for name in CUTS if name in case.ids]
    return bool(cuts) and all(max(cuts) < case.place(name) for name in TYPES if name in case.ids)


@invariant("A stranger controls the device: no password is now.")
def _(case: Case) -> bool:
    return not (case.holds("device.computer") or case.holds("device.phone")) or case.now.isdisjoint(TYPES)


@invariant("Each step that types a password says on which device.")
def _(case: Case) -> bool:
    return all("device that you trust" in str(steps()[name].how[0].do) for name in TYPES if name in case.ids)


@invariant("The number may be taken: the phone company comes before passwords.")
def _(case: Case) -> bool:
    return not case.holds("number.taken?") or ("phone.sim" in case.today and behind(case, "phone.sim", TYPES))


@invariant("A phone was lost: it is locked, then its line, then what pays with it, and only then a password is typed.")
def _(case: Case) -> bool:
    if not case.holds("lost.phone") or case.holds("person.close"):
        return True
    places = [case.place(name) for name in ("device.lost", "phone.sim")]
    stops = [case.place(name) for name in ("stop.payapp", "stop.card") if name in case.ids]
    typed = [case.place(name) for name in TYPES if name in case.ids]
    if any(place > other for place in places for other in typed):
        return False
    in_order = all(place < stop for place in places for stop in stops)
    in_order &= all(stop < other for stop in stops for other in typed)
    return not case.alone or (places == sorted(places) and bool(stops) and in_order)


@invariant("The number of the account is in doubt: it is looked at before passwords.")
def _(case: Case) -> bool:
    return not case.holds("number.doubt") or behind(case, "phone.own", TYPES)


@invariant("Locked out: what needs being signed in is not now.")
def _(case: Case) -> bool:
    return not case.holds("locked_out") or case.now.isdisjoint(SIGNED_IN)


@invariant("Locked out: the way back is there, and before what needs being signed in.")
def _(case: Case) -> bool:
    if not case.holds("locked_out"):
        return True
    ways = [name for name in ("account.report", "shop.locked_out") if name in case.ids]
    return bool(ways) and all(behind(case, way, SIGNED_IN) for way in ways)


@invariant("A passkey was lost: what needs being signed in is not now.")
def _(case: Case) -> bool:
    return not case.holds("lost.passkey") or case.now.isdisjoint(SIGNED_IN)


@invariant("A service that wants others signed out first is given way, where both are as urgent.")
def _(case: Case) -> bool:
    if not case.holds("service.signs_out_first") or not case.holds("session.open?"):
        return True
    return case.place("account.password") >= case.place("account.signout_all") or "account.signout_all" not in case.now


@invariant("What an account shows is saved before it is cleared away, where both are due by the same clock.")
def _(case: Case) -> bool:
    for screens, clears in (("save.screens", "shop.signout_all"), ("account.screens", "account.second_factor")):
        whens = {one.step.id: one.when for one in case.plan}
        same = whens.get(screens) == whens.get(clears) == "today" and case.now.isdisjoint({screens, clears})
        if same and case.holds("details.changed") and case.alone and case.place(screens) > case.place(clears):
            return False
    return True


# What was given away


def gave(case: Case, *options: str) -> bool:
    """Is the one thing that was said that exactly this was given away?"""
    asked = [case.given(name) for name in ("message.typed", "message.installed", "message.sms") if case.given(name)]
    return case.alone and len(asked) == 1 and asked[0] == options and len(case.situation.answers) == 1


@invariant("Nothing was typed, told or installed: no lock, no stop, no police.")
def _(case: Case) -> bool:
    return not gave(case, "nothing") or set(case.ids).isdisjoint(LOCKS | STOPS | POLICE)


@invariant("Only a card number was given: no password.")
def _(case: Case) -> bool:
    return not gave(case, "card") or set(case.ids).isdisjoint(PASSWORDS)


@invariant("Only a password was given: a lock is among the first three.")
def _(case: Case) -> bool:
    return not gave(case, "password") or not PASSWORDS.isdisjoint(case.ids[:MOST_NOW])
