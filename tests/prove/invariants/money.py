"""Money that is leaving, or may be."""

from tests.prove.invariants.registry import INVARIANTS, Invariant, invariant
from tests.prove.invariants.what_steps_are import STOPS
from tests.prove.plans import Case

# Money


LEAVING = {
    "money.sent": "stop.transfer",
    "money.bank foreign": "stop.transfer",
    "secret.bank": "stop.transfer",
    "money.card foreign": "stop.card",
    "money.card deceived": "stop.card",
    "secret.card": "stop.card",
    "money.securities": "stop.securities",
    "secret.securities": "stop.securities",
    "money.codes": "stop.prepaid",
    "order.unsent foreign": "stop.cancel_orders",
}
LEAVING_JAPAN = {
    "money.payapp foreign": "stop.payapp",
    "money.payapp deceived": "stop.payapp",
    "secret.payapp": "stop.payapp",
    "money.phone_bill foreign": "stop.payapp",
}


def stops_needed(case: Case) -> set[str]:
    """The stops that money which is leaving needs."""
    ways = LEAVING | (LEAVING_JAPAN if case.situation.country == "JP" else {})
    return {step for condition, step in ways.items() if case.holds(condition)}


@invariant("Money is leaving: stopping it is first or second, behind safety and cutting off, or a choice in the first.")
def _(case: Case) -> bool:
    if not stops_needed(case) or not STOPS.isdisjoint(case.choices):
        return True
    ways = set(STOPS)
    if stops_needed(case) == {"stop.cancel_orders"} and case.holds("locked_out"):
        ways = {"shop.locked_out", "account.report", "report.shop"}  # who cannot sign in has the service stop the order
    single = {one.step.id for one in case.plan if one.step.kind in ("safety", "cut")}
    return not ways.isdisjoint([part for part in case.sittings if part not in single][:2])


@invariant("Money is leaving: something is now.")
def _(case: Case) -> bool:
    return not stops_needed(case) or bool(case.now)


# Money that may be leaving, and the stop that is there today.
POSSIBLE = {
    "secret.card?": "stop.card",
    "money.codes?": "stop.prepaid",
    "number.taken?": "stop.transfer",
    "lost.phone": "stop.card",
    "foreign? money.card": "stop.card",
}
POSSIBLE_JAPAN = {"foreign? money.phone_bill": "stop.payapp", "lost.phone": "stop.payapp"}


def _stopped(condition: str, step: str, country: str | None = None) -> Invariant:
    def holds(case: Case) -> bool:
        if country and case.situation.country != country:
            return True
        return step in case.today or not case.holds(condition)

    return holds


for _ways, _country in ((LEAVING | POSSIBLE, None), (LEAVING_JAPAN | POSSIBLE_JAPAN, "JP")):
    for _condition, _step in _ways.items():
        _where = f" in {_country}" if _country else ""
        INVARIANTS[f"Money may be leaving ({_condition}){_where}: {_step} is there today."] = _stopped(
            _condition, _step, _country
        )
