"""The money of an episode follows the answers, as its sentences do."""

from msgspec import structs

from analyzers.findings.finding import Finding
from app.report.model import Report
from app.report.still_open import with_open_money
from app.report.stored import from_json, to_json
from tests.cli.test_explain import SAMPLE, report  # noqa: F401, the fixture of the sample's report


def test_money_of_recognised_findings_is_gone_before_the_next_run(report: Report) -> None:  # noqa: F811
    """What an information alone says changes nothing; all answered, nothing is left; one left, its money is."""
    stored = from_json(to_json(report))
    first = stored.episodes[0]
    assert with_open_money(stored).episodes == stored.episodes

    def answered(kept: Finding | None) -> Report:
        mine = [one if one == kept else structs.replace(one, verdict="mine") for one in stored.findings]
        return with_open_money(structs.replace(stored, findings=mine))

    assert answered(None).episodes[0].money == ()
    order = next(one for one in stored.findings if one.id in first.findings and one.detector == "order.first_address")
    left = answered(order).episodes[0].money
    assert 0 <= sum(one.minor for one in left) < first.money[0].minor
