"""What each recipient reads: the texts for its form, and the first page of its paper."""

import pytest

from app.report.summary import Wanted, pages, summary_for
from app.report.summary.block import Break, Facts, Heading, Table, Text
from app.report.summary.fields import fitted
from app.report.summary.model import Summary
from checklists.recipients.recipient import recipients
from tests.report.summary import given

REQUEST = "Please give a case number, and the day by which you will answer."


def summary(name: str, count: int = 3, lang: str = "en") -> Summary:
    """The summary for a recipient, of so many entries that are nobody's."""
    findings = [given.finding(number, verdict="not_mine") for number in range(1, count + 1)]
    one = recipients()[name]
    return summary_for(given.report(findings), given.state(), lang, Wanted(one, one.hides, "amazon.co.jp"))


def test_a_long_list_gives_way_and_says_so() -> None:
    """A form with a limit still holds what is asked of its reader, however many entries there are."""
    (field,) = summary("shop", 300).fields
    assert field.limit is not None
    assert field.limit - 200 < len(field.text) <= field.limit
    assert REQUEST in field.text
    assert "more lines have no room here" in field.text
    assert "no room" not in summary("shop", 3).fields[0].text


@pytest.mark.parametrize(("limit", "text"), [(None, "a\nb\nc\nd"), (7, "a\nb\nc\nd"), (3, "(3 ")])
def test_a_field_is_never_longer_than_its_limit(limit: int | None, text: str) -> None:
    """Where not even the counts have room, the text ends at the limit."""
    assert fitted({"denied": ["a", "b", "c"], "loss": ["d"]}, limit, "en") == text


def test_every_number_is_named_once() -> None:
    """One office that gave its number twice is named once, and so is the label of a field that holds one thing."""
    twice = given.state(contacts=[given.CONTACT, given.CONTACT])
    one = recipients()["card_jp"]
    made = summary_for(given.report([given.finding(1, verdict="not_mine")]), twice, "en", Wanted(one, one.hides))
    assert made.fields[1].text == "Shop desk A-1"


def test_sign_ins_do_not_stand_under_what_is_not_sure() -> None:
    """What is nobody's comes before what is doubtful: IC3 reads one text without headings."""
    (what,) = (one for one in recipients()["ic3"].fields if "sign_ins" in one.holds)
    assert what.holds.index("sign_ins") < what.holds.index("unsure")


def test_the_police_read_five_ws_and_then_each_entry_once() -> None:
    """The first page begins with what the paper is, and its table of questions does not repeat the table of entries."""
    blocks = pages(summary("police_jp", lang="ja"))
    first = blocks[: next(place for place, one in enumerate(blocks) if isinstance(one, Break))]
    assert isinstance(first[0], Facts)
    tables = [one for one in first if isinstance(one, Table)]
    assert [row[0] for row in tables[0].rows] == [one.title for one in summary("police_jp", lang="ja").fields]
    order = "503-0000001-1234567"
    assert [order in str(one.rows) for one in tables] == [False, True]


def test_only_what_is_so_is_said_of_what_it_was_made_of() -> None:
    """Without a file it was made of no export; a page of some rows does not say that nothing at all was denied."""
    shop = recipients()["shop"]
    nothing = summary_for(given.report([], files=[]), given.state(), "en", Wanted(shop, shop.hides, "amazon.co.jp"))
    assert "no history was examined" in nothing.statement
    assert "own exports" in summary("shop").statement
    (said,) = (one.text for one in pages(nothing) if isinstance(one, Text) and "does not recognise" in one.text)
    assert said.endswith("concerns this recipient.")


@pytest.mark.parametrize("name", ["shop", "card_jp", "card_us", "bank_or_pay_app", "consumer_centre", "seller_support"])
def test_one_page_is_one_page(name: str) -> None:
    """Such a recipient gets no page break and no annex."""
    blocks = pages(summary(name))
    assert not [one for one in blocks if isinstance(one, Break)]
    assert "Annex" not in [one.text for one in blocks if isinstance(one, Heading)]
