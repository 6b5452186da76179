"""The entities that an answer to a finding is about."""

from msgspec.structs import replace

from analyzers.events.marks import Mark, Ref
from analyzers.findings import entities
from analyzers.rules.contract import detectors
from tests.analyzers.sign_in_rows import DAY, START


def test_sixty_days_abroad_may_be_one_journey() -> None:
    """Sixty days abroad may be one journey, more may not."""
    rule = replace(detectors()["login.unfamiliar"], kind="rule")
    for days, kinds in ((60, {"country", "network"}), (61, {"network"})):
        row = {"country": "FR", "prefix": "5.9.0.0/24", "at": START, "table": "logins"}
        cited = {Ref("logins", 1): row, Ref("logins", 2): {**row, "at": START + days * DAY}}
        found = entities.entities(rule, Mark((Ref("logins", 1),)), cited, "UTC")
        assert {one.kind for one in found} == kinds
