"""Mails through the whole product: every one accounted for, nothing covered, nothing proven."""

import os
from functools import partial

from app.report.build import Input, run
from app.report.event_words import MAIL_SENTENCES, mail_sentence
from tests.importers.reading import SAMPLES, samples


def test_mails_add_events_and_cover_nothing() -> None:
    """All samples at once: rows add up, what several mails say is one event, and only mails are no list of orders."""
    files = [path for path in samples() if path.is_relative_to(SAMPLES / "mail")]
    report = run([Input(path.name, partial(os.open, path, os.O_RDONLY), n) for n, path in enumerate(files)])
    assert all(sum(file.accounted.values()) == file.rows for file in report.files)
    assert {file.format for file in report.files} == {"mail.notices", "mail.pasted"}
    assert not report.coverage
    assert not [one for one in report.findings if one.kind == "proof"]
    # An order, its dispatch, its copy that was forwarded and the same text pasted are one order.
    assert report.events["orders"] < sum(file.accounted.get("events", 0) for file in report.files)
    outcome = {one.detector: one.code for one in report.outcomes}
    assert (outcome["refund.orphan"], outcome["order.cod_after_abolition"]) == ("missing.refunds", "missing.orders")


def test_evidence_says_that_a_mail_says_so() -> None:
    """In both languages and for each degree of certainty, and nothing where a file of the service says it."""
    for lang in ("ja", "en"):
        assert len({mail_sentence(one, lang) for one in MAIL_SENTENCES}) == len(MAIL_SENTENCES)
        assert mail_sentence(None, lang) is None
