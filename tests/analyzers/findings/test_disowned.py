"""Findings that rest on the owner's answers alone."""

from typing import Any

import pytest

from analyzers.asking.settled import with_places
from analyzers.asking.state import Recognition, recognise, unanswered
from analyzers.book.entries import Units, units
from analyzers.events.marks import Money, Sentence
from analyzers.findings.disowned import NO_MONEY_SENTENCE, disowned
from tests.analyzers.detector_cases import history
from tests.analyzers.order_rows import order
