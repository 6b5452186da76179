"""Sentences are shown in the language of the person, with their values."""

from app.i18n.translate import gettext, jinja_gettext, jinja_ngettext
from app.web.fragments.untrusted import translator


def test_values_take_their_places() -> None:
    """Each value is formatted for the language; unknown placeholders stay visible."""
    assert gettext("{path}, line {line}", "en", path="a{b}.csv", line=1200) == "a{b}.csv, line 1,200"
    assert gettext("{path}, line {line}", "en") == "{path}, line {line}"


def test_a_value_with_a_full_stop_ends_its_sentence() -> None:
    """``Telephone Co.`` at the end of a sentence is followed by no second full stop, as text and as markup."""
    assert gettext("Paid to {payee}.", "en", payee="Telephone Co.") == "Paid to Telephone Co."
    assert gettext("Paid to {payee}. It was {sum}.", "en", payee="S.A.", sum="5") == "Paid to S.A. It was 5."
    assert gettext("Paid to {payee}.", "en", payee="Bookshop") == "Paid to Bookshop."
    assert gettext("Kept in {name}.csv and {name}...", "en", name="A.") == "Kept in A..csv and A...."
    assert gettext("{note}。", "ja", note="終わりです。") == "終わりです。"
    assert gettext("{note}。次です。", "ja", note="終わりです。") == "終わりです。次です。"
    assert str(translator("en")("Paid to {payee}.", payee="Inc.")) == "Paid to <bdi>Inc.</bdi>"
    assert str(jinja_gettext("en")("Paid to {payee}.", payee="Inc.")) == "Paid to Inc."


def test_what_is_counted_can_be_one() -> None:
    """A number of one takes the singular where a language has it, in texts, on pages and in templates."""
    assert gettext("and {count} more problem", "en", count=1) == "and 1 more problem"
    assert gettext("and {count} more problem", "en", count=1200) == "and 1,200 more problems"
    assert gettext("and {count} more problem", "ja", count=1) == "ほかに1件の問題があります"
    assert gettext("and {count} more problem", "ja", count=3) == "ほかに3件の問題があります"
    assert gettext("Check again after {days} day.", "en", days=30) == "Check again after 30 days."
    assert str(translator("en")("and {count} more problem", count=2)) == "and <bdi>2</bdi> more problems"
    assert str(jinja_ngettext("en")("{count} day left.", "{count} days left.", 1)) == "1 day left."
    assert str(jinja_ngettext("en")("{count} day left.", "{count} days left.", 0)) == "0 days left."
