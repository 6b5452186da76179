"""What a stranger may still hold is taken away: the keys of a plan, by the ledger (``checklists.ledger``)."""

from collections.abc import Iterator

from checklists.ledger import ACCOUNT, MAILBOX, Entry, Key
from checklists.model import steps
from checklists.order import Planned
from checklists.plan_doors import doors
from checklists.sites import is_for
from tests.prove.invariants.registry import invariant
from tests.prove.invariants.what_steps_are import ACCUSES, PASSWORDS, STOPS
from tests.prove.plans import Case

OWN = (ACCOUNT, MAILBOX)  # doors that the owner shuts; the others belong to a bank, a phone company or a device


def _takers(case: Case, key: Key) -> list[Planned]:
    return [
        one for one in case.plan if key.name in one.step.takes and (not key.at or not one.sites or key.at in one.sites)
    ]


def _unanswered(entry: Entry) -> bool:
    return all(incident.is_open for incident in entry.incidents)


def _of_owner(case: Case) -> Iterator[tuple[Key, Entry, list[Planned]]]:
    for key, entry in case.ledger.items():
        if key.door in OWN:
            yield key, entry, _takers(case, key)


@invariant("No key of a known kind is left where a step takes it at that place.")
def _(case: Case) -> bool:
    for key, entry in case.ledger.items():
        able = [step for step in steps().values() if key.name in step.takes and not step.only_if]
        here = [step for step in able if (is_for(step, key.at) if key.at else not step.shops)]
        if here and not _takers(case, key) and not _unanswered(entry):
            return False
    return True


@invariant("A password and a session that somebody may hold are taken away today.")
def _(case: Case) -> bool:
    return all(
        any(one.when in ("now", "today") for one in takers)
        for key, entry, takers in _of_owner(case)
        if key.kind in ("password", "session") and entry.held
    )


@invariant("What a new password leaves is looked for today where somebody was inside, in the sitting of the password.")
def _(case: Case) -> bool:
    together = {one.step.id: one.sitting for one in case.plan}
    for key, _, takers in _of_owner(case):
        passwords = {together[name] for name in PASSWORDS & set(case.ids) if Key("password", key.door).name
                     in steps()[name].takes} - {""}  # fmt: skip
        if key.kind in ("passkey", "app", "rule") and takers and passwords:
            if not any(one.when in ("now", "today") for one in takers):
                return False
            if key.door == ACCOUNT and not any(one.sitting in passwords or not one.sitting for one in takers):
                return False
    return True


@invariant("A serious finding that nobody has answered locks today, and accuses, stops and claims nothing for it.")
def _(case: Case) -> bool:
    asleep = case.situation.findings and not case.situation.symptoms and case.holds_everywhere("finding.open")
    if not asleep:
        return True
    locked = all(
        any(one.when in ("now", "today") for one in takers)
        for key, entry, takers in _of_owner(case)
        if key.kind in ("password", "session")
    )
    return locked and set(case.ids).isdisjoint(STOPS | ACCUSES)


@invariant("A sign-in that is denied and a changed password are locked now or today, and everybody is signed out.")
def _(case: Case) -> bool:
    denied = [one for one in case.situation.findings if one.verdict == "not_mine"]
    inside = any(one.happened & {"sign_in", "device", "change.password", "change.mail"} for one in denied)
    if not inside or case.holds("person.close?"):
        return True
    signed_out = {"account.signout_all", "shop.signout_all"} & case.today
    return bool(signed_out) and not {"account.password", "shop.password"}.isdisjoint(case.today)


@invariant("Somebody close may be behind it: nothing is held, so nothing is hastened.")
def _(case: Case) -> bool:
    return not case.holds_anywhere("person.close?") or (not case.ledger and case.sittings == case.ids)


@invariant("The doors hold every key once, with the planned steps that take it, or who else can take it.")
def _(case: Case) -> bool:
    known = [key for door in doors(case.plan) for key in door.keys]
    return sorted(key.key for key in known) == sorted(case.ledger) and all(
        bool(key.steps) != bool(key.otherwise) and set(key.steps) <= set(case.ids) for key in known
    )


@invariant("A door says why each of its keys may be there.")
def _(case: Case) -> bool:
    return all(key.because for door in doors(case.plan) for key in door.keys)
