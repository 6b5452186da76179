"""Why something could not be judged: codes, and their sentences. A code of the engine is written alone (``failed``); a
code of a rule follows the rule's id (``order.amount.too_few``)."""

from analyzers import N_
from analyzers.events.links import GAP_SENTENCES
from analyzers.events.values import LISTED_SENTENCE
from analyzers.rules.contract import detectors
from analyzers.rules.missing import MISSING_SENTENCES, OTHER_SENTENCE

FAILED = "failed"
ONLY_DIGITAL = "only_digital"
SENTENCES = {
    FAILED: N_("This check stopped because of a fault in this product, not in your files (reference {reference})."),
    ONLY_DIGITAL: N_(
        "Only the digital orders (books, films, apps) from Amazon were handed in, so nothing can "
        "be said about the others."
    ),
    "listed": LISTED_SENTENCE,
    **MISSING_SENTENCES,
    **GAP_SENTENCES,
}


def qualified(code: str, detector: str) -> str:
    """The code of a rule's gap in outcomes and findings: with the rule's id if the reason is its own."""
    return f"{detector}.{code}" if code in detectors()[detector].reasons else code


def sentence(code: str) -> str:
    """The sentence (message key) of a code; a general sentence for a code that no longer exists."""
    detector, _, own = code.rpartition(".")
    if detector in detectors() and own in detectors()[detector].reasons:
        return detectors()[detector].reasons[own]
    return SENTENCES.get(code, OTHER_SENTENCE)
